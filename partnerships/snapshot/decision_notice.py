"""The decision about an issue as plain data, for its notice: what the edition says of the case, and what was decided.

It is made of what never changes: the snapshot of one edition, the decision as it was recorded, its conditions with the
owners and dates that it set, whatever became of those, and the corrections of its minute reference. The public edition
of a notice leaves out conditions that come from an answer that is exempt; where something is exempt and nobody has said
that the decision repeats nothing of it, also the reasons, the alternatives and the conditions that were added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from partnerships.domain.board import Edition, Result
from partnerships.domain.exemption import QUESTION
from partnerships.models import Condition, Decision, Event, IssueEdition, MinuteCorrection
from partnerships.models.trail import EventKind
from partnerships.snapshot.record import snapshot_in
from partnerships.snapshot.shape import Choice, Content, ExemptMark, ExemptPart, InterestPart, ReferralPart, moment
from partnerships.snapshot.shape.content import Snapshot

# What it says of the partnership.
OF_CASE = ("reference", "name", "service", "partners", "key_decision_reference", "wards", "contact")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImposedPart:
    """A condition as the decision set it. `question` is the key of the mitigation's, None for one that was added.

    In a public edition `exempt` says why it is left out; `is_left_out` is true of that, and of what repeats exempt parts.
    """

    number: int
    question: str | None
    text: str = ""
    owner: str = ""
    due_on: date | None = None
    is_left_out: bool = False
    exempt: ExemptMark | None = None


@dataclass(frozen=True, slots=True)
class CorrectedPart:
    """A right minute reference, and the day on which it was corrected."""

    minute_reference: str
    corrected_on: date


@dataclass(frozen=True, kw_only=True)
class DecisionNotice:
    """What the notice of a decision says, in one edition. `digest` is that of the issue's edition.

    `decider` is who decides by the significance, as named within a sentence, `meeting` what was recorded as meeting or decision-maker. `reasons` and
    `alternatives_rejected` are "" where `is_cut`: they repeat what is exempt. `exempt` is what the issue leaves out.
    `interests` are those that people who acted on the case have, `interests_declared` those of who decided. `review_on`
    is the day of the review that an approval set, as it was set then.
    """

    language: str
    time_zone: str
    council: str
    edition: str
    reference: str
    name: str
    service: str
    partners: tuple[str, ...]
    key_decision_reference: str
    wards: str
    contact: str
    issue: int
    issued_at: datetime
    digest: str
    verify_url: str
    sought: Choice
    outcome: Choice
    referral: ReferralPart | None
    decider: str
    result: Choice
    decided_on: date
    meeting: str
    minute_reference: str
    corrections: tuple[CorrectedPart, ...]
    reasons: str
    alternatives_rejected: str
    is_cut: bool
    conditions: tuple[ImposedPart, ...]
    interests_declared: str
    dispensations: str
    interests: tuple[InterestPart, ...]
    exempt: tuple[ExemptPart, ...]
    recorded_by: str
    recorded_at: datetime
    review_on: date | None = None

    @property
    def made_on(self) -> date:
        """The day of its last correction, or else on which the decision was recorded."""
        if self.corrections:
            return self.corrections[-1].corrected_on
        return timezone.localdate(self.recorded_at, ZoneInfo(self.time_zone))


def decision_notice_of(edition: IssueEdition, decision: Decision) -> DecisionNotice:
    """Return the notice of the decision about the issue of the edition. Four queries at most."""
    kinds = (EventKind.DECIDED, EventKind.REGISTERED, EventKind.REVIEW_SET)
    events = {row.kind: row for row in Event.objects.filter(assessment=decision.assessment_id, kind__in=kinds)}
    event = events.get(EventKind.DECIDED)
    entered = events.get(EventKind.REGISTERED) or events.get(EventKind.REVIEW_SET)
    rows = list(decision.conditions.select_related("question").order_by("number"))
    corrections = list(decision.corrections.order_by("pk")) if decision.corrected_minute else []
    return decision_notice_from(
        snapshot_in(edition),
        decision,
        conditions=rows,
        corrections=corrections,
        recorded_by=event.recorded_by_name if event else decision.recorded_by.full_name,
        recorded=event.new.get("conditions", []) if event else [],
        review_on=date.fromisoformat(entered.new["review_on"]) if entered else None,
    )


def decision_notice_from(
    snapshot: Snapshot,
    decision: Decision,
    *,
    conditions: Sequence[Condition],
    corrections: Sequence[MinuteCorrection],
    recorded_by: str,
    recorded: Sequence[Mapping[str, Any]] = (),
    review_on: date | None = None,
) -> DecisionNotice:
    """Return the notice of these rows. `recorded` are the conditions as the event of the decision has them."""
    content, case = snapshot.content, snapshot.content.partnership
    if content.issue is None:
        raise ValueError("a decision is about an issue, and this is a draft")
    is_cut = content.edition == Edition.PUBLIC and bool(content.exempt) and decision.has_exempt_text is not False
    with translation.override(content.language):
        return DecisionNotice(
            language=content.language,
            time_zone=content.time_zone,
            council=content.council,
            edition=content.edition,
            **{name: getattr(case, name) for name in OF_CASE},
            issue=content.issue.number,
            issued_at=content.issue.issued_at,
            digest=snapshot.digest,
            verify_url=content.verify_url,
            sought=content.assessment.decision,
            outcome=Choice(content.outcome.key, content.outcome.label),
            referral=content.referral,
            interests=tuple(part for part in content.interests if part.has_interest),
            exempt=content.exempt,
            is_cut=is_cut,
            conditions=_imposed(conditions, recorded, content, is_cut=is_cut),
            recorded_by=recorded_by,
            review_on=review_on,
            **_decided(decision, corrections, content, is_cut=is_cut),
        )


def _decided(
    decision: Decision, corrections: Sequence[MinuteCorrection], content: Content, *, is_cut: bool
) -> dict[str, Any]:
    """Return what was recorded of the decision itself."""
    zone = ZoneInfo(content.time_zone)
    return {
        "decider": content.decider,
        "result": Choice.of(Result(decision.result)),
        "decided_on": decision.decided_on,
        "meeting": decision.meeting,
        "minute_reference": decision.minute_reference,
        "corrections": tuple(
            CorrectedPart(row.minute_reference, timezone.localdate(row.corrected_at, zone)) for row in corrections
        ),
        "reasons": "" if is_cut else decision.reasons,
        "alternatives_rejected": "" if is_cut else decision.alternatives_rejected,
        "interests_declared": decision.interests_declared,
        "dispensations": decision.dispensations,
        "recorded_at": moment(decision.recorded_at),
    }


def _imposed(
    rows: Sequence[Condition], recorded: Sequence[Mapping[str, Any]], content: Content, *, is_cut: bool
) -> tuple[ImposedPart, ...]:
    """Return the conditions by number. Their owners and dates can have changed since; the event has those of then."""
    marks = {part.part: part.mark for part in content.exempt} if content.edition == Edition.PUBLIC else {}
    then = recorded if len(recorded) == len(rows) else [{}] * len(rows)
    parts = []
    for row, said in zip(rows, then, strict=True):
        key = row.question.key if row.question else None
        mark = marks.get(f"{QUESTION}:{key}")
        if mark or (is_cut and key is None):
            parts.append(ImposedPart(number=row.number, question=key, is_left_out=True, exempt=mark))
            continue
        due_on = date.fromisoformat(said["due_on"]) if said else row.due_on
        owner = said["owner"] if said else row.owner
        parts.append(ImposedPart(number=row.number, question=key, text=row.text, owner=owner, due_on=due_on))
    return tuple(parts)
