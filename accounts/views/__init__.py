"""The pages of accounts: signing in, one's own account, people and roles; the pages about this site, and the error pages."""
