"""The checklist pages: everybody who is signed in reads a version as a whole; drafts are for editors."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from checklists import actions
from checklists.files import read_checklist
from checklists.models import Version
from tests import factories
from tests.checklist_mistakes import FILE
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

LIST = "/checklists/"
PAGE = "/checklists/partnership-readiness/1.0/"


def words(client: Client, address: str) -> str:
    """The page's words, with its blanks joined."""
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def test_the_addresses_are_fixed() -> None:
    assert reverse("checklist-list") == LIST
    assert reverse("checklist-version", args=["partnership-readiness", "1.0"]) == PAGE


@pytest.mark.parametrize("address", [LIST, PAGE])
def test_who_is_not_signed_in_is_sent_to_sign_in(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (302, f"/sign-in/?next={address}")


def test_the_list_names_each_version_and_where_it_comes_from(sign_in: SignIn, owner: User) -> None:
    page = words(sign_in(owner), LIST)
    assert f'href="{PAGE}"' in page
    assert "Published on 2 November 2026, as supplied with this service." in page
    assert "From: Partnerships: a beginner's guide, section 1.4" in page


def test_the_page_shows_all_of_it_word_for_word(sign_in: SignIn, owner: User) -> None:
    page = words(sign_in(owner), PAGE)
    version = factories.published()
    spec = version.spec()
    for question in spec.questions:
        assert f'<blockquote class="app-question app-asked__text">{question.text}</blockquote>' in page
        assert question.guidance in page
        assert question.answered_by in page
        assert question.evidence in page
        for option in question.options:
            assert option.label in page
        for fact in question.facts:
            assert fact.label in page
        for rule in question.rules:
            assert f"Because: {rule.because}." in page
        for feed in question.feeds:
            assert str(feed.label) in page
    for items in (spec.risks, spec.tips, spec.benefits, spec.characteristics):
        for code, text in [(item.code, item.text) for item in items]:
            assert f"{code}</span> {text}</li>" in page
    assert version.digest in page
    assert spec.sections[1].intro in page


def test_the_page_of_a_councils_own_checklist_claims_nothing_and_leaves_no_heading_empty(
    sign_in: SignIn, editor: User
) -> None:
    actions.import_draft(spec=read_checklist(FILE.replace("    tips: [T1]\n", "")), by=editor)
    page = words(sign_in(editor), reverse("checklist-version", args=["exit", "1.0"]))
    assert "Our own</dd>" in page
    assert "word for word" not in page
    assert page.count("Risks that an adverse answer raises</h4>") == 1
    assert "What helps</h4>" not in page
    preview = words(sign_in(editor), reverse("preview-question", args=["exit", "1.0", "notice"]))
    assert "What helps</h2>" not in preview


def test_contents_lead_to_every_question(sign_in: SignIn, owner: User) -> None:
    page = words(sign_in(owner), PAGE)
    for question in factories.published().spec().questions:
        assert f'href="#{question.key}"' in page
        assert page.count(f'id="{question.key}"') == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "Not ready for any decision. Needs a written reason.",
        "Not ready for a decision in principle or to enter. For a decision to explore, a concern.",
        "Not ready for a decision to enter. For an earlier decision, a concern.",
        "Raises nothing. Needs evidence or a one-line reason.",
        "The monitoring officer is told at once.",
        "“Earliest lawful start date” (L3) is after the planned start of the partnership",
        "“Have talks or bids already started?” (L2) is answered “Yes”",
        "“Are there written terms for that work?” (L4) is not answered “Yes”",
        "The partnership is of high significance and the answer to G10 is “No” or “Not sure”",
        "The answer to G8 is “No”, “Not needed” or “Not sure” and “Is there a duty to consult",
        "The review is not finished.",
    ],
)
def test_answers_rules_and_confirmations_are_said_in_words(sign_in: SignIn, owner: User, sentence: str) -> None:
    assert sentence in words(sign_in(owner), PAGE)


@pytest.mark.parametrize(
    "address",
    ["/checklists/partnership-readiness/1.9/", "/checklists/other/1.0/", "/checklists/partnership-readiness/x/"],
)
def test_an_unknown_version_is_not_found(sign_in: SignIn, owner: User, address: str) -> None:
    assert sign_in(owner).get(address).status_code == 404


@pytest.fixture
def draft(editor: User) -> Version:
    version = factories.published()
    return actions.start_draft(checklist=version.checklist, number="1.1", by=editor, source=version)


def test_a_draft_is_for_editors_alone(sign_in: SignIn, owner: User, editor: User, draft: Version) -> None:
    address = "/checklists/partnership-readiness/1.1/"
    assert sign_in(owner).get(address).status_code == 404
    assert "1.1" not in words(sign_in(owner), LIST)
    assert "Draft started on" in words(sign_in(editor), LIST)
    page = words(sign_in(editor), address)
    assert "by Edith Editor. Not published yet." in page
    assert "Fingerprint" not in page


def test_a_retired_version_stays_readable_and_says_so(sign_in: SignIn, owner: User, editor: User) -> None:
    actions.retire(version=factories.published(), by=editor)
    assert "by Edith Editor: no new case uses it." in words(sign_in(owner), PAGE)


def test_what_an_editor_types_is_shown_as_text(sign_in: SignIn, editor: User, draft: Version) -> None:
    draft.questions.update(guidance="<img src=x onerror=alert(1)>")
    page = sign_in(editor).get("/checklists/partnership-readiness/1.1/").content.decode()
    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_pages_cost_the_same_however_many_versions_there_are(
    sign_in: SignIn, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(editor)
    client.get(LIST)
    version = factories.published()
    version.spec()
    for count in (2, 20):
        for number in range(Version.objects.count(), count):
            actions.start_draft(checklist=version.checklist, number=f"2.{number}", by=editor)
        # the session, the user, their roles, the versions, to whom they are open, the drafts that were deleted
        with django_assert_num_queries(6):
            client.get(LIST)
        # and from which day the version is required
        with django_assert_num_queries(5):
            client.get(PAGE)
