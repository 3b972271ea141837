"""Agenda packs: the issues that can go into the pack of a meeting, and what a pack is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.roles import Grant
from partnerships.domain.board import Edition
from partnerships.domain.workflow import State
from partnerships.models import AgendaPack, IssueEdition, Meeting, ReportIssue
from partnerships.models.board import ReportIssueQuerySet

# Most issues that the page offers: as many cases as the page of a meeting lists.
MOST_OFFERED = 200


def issues_for(meeting: Meeting, user: User, grants: Iterable[Grant]) -> ReportIssueQuerySet:
    """Return the latest issue of each case of the meeting that waits for its decision or has it, and that the person may read.

    `has_public` says whether its public edition is served.
    """
    later = ReportIssue.objects.filter(assessment=OuterRef("assessment"), number__gt=OuterRef("number"))
    public = IssueEdition.objects.filter(issue=OuterRef("pk"), edition=Edition.PUBLIC, withdrawal=None)
    return (
        ReportIssue.objects.visible_to(user, grants)
        .filter(~Exists(later), assessment__meeting=meeting, assessment__state__in=(State.ISSUED, State.DECIDED))
        .annotate(has_public=Exists(public))
        .select_related("partnership", "assessment")
        .order_by("partnership__number")
    )


@dataclass(frozen=True, kw_only=True)
class PackParts:
    """What a pack is made of: the meeting, the edition, and of each issue the stored snapshot and the PDF."""

    meeting: str
    held_on: date
    edition: Edition
    stored: list[tuple[bytes, bytes]]


def parts_of(issues: Sequence[ReportIssue], edition: Edition, *, meeting: str, held_on: date) -> PackParts | None:
    """Return the parts of a pack of these issues, in their order; None when one has no such edition, or it was withdrawn."""
    rows = IssueEdition.objects.filter(issue__in=issues, edition=edition, withdrawal=None)
    found = {
        issue: (bytes(snapshot), bytes(pdf)) for issue, snapshot, pdf in rows.values_list("issue", "snapshot", "pdf")
    }
    if not issues or len(found) != len(issues):
        return None
    stored = [found[issue.pk] for issue in issues]
    return PackParts(meeting=meeting, held_on=held_on, edition=edition, stored=stored)


def parts_by_key(key: str, user: User, grants: Iterable[Grant]) -> PackParts | None:
    """Return the parts of the pack of that key; None when none was made, or the person may not read all of its issues."""
    pack = AgendaPack.objects.filter(key=key).first()
    if pack is None:
        return None
    chosen = list(pack.issues.values_list("issue", flat=True))
    readable = ReportIssue.objects.visible_to(user, grants).in_bulk(chosen)
    if len(readable) != len(chosen):
        return None
    issues = [readable[issue] for issue in chosen]
    return parts_of(issues, Edition(pack.edition), meeting=pack.meeting, held_on=pack.held_on)
