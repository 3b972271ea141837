"""Conversations about a question: who can ask and be asked, what comes of it, and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.actions.deputies import name_deputy
from accounts.models import RoleGrant, User
from accounts.roles import Role
from partnerships import actions, emails
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Conversation, Event, Participant
from partnerships.snapshot import snapshot_of
from tests import factories, people
from tests.conftest import SignIn
from tests.filled_forms import fields_of

pytestmark = pytest.mark.usefixtures("drafted_once")

KEY, OTHER_KEY = "novelty", "skills"
TEXT, REPLY = "Did the insurer say what it costs?", "It did: nothing more."
ASKED, REPLIED = "you are asked about a question", "a reply to what you asked"
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


def ask(case: Assessment, by: User, asked: User | Role, text: str = TEXT) -> Conversation:
    return actions.start_conversation(assessment=case, question=factories.question(KEY), by=by, asked=asked, text=text)


def question_page(case: Assessment) -> str:
    return f"/assessments/{case.pk}/questions/{KEY}/"


def ask_page(case: Assessment) -> str:
    return f"{question_page(case)}ask/"


def page_of(conversation: Conversation, step: str = "") -> str:
    return f"/assessments/{conversation.assessment_id}/conversations/{conversation.number}/{step}"


def shown(sign_in: SignIn, user: User, address: str) -> str:
    return str(sign_in(user).get(address).content.decode())


def sent(sign_in: SignIn, user: User, address: str, **typed: Any) -> Any:
    """Open the page as that person and send its form, with what is typed."""
    client = sign_in(user)
    fields = fields_of(client.get(address).content.decode(), address)
    return client.post(address, fields | typed)


class TestAsking:
    def test_somebody_by_name_gets_a_link_and_no_word_of_it(
        self, assessment: Assessment, owner: User, legal: User, sign_in: SignIn, told: Told
    ) -> None:
        found = told(lambda: sent(sign_in, owner, ask_page(assessment), asked="person", person=legal.pk, text=TEXT))
        assert found == {legal.email: [ASKED]}
        (message,) = mail.outbox
        assert page_of(Conversation.objects.get()) in message.body
        assert TEXT not in message.body
        assert assessment.partnership.name not in message.body
        assert TEXT in shown(sign_in, legal, question_page(assessment))
        assert "Olive Owner" in shown(sign_in, legal, "/")

    @pytest.mark.parametrize(
        ("role", "names"),
        [(Role.OFFICER, ["contributor"]), (Role.MANAGER, ["manager"]), (Role.LEGAL, ["legal"])],
    )
    def test_a_role_reaches_whoever_can_open_the_question_by_it(
        self, role: Role, names: list[str], assessment: Assessment, owner: User, sign_in: SignIn, told: Told
    ) -> None:
        for name in ("manager", "other_manager", "legal", "secretary", "outsider", "other_officer"):
            people.person(name)
        found = told(lambda: sent(sign_in, owner, ask_page(assessment), asked=role.value, text=TEXT))
        assert found == {people.person(name).email: [ASKED] for name in names}
        for name in names:
            assert "You are asked" in shown(sign_in, people.person(name), "/")
        assert "You are asked" not in shown(sign_in, people.person("other_manager"), "/")

    @pytest.mark.parametrize(
        "name", ["outsider", "other_officer", "other_manager", "secretary", "monitoring", "auditor", "editor", "admin"]
    )
    def test_nobody_is_asked_who_cannot_open_the_question_or_takes_no_part(
        self, name: str, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        person = people.person(name)
        response = sent(sign_in, owner, ask_page(assessment), asked="person", person=person.pk, text=TEXT)
        assert response.status_code == 422
        page = response.content.decode()
        assert "Select one of the people who can open this question" in page
        assert TEXT in page
        assert "add them to the case" in page
        with pytest.raises(actions.InvalidError, match="cannot open this question"):
            ask(assessment, owner, person)
        assert not Conversation.objects.exists()
        assert not Participant.objects.filter(user=person).exists()

    def test_nobody_asks_themselves_or_a_role_that_nobody_has(self, assessment: Assessment, owner: User) -> None:
        for asked in (owner, Role.LEGAL, Role.MONITORING, Role.SECRETARY):
            with pytest.raises(actions.InvalidError):
                ask(assessment, owner, asked)

    def test_being_asked_and_replying_gives_no_capacity_and_no_access(
        self, assessment: Assessment, owner: User, legal: User, auditor: User
    ) -> None:
        before = snapshot_of(assessment, made_on=assessment.created_at.date()).digest
        conversation = ask(assessment, owner, legal)
        actions.reply(conversation=conversation, by=legal, text=REPLY)
        assert not Participant.objects.filter(user=legal).exists()
        after = snapshot_of(assessment, made_on=assessment.created_at.date())
        assert after.digest == before

    def test_of_a_restricted_case_only_those_named_on_it_are_asked(
        self, owner: User, manager: User, legal: User
    ) -> None:
        case = factories.start(owner, people.service(), is_restricted=True)
        factories.join(case, legal, Capacity.LEGAL)
        ask(case, owner, legal)
        with pytest.raises(actions.InvalidError, match="cannot open"):
            ask(case, owner, manager)

    @pytest.mark.parametrize("text", ["", "\u200b\u2060", "   \n"])
    def test_only_what_is_visible_is_a_question(
        self, text: str, assessment: Assessment, owner: User, legal: User, sign_in: SignIn
    ) -> None:
        response = sent(sign_in, owner, ask_page(assessment), asked="person", person=legal.pk, text=text)
        assert response.status_code == 422
        assert "Write what you ask" in response.content.decode()
        with pytest.raises(actions.InvalidError):
            ask(assessment, owner, legal, text)

    def test_sent_twice_it_is_asked_once(
        self, assessment: Assessment, owner: User, legal: User, sign_in: SignIn, told: Told
    ) -> None:
        client, address = sign_in(owner), ask_page(assessment)
        fields = fields_of(client.get(address).content.decode(), address)
        fields |= {"asked": ["person"], "person": [str(legal.pk)], "text": [TEXT]}
        found = told(lambda: [client.post(address, fields) for _each in range(2)])
        assert found == {legal.email: [ASKED]}
        assert Conversation.objects.count() == 1


class TestReplying:
    def test_whoever_asked_sees_the_reply_and_resolves_it(
        self, assessment: Assessment, owner: User, legal: User, sign_in: SignIn, told: Told
    ) -> None:
        conversation = ask(assessment, owner, legal)
        assert "You asked, and nobody has replied yet" in shown(sign_in, owner, "/")
        assert "1 open conversation" in shown(sign_in, owner, f"/assessments/{assessment.pk}/")
        found = told(lambda: sent(sign_in, legal, page_of(conversation), text=REPLY))
        assert found == {owner.email: [REPLIED]}
        assert REPLY not in mail.outbox[0].body
        assert "Replies to what you asked" in shown(sign_in, owner, "/")
        assert "You are asked" not in shown(sign_in, legal, "/")
        assert REPLY in shown(sign_in, owner, page_of(conversation))
        assert told(lambda: sent(sign_in, owner, page_of(conversation, "resolve/"))) == {}
        assert "Replies to what you asked" not in shown(sign_in, owner, "/")
        assert "open conversation" not in shown(sign_in, owner, f"/assessments/{assessment.pk}/")
        assert "Resolved" in shown(sign_in, owner, question_page(assessment))

    def test_more_from_who_asked_waits_for_a_reply_again(
        self, assessment: Assessment, owner: User, legal: User, told: Told
    ) -> None:
        conversation = ask(assessment, owner, legal)
        actions.reply(conversation=conversation, by=legal, text=REPLY)
        assert told(lambda: actions.reply(conversation=conversation, by=owner, text="For how long?")) == {
            legal.email: [ASKED]
        }
        assert not Conversation.objects.get().is_replied

    def test_reopened_it_waits_for_a_reply_again(
        self, assessment: Assessment, owner: User, legal: User, sign_in: SignIn, told: Told
    ) -> None:
        conversation = ask(assessment, owner, legal)
        actions.resolve_conversation(conversation=conversation, by=owner)
        refused = sent(sign_in, owner, page_of(conversation), text="Typed after it was resolved.")
        assert refused.status_code == 409
        assert "Typed after it was resolved." in refused.content.decode()
        reopen = page_of(conversation, "reopen/")
        assert sent(sign_in, owner, reopen, text="").status_code == 422
        assert told(lambda: sent(sign_in, owner, reopen, text="And next year?")) == {legal.email: [ASKED]}
        assert sent(sign_in, owner, reopen, text="Again").status_code == 409
        assert "And next year?" in shown(sign_in, legal, page_of(conversation))

    def test_two_replies_at_once_lose_neither(
        self, assessment: Assessment, owner: User, contributor: User, legal: User, sign_in: SignIn
    ) -> None:
        conversation = ask(assessment, owner, legal)
        address = page_of(conversation)
        clients = [sign_in(user) for user in (legal, contributor)]
        forms = [fields_of(client.get(address).content.decode(), address) for client in clients]
        assert clients[0].post(address, forms[0] | {"text": REPLY}).status_code == 302
        refused = clients[1].post(address, forms[1] | {"text": "I have the letter."})
        page = refused.content.decode()
        assert refused.status_code == 409
        assert REPLY in page
        assert "I have the letter." in page
        again = fields_of(page, address)
        assert clients[1].post(address, again).status_code == 302
        assert [entry.text for entry in conversation.entries.all()] == [TEXT, REPLY, "I have the letter."]

    def test_what_nobody_has_read_is_not_resolved(
        self, assessment: Assessment, owner: User, legal: User, sign_in: SignIn
    ) -> None:
        conversation = ask(assessment, owner, legal)
        client, address = sign_in(owner), page_of(conversation, "resolve/")
        fields = fields_of(client.get(address).content.decode(), address)
        actions.reply(conversation=conversation, by=legal, text=REPLY)
        refused = client.post(address, fields)
        assert refused.status_code == 409
        assert REPLY in refused.content.decode()
        assert not Conversation.objects.get().is_resolved

    def test_somebody_else_is_asked(
        self, assessment: Assessment, owner: User, legal: User, manager: User, sign_in: SignIn, told: Told
    ) -> None:
        conversation = ask(assessment, owner, legal)
        address = page_of(conversation, "ask/")
        same = sent(sign_in, owner, address, asked="person", person=legal.pk)
        assert same.status_code == 422
        assert "They are asked already" in same.content.decode()
        typed = {"asked": "person", "person": manager.pk, "text": "Laura is away."}
        assert told(lambda: sent(sign_in, owner, address, **typed)) == {manager.email: [ASKED]}
        assert "You are asked" in shown(sign_in, manager, "/")
        assert "You are asked" not in shown(sign_in, legal, "/")
        page = shown(sign_in, manager, page_of(conversation))
        assert "Mary Manager" in page
        assert "Laura is away." in page


class TestAfterwards:
    def test_each_act_is_an_event_with_what_was_written(self, assessment: Assessment, owner: User, legal: User) -> None:
        conversation = ask(assessment, owner, Role.LEGAL)
        actions.reply(conversation=conversation, by=legal, text=REPLY)
        actions.pass_on(conversation=conversation, by=owner, asked=legal)
        actions.resolve_conversation(conversation=conversation, by=owner)
        actions.reopen_conversation(conversation=conversation, by=owner, text="And then?")
        events = Event.objects.filter(kind__startswith="conversation").order_by("pk")
        assert [(event.kind, event.new) for event in events] == [
            ("conversation_started", {"conversation": 1, "asked_role": "legal", "text": TEXT}),
            ("conversation_replied", {"conversation": 1, "text": REPLY}),
            ("conversation_passed_on", {"conversation": 1, "asked_of": "Laura Legal"}),
            ("conversation_resolved", {"conversation": 1}),
            ("conversation_reopened", {"conversation": 1, "text": "And then?"}),
        ]
        assert {event.question.key for event in events if event.question} == {KEY}

    def test_auditors_read_it_and_secretaries_do_not(
        self,
        assessment: Assessment,
        owner: User,
        legal: User,
        manager: User,
        auditor: User,
        secretary: User,
        sign_in: SignIn,
    ) -> None:
        conversation = ask(assessment, owner, legal)
        factories.endorse_ready(assessment, manager=manager, legal=legal)
        trail, history = "/partnerships/PR-0001/trail.csv", "/partnerships/PR-0001/?page=9"
        for address in (trail, history):
            read = b"".join(sign_in(auditor).get(address)).decode()
            assert TEXT in read
            assert TEXT not in b"".join(sign_in(secretary).get(address)).decode()
        assert "conversation" not in b"".join(sign_in(secretary).get(trail)).decode()
        assert TEXT in shown(sign_in, auditor, question_page(assessment))
        page = shown(sign_in, secretary, question_page(assessment))
        assert TEXT not in page
        assert "Conversations" not in page
        assert sign_in(secretary).get(page_of(conversation)).status_code == 403
        assert sign_in(auditor).post(page_of(conversation), {"text": "From me."}).status_code == 403
        assert "open conversation" not in shown(sign_in, secretary, f"/assessments/{assessment.pk}/")
        assert TEXT not in shown(sign_in, secretary, f"/assessments/{assessment.pk}/report/")

    def test_a_case_that_is_over_is_read_only(
        self, assessment: Assessment, owner: User, legal: User, sign_in: SignIn
    ) -> None:
        conversation = ask(assessment, owner, legal)
        client, address = sign_in(legal), page_of(conversation)
        fields = fields_of(client.get(address).content.decode(), address)
        actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
        refused = client.post(address, fields | {"text": REPLY})
        assert refused.status_code == 409
        assert REPLY in refused.content.decode()
        page = client.get(address).content.decode()
        assert TEXT in page
        assert "Your reply" not in page
        assert "You are asked" not in shown(sign_in, legal, "/")
        assert "Ask somebody about" not in client.get(question_page(assessment)).content.decode()
        for act in (actions.resolve_conversation, actions.reply):
            said = {"text": REPLY} if act is actions.reply else {}
            with pytest.raises(actions.ActionError, match="Withdrawn"):
                act(conversation=conversation, by=legal, **said)

    def test_whoever_left_the_case_is_named_and_somebody_else_can_be_asked(
        self, assessment: Assessment, owner: User, contributor: User, manager: User, sign_in: SignIn, told: Told
    ) -> None:
        conversation = ask(assessment, owner, contributor)
        person = Participant.objects.get(user=contributor)
        actions.remove_person(assessment=assessment, by=owner, person=person)
        assert "Carl Contributor cannot open this question any more" in shown(sign_in, owner, question_page(assessment))
        assert sign_in(contributor).get(page_of(conversation)).status_code == 404
        assert "You are asked" not in shown(sign_in, contributor, "/")
        with pytest.raises(actions.ActionError, match="not any more"):
            actions.reply(conversation=conversation, by=contributor, text=REPLY)
        actions.pass_on(conversation=conversation, by=owner, asked=manager)
        assert "any more" not in shown(sign_in, owner, question_page(assessment))

    def test_a_role_that_nobody_has_any_more_is_named(
        self, assessment: Assessment, owner: User, legal: User, sign_in: SignIn
    ) -> None:
        ask(assessment, owner, Role.LEGAL)
        RoleGrant.objects.filter(user=legal).delete()
        assert "the legal advisers cannot open this question any more" in shown(
            sign_in, owner, question_page(assessment)
        )

    def test_closing_an_account_names_what_they_are_asked(
        self, assessment: Assessment, owner: User, legal: User, admin: User, sign_in: SignIn
    ) -> None:
        ask(assessment, owner, legal)
        page = shown(sign_in, admin, f"/people/{legal.pk}/close/")
        assert "Is asked about L5 of PR-0001" in page
        assert TEXT not in page
        typed = {"reason": "Has left."}
        assert sent(sign_in, admin, f"/people/{legal.pk}/close/", **typed).status_code == 302
        assert "account closed: ask somebody else" in shown(sign_in, owner, "/")
        assert "Laura Legal cannot open this question any more" in shown(sign_in, owner, question_page(assessment))

    def test_the_next_round_begins_without_conversations(self, assessment: Assessment, owner: User) -> None:
        ask(assessment, owner, people.person("legal"))
        actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
        new = actions.start_round(assessment=assessment, by=owner)
        assert not new.conversations.exists()


NAMES = ("owner", "contributor", "outsider", "manager", "other_manager", "legal", "secretary", "monitoring", "auditor")


@pytest.mark.parametrize("is_restricted", [False, True])
@pytest.mark.parametrize("state", ["draft", "review", "asked", "endorsed"])
def test_who_can_be_asked_is_who_may_converse(
    state: str, is_restricted: bool, assessment: Assessment, manager: User, legal: User, sign_in: SignIn
) -> None:
    """`emails.correspondents` in SQL and `Permission.CONVERSE` of one person say the same."""
    case = assessment
    if is_restricted:
        case = factories.start(people.person("owner"), people.service(), is_restricted=True)
        factories.join(case, manager, Capacity.REVIEWER)
        factories.join(case, legal, Capacity.LEGAL)
        factories.join(case, people.person("monitoring"), Capacity.MONITORING)
    both = factories.person("Bea Both", Role.MANAGER, Role.OFFICER, service=people.service())
    factories.join(case, both)
    users = [*map(people.person, NAMES), both]
    today = timezone.localdate()
    name_deputy(by=manager, deputy=people.person("outsider"), first_on=today, last_on=today)
    if state == "endorsed":
        factories.endorse_ready(case, manager=manager, legal=legal)
    elif state != "draft":
        factories.submit(case)
        if state == "asked":
            factories.ask_referral(case, manager)
    case.refresh_from_db()
    able = set(emails.correspondents(case).values_list("pk", flat=True))
    address = f"/assessments/{case.pk}/questions/{KEY}/ask/"
    allowed = {user.pk for user in users if sign_in(user).get(address).status_code == 200}
    assert able == allowed
    assert both.pk in able
    assert (people.person("outsider").pk in able) is not is_restricted
