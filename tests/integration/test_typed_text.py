"""What people paste is kept as they mean it, in every form, and no action stores it otherwise."""

from __future__ import annotations

import pytest

from accounts.models import Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.models import Answer, Assessment, Flag, Participant, Partnership
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of

pytestmark = pytest.mark.usefixtures("drafted_once")

AUTOSAVE = {"X-Autosave": "true"}
PASTED = [
    ("Agreed:\x0byes", "Agreed:\nyes"),
    ("Agreed:\u2028yes\u2029all", "Agreed:\nyes\nall"),
    ("Agreed\u200e by all", "Agreed\u200e by all"),
    ("\ufeffAgreed\u200b by \u202aall\x07", "Agreed by all"),
    ("Caffe\u0300", "Caffè"),
    ("All agreed." + "\r\n" * 2500 + "None objected.", "All agreed.\n\nNone objected."),
]
# A joiner, a direction mark, a filler: nobody sees them.
UNSEEN = ["\u200b", "\u200d", "\u200e", "\u3164", "\ufeff\n\u2067\u2069\n"]


def address(case: Assessment) -> str:
    return f"/assessments/{case.pk}/questions/purpose-and-need/"


@pytest.mark.parametrize(("pasted", "kept"), PASTED)
@pytest.mark.parametrize("headers", [{}, AUTOSAVE], ids=["saved", "saved by itself"])
def test_a_pasted_reason_is_kept(
    pasted: str, kept: str, headers: dict[str, str], assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    typed = {"purpose-and-need-option": "yes", "purpose-and-need-reason": pasted, "purpose-and-need-revision": "0"}
    response = sign_in(owner).post(address(assessment), typed, headers=headers)
    assert response.status_code == (200 if headers else 302)
    assert Answer.objects.get().reason == kept


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_reason_that_nobody_sees_is_none(unseen: str, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    sign_in(owner).post(
        address(assessment),
        {"purpose-and-need-option": "partly", "purpose-and-need-reason": unseen, "purpose-and-need-revision": "0"},
    )
    assert Answer.objects.get().reason == ""
    flag = Flag.objects.get(question_key="purpose-and-need")
    assert flag.is_unanswered


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_text_that_nobody_sees_is_missing_in_every_form(
    unseen: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    withdrawn = client.post(f"/assessments/{assessment.pk}/withdraw/", {"reason": unseen})
    assert "Say why the assessment is withdrawn" in withdrawn.content.decode()
    link = {"title": unseen, "kind": "link", "url": "https://marlshire.example"}
    assert "Say what the evidence is" in client.post(f"{address(assessment)}evidence/", link).content.decode()


@pytest.mark.parametrize("text", [pasted for pasted, kept in PASTED if pasted != kept] + [" Agreed.", *UNSEEN])
def test_an_action_takes_no_text_that_is_not_as_it_is_kept(text: str, assessment: Assessment, owner: User) -> None:
    question = factories.question("purpose-and-need")
    for draft in (actions.AnswerDraft(option="yes", reason=text), actions.AnswerDraft(option="yes", finding=text)):
        with pytest.raises(actions.InvalidError):
            actions.answer(assessment=assessment, question=question, by=owner, draft=draft, revision=0)
    with pytest.raises(actions.InvalidError):
        actions.withdraw(assessment=assessment, by=owner, reason=text)
    assert not Answer.objects.exists()


def test_details_are_kept_as_they_are_meant(owner: User, service: Service, sign_in: SignIn) -> None:
    typed = {
        "name": "\u200bCaffe\u0300 \u202aWyth\t",
        "purpose": "A place for advice.\x0b\x0b\x0b\x0bAnd for tea.\n\nYear\tTotal\n2027\t185,000",
        "partners": "•\tNHS Trust\u2028\u0627\u062a\u062d\u0627\u062f\r\n\u200b\r\nOxfam",
        "decision_sought": "enter",
        "annual_cost": "\u200b£12,500\ufeff",
    }
    assert sign_in(owner).post("/partnerships/new/", typed).status_code == 302
    row = Partnership.objects.latest("number")
    assert row.name == "Caffè Wyth"
    assert row.purpose == "A place for advice.\n\nAnd for tea.\n\nYear\tTotal\n2027\t185,000"
    assert [partner.name for partner in row.partners.all()] == ["• NHS Trust", "اتحاد", "Oxfam"]
    assert row.annual_cost == 12_500


def test_an_address_is_found_with_what_came_along_when_it_was_pasted(
    assessment: Assessment, service: Service, owner: User, sign_in: SignIn
) -> None:
    friend = factories.person("Frida Friend", Role.OFFICER, service=service)
    typed = {"email": f"\u200b{friend.email.upper()}\u202c\u00a0"}
    assert sign_in(owner).post("/partnerships/PR-0001/people/", typed).status_code == 302
    assert Participant.objects.filter(user=friend).exists()


def test_the_administration_pages_keep_names_as_they_are_meant(admin: User, sign_in: SignIn) -> None:
    client, path = sign_in(admin), f"/admin/accounts/user/{factories.person('Nia New').pk}/change/"
    user = {"email": "\ufeffE@Marlshire.example", "full_name": "E\u0301mile\u200b  Zola\t"}
    client.post(path, fields_of(client.get(path).content.decode(), path) | user)
    assert User.objects.get(email="e@marlshire.example").full_name == "Émile  Zola"
    client.post("/people/invite/", user | {"email": "\ufeffF@Marlshire.example"})
    assert User.objects.get(email="f@marlshire.example").full_name == "Émile  Zola"
    client.post("/admin/accounts/service/add/", {"name": "Care\x0bhomes", "slug": "care-homes", "is_active": "on"})
    assert Service.objects.get(slug="care-homes").name == "Care homes"
    refused = client.post("/admin/accounts/service/add/", {"name": "A\u202eB", "slug": "a-b"}).content.decode()
    assert "after “A”: right-to-left override (U+202E)" in refused
