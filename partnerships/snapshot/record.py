"""The rows that a snapshot is made of, read in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import PositiveIntegerField, PositiveSmallIntegerField, QuerySet

from accounts.prepared import Parameter, PreparedRows, key
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
    Partnership,
    Referral,
    RegisterEntry,
)
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Case, read_case
from partnerships.selectors.comments import AREAS
from partnerships.selectors.people import everybody_of
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
    of_case: dict[str, Any] = {"assessment": assessment}
    of_rounds = {"partnership": assessment.partnership_id, "round": assessment.round}
    events = _EVENTS.rows(**of_case)
    went_on = any(event.kind in (EventKind.ROUND_OPENED, EventKind.UPGRADED) for event in events)
    return Record(
        case=read_case(assessment),
        partners=partners_in_round(assessment),
        people=everybody_of(assessment.partnership_id),
        events=events,
        earlier=earlier_answers(assessment) if went_on else [],
        left=left_evidence(assessment) if went_on else [],
        referral=_REFERRAL.first(**of_case),
        areas=AREAS.rows(),
        implications=_IMPLICATIONS.rows(**of_case),
        interests=_INTERESTS.rows(**of_case),
        exemptions=_EXEMPTIONS.rows(partnership=assessment.partnership_id),
        decisions=_DECISIONS.rows(**of_rounds),
        conditions=_CONDITIONS.rows(**of_rounds),
        has_ended=_ENDED.first(partnership=assessment.partnership_id) is not None,
        last=last_issue(assessment, before=before),
    )


def last_issue(assessment: Assessment, *, before: int | None = None) -> Snapshot | None:
    """Return the full edition of the partnership's last issue, in this round or an earlier one; None when there is none.

    With `before`, of the last issue with a lower number.
    """
    of_rounds = {"partnership": assessment.partnership_id, "round": assessment.round}
    stored = _LAST.first(**of_rounds) if before is None else _LAST_BEFORE.first(**of_rounds, number=before)
    return read(bytes(stored)) if stored is not None else None


def _last_editions() -> QuerySet[IssueEdition, Any]:
    editions = IssueEdition.objects.filter(
        edition=Edition.FULL, issue__partnership=_PARTNERSHIP, issue__assessment__round__lte=_ROUND
    )
    return editions.order_by("-issue__number").values_list("snapshot", flat=True)


def snapshot_in(edition: IssueEdition) -> Snapshot:
    """Return the snapshot that was frozen with the edition."""
    return read(bytes(edition.snapshot))


_CASE: Any = key("assessment", Assessment)
_PARTNERSHIP: Any = key("partnership", Partnership)
_ROUND: Any = Parameter("round", PositiveSmallIntegerField())
_NUMBER: Any = Parameter("number", PositiveIntegerField())
_STANDING: dict[str, Any] = {"assessment": _CASE, "replaced_at": None}
_EVENTS = PreparedRows(lambda: Event.objects.filter(assessment=_CASE, kind__in=STEPS))
_REFERRAL = PreparedRows(
    lambda: Referral.objects.made().filter(assessment=_CASE).select_related("recorded_by").order_by("pk")[:1]
)
_IMPLICATIONS = PreparedRows(lambda: Implication.objects.filter(**_STANDING).select_related("recorded_by"))
_INTERESTS = PreparedRows(lambda: Interest.objects.filter(**_STANDING))
_EXEMPTIONS = PreparedRows(lambda: Exemption.objects.filter(assessment__partnership=_PARTNERSHIP, replaced_at=None))
_DECISIONS = PreparedRows(
    lambda: (
        Decision.objects.filter(assessment__partnership=_PARTNERSHIP, assessment__round__lte=_ROUND)
        .select_related("assessment", "issue")
        .order_by("assessment__round")
    )
)
_CONDITIONS = PreparedRows(
    lambda: Condition.objects.filter(partnership=_PARTNERSHIP, decision__assessment__round__lte=_ROUND).select_related(
        "question", "decision"
    )
)
_ENDED = PreparedRows(lambda: RegisterEntry.objects.filter(partnership=_PARTNERSHIP, ended_on__isnull=False))
_LAST: PreparedRows[Any] = PreparedRows(lambda: _last_editions()[:1])
_LAST_BEFORE: PreparedRows[Any] = PreparedRows(lambda: _last_editions().filter(issue__number__lt=_NUMBER)[:1])
