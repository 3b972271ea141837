"""Cases before a board and after its decision. An issue is made without its bytes here: no test of these reads them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from partnerships import actions
from partnerships.actions.acting import act_as, lock
from partnerships.actions.moves import move
from partnerships.actions.trail import last_link
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.board import Result
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import Move
from partnerships.models import Assessment, Condition, Decision, Meeting, Participant, RegisterEntry, ReportIssue
from partnerships.models.trail import EventKind
from partnerships.selectors.comments import has_exempt_parts
from tests import days, factories, people

OWNER = "Head of commissioning"


def decision_typed(made: ReportIssue, **said: Any) -> dict[str, str]:
    """Return what a secretary types who records that the issue was approved today; `said` is typed instead or besides."""
    made.assessment.refresh_from_db()
    given = {
        "version_token": f"{made.number} {made.assessment.state_changed_at.isoformat()}",
        "rows": "1",
        "result": "approved",
        "decided_on": days.InDays(0),
        "meeting": "Cabinet",
        "minute_reference": "CAB 41",
        "reasons": "It saves money.",
        "alternatives_rejected": "Doing it alone.",
        "has_interests": "none",
        **said,
    }
    return days.typed(given)


def issue(assessment: Assessment, secretary: User, *, at: datetime | None = None) -> ReportIssue:
    """Issue the report of an endorsed or referred case, without the editions that take seconds to make."""
    assessment = lock(assessment)
    act_as(Capacity.SECRETARY, user=secretary, partnership=assessment.partnership, by=secretary)
    position, link = last_link(assessment.partnership)
    made = ReportIssue.objects.create(
        partnership=assessment.partnership,
        assessment=assessment,
        number=assessment.partnership.issues.count() + 1,
        trail_position=position,
        trail_link=link,
        public_digest_shown="f" * 64,
        issued_at=at or timezone.now(),
        issued_by=secretary,
    )
    move(Move.ISSUE, assessment, by=secretary, kind=EventKind.ISSUED, number=made.number)
    return made


def mitigate(assessment: Assessment, key: str, manager: User, *, due_on: date | None = None) -> None:
    """Accept one concern with a mitigation."""
    actions.treat(
        assessment=assessment,
        question=factories.question(key),
        by=manager,
        kind=TreatmentKind.MITIGATION,
        text=f"Put {key} right.",
        owner=OWNER,
        due_on=due_on or timezone.localdate() + timedelta(days=90),
    )


def bring(
    assessment: Assessment, *, manager: User, legal: User, secretary: User, mitigated: str = "", **treated: Any
) -> ReportIssue:
    """Bring a draft before the board at its best, or with the concern of one question accepted with a mitigation."""
    factories.answer_all(assessment)
    if mitigated:
        factories.save(assessment, mitigated, "partly", reason="Not yet.")
    factories.submit(assessment)
    factories.confirm_all(assessment, legal)
    if mitigated:
        mitigate(assessment, mitigated, manager, **treated)
    actions.endorse(assessment=assessment, by=manager)
    return issue(assessment, secretary)


def meeting(secretary: User, name: str = "Cabinet", *, in_days: int = 40) -> Meeting:
    """Keep a meeting that is to come."""
    held_on = timezone.localdate() + timedelta(days=in_days)
    return actions.add_meeting(by=secretary, draft=actions.MeetingDraft(name=name, held_on=held_on))


def bring_first(**how: Any) -> ReportIssue:
    """Bring PR-0001, the case on which the people of the tests meet, before the board, as `bring` does."""
    manager, legal, secretary = map(people.person, ("manager", "legal", "secretary"))
    return bring(people.draft(), manager=manager, legal=legal, secretary=secretary, **how)


def draft(result: Result = Result.APPROVED, **said: Any) -> actions.DecisionDraft:
    """A decision as it would be typed, made today."""
    given: dict[str, Any] = {
        "decided_on": timezone.localdate(),
        "meeting": "Cabinet",
        "minute_reference": "CAB 41/2026",
        "reasons": "The partnership saves money and people wait less.",
        "alternatives_rejected": "Doing it alone costs more.",
        "interests_declared": "None declared",
        **said,
    }
    return actions.DecisionDraft(result=result, **given)


def decide(made: ReportIssue, secretary: User, result: Result = Result.APPROVED, **said: Any) -> Decision:
    """Record a decision about an issue; the minute is another one for each issue."""
    usual = {"minute_reference": f"CAB {made.pk}/2026"}
    repeats = {"has_exempt_text": False} if has_exempt_parts(made.assessment) else {}
    return actions.decide(issue=made, by=secretary, draft=draft(result, **usual | repeats | said))


def condition(**said: Any) -> actions.ConditionDraft:
    """A condition that the board adds."""
    due_on = timezone.localdate() + timedelta(days=30)
    return actions.ConditionDraft(**{"text": "Report back.", "owner": "Director", "due_on": due_on, **said})


def make_overdue(row: Condition, days: int = 10) -> Condition:
    """Let the due date of a condition pass, as time would."""
    Condition.objects.filter(pk=row.pk).update(due_on=timezone.localdate() - timedelta(days=days))
    row.refresh_from_db()
    return row


def make_review_due(entry: RegisterEntry, days: int = 10) -> RegisterEntry:
    """Let the review date of a partnership pass, as time would."""
    RegisterEntry.objects.filter(pk=entry.pk).update(review_on=timezone.localdate() - timedelta(days=days))
    entry.refresh_from_db()
    return entry


def exit_draft(**said: Any) -> actions.ExitDraft:
    """How a partnership ended, today."""
    texts = {
        "reason": "The grant stopped.",
        "people": "None.",
        "property": "None.",
        "data": "Kept.",
        "lessons": "None.",
    }
    return actions.ExitDraft(**{"ended_on": timezone.localdate(), **texts, **said})


def file(name: str = "minutes.txt", content: bytes = b"Signed.") -> ContentFile[bytes]:
    """An uploaded file."""
    return ContentFile(content, name=name)


def capacity_of(assessment: Assessment, person: User) -> str:
    """Return in which capacity the person acts on the case; "" when in none."""
    row = Participant.objects.filter(partnership=assessment.partnership, user=person).first()
    return row.capacity if row else ""


def approve_with_conditions(assessment: Assessment, secretary: User, number: int = 2) -> Decision:
    """Issue the report of an endorsed or referred case and approve it so."""
    issue(assessment, secretary)
    return approve(assessment, secretary, number)


def approve(assessment: Assessment, secretary: User, number: int) -> Decision:
    """Approve an issued case with that many conditions; the second is met, as a file shows."""
    made = assessment.issues.latest("number")
    conditions = [condition(text=f"Report {place}.") for place in range(1, number + 1)]
    decision = decide(made, secretary, Result.APPROVED_WITH_CONDITIONS, conditions=conditions)
    actions.complete_condition(
        condition=decision.conditions.get(number=2),
        by=assessment.partnership.lead,
        note="Reported.",
        file=file(),
    )
    return decision
