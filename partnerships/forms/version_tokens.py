"""The form of what its page showed: that of the accounts app, by the name that the forms here know."""

from accounts.forms.version_tokens import Conflict, ConflictSide, VersionedForm

__all__ = ["Conflict", "ConflictSide", "VersionedForm"]
