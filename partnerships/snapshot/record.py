"""The rows that a snapshot is made of, read in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q

from partnerships.domain.board import Edition
from partnerships.models import (
    Assessment,
    Condition,
    Decision,
    Event,
    Evidence,
    Exemption,
    Implication,
    ImplicationArea,
    Interest,
    IssueEdition,
    Participant,
    Referral,
    RegisterEntry,
)
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Case, read_case
from partnerships.selectors.rounds import partners_in_round, show_as_in_round
from partnerships.selectors.upgrading import Earlier, earlier_answers, left_evidence
from partnerships.snapshot.shape import Snapshot
from partnerships.snapshot.stored import read

STEPS = (
    EventKind.CREATED,
    EventKind.ROUND_OPENED,
    EventKind.UPGRADED,
    EventKind.UPGRADE_UNDONE,
    EventKind.SUBMITTED,
    EventKind.TAKEN_BACK,
    EventKind.RETURNED,
    EventKind.ENDORSED,
    EventKind.REFERRAL_ASKED,
    EventKind.REFERRED,
    EventKind.REFERRAL_DECLINED,
    EventKind.ISSUED,
    EventKind.REOPENED,
    EventKind.WITHDRAWN,
    EventKind.OFFICER_TOLD,
)


@dataclass(frozen=True, kw_only=True)
class Record:
    """A case with the rows around it that a report prints. Lists come in the order of printing.

    `people` are those of the case and those who left it. `exemptions` are of every round; `decisions` and `conditions`
    of the rounds up to this one. `last` is the full edition of the issue before the report that is made, None before
    the first. `earlier` are answers to what an earlier version asked, `left` what was attached there.
    """

    case: Case
    partners: list[str]
    people: list[Participant]
    events: list[Event]
    referral: Referral | None = None
    areas: list[ImplicationArea] = field(default_factory=list)
    implications: list[Implication] = field(default_factory=list)
    interests: list[Interest] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    has_ended: bool = False
    last: Snapshot | None = None
    earlier: list[Earlier] = field(default_factory=list)
    left: list[Evidence] = field(default_factory=list)


def read_record(assessment: Assessment, *, before: int | None = None) -> Record:
    """Read the rows: twelve queries beside those of the case. `before`: the number of the issue that is made, if one is."""
    show_as_in_round(assessment)
    partnership = assessment.partnership
    events = list(assessment.events.filter(kind__in=STEPS))
    went_on = any(event.kind in (EventKind.ROUND_OPENED, EventKind.UPGRADED) for event in events)
    decided = Q(partnership=partnership, decision__assessment__round__lte=assessment.round)
    return Record(
        case=read_case(assessment),
        partners=partners_in_round(assessment),
        people=list(partnership.participants.select_related("user").order_by("pk")),
        events=events,
        earlier=earlier_answers(assessment) if went_on else [],
        left=left_evidence(assessment) if went_on else [],
        referral=assessment.referrals.made().select_related("recorded_by").first(),
        areas=list(ImplicationArea.objects.all()),
        implications=list(assessment.implications.filter(replaced_at=None).select_related("recorded_by")),
        interests=list(assessment.interests.filter(replaced_at=None)),
        exemptions=list(Exemption.objects.filter(assessment__partnership=partnership, replaced_at=None)),
        decisions=list(
            Decision.objects.filter(assessment__partnership=partnership, assessment__round__lte=assessment.round)
            .select_related("assessment", "issue")
            .order_by("assessment__round")
        ),
        conditions=list(Condition.objects.filter(decided).select_related("question", "decision")),
        has_ended=RegisterEntry.objects.filter(partnership=partnership, ended_on__isnull=False).exists(),
        last=last_issue(assessment, before=before),
    )


def last_issue(assessment: Assessment, *, before: int | None = None) -> Snapshot | None:
    """Return the full edition of the partnership's last issue, in this round or an earlier one; None when there is none.

    With `before`, of the last issue with a lower number.
    """
    editions = IssueEdition.objects.filter(
        edition=Edition.FULL,
        issue__partnership=assessment.partnership_id,
        issue__assessment__round__lte=assessment.round,
    )
    if before is not None:
        editions = editions.filter(issue__number__lt=before)
    stored = editions.order_by("-issue__number").values_list("snapshot", flat=True).first()
    return read(bytes(stored)) if stored is not None else None


def snapshot_in(edition: IssueEdition) -> Snapshot:
    """Return the snapshot that was frozen with the edition."""
    return read(bytes(edition.snapshot))
