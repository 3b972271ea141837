"""The rules of cases in pure Python: flags, outcome, access, workflow. No database, no request."""
