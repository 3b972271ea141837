"""Who is told when a case goes to the board, comes back from it, and afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from accounts.models import Service, User
from accounts.roles import Role
from checklists.spec import DecisionSought as Gate
from partnerships import actions, emails
from partnerships.domain.board import Result
from partnerships.models import Assessment, ReportIssue
from tests import boards, factories

pytestmark = pytest.mark.usefixtures("drafted_once")

WAITS, REFERRED = (
    "an assessment is ready for the head of service",
    "your assessment was referred to the head of service",
)
ISSUED, DECIDED, ROUND = "a report was issued", "a decision was recorded", "a new round was opened"
Told = Callable[[Callable[[], object]], dict[str, list[str]]]


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Told:
    """Return a function that acts and returns who was told: address -> the subjects that they got."""

    def acted(act: Callable[[], object]) -> dict[str, list[str]]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        found: dict[str, list[str]] = {}
        for message in mail.outbox:
            found.setdefault(message.to[0], []).append(message.subject.partition(": ")[2])
        return found

    return acted


@pytest.fixture
def people(owner: User, contributor: User, manager: User, service: Service) -> dict[str, list[str]]:
    """The authors and the manager who reviewed: not another manager of the service, who did nothing on the case."""
    factories.person("Nina Manager", Role.MANAGER, service=service)
    return {person.email: [] for person in (owner, contributor, manager)}


@pytest.fixture
def issue(assessment: Assessment, manager: User, legal: User, secretary: User) -> ReportIssue:
    return boards.bring(assessment, manager=manager, legal=legal, secretary=secretary)


def test_a_referral_tells_the_secretaries_and_the_authors(
    assessment: Assessment, owner: User, contributor: User, manager: User, secretary: User, monitoring: User, told: Told
) -> None:
    factories.submit(assessment)
    factories.ask_referral(assessment, manager)
    reason = "The board asked to see it."
    found = told(lambda: actions.confirm_referral(assessment=assessment, by=monitoring, reason=reason))
    assert found == {owner.email: [REFERRED], contributor.email: [REFERRED], secretary.email: [WAITS]}


def test_reopening_tells_the_authors(
    issue: ReportIssue, owner: User, contributor: User, manager: User, told: Told
) -> None:
    said = ["your assessment was reopened"]
    assert told(lambda: factories.reopen(issue.assessment, manager)) == {owner.email: said, contributor.email: said}


def test_an_issue_tells_the_authors_and_who_reviewed(
    issue: ReportIssue, people: dict[str, list[str]], told: Told
) -> None:
    assert told(lambda: emails.issued(issue.assessment, by=issue.issued_by)) == {
        address: [ISSUED] for address in people
    }


def test_a_decision_tells_the_authors_and_who_reviewed(
    issue: ReportIssue, people: dict[str, list[str]], secretary: User, told: Told
) -> None:
    assert told(lambda: boards.decide(issue, secretary)) == {address: [DECIDED] for address in people}


def test_a_decision_that_opens_a_round_tells_the_authors_so(
    owner: User, manager: User, legal: User, secretary: User, service: Service, told: Told
) -> None:
    case = factories.start(owner, service, decision_sought=Gate.EXPLORE)
    made = boards.bring(case, manager=manager, legal=legal, secretary=secretary)
    found = told(lambda: boards.decide(made, secretary))
    assert {address: sorted(subjects) for address, subjects in found.items()} == {
        owner.email: [DECIDED, ROUND],
        manager.email: [DECIDED],
    }


def test_proposing_again_tells_the_other_authors(
    issue: ReportIssue, owner: User, contributor: User, secretary: User, told: Told
) -> None:
    boards.decide(issue, secretary, Result.NOT_APPROVED)
    started = told(lambda: actions.start_round(assessment=issue.assessment, by=owner))
    assert started == {contributor.email: [ROUND]}


def test_the_end_tells_the_others(
    issue: ReportIssue, people: dict[str, list[str]], owner: User, secretary: User, told: Told
) -> None:
    boards.decide(issue, secretary)
    found = told(lambda: actions.end_partnership(assessment=issue.assessment, by=owner, draft=boards.exit_draft()))
    assert found == {address: ["a partnership was ended"] for address in people if address != owner.email}
