"""Making an agenda pack: the trail of each of its cases says who put which issue into it. The PDF is made when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from partnerships.actions.acting import ActionError, lock
from partnerships.actions.trail import record
from partnerships.domain.board import Edition
from partnerships.models import Meeting, ReportIssue
from partnerships.models.trail import EventKind
from partnerships.reports.pack import MOST_CASES, Pack
from partnerships.selectors.packs import issues_for, parts_of


@transaction.atomic
def make_pack(*, meeting: Meeting, issues: Sequence[ReportIssue], edition: Edition, by: User) -> str:
    """Record the pack in the trail of each case and return the key by which its PDF is asked for.

    The same pack, made again by the same person, is recorded again: each time is one on which it was handed out.
    ActionError when an issue is not the latest of a case of the meeting, or has no such edition any more.
    """
    if not 0 < len(issues) <= MOST_CASES:
        raise ActionError(_("A pack has one case at least and %(most)s at most.") % {"most": MOST_CASES})
    for issue in sorted(issues, key=lambda one: one.partnership_id):
        lock(issue.assessment)
    offered = issues_for(meeting, by, RoleGrant.objects.grants_of(by)).filter(pk__in=[one.pk for one in issues])
    current = list(offered)
    if len(current) != len(issues):
        raise ActionError(
            _("A case has changed since you opened this page. Look at how the cases stand now, then choose again.")
        )
    parts = parts_of(current, edition, meeting=meeting.name, held_on=meeting.held_on)
    if parts is None:
        raise ActionError(_("The public edition of a report that you chose was withdrawn. Leave that case out."))
    pack = Pack.of(parts.stored, meeting=parts.meeting, held_on=parts.held_on, edition=edition)
    for issue in current:
        new = {
            "meeting": pack.meeting,
            "held_on": pack.held_on.isoformat(),
            "edition": edition.value,
            "issue": issue.number,
            "cases": len(current),
            "pack": pack.key,
        }
        record(EventKind.PACK_MADE, by=by, assessment=issue.assessment, new=new)
    return pack.key
