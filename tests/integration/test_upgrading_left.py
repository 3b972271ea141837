"""What is about a question that a case asks no more: every page that led to it still does, and nothing of it is lost."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Service, User
from checklists.models import Question, Version
from checklists.spec import Severity
from partnerships import actions
from partnerships.actions import ActionError, AnswerDraft
from partnerships.domain.exemption import Paragraph
from partnerships.models import Answer, Assessment
from partnerships.reports import render_html
from partnerships.selectors.assignments import assignments_of
from partnerships.selectors.case import read_case
from partnerships.snapshot import public_of, snapshot_of
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of
from tests.integration.test_upgrading import publish_next, upgraded

pytestmark = pytest.mark.django_db

# Of these, L3 is gone, and G2 became another question.
GONE, REPLACED, FOLLOWER = "time-limits", "customer-benefit", "who-benefits"


@pytest.fixture
def case(owner: User, service: Service, legal: User) -> Assessment:
    case = factories.answer_all(factories.start(owner, service, name="Community hub"))
    for key in (GONE, REPLACED):
        asked = factories.question(key)
        actions.attach_link(assessment=case, question=asked, by=owner, title=key, url="https://example.org/plan")
    return Assessment.objects.get(pk=case.pk)


@pytest.fixture
def returned(case: Assessment, manager: User) -> Assessment:
    """The case, with a flag raised by hand on three questions, and returned for two of them."""
    factories.submit(case)
    for key in (GONE, REPLACED, "skills"):
        actions.raise_flag(
            assessment=case, question=factories.question(key), by=manager, severity=Severity.CONCERN, reason=f"{key}?"
        )
    return factories.give_back(case, manager, {GONE: "Say until when.", REPLACED: "Say who."})


@pytest.fixture
def newer(case: Assessment, editor: User) -> Version:
    return publish_next(editor, "7.1")


def words(client: Client, name: str, *args: Any, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def test_the_page_of_the_question_stays(case: Assessment, newer: Version, owner: User, sign_in: SignIn) -> None:
    now = upgraded(case, newer, owner)
    client = sign_in(owner)
    page = words(client, "assessment-question", now.pk, GONE)
    for said in ("No longer asked", "Reason for time-limits.", "E1 time-limits", "What was written stays here"):
        assert said in page
    page = words(client, "assessment-question", now.pk, REPLACED)
    assert "These took its place:" in page
    assert f'href="{reverse("assessment-question", args=[now.pk, FOLLOWER])}"' in page
    assert "E2 customer-benefit" in words(client, "assessment-question", now.pk, FOLLOWER)
    assert client.get(reverse("assessment-question", args=[now.pk, "who-knows"])).status_code == 404


def test_what_is_typed_to_it_is_refused_and_shown(
    case: Assessment, newer: Version, owner: User, sign_in: SignIn
) -> None:
    now = upgraded(case, newer, owner)
    address = reverse("assessment-question", args=[now.pk, GONE])
    response = sign_in(owner).post(address, {f"{GONE}-reason": "Until the end of May."})
    assert response.status_code == 403
    assert "Until the end of May." in response.content.decode()


def test_a_page_of_the_old_version_saves_no_answer_to_the_new_one(
    case: Assessment, newer: Version, owner: User, sign_in: SignIn
) -> None:
    """One question has other options, one another meaning, and one is as it was."""
    client = sign_in(owner)
    sent: dict[str, dict[str, Any]] = {}
    for key in ("novelty", "skills", "authority"):
        address = reverse("assessment-question", args=[case.pk, key])
        sent[key] = dict(fields_of(client.get(address).content.decode(), address))
        sent[key][f"{key}-reason"] = "Typed before the upgrade."
    now = upgraded(case, newer, owner)
    for key in ("novelty", "skills"):
        address = reverse("assessment-question", args=[now.pk, key])
        response = client.post(address, sent[key])
        assert response.status_code == 409
        page = response.content.decode()
        assert "Typed before the upgrade." in page
        assert "another version of its checklist" in page
        automatic = client.post(address, sent[key], headers={"X-Autosave": "true"})
        assert automatic.status_code == 422
    section = reverse("assessment-section", args=[now.pk, "1.4.1"])
    assert client.post(section, sent["skills"]).status_code == 409
    assert not Answer.objects.filter(assessment=now, reason="Typed before the upgrade.").exists()
    address = reverse("assessment-question", args=[now.pk, "authority"])
    assert client.post(address, sent["authority"] | {"then": "later"}).status_code == 302
    assert read_case(now).answers["authority"].reason == "Typed before the upgrade."


def test_no_action_answers_a_question_of_the_version_before(case: Assessment, newer: Version, owner: User) -> None:
    now = upgraded(case, newer, owner)
    asked = factories.question("authority")
    with pytest.raises(ActionError, match="another version"):
        actions.answer(assessment=now, question=asked, by=owner, draft=AnswerDraft(reason="So."), revision=1)


def test_a_flag_raised_by_hand_stands_on_what_took_its_place(
    returned: Assessment, newer: Version, owner: User, manager: User, sign_in: SignIn
) -> None:
    now = upgraded(returned, newer, owner)
    assert {key: row.reason for key, row in read_case(now).raised.items()} == {
        FOLLOWER: f"{REPLACED}?",
        "skills": "skills?",
    }
    event = now.events.filter(kind="upgraded").get()
    assert event.new["reviews_lapsed"] == ["L3"]
    asked = Question.objects.get(version=newer, key=FOLLOWER)
    factories.submit(now)
    assert f"{REPLACED}?" in words(sign_in(manager), "assessment-review", now.pk)
    actions.withdraw_flag(assessment=now, question=asked, by=manager, reason="It is clear now.")
    assert set(read_case(now).raised) == {"skills"}


def test_undoing_brings_the_raised_flags_back(returned: Assessment, newer: Version, owner: User) -> None:
    upgraded(returned, newer, owner)
    actions.undo_upgrade(assessment=returned, by=owner)
    now = Assessment.objects.select_related("version__checklist", "partnership").get(pk=returned.pk)
    assert set(read_case(now).raised) == {GONE, REPLACED, "skills"}


def test_what_it_was_returned_for_is_still_to_be_put_right(
    returned: Assessment, newer: Version, owner: User, sign_in: SignIn
) -> None:
    now = upgraded(returned, newer, owner)
    client = sign_in(owner)
    page = words(client, "assessment", now.pk)
    assert "(said of G2 of version 1.0)" in page
    assert "(no longer asked)" in page
    assert "Say who." in words(client, "assessment-question", now.pk, FOLLOWER)
    assert "Say until when." in words(client, "assessment-replies", now.pk)
    assert client.get(reverse("assessment-check", args=[now.pk])).status_code == 200


def test_conversations_and_assignments_about_it(
    case: Assessment, newer: Version, owner: User, manager: User, contributor: User, sign_in: SignIn
) -> None:
    factories.join(case, contributor)
    asked = factories.question(GONE)
    actions.start_conversation(assessment=case, question=asked, by=owner, asked=manager, text="Until when?")
    soon = timezone.localdate() + timedelta(days=9)
    for key in (GONE, "skills"):
        actions.assign_question(
            assessment=case, question=factories.question(key), by=owner, user=contributor, due_on=soon
        )
    now = upgraded(case, newer, owner)
    client = sign_in(owner)
    assert "Until when?" in words(client, "assessment-question", now.pk, GONE)
    assert "Conversation about L3" in words(client, "conversation", now.pk, 1)
    address = reverse("conversation-resolve", args=[now.pk, 1])
    token = dict(fields_of(client.get(address).content.decode(), address))
    assert client.post(address, token, follow=True).status_code == 200
    assert [row.question.key for row in assignments_of(contributor)] == ["skills"]


def test_its_evidence_is_read_and_kept(case: Assessment, newer: Version, owner: User, sign_in: SignIn) -> None:
    now = upgraded(case, newer, owner)
    client = sign_in(owner)
    assert client.get(reverse("evidence-remove", args=[now.pk, 1])).status_code == 403
    full = snapshot_of(now, made_on=timezone.localdate())
    assert [(part.number, part.question) for part in full.content.left_evidence] == [(1, "L3"), (2, "G2")]
    assert public_of(full).content.left_evidence == ()
    page = render_html(full)
    assert 'id="evidence-1"' in page
    assert "G2, no longer asked" in page
    assert page.count('href="#evidence-1"') == 1
    asked = Question.objects.get(version=newer, key=FOLLOWER)
    more = actions.attach_link(assessment=now, question=asked, by=owner, title="More", url="https://example.org/more")
    assert more.number == 3


def test_the_next_round_goes_on_with_its_numbers(case: Assessment, newer: Version, owner: User) -> None:
    actions.withdraw(assessment=case, by=owner, reason="Not now.")
    new = actions.start_round(assessment=case, by=owner)
    full = snapshot_of(new, made_on=timezone.localdate())
    assert [(part.number, part.question) for part in full.content.left_evidence] == [(1, "L3"), (2, "G2")]
    asked = Question.objects.get(version=newer, key=FOLLOWER)
    more = actions.attach_link(assessment=new, question=asked, by=owner, title="More", url="https://example.org/more")
    assert more.number == 3


def test_search_says_in_which_version(case: Assessment, newer: Version, owner: User, sign_in: SignIn) -> None:
    now = upgraded(case, newer, owner)
    client = sign_in(owner)
    page = words(client, "search", query='?text="Reason for time-limits"')
    assert "in version 1.0" in page
    assert reverse("assessment-question", args=[now.pk, GONE]) in page


def test_what_took_the_place_of_an_exempt_question_is_exempt(
    case: Assessment, newer: Version, owner: User, sign_in: SignIn
) -> None:
    actions.mark_exempt(
        assessment=case,
        by=owner,
        part=f"question:{REPLACED}",
        paragraph=Paragraph.BUSINESS,
        reason="A partner's prices.",
    )
    now = upgraded(case, newer, owner)
    marked = set(now.exemptions.filter(replaced_at=None).values_list("part", flat=True))
    assert f"question:{FOLLOWER}" in marked
    assert now.events.filter(kind="upgraded").get().new["parts_marked"] == ["G2"]
    actions.undo_upgrade(assessment=now, by=owner)
    marked = set(now.exemptions.filter(replaced_at=None).values_list("part", flat=True))
    assert marked == {f"question:{REPLACED}"}


def test_the_page_of_a_section_shows_what_was_answered_before(
    case: Assessment, newer: Version, owner: User, contributor: User, sign_in: SignIn
) -> None:
    now = upgraded(case, newer, owner)
    page = words(sign_in(owner), "assessment-section", now.pk, "1.4.1")
    assert "Answered before, as G2 of version 1.0" in page
    assert "Reason for customer-benefit." in page
    assert "It is asked differently now:" in page
