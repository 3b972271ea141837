"""What the daily command brings, day by day: conditions, reviews and their rounds; each told once to those concerned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.board import Result, RoundReason
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Condition, Notice, RegisterEntry
from tests import boards, factories

DUE, OVERDUE = "a condition is due within 14 days", "a condition is overdue"
SOON, REVIEW = "a review is due within 60 days", "a review is due"
Day = Callable[[int], dict[str, list[str]]]


@pytest.fixture(scope="module", autouse=True)
def _condition(made_once: None) -> None:
    """A condition of an approval that is due in 30 days; nothing waits to be mailed."""
    made = boards.bring_first()
    boards.decide(made, made.issued_by, Result.APPROVED_WITH_CONDITIONS, conditions=[boards.condition()])
    Notice.objects.all().delete()


@pytest.fixture
def condition(db: None) -> Condition:
    return Condition.objects.get()


@pytest.fixture
def day(db: None) -> Day:
    """Return a function that runs the daily command that many days on, and who was told what: address -> subjects."""

    def run(days: int) -> dict[str, list[str]]:
        mail.outbox.clear()
        call_command("run_daily", date=timezone.localdate() + timedelta(days=days), verbosity=0)
        found: dict[str, list[str]] = {}
        for message in mail.outbox:
            found.setdefault(message.to[0], []).append(message.subject.partition(": ")[2])
        return found

    return run


@pytest.fixture
def everybody(owner: User, contributor: User, manager: User) -> tuple[str, ...]:
    return owner.email, contributor.email, manager.email


def test_a_condition_is_told_14_days_before_and_once_it_is_overdue(
    condition: Condition, day: Day, everybody: tuple[str, ...], other_manager: User, legal: User
) -> None:
    assert day(15) == {}
    assert day(16) == {address: [DUE] for address in everybody}
    assert day(16) == day(17) == day(30) == {}
    assert day(31) == {address: [OVERDUE] for address in everybody}
    assert day(31) == day(90) == {}


def test_days_on_which_nothing_ran_are_made_up_for(condition: Condition, day: Day, everybody: tuple[str, ...]) -> None:
    assert day(29) == {address: [DUE] for address in everybody}
    assert day(60) == {address: [OVERDUE] for address in everybody}


def test_a_reminder_says_nothing_of_the_condition(condition: Condition, day: Day) -> None:
    day(16)
    for message in mail.outbox:
        text = f"{message.subject}{message.body}"
        assert f"/partnerships/PR-0001/conditions/{condition.number}/" in text
        for word in (condition.text, condition.owner, condition.partnership.name, "Marlshire Integrated"):
            assert word not in text


def test_another_date_is_another_reminder(condition: Condition, manager: User, day: Day, everybody: Any) -> None:
    day(16)
    later = timezone.localdate() + timedelta(days=60)
    actions.amend_condition(condition=condition, by=manager, owner="Director", due_on=later, reason="Asked for.")
    assert day(31) == {}
    assert day(46) == {address: [DUE] for address in everybody}


@pytest.mark.parametrize("change", ["completed", "moved", "ended"])
def test_what_waits_to_be_sent_goes_when_it_no_longer_holds(
    condition: Condition, owner: User, manager: User, day: Day, settings: Any, change: str
) -> None:
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    day(31)
    assert Notice.objects.unsent().count() == 3
    settings.EMAIL_BACKEND = backend
    if change == "completed":
        actions.complete_condition(condition=condition, by=owner, note="Done.")
    elif change == "moved":
        due_on = timezone.localdate() + timedelta(days=80)
        actions.amend_condition(condition=condition, by=manager, owner="Head", due_on=due_on, reason="Asked for.")
    else:
        actions.end_partnership(assessment=condition.decision.assessment, by=manager, draft=boards.exit_draft())
    assert not Notice.objects.unsent().exclude(key="").exists()
    assert [subjects for subjects in day(32).values() if OVERDUE in subjects] == []


def test_a_condition_that_is_asked_for_again_is_told_again(
    condition: Condition, owner: User, manager: User, day: Day, everybody: tuple[str, ...]
) -> None:
    day(31)
    done = actions.complete_condition(condition=condition, by=owner, note="Done.")
    assert day(32) == {}
    actions.reopen_condition(condition=done, by=manager, reason="The minutes do not say so.")
    assert day(33) == {address: [OVERDUE] for address in everybody}


def test_people_who_join_are_told_and_people_who_left_are_not(
    condition: Condition, contributor: User, owner: User, service: Service, day: Day, everybody: tuple[str, ...]
) -> None:
    day(31)
    new = factories.person("Nina New", Role.MANAGER, service=service)
    assert day(32) == {new.email: [OVERDUE]}
    User.objects.filter(pk=new.pk).update(is_active=False)
    Notice.objects.all().delete()
    assert day(33) == {address: [OVERDUE] for address in everybody}


def test_of_a_restricted_case_only_those_named_for_it_are_reminded(
    condition: Condition, owner: User, manager: User, legal: User, secretary: User, service: Service, day: Day
) -> None:
    actions.complete_condition(condition=condition, by=owner, note="Done.")
    case = factories.start(owner, service, is_restricted=True)
    for person, capacity in ((legal, Capacity.LEGAL), (secretary, Capacity.SECRETARY)):
        factories.join(case, person, capacity)
    named = factories.person("Nora Named", Role.MANAGER, service=service)
    factories.join(case, named, Capacity.REVIEWER)
    made = boards.bring(case, manager=named, legal=legal, secretary=secretary)
    boards.decide(made, secretary, Result.APPROVED_WITH_CONDITIONS, conditions=[boards.condition()])
    Notice.objects.all().delete()
    assert set(day(31)) == {owner.email, named.email}


def test_a_review_is_told_60_days_before_and_opened_on_its_day(
    condition: Condition, day: Day, everybody: tuple[str, ...]
) -> None:
    actions.complete_condition(condition=condition, by=condition.partnership.lead, note="Done.")
    entry = RegisterEntry.objects.get()
    left = (entry.review_on - timezone.localdate()).days
    assert day(left - 61) == {}
    assert day(left - 60) == {address: [SOON] for address in everybody}
    assert day(left - 1) == {}
    assert Assessment.objects.count() == 1
    assert day(left) == {address: [REVIEW] for address in everybody}
    opened = Assessment.objects.current().get()
    assert (opened.round, opened.opened_for, opened.state) == (2, RoundReason.REVIEW, "draft")
    assert opened.created_by.full_name == "Partnership Readiness (automatic)"
    assert not opened.created_by.is_active
    assert not opened.partnership.participants.filter(user=opened.created_by).exists()
    assert day(left) == day(left + 30) == {}
    assert Assessment.objects.count() == 2


def test_a_review_that_somebody_started_is_not_asked_for(
    condition: Condition, manager: User, owner: User, contributor: User, day: Day
) -> None:
    actions.complete_condition(condition=condition, by=owner, note="Done.")
    actions.start_round(assessment=condition.decision.assessment, by=manager)
    opened = {owner.email: ["a new round was opened"], contributor.email: ["a new round was opened"]}
    assert day(300) == opened
    assert Assessment.objects.count() == 2


def test_a_partnership_that_has_ended_is_not_reviewed(condition: Condition, manager: User, day: Day) -> None:
    actions.end_partnership(assessment=condition.decision.assessment, by=manager, draft=boards.exit_draft())
    day(0)
    assert day(400) == {}
    assert Assessment.objects.count() == 1


def test_a_reminder_of_a_review_survives_a_mail_server_that_was_down(
    condition: Condition, day: Day, everybody: tuple[str, ...], settings: Any
) -> None:
    actions.complete_condition(condition=condition, by=condition.partnership.lead, note="Done.")
    left = (RegisterEntry.objects.get().review_on - timezone.localdate()).days
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    day(left)
    settings.EMAIL_BACKEND = backend
    assert Assessment.objects.count() == 2
    assert day(left + 1) == {address: [REVIEW] for address in everybody}


def test_the_command_says_what_it_did_and_refuses_a_date_that_is_none(condition: Condition, owner: User) -> None:
    actions.end_partnership(assessment=condition.decision.assessment, by=owner, draft=boards.exit_draft())
    Notice.objects.all().delete()
    said = StringIO()
    call_command("run_daily", "--date", "2027-04-01", stdout=said)
    assert said.getvalue() == "0 reminders made, 0 emails left unsent, 0 reviews opened.\n"
    with pytest.raises(CommandError, match="2027-04-01"):
        call_command("run_daily", "--date", "tomorrow")
