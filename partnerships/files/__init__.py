"""What uploaded files are, told by their content. Untrusted files are parsed in processes with limits."""
