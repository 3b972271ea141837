"""What the database itself refuses of conversations and assignments, whoever asks: SQL round the actions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from checklists.models import Question
from partnerships import actions
from partnerships.models import Assessment, Assignment, Conversation, ConversationEntry
from tests import boards, days, factories, people

pytestmark = pytest.mark.usefixtures("drafted_once")


@contextmanager
def refused(match: str) -> Iterator[None]:
    with pytest.raises((IntegrityError, DatabaseError), match=match), transaction.atomic():
        yield


@pytest.fixture
def conversation(assessment: Assessment, owner: User, legal: User) -> Conversation:
    return actions.start_conversation(
        assessment=assessment, question=factories.question("skills"), by=owner, asked=legal, text="Is it lawful?"
    )


@pytest.fixture
def of_another_version(editor: User) -> Question:
    return factories.another_version(editor, {}).questions.get(key="skills")


def test_what_was_written_stays(conversation: Conversation, legal: User) -> None:
    rows = ConversationEntry.objects.all()
    changes: tuple[dict[str, Any], ...] = (
        {"text": "Other."},
        {"written_by": legal},
        {"written_at": timezone.now()},
        {"asked_of": None, "asked_role": "legal"},
    )
    for change in changes:
        with refused("cannot be changed"):
            rows.update(**change)
    with refused("cannot be deleted"):
        rows.delete()
    with refused("cannot be deleted"):
        Conversation.objects.all()._raw_delete("default")


def test_of_a_conversation_only_its_state_changes(
    conversation: Conversation, legal: User, of_another_version: Question
) -> None:
    rows = Conversation.objects.all()
    other = factories.start(people.person("owner"), people.service())
    changes: tuple[dict[str, Any], ...] = (
        {"assessment": other},
        {"question": of_another_version},
        {"number": 9},
        {"asked_by": legal},
        {"asked_at": timezone.now()},
    )
    for change in changes:
        with refused("cannot be changed"):
            rows.update(**change)
    for change in ({"asked_of": None}, {"asked_role": "legal"}, {"resolved_at": timezone.now()}):
        with refused("conversation"):
            rows.update(**change)


@pytest.mark.parametrize(
    "said",
    [{"step": "replied", "text": ""}, {"step": "asked", "text": "Yes?"}, {"step": "replied", "asked_role": "legal"}],
)
def test_an_entry_is_whole(said: dict[str, str], conversation: Conversation, legal: User) -> None:
    with refused("conversation_entry"):
        ConversationEntry.objects.create(**{"text": "Yes.", **said}, conversation=conversation, written_by=legal)


@pytest.mark.parametrize("end", ["withdrawn", "decided"])
def test_nothing_is_said_of_a_case_that_is_over(
    end: str, conversation: Conversation, assessment: Assessment, owner: User, legal: User
) -> None:
    if end == "withdrawn":
        actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
    else:
        boards.bring(assessment, manager=people.person("manager"), legal=legal, secretary=people.person("secretary"))
        boards.decide(assessment.issues.get(), people.person("secretary"))
    with refused("closed"):
        ConversationEntry.objects.create(conversation=conversation, step="replied", text="Yes.", written_by=legal)
    with refused("closed"):
        Conversation.objects.update(is_replied=True)
    with refused("closed"):
        Conversation.objects.create(
            assessment=assessment, question=conversation.question, number=2, asked_by=owner, asked_of=legal
        )


def assignment(case: Assessment, by: User, user: User, question: Question | None = None) -> Assignment:
    return Assignment.objects.create(
        assessment=case,
        question=question or factories.question("skills"),
        assigned_by=by,
        assigned_to=user,
        due_on=days.in_days(1),
    )


def test_a_question_is_given_by_an_author_to_one_while_the_case_is_with_them(
    assessment: Assessment, owner: User, legal: User, outsider: User, of_another_version: Question
) -> None:
    for by, user in ((owner, legal), (owner, outsider), (legal, owner)):
        with refused("does not act on this case"):
            assignment(assessment, by, user)
    with refused("another checklist version"):
        assignment(assessment, owner, owner, of_another_version)
    with refused("another checklist version"):
        Conversation.objects.create(
            assessment=assessment, question=of_another_version, number=2, asked_by=owner, asked_of=legal
        )
    factories.submit(assessment)
    with refused("has been submitted"):
        assignment(assessment, owner, owner)


def test_an_assignment_stands_once_and_only_ends(assessment: Assessment, owner: User, contributor: User) -> None:
    assignment(assessment, owner, owner)
    with refused("assignment_one_standing|UNIQUE"):
        assignment(assessment, owner, contributor)
    rows = Assignment.objects.all()
    changes: tuple[dict[str, Any], ...] = (
        {"assigned_to": contributor},
        {"due_on": days.in_days(10)},
        {"assigned_by": contributor},
        {"assigned_at": timezone.now()},
    )
    for change in changes:
        with refused("cannot be changed"):
            rows.update(**change)
    with refused("cannot be deleted"):
        rows._raw_delete("default")
    rows.update(ended_at=timezone.now(), ended_by=owner)
    with refused("has ended"):
        rows.update(ended_at=None, ended_by=None)
