"""What uploaded files are, told by their content. Files of strangers are read in processes with limits."""
