"""What a role holder cannot confirm, among what an officer puts right: on the task list, the question and the submission."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.utils.html import strip_tags

from accounts.models import User
from partnerships import actions
from partnerships.models import Assessment, Confirmation
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of
from tests.shown import one_spaced

pytestmark = pytest.mark.usefixtures("drafted_once")

WHY, RETURNED_FOR = "The Act was repealed in May.", "Ask the people who use it."
KEY, OTHER = "legal-basis", "customers-consulted"


@pytest.fixture
def returned(assessment: Assessment, owner: User, manager: User, legal: User) -> Assessment:
    """A case that came back for one answer, of which another cannot be confirmed."""
    factories.answer_all(assessment)
    factories.submit(assessment)
    actions.object_to(assessment=assessment, question=factories.question(KEY), by=legal, reason=WHY)
    key = next(iter(assessment.version.spec().by_key))
    return factories.give_back(assessment, manager, {key: RETURNED_FOR})


def page_of(case: Assessment, page: str = "") -> str:
    return f"/assessments/{case.pk}/{page}"


def text(sign_in: SignIn, user: User, address: str) -> str:
    return one_spaced(html.unescape(strip_tags(sign_in(user).get(address).content.decode())))


def test_it_is_to_be_put_right_with_the_words_of_whoever_objects(
    returned: Assessment, owner: User, legal: User, sign_in: SignIn
) -> None:
    shown = text(sign_in, owner, page_of(returned))
    to_put_right = shown.partition("What to put right")[2].partition("All tasks")[0]
    assert WHY in to_put_right
    assert f"{legal.full_name} said on" in to_put_right
    assert f"{legal.full_name} cannot confirm it, and it has not changed since" in shown


def test_continue_leads_there_once_nothing_else_is_to_be_put_right(
    returned: Assessment, owner: User, sign_in: SignIn
) -> None:
    key = next(iter(returned.version.spec().by_key))
    link = f'href="{page_of(returned, f"questions/{KEY}/")}"'
    assert link not in what_to_do_next(returned, owner, sign_in)
    address = page_of(returned, f"questions/{key}/")
    client = sign_in(owner)
    typed = {f"{key}-reason": "Asked in June.", "then": "continue"}
    response = client.post(address, fields_of(client.get(address).content.decode(), address) | typed)
    assert response["Location"] == page_of(returned, f"questions/{KEY}/")
    assert link in what_to_do_next(returned, owner, sign_in)


def what_to_do_next(case: Assessment, user: User, sign_in: SignIn) -> str:
    shown = sign_in(user).get(page_of(case)).content.decode()
    return shown.partition('id="next"')[2].partition("</section>")[0]


def test_a_draft_names_it_too(assessment: Assessment, owner: User, legal: User, sign_in: SignIn) -> None:
    factories.answer_all(assessment)
    actions.object_to(assessment=assessment, question=factories.question(KEY), by=legal, reason=WHY)
    assert WHY in text(sign_in, owner, page_of(assessment)).partition("What to put right")[2]
    assert f"questions/{KEY}/" in what_to_do_next(assessment, owner, sign_in)
    assert f"questions/{KEY}/" not in what_to_do_next(assessment, legal, sign_in)


def test_the_page_that_submits_names_it(returned: Assessment, owner: User, sign_in: SignIn) -> None:
    shown = text(sign_in, owner, page_of(returned, "submit/"))
    assert "1 answer cannot be confirmed" in shown
    assert WHY in shown
    waiting = shown.partition("Waiting for a confirmation")[2]
    assert WHY not in waiting.partition("It is in doubt")[0]
    factories.save(returned, KEY, "done", reason="The Act of 2026.")
    assert "cannot be confirmed" not in text(sign_in, owner, page_of(returned, "submit/"))


@pytest.mark.parametrize("page", [f"questions/{KEY}/", "sections/1.4.2/"])
def test_the_reason_stands_above_the_question_until_a_change_was_saved(
    returned: Assessment, owner: User, sign_in: SignIn, page: str
) -> None:
    client, own = sign_in(owner), page_of(returned, f"questions/{KEY}/")
    shown = client.get(page_of(returned, page)).content.decode()
    assert WHY in shown[: shown.index(f'data-key="{KEY}"')]
    typed: dict[str, Any] = fields_of(client.get(own).content.decode(), own) | {f"{KEY}-reason": "The Act of 2026."}
    client.post(own, typed, headers={"X-Autosave": "true"})
    shown = client.get(page_of(returned, page)).content.decode()
    assert WHY in shown[: shown.index(f'data-key="{KEY}"')]
    assert "Changed, not saved with a button yet" in shown
    assert Confirmation.objects.filter(lapsed_at=None, is_objection=True).exists()
    again = fields_of(client.get(own).content.decode(), own)
    client.post(own, again | {"then": "continue"})
    assert WHY not in client.get(page_of(returned, page)).content.decode().partition("History of this answer")[0]
