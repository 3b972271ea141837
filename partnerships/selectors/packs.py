"""Agenda packs: the issues that can go into the pack of a meeting, and what a pack is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.roles import Grant
from partnerships.domain.board import Edition
from partnerships.domain.workflow import State
from partnerships.models import (
    AgendaPack,
    AgendaPackIssue,
    EditionWithdrawal,
    IssueEdition,
    Meeting,
    ReportIssue,
)
from partnerships.models.board import ReportIssueQuerySet

# Most issues that the page offers: as many cases as the page of a meeting lists.
MOST_OFFERED = 200
# So many packs are named on the page of an issue.
MOST_NAMED = 10


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


@dataclass(frozen=True, slots=True)
class ChosenPack:
    """A pack that was made, and its issues in the order in which it has them."""

    pack: AgendaPack
    issues: list[ReportIssue]

    @property
    def edition(self) -> Edition:
        """The edition in which each is in it."""
        return Edition(self.pack.edition)

    def parts(self) -> PackParts | None:
        """Read what it is made of; None when one of the editions was withdrawn since."""
        return parts_of(self.issues, self.edition, meeting=self.pack.meeting, held_on=self.pack.held_on)

    def names(self) -> list[str]:
        """Return which issues are in it, in their order, such as "PR-0001, issue 1"."""
        return [f"{issue.partnership.reference}, issue {issue.number}" for issue in self.issues]

    def withdrawals(self) -> list[EditionWithdrawal]:
        """Read which of its editions were withdrawn, in the order of the pack."""
        rows = EditionWithdrawal.objects.filter(edition__issue__in=self.issues, edition__edition=self.edition)
        found = rows.select_related("withdrawn_by", "edition__issue__partnership").defer(
            "edition__pdf", "edition__snapshot"
        )
        places = [issue.pk for issue in self.issues]
        return sorted(found, key=lambda row: places.index(row.edition.issue_id))


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


def pack_by_key(key: str, user: User, grants: Iterable[Grant]) -> ChosenPack | None:
    """Return the pack of that key; None when none was made, or the person may not read all of its issues."""
    pack = readable_packs(user, grants).filter(key=key).first()
    if pack is None:
        return None
    rows = ReportIssue.objects.filter(pk__in=pack.issues.values("issue")).select_related("partnership")
    issues = rows.in_bulk()
    return ChosenPack(pack, [issues[pk] for pk in pack.issues.values_list("issue", flat=True)])


def readable_packs(user: User, grants: Iterable[Grant]) -> models.QuerySet[AgendaPack]:
    """Return the packs of which the person may read every issue, the newest first."""
    readable = ReportIssue.objects.visible_to(user, grants).values("pk")
    hidden = AgendaPackIssue.objects.filter(pack=OuterRef("pk")).exclude(issue__in=readable)
    return AgendaPack.objects.filter(~Exists(hidden)).order_by("-pk")


def packs_with(issue: ReportIssue, user: User, grants: Iterable[Grant]) -> list[AgendaPack]:
    """Return the newest packs that have the issue in them, of those that the person may read."""
    return list(readable_packs(user, grants).filter(issues__issue=issue)[:MOST_NAMED])
