"""Requiring a version from a day on, and requiring it no longer."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.validation import past_errors, refuse
from accounts.actions.version_tokens import StaleError
from accounts.models import User
from accounts.version_tokens import token_of
from checklists.actions.acting import WrongStateError, check_editor
from checklists.models import Requirement, Version


@transaction.atomic
def require(
    *, version: Version, by: User, required_from: date | None, version_token: str | None = None
) -> Requirement | None:
    """Require a version from that day on, None: no longer. Return what was required until now; the same again does nothing.

    NotAllowedError when `by` is not an editor; WrongStateError when no new case may start on the version; InvalidError for a
    day that has passed; StaleError when something else is required by now than the page showed, whose token that is.
    """
    row = Version.objects.select_for_update().get(pk=version.pk)
    standing = row.requirements.standing().first()
    check_require(version=row, by=by)
    if version_token not in (None, now := requirement_token(standing)):
        raise StaleError(now, sentence=_("Somebody else has changed from when it is required. Read the page again."))
    if required_from == (standing and standing.required_from):
        return standing
    refuse(past_errors(required_from=required_from))
    if standing is not None:
        standing.ended_at, standing.ended_by = timezone.now(), by
        standing.save(update_fields=["ended_at", "ended_by"])
    if required_from is not None:
        Requirement.objects.create(version=row, required_from=required_from, required_by=by)
    return standing


def check_require(*, version: Version, by: User) -> None:
    """Raise NotAllowedError or WrongStateError unless the user may require this version now, or no longer."""
    check_editor(by)
    if not version.is_in_force():
        raise WrongStateError(_("Only a version on which new cases may start can be required."))


def requirement_token(standing: Requirement | None) -> str:
    """Return the version token of what is required of a version now."""
    return token_of({"required_from": standing and standing.required_from.isoformat()})
