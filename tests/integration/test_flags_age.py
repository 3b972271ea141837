"""How old a flag is: since when the cause stands that makes it as severe as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from accounts.models import User
from checklists.spec import Severity
from partnerships import actions
from partnerships.actions.refresh import refresh_flags
from partnerships.models import Assessment, Flag
from tests import factories

SignIn = Callable[[User], Client]
STARTED, ANSWERED, LATER, LAST = (datetime(2026, month, 12, 9, tzinfo=UTC) for month in (5, 9, 10, 11))
# One with several adverse answers, one that a legal adviser confirms, and one that a rule can raise.
ASKED, CONFIRMED, NOVEL = "customers-consulted", "legal-basis", "novelty"


def travel(day: datetime) -> Any:
    return time_machine.travel(day, tick=False)


@pytest.fixture
def case(owner: User, service: Any) -> Assessment:
    """Started in May, with nothing answered."""
    with travel(STARTED):
        return factories.start(owner, service)


def since(case: Assessment, key: str = ASKED) -> datetime:
    return Flag.objects.get(assessment=case, question_key=key).since


def save(case: Assessment, day: datetime, key: str, option: str | None, **typed: Any) -> None:
    with travel(day):
        factories.save(case, key, option, **typed)


def test_an_adverse_answer_is_as_old_as_the_answer(case: Assessment) -> None:
    """It was unanswered, and as grave, since May: that is over."""
    assert since(case) == since(case, CONFIRMED) == STARTED
    save(case, LATER, ASKED, "no", reason="Nobody asked them.")
    save(case, LATER, CONFIRMED, "not_started", reason="Nobody looked.")
    assert since(case) == since(case, CONFIRMED) == LATER


def test_the_option_counts_and_not_when_its_reason_was_written(case: Assessment) -> None:
    save(case, ANSWERED, ASKED, "no")
    assert since(case) == STARTED
    save(case, LATER, ASKED, "no", reason="Nobody asked them.")
    assert since(case) == ANSWERED
    save(case, LAST, ASKED, "no", reason="Nobody asked them, and nobody will.")
    assert since(case) == ANSWERED


def test_another_adverse_option_is_another_cause(case: Assessment) -> None:
    save(case, ANSWERED, ASKED, "planned", reason="Some of them.")
    save(case, LATER, ASKED, "no", reason="Nobody asked them.")
    assert since(case) == LATER


def test_the_wait_for_a_confirmation_begins_with_the_answer(case: Assessment, legal: User) -> None:
    save(case, ANSWERED, CONFIRMED, "done", reason="Care Act 2014.")
    assert since(case, CONFIRMED) == ANSWERED
    with travel(LATER):
        actions.confirm(assessment=case, question=factories.question(CONFIRMED), by=legal)
    save(case, LAST, CONFIRMED, "done", reason="Care Act 2014, section 3.")
    assert since(case, CONFIRMED) == LAST


def test_an_answer_that_becomes_incomplete_is_unanswered_since_then(case: Assessment) -> None:
    save(case, ANSWERED, ASKED, "no", reason="Nobody asked them.")
    save(case, LATER, ASKED, None)
    assert since(case) == LATER


def test_what_a_manager_raises_is_as_old_as_that(case: Assessment, manager: User) -> None:
    """The answer is a note since it was given, and a concern since the manager said so."""
    with travel(ANSWERED):
        factories.answer_all(case, leave=[NOVEL])
        factories.save(case, NOVEL, "new_here", reason="Done in the next county.")
        factories.submit(case)
    assert since(case, NOVEL) == ANSWERED
    with travel(LATER):
        question = factories.question(NOVEL)
        actions.raise_flag(assessment=case, question=question, by=manager, severity=Severity.CONCERN, reason="Why?")
    assert since(case, NOVEL) == LATER
    with travel(LAST):
        actions.withdraw_flag(assessment=case, question=question, by=manager, reason="It is clear now.")
    assert since(case, NOVEL) == ANSWERED


def test_the_list_shows_and_filters_by_that_day(case: Assessment, manager: User, sign_in: SignIn) -> None:
    save(case, LATER, ASKED, "no", reason="Nobody asked them.")
    with travel(LAST):
        client = sign_in(manager)
        rows = client.get(f"/flags/?case=all&severity=all&question={ASKED}").context["page"].rows
        assert [row.text["since"] for row in rows] == [LATER]
        older = client.get("/flags/?case=all&severity=all&age=90").context["page"].rows
    assert older
    assert ASKED not in [row.record.question_key for row in older]


def test_refreshing_again_changes_no_day(case: Assessment) -> None:
    save(case, ANSWERED, ASKED, "no", reason="Nobody asked them.")
    before = dict(Flag.objects.values_list("question_key", "since"))
    with travel(LAST):
        refresh_flags(case)
    assert dict(Flag.objects.values_list("question_key", "since")) == before


def test_flags_that_were_there_are_dated_by_the_records(case: Assessment, manager: User) -> None:
    """The migration gives each flag what the actions would have given it."""
    save(case, ANSWERED, ASKED, "planned", reason="Some of them.")
    save(case, LATER, ASKED, "no", reason="Nobody asked them.")
    save(case, LAST, ASKED, "no", reason="Nobody asked them at all.")
    save(case, LATER, CONFIRMED, "not_started", reason="Nobody looked.")
    save(case, LATER, NOVEL, "new_here")
    wanted = {row.question_key: (row.since, row.cause_dates) for row in Flag.objects.all()}
    Flag.objects.update(since=STARTED, cause_dates={})
    import_module("partnerships.migrations.0043_flags_by_cause").write(apps, None)
    assert {row.question_key: (row.since, row.cause_dates) for row in Flag.objects.all()} == wanted
