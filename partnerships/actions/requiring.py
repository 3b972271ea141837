"""Requiring a version of a checklist from a day on: the lead officers of the cases that answer an earlier one are told."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import User
from checklists import actions as checklists
from checklists.models import Version
from partnerships import emails
from partnerships.actions.acting import lock
from partnerships.actions.trail import record
from partnerships.domain.workflow import EDITABLE
from partnerships.models import Assessment
from partnerships.models.trail import EventKind
from partnerships.selectors.upgrading import on_earlier_versions


@transaction.atomic
def require_version(
    *, version: Version, by: User, required_from: date | None, version_token: str | None = None
) -> list[Assessment]:
    """Require a version from that day on, None: no longer. Return the cases whose lead officers are told.

    They are those with their authors on an earlier version; each records it, and nothing moves by itself. Errors as by
    `checklists.actions.require`. The same day again tells nobody.
    """
    standing = checklists.require(version=version, by=by, required_from=required_from, version_token=version_token)
    before = standing.required_from if standing else None
    if required_from == before:
        return []
    told = []
    for row in on_earlier_versions(version).filter(state__in=EDITABLE).order_by("partnership_id", "pk"):
        case = lock(row)
        if case.state not in EDITABLE or case.version_id != row.version_id:
            continue
        old, new = _as_json(version, before), _as_json(version, required_from)
        record(EventKind.VERSION_REQUIRED, by=by, assessment=case, old=old, new=new)
        emails.version_required(case, by=by, required_from=required_from)
        told.append(case)
    return told


def _as_json(version: Version, required_from: date | None) -> dict[str, str]:
    if required_from is None:
        return {"version": "", "required_from": ""}
    return {"version": version.number, "required_from": required_from.isoformat()}
