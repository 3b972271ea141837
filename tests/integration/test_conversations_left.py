"""A reply to somebody who takes no part any more: whoever sees to their work is told, and finds it in their work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from checklists.spec import Severity
from partnerships import actions
from partnerships.emails.recipients import correspondents
from partnerships.models import Assessment, Conversation, Participant, Partnership
from partnerships.selectors.conversations import conversations_of
from partnerships.selectors.replies import readers_of_reply
from tests import factories, people
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("drafted_once")

TAKEN_OVER = "PR-0001: a reply to a question of a colleague who has left"


def asked(case: Assessment, by: User, of: User) -> Conversation:
    question = factories.question("novelty")
    return actions.start_conversation(assessment=case, question=question, by=by, asked=of, text="Who insures it?")


def raise_flag(case: Assessment, by: User, key: str) -> None:
    actions.raise_flag(
        assessment=case, question=factories.question(key), by=by, severity=Severity.NOTE, reason="To be known."
    )


def told_of_reply(send: Any, conversation: Conversation, by: User) -> dict[str, str]:
    """Reply; return who is told, with the subject."""
    mail.outbox.clear()
    with send(execute=True):
        actions.reply(conversation=conversation, by=by, text="The county does.")
    assert "The county does." not in "".join(str(sent.body) for sent in mail.outbox)
    return {sent.to[0]: str(sent.subject) for sent in mail.outbox}


def test_of_a_contributor_the_lead_is_told_and_has_it_in_their_work(
    assessment: Assessment,
    owner: User,
    contributor: User,
    legal: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Any,
) -> None:
    conversation = asked(assessment, contributor, legal)
    person = Participant.objects.get(user=contributor)
    actions.remove_person(assessment=assessment, by=owner, person=person)
    assert told_of_reply(django_capture_on_commit_callbacks, conversation, legal) == {owner.email: TAKEN_OVER}
    page = sign_in(owner).get("/")
    assert [row.pk for row in page.context["conversations"].replied] == [conversation.pk]
    assert not page.context["conversations"].to_reply


def test_of_whoever_is_there_nobody_else_is_told(
    assessment: Assessment,
    owner: User,
    contributor: User,
    legal: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Any,
) -> None:
    conversation = asked(assessment, contributor, legal)
    told = told_of_reply(django_capture_on_commit_callbacks, conversation, legal)
    assert told == {contributor.email: "PR-0001: a reply to what you asked"}
    assert not sign_in(owner).get("/").context["conversations"].replied


def test_of_a_manager_those_who_review_the_case_now_are_told(
    assessment: Assessment, owner: User, manager: User, legal: User, django_capture_on_commit_callbacks: Any
) -> None:
    next_one = factories.person("Nora Next", Role.MANAGER, service=assessment.partnership.service)
    factories.submit(assessment)
    raise_flag(assessment, manager, "skills")
    conversation = asked(assessment, manager, legal)
    User.objects.filter(pk=manager.pk).update(is_active=False)
    assert told_of_reply(django_capture_on_commit_callbacks, conversation, legal) == {owner.email: TAKEN_OVER}
    assert at_work([owner, next_one]) == [owner]
    raise_flag(assessment, next_one, "authority")
    assert told_of_reply(django_capture_on_commit_callbacks, conversation, legal) == {next_one.email: TAKEN_OVER}
    assert at_work([owner, next_one]) == [next_one]


def at_work(people: list[User]) -> list[User]:
    """Return who of these finds a reply in their work."""
    return [who for who in people if conversations_of(who, RoleGrant.objects.grants_of(who)).replied]


def revoke(user: User) -> None:
    RoleGrant.objects.filter(user=user).update(revoked_at=timezone.now())


CHANGES: dict[str, Callable[[Assessment, User], object]] = {
    "still there": lambda case, asker: None,
    "account closed": lambda case, asker: User.objects.filter(pk=asker.pk).update(is_active=False),
    "without a role": lambda case, asker: revoke(asker),
    "off the case": lambda case, asker: case.partnership.participants.filter(user=asker).update(
        left_at=timezone.now(), left_by=case.partnership.lead
    ),
    "restricted": lambda case, asker: Partnership.objects.update(is_restricted=True),
}


# A case is restricted as a draft only, in which no manager has acted yet.
PAIRS = [(who, change) for who in ("contributor", "manager", "legal", "other_legal") for change in CHANGES]
PAIRS.remove(("manager", "restricted"))


@pytest.mark.parametrize(("who", "change"), PAIRS)
def test_mail_and_work_say_the_same(assessment: Assessment, owner: User, who: str, change: str) -> None:
    asker = factories.person("Lena Law", Role.LEGAL) if who == "other_legal" else people.person(who)
    next_one = factories.person("Nora Next", Role.MANAGER, service=assessment.partnership.service)
    if who == "manager":
        factories.submit(assessment)
        raise_flag(assessment, asker, "skills")
        raise_flag(assessment, next_one, "authority")
    conversation = asked(assessment, asker, owner)
    actions.reply(conversation=conversation, by=owner, text="The county does.")
    CHANGES[change](assessment, asker)
    conversation = Conversation.objects.get()
    able = correspondents(conversation.assessment)
    readers = set(able.filter(pk__in=readers_of_reply(conversation)))
    everybody = list(User.objects.filter(is_active=True))
    assert set(at_work(everybody)) == readers
    assert readers
    assert (asker in readers) is able.filter(pk=asker.pk).exists()
