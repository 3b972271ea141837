"""What adverse means, what the outcome is, who may do what and when: pure Python, no database, no request."""
