"""Who owns a condition or a mitigation: a role or a name in words, or somebody who can sign in, by their email address."""

from __future__ import annotations

from accounts.actions.sign_in import CANNOT_SIGN_IN
from accounts.models import User
from partnerships.actions.validation import InvalidError


def owner_from(typed: str) -> tuple[str, User | None]:
    """Return the owner's name as it is printed, and the person if an email address was typed, else None.

    InvalidError for the address of nobody who can sign in.
    """
    words = typed.strip()
    if "@" not in words:
        return words, None
    user = User.objects.signing_in_as(words)
    if user is None:
        raise InvalidError({"owner": str(CANNOT_SIGN_IN)})
    return user.full_name, user


def check_owner(typed: str) -> None:
    """Raise InvalidError as `owner_from` does."""
    owner_from(typed)
