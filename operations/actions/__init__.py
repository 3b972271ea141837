"""What is noted of what ran, and what council's IT does with all that is stored."""
