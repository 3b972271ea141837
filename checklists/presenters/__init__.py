"""What the pages of checklists show, as plain values."""
