"""What council's IT does with all that is stored: backing it up, and restoring a backup."""
