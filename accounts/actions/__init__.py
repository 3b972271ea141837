"""The only writers of accounts, roles and what belongs to them, by capability."""
