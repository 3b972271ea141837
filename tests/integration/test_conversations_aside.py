"""What somebody adds to a conversation who was not asked, and what a conversation shows of its question."""

from __future__ import annotations

import pytest
from django.core import mail

from accounts.models import User
from accounts.roles import Role
from partnerships import actions
from partnerships.models import Assessment, Conversation
from tests import factories, people
from tests.conftest import SignIn
from tests.filled_forms import fields_of
from tests.integration.test_conversations import KEY, REPLY, TEXT, ask, page_of, shown
from tests.shown import one_spaced

pytestmark = pytest.mark.usefixtures("drafted_once")


def test_a_reply_of_somebody_who_was_not_asked_is_added_and_it_goes_on_waiting(
    assessment: Assessment, owner: User, contributor: User, legal: User, sign_in: SignIn
) -> None:
    conversation = ask(assessment, owner, legal)
    assert "You were not asked." in shown(sign_in, contributor, page_of(conversation))
    assert "You were not asked." not in shown(sign_in, legal, page_of(conversation))
    assert "You were not asked." not in shown(sign_in, owner, page_of(conversation))
    client, address = sign_in(contributor), page_of(conversation)
    typed = fields_of(client.get(address).content.decode(), address) | {"text": "I think it was nothing."}
    page = client.post(address, typed, follow=True).content.decode()
    assert f"You were not asked: your reply is added, and it still waits for {legal.full_name}." in page
    assert "Waiting for a reply" in page
    assert not Conversation.objects.get().is_replied
    assert "You are asked" in shown(sign_in, legal, "/")
    assert "Replies to what you asked" not in shown(sign_in, owner, "/")
    actions.reply(conversation=conversation, by=legal, text=REPLY)
    actions.reply(conversation=conversation, by=contributor, text="So I thought.")
    assert Conversation.objects.get().is_replied


def test_of_a_role_any_holder_replies(assessment: Assessment, owner: User, contributor: User, legal: User) -> None:
    conversation = ask(assessment, owner, Role.LEGAL)
    actions.reply(conversation=conversation, by=contributor, text="No idea.")
    assert not Conversation.objects.get().is_replied
    actions.reply(conversation=conversation, by=legal, text=REPLY)
    assert Conversation.objects.get().is_replied


def test_who_asked_is_told_of_what_others_add(
    assessment: Assessment,
    owner: User,
    contributor: User,
    legal: User,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    conversation = ask(assessment, owner, legal)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.reply(conversation=conversation, by=contributor, text="I think it was nothing.")
    assert [message.to for message in mail.outbox] == [[owner.email]]


@pytest.mark.parametrize(
    ("name", "leads_on"), [("owner", "add them to"), ("legal", "ask the lead officer, Olive Owner,")]
)
def test_whoever_is_not_listed_can_be_added_and_nothing_typed_is_lost(
    name: str, leads_on: str, assessment: Assessment, outsider: User, sign_in: SignIn
) -> None:
    client, page = sign_in(people.person(name)), f"/assessments/{assessment.pk}/questions/novelty/ask/"
    first = one_spaced(client.get(page).content.decode())
    assert leads_on in first
    assert "If they have no account, an administrator can give them one: write to" in first
    typed = fields_of(client.get(page).content.decode(), page) | {"asked": "not_listed", "text": "Is it new to you?"}
    response = client.post(page, typed)
    again = one_spaced(response.content.decode())
    assert response.status_code == 422
    assert "Nothing was sent, and what you typed is still here." in again
    assert "Is it new to you?" in again
    assert outsider.full_name not in again
    factories.join(assessment, outsider)
    assert outsider.full_name in client.post(page, typed).content.decode()
    assert not assessment.conversations.exists()


def test_it_shows_the_question_and_its_answer_as_it_stands(
    assessment: Assessment, owner: User, legal: User, sign_in: SignIn
) -> None:
    conversation = ask(assessment, owner, legal)
    question = assessment.version.spec().by_key[KEY]
    page = shown(sign_in, legal, page_of(conversation))
    assert question.text in page
    assert "This question has not been answered." in page
    factories.save(assessment, KEY, "novel", reason="Nobody did it before.")
    page = shown(sign_in, legal, page_of(conversation))
    assert "Nobody did it before." in page
    assert page.index("The answer now") < page.index("Nobody did it before.") < page.index(TEXT)
    assert "It changes no answer." in page
