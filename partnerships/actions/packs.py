"""Making an agenda pack: what it is made of, who made it, and by what its files are known again. The PDF is made when it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RoleGrant, User
from partnerships.actions.acting import ActionError, lock
from partnerships.actions.trail import record
from partnerships.domain.board import Edition
from partnerships.files.pages import METHOD, PageLimits, as_json, pages_of
from partnerships.models import AgendaPack, AgendaPackFile, AgendaPackIssue, Meeting, ReportIssue
from partnerships.models.trail import EventKind
from partnerships.reports.pack import MOST_CASES, Pack
from partnerships.selectors.packs import issues_for, parts_of

# Where no other process makes the PDFs, our own file is read once, and in any case: it has a few hundred pages.
KEEP_SECONDS = 60
CASE_CHANGED = gettext_lazy(
    "A case has changed since you opened this page. Look at how the cases stand now, then choose again."
)


@transaction.atomic
def make_pack(*, meeting: Meeting, issues: Sequence[ReportIssue], edition: Edition, by: User) -> str:
    """Record the pack, and in the trail of each case that it is in it, and return the key by which its PDF is asked for.

    The issues are printed in the order in which they come. The same pack, made again, is recorded in the trail again:
    each time is one on which it was handed out. ActionError when an issue is not the latest of a case of the meeting, or
    has no such edition any more.
    """
    if not 0 < len(issues) <= MOST_CASES:
        raise ActionError(_("A pack has one case at least and %(most)s at most.") % {"most": MOST_CASES})
    for issue in sorted(issues, key=lambda one: one.partnership_id):
        lock(issue.assessment)
    offered = issues_for(meeting, by, RoleGrant.objects.grants_of(by)).in_bulk([one.pk for one in issues])
    if len(offered) != len(issues):
        raise ActionError(CASE_CHANGED)
    current = [offered[one.pk] for one in issues]
    parts = parts_of(current, edition, meeting=meeting.name, held_on=meeting.held_on)
    if parts is None:
        raise ActionError(_("The public edition of a report that you chose was withdrawn. Leave that case out."))
    pack = Pack.of(parts.stored, meeting=parts.meeting, held_on=parts.held_on, edition=edition)
    _keep_choice(pack, meeting, current, by)
    for place, issue in enumerate(current, start=1):
        new = {
            "meeting": pack.meeting,
            "held_on": pack.held_on.isoformat(),
            "edition": edition.value,
            "issue": issue.number,
            "place": place,
            "cases": len(current),
            "pack": pack.key,
        }
        record(EventKind.PACK_MADE, by=by, assessment=issue.assessment, new=new)
    return pack.key


def _keep_choice(pack: Pack, meeting: Meeting, issues: Sequence[ReportIssue], by: User) -> None:
    said = {
        "made_for": meeting,
        "meeting": pack.meeting,
        "held_on": pack.held_on,
        "edition": pack.edition,
        "made_by": by,
    }
    row, is_new = AgendaPack.objects.get_or_create(key=pack.key, defaults=said)
    if is_new:
        places = enumerate(issues, start=1)
        AgendaPackIssue.objects.bulk_create(
            AgendaPackIssue(pack=row, issue=issue, place=place) for place, issue in places
        )


def keep_pack_file(*, key: str, pdf: bytes, pages: list[dict[str, Any]] | None = None) -> None:
    """Keep by what this file of the pack and its pages are known again, unless that is known already.

    `pages` are its pages as `as_json` has them, where they were read with the file; they are read now where they were not.
    A file whose pages could not be read is kept without them, and tried again when it is handed out again.
    """
    same = {"pdf_sha256": hashlib.sha256(pdf).hexdigest(), "method": METHOD}
    if AgendaPackFile.objects.filter(**same).exclude(pages=[]).exists():
        return
    if pages is None:
        [read] = pages_of([pdf], PageLimits(seconds=KEEP_SECONDS))
        pages = [as_json(page) for page in read.pages]
    made = {"pack": AgendaPack.objects.get(key=key), "pages": pages}
    kept, is_new = AgendaPackFile.objects.get_or_create(**same, defaults=made)
    if pages and not is_new:
        AgendaPackFile.objects.filter(pk=kept.pk, pages=[]).update(pages=pages)
