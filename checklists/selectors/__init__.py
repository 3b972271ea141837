"""What is read across the versions of a checklist."""
