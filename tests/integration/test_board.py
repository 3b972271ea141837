"""Recording a decision: what is refused, what it leaves behind, and who can record it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Service, User
from checklists.spec import DecisionSought
from partnerships import actions
from partnerships.domain.board import Result, RoundReason, months_later
from partnerships.domain.workflow import State
from partnerships.models import Assessment, Condition, Decision, Event, Participant, RegisterEntry, ReportIssue
from partnerships.models.trail import EventKind
from tests import boards, days, factories, people

CONCERN = "decision-makers"
Bring = Callable[..., ReportIssue]


@pytest.fixture(scope="module", autouse=True)
def _brought(made_once: None) -> None:
    """PR-0001 is before the board, with the best answers."""
    boards.bring_first()


@pytest.fixture
def bring(manager: User, legal: User, secretary: User) -> Bring:
    """Bring another case before the board; without one, and as it is, return the issue of PR-0001."""

    def carry(case: Assessment | None = None, **how: Any) -> ReportIssue:
        if case is None and not how:
            return ReportIssue.objects.get(partnership__number=1)
        return boards.bring(case or people.draft(), manager=manager, legal=legal, secretary=secretary, **how)

    return carry


def test_approval_to_enter_puts_the_partnership_on_the_register(bring: Bring, secretary: User) -> None:
    decision = boards.decide(bring(), secretary)
    entry = RegisterEntry.objects.get()
    assert decision.assessment.state == State.DECIDED
    assert entry.decision == decision
    assert entry.review_on == months_later(decision.decided_on, 12)
    assert Assessment.objects.get().is_current
    kinds = list(Event.objects.order_by("-position").values_list("kind", flat=True)[:2])
    assert kinds == [EventKind.REGISTERED, EventKind.DECIDED]


def test_conditions_are_the_mitigations_and_what_the_board_added(bring: Bring, secretary: User) -> None:
    made = bring(mitigated=CONCERN)
    decision = boards.decide(made, secretary, Result.APPROVED_WITH_CONDITIONS, conditions=[boards.condition()])
    first, second = Condition.objects.order_by("number")
    assert (first.number, first.text, first.owner) == (1, f"Put {CONCERN} right.", boards.OWNER)
    assert first.question == factories.question(CONCERN)
    assert (second.number, second.text, second.question) == (2, "Report back.", None)
    assert RegisterEntry.objects.get().review_on == months_later(decision.decided_on, 6)
    said = Event.objects.get(kind=EventKind.DECIDED).new
    assert [line["text"] for line in said["conditions"]] == [first.text, second.text]


@pytest.mark.parametrize(
    ("gate", "result", "opened_for", "following"),
    [
        (DecisionSought.EXPLORE, Result.APPROVED, RoundReason.NEXT_DECISION, DecisionSought.IN_PRINCIPLE),
        (DecisionSought.IN_PRINCIPLE, Result.APPROVED, RoundReason.NEXT_DECISION, DecisionSought.ENTER),
        (DecisionSought.ENTER, Result.DEFERRED, RoundReason.DEFERRED, DecisionSought.ENTER),
        (DecisionSought.EXPLORE, Result.DEFERRED, RoundReason.DEFERRED, DecisionSought.EXPLORE),
    ],
)
def test_what_follows_opens_at_once(
    bring: Bring,
    secretary: User,
    owner: User,
    service: Service,
    gate: DecisionSought,
    result: Result,
    opened_for: str,
    following: DecisionSought,
) -> None:
    case = factories.start(owner, service, decision_sought=gate)
    boards.decide(bring(case), secretary, result)
    new = Assessment.objects.get(partnership=case.partnership, is_current=True)
    assert (new.round, new.opened_for, new.decision_sought) == (2, opened_for, following)
    assert not RegisterEntry.objects.exists()


def test_not_approved_opens_nothing(bring: Bring, secretary: User) -> None:
    decision = boards.decide(bring(mitigated=CONCERN), secretary, Result.NOT_APPROVED)
    assert decision.issue.partnership.assessments.get().state == State.DECIDED
    assert not RegisterEntry.objects.exists()
    assert not Condition.objects.exists()


def refused(made: ReportIssue, by: User, draft: actions.DecisionDraft) -> str:
    """Return which part of the draft is refused; nothing was written."""
    with pytest.raises(actions.InvalidError) as error:
        actions.decide(issue=made, by=by, draft=draft)
    assert not Decision.objects.filter(issue=made).exists()
    (part,) = error.value.errors
    return part


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("decided_on", {"decided_on": days.InDays(-1)}),
        ("decided_on", {"decided_on": days.InDays(1)}),
        ("meeting", {"meeting": " "}),
        ("minute_reference", {"minute_reference": ""}),
        ("minute_reference", {"minute_reference": "PR-9999, minute 4"}),
        ("minute_reference", {"minute_reference": "minute 4 (pr-0001, pr-7)"}),
        ("reasons", {"reasons": ""}),
        ("alternatives_rejected", {"alternatives_rejected": ""}),
        ("interests_declared", {"interests_declared": " "}),
        ("result", {"result": Result.APPROVED_WITH_CONDITIONS}),
        ("result", {"result": Result.APPROVED, "conditions": [boards.condition()]}),
        ("result", {"result": Result.DEFERRED, "conditions": [boards.condition()]}),
        (
            "owner",
            {"result": Result.APPROVED_WITH_CONDITIONS, "conditions": [boards.condition(owner=" ")]},
        ),
    ],
)
def test_what_cannot_be_so_is_refused(bring: Bring, secretary: User, part: str, said: dict[str, Any]) -> None:
    made = bring()
    assert refused(made, secretary, boards.draft(**days.dated({"result": Result.APPROVED, **said}))) == part


def test_a_condition_is_not_due_before_today(bring: Bring, secretary: User) -> None:
    late = boards.condition(due_on=days.in_days(-1))
    assert refused(bring(), secretary, boards.draft(Result.APPROVED_WITH_CONDITIONS, conditions=[late])) == "due_on"


def test_plain_approval_is_refused_while_mitigations_stand(bring: Bring, secretary: User) -> None:
    assert refused(bring(mitigated=CONCERN), secretary, boards.draft()) == "result"


def test_own_reference_in_the_minute_is_fine(bring: Bring, secretary: User) -> None:
    made = bring()
    assert boards.decide(made, secretary, minute_reference=f"{made.partnership.reference} minute 4").pk


def test_a_minute_covers_several_cases_only_when_that_is_said(
    bring: Bring, secretary: User, owner: User, service: Service
) -> None:
    first = boards.decide(bring(), secretary, minute_reference="CAB 7")
    other = bring(factories.start(owner, service))
    with pytest.raises(actions.MinuteTakenError) as error:
        boards.decide(other, secretary, minute_reference="cab 7", meeting="CABINET")
    assert error.value.decision == first
    assert first.assessment.partnership.reference not in str(error.value)
    assert boards.decide(other, secretary, minute_reference="CAB 7", shares_minute=True).pk


def test_only_the_latest_issue_of_an_issued_case_is_decided(
    bring: Bring, secretary: User, manager: User, legal: User
) -> None:
    first = bring()
    case = factories.reopen(first.assessment, manager)
    with pytest.raises(actions.ActionError):
        boards.decide(first, secretary)
    factories.submit(case)
    actions.endorse(assessment=case, by=manager)
    second = boards.issue(case, secretary)
    with pytest.raises(actions.ActionError, match="superseded"):
        boards.decide(first, secretary)
    assert boards.decide(second, secretary).pk
    with pytest.raises(actions.ActionError):
        boards.decide(second, secretary)


@pytest.mark.parametrize("who", ["owner", "contributor", "manager", "legal"])
def test_nobody_decides_who_acted_on_the_case(bring: Bring, request: pytest.FixtureRequest, who: str) -> None:
    made, person = bring(), request.getfixturevalue(who)
    with pytest.raises(actions.SeparationError):
        boards.decide(made, person)
    said = {field.name: getattr(boards.draft(), field.name) for field in fields(actions.DecisionDraft)}
    del said["conditions"], said["review_on"], said["shares_minute"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.create(assessment=made.assessment, issue=made, recorded_by=person, **said)


def test_a_review_renews_or_marks(bring: Bring, secretary: User, manager: User, legal: User) -> None:
    first = boards.decide(bring(), secretary)
    again = actions.start_round(assessment=first.assessment, by=manager)
    second = boards.decide(bring(again), secretary, Result.NOT_APPROVED)
    entry = RegisterEntry.objects.get()
    assert entry.decision == first
    third_round = actions.start_round(assessment=second.assessment, by=manager)
    third = boards.decide(bring(third_round), secretary)
    entry.refresh_from_db()
    assert entry.decision == third
    assert Event.objects.filter(kind=EventKind.REVIEW_SET).count() == 1
    assert Participant.objects.filter(user=secretary, capacity="secretary").count() == 1
