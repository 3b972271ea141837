"""What the database itself refuses of issues, the trail and what follows a decision, whoever asks: SQL round the actions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from partnerships import actions
from partnerships.domain.board import Result
from partnerships.models import Assessment, Condition, Decision, Event, ExitRecord, IssueEdition, RegisterEntry
from tests import boards, factories

CONCERN = "decision-makers"


@contextmanager
def refused(match: str) -> Iterator[None]:
    with pytest.raises((IntegrityError, DatabaseError), match=match), transaction.atomic():
        yield


@pytest.fixture(scope="module", autouse=True)
def _condition(made_once: None) -> None:
    """The one condition of an approval to enter."""
    made = boards.bring_first(mitigated=CONCERN)
    boards.decide(made, made.issued_by, Result.APPROVED_WITH_CONDITIONS)


@pytest.fixture
def condition(db: None) -> Condition:
    return Condition.objects.get()


def test_what_completed_a_condition_stays(condition: Condition, owner: User, manager: User, contributor: User) -> None:
    actions.complete_condition(condition=condition, by=owner, note="Trained.", url="https://x.example/")
    rows = Condition.objects.filter(pk=condition.pk)
    for change in (
        {"completion_note": "Other."},
        {"url": "https://y.example/"},
        {"sha256": "f" * 64},
        {"mail": {"subject": "Other"}},
        {"due_on": timezone.localdate() + timedelta(days=900)},
        {"completed_at": timezone.now()},
        {"completed_by": contributor},
    ):
        with refused("cannot be changed"):
            rows.update(**change)
    actions.reopen_condition(condition=condition, by=manager, reason="It shows nothing.")


def test_no_condition_comes_after_the_decision_or_completed(condition: Condition, owner: User) -> None:
    other = {**{name: getattr(condition, name) for name in ("partnership", "decision", "owner", "due_on")}, "number": 2}
    done = {"completed_at": timezone.now(), "completed_by": owner, "completion_note": "Done."}
    for said in ({}, done):
        with refused("Only what the board decided"):
            Condition.objects.create(text="More.", **other, **said)


def test_only_an_approval_to_enter_is_on_the_register(
    assessment: Assessment, manager: User, legal: User, secretary: User
) -> None:
    made = boards.bring(assessment, manager=manager, legal=legal, secretary=secretary)
    decision = boards.decide(made, secretary, Result.NOT_APPROVED)
    with refused("Only what the board decided"):
        RegisterEntry.objects.create(
            partnership=assessment.partnership, decision=decision, entered_by=secretary, review_on=timezone.localdate()
        )
    with refused("Only what the board decided"):
        ExitRecord.objects.create(
            partnership=assessment.partnership,
            recorded_by=assessment.partnership.lead,
            **vars(boards.exit_draft()),
        )


def test_a_partnership_ends_with_its_exit_record_by_its_people_alone(condition: Condition, secretary: User) -> None:
    with refused("Only what the board decided"):
        RegisterEntry.objects.update(ended_on=timezone.localdate())
    with refused("capacity"):
        ExitRecord.objects.create(partnership=condition.partnership, recorded_by=secretary, **vars(boards.exit_draft()))


def test_nothing_is_added_to_an_issue_once_its_case_was_reopened(
    assessment: Assessment, manager: User, legal: User, secretary: User
) -> None:
    made = boards.bring(assessment, manager=manager, legal=legal, secretary=secretary)
    factories.reopen(assessment, manager)
    factories.submit(assessment)
    actions.endorse(assessment=assessment, by=manager)
    with refused("Only an endorsed or referred"):
        IssueEdition.objects.create(issue=made, edition="full", snapshot=b"", digest="", pdf=b"", is_signed=False)
    assert not Decision.objects.filter(issue=made).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has REPLACE")
def test_replace_takes_no_event_away_though_the_connection_asks_no_trigger_on_deletion(assessment: Assessment) -> None:
    last = Event.objects.filter(partnership=assessment.partnership).latest("position")
    columns = [field.attname for field in Event._meta.concrete_fields if field.name != "id"]
    values = ", ".join("'Somebody Else'" if name == "recorded_by_name" else name for name in columns)
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers = OFF")
        try:
            with refused("numbered one after another"):
                cursor.execute(
                    f"REPLACE INTO partnerships_event ({names})"  # noqa: S608 - columns of our own model
                    f" SELECT {values} FROM partnerships_event WHERE id = %s",
                    [last.pk],
                )
        finally:
            cursor.execute("PRAGMA recursive_triggers = ON")
    kept = Event.objects.filter(partnership=assessment.partnership).latest("position")
    assert kept.recorded_by_name == last.recorded_by_name
