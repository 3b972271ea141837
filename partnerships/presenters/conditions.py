"""What pages say of those who see to a condition."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.series import all_of
from partnerships.emails import who_are_chased
from partnerships.models import Condition


def chased_in_words(condition: Condition) -> str:
    """Return who get the email that asks how far a condition is, and that its owner gets none where they do not sign in."""
    told = {"names": all_of(person.full_name for person in who_are_chased(condition))}
    named = _("The email goes to %(names)s, because they lead or contribute to the partnership.") % told
    if condition.owner_user is not None and condition.owner_user.is_active:
        return _("The email goes to the owner and to those who lead or contribute: %(names)s.") % told
    nobody = _("The owner, “%(owner)s”, does not sign in here and gets none.") % {"owner": condition.owner}
    return f"{named} {nobody}"
