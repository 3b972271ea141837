"""Comments by area: asked of whom, said by whom and when, and never assumed."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from accounts.version_tokens import token_of
from partnerships import actions
from partnerships.models import Assessment, Event, Implication, ImplicationArea, Participant
from partnerships.selectors.comments import gaps_of, implications_of
from partnerships.selectors.version_tokens import implication_values
from tests import days, factories
from tests.conftest import SignIn
from tests.days import InDays, dated
from tests.integration.reviewing import send

pytestmark = pytest.mark.usefixtures("drafted_once")

ASKED = {"asked_of": "Head of finance", "answered": "no"}
SAID = {
    "asked_of": "Head of finance",
    "answered": "yes",
    "author": "Fay Finance, head of finance",
    "text": "Affordable.",
}


def list_of(case: Assessment) -> str:
    return f"/assessments/{case.pk}/implications/"


def page_of(case: Assessment, area: str = "finance") -> str:
    return f"{list_of(case)}{area}/"


def finance() -> ImplicationArea:
    return ImplicationArea.objects.get(slug="finance")


def record(case: Assessment, by: User, **more: Any) -> Implication:
    seen = more.pop("seen", None)
    draft = actions.CommentDraft(**dated({"asked_of": "Head of finance", "asked_on": InDays(-1), **more}))
    return actions.ask_and_comment(assessment=case, by=by, area=finance(), draft=draft, version_token=seen)


COMMENT: dict[str, Any] = {"author": "Fay Finance", "commented_on": InDays(-1), "text": "Affordable."}


def test_nobody_asked_is_said_of_every_area(assessment: Assessment, auditor: User, sign_in: SignIn) -> None:
    page = sign_in(auditor).get(list_of(assessment)).content.decode()
    assert page.count("Not asked yet. No comment received.") == ImplicationArea.objects.count() == 8
    assert "Record who was asked" not in page
    assert gaps_of(assessment).without_comment == 8


def test_asked_then_answered(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    response = send(client, page_of(assessment), **ASKED, asked_on=InDays(-1))
    assert response.url == f"{list_of(assessment)}#finance"
    page = client.get(list_of(assessment)).content.decode()
    assert page.count("Not asked yet.") == 7
    assert "Asked: Head of finance" in page
    send(client, page_of(assessment), **SAID, asked_on=InDays(-1), commented_on=InDays(0))
    page = client.get(list_of(assessment)).content.decode()
    assert page.count("No comment received.") == 7
    assert "Affordable." in page
    assert "Fay Finance, head of finance" in page
    assert Implication.objects.count() == 2
    events = Event.objects.filter(kind__in=["comment_asked", "commented"]).values_list("kind", "new__area")
    assert list(events) == [("comment_asked", "Finance"), ("commented", "Finance")]


def test_a_comment_taken_back_is_none(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    record(assessment, owner, **COMMENT)
    send(sign_in(owner), page_of(assessment), **(SAID | {"answered": "no"}), asked_on=InDays(-1))
    line = next(line for line in implications_of(assessment) if line.area.slug == "finance")
    assert (line.silence, line.has_comment) == ("No comment received.", False)
    assert Event.objects.latest("pk").old["text"] == "Affordable."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (ASKED | {"asked_of": " ", "asked_on": InDays(-1)}, "Say who was asked"),
        (ASKED, "Enter the date on which they were asked"),
        (ASKED | {"asked_on": InDays(1)}, "The date must be today or in the past"),
        ({"asked_of": "Head of finance", "asked_on": InDays(-1)}, "Select yes if they have commented"),
        (SAID | {"author": "", "asked_on": InDays(-1)}, "Say who wrote the comment"),
        (SAID | {"text": " ", "asked_on": InDays(-1)}, "Enter what they said"),
        (SAID | {"asked_on": InDays(-1)}, "Enter the date of the comment"),
        (SAID | {"asked_on": InDays(-1), "commented_on": InDays(1)}, "The date must be today or in the past"),
        (
            SAID | {"asked_on": InDays(-1), "commented_on": InDays(-2)},
            "The comment cannot be older than the question",
        ),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    typed: dict[str, Any], sentence: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    response = send(sign_in(owner), page_of(assessment), **typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(sentence) == 2
    assert all(text in page for text in typed.values() if isinstance(text, str) and len(text) > 4)
    assert not Implication.objects.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"asked_of": " "}, "“asked of” must not be empty"),
        ({"asked_on": InDays(1)}, "must be today or in the past"),
        ({**COMMENT, "commented_on": InDays(1)}, "must be today or in the past"),
        ({**COMMENT, "commented_on": InDays(-2)}, "older than the question"),
        ({**COMMENT, "author": ""}, "Say who wrote the comment"),
        ({**COMMENT, "commented_on": None}, "Enter the date of the comment"),
        ({**COMMENT, "text": ""}, "Enter what they said"),
    ],
)
def test_the_action_refuses_it_too(words: dict[str, Any], sentence: str, assessment: Assessment, owner: User) -> None:
    with pytest.raises(actions.ActionError, match=sentence):
        record(assessment, owner, **words)


def test_two_people_at_once_the_second_sees_both_texts(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    client = sign_in(contributor)
    seen = client.get(page_of(assessment)).context["form"].version_token
    record(assessment, owner, **COMMENT)
    typed = days.typed(SAID | {"text": "Too dear.", "asked_on": InDays(-1), "commented_on": InDays(-1)})
    response = client.post(page_of(assessment), {"version_token": seen, **typed})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Affordable." in page
    assert "Too dear." in page
    assert Implication.objects.get().text == "Affordable."
    again = client.post(page_of(assessment), {"version_token": response.context["form"].version_token, **typed})
    assert again.status_code == 302
    assert Implication.objects.get(replaced_at=None).text == "Too dear."
    assert Implication.objects.get(replaced_by=contributor).text == "Affordable."


def test_the_action_raises_stale_with_what_stands(assessment: Assessment, owner: User) -> None:
    first = record(assessment, owner)
    with pytest.raises(actions.StaleError) as stale:
        record(assessment, owner, **COMMENT, seen=token_of(implication_values(None)))
    assert stale.value.current == first
    second = record(assessment, owner, **COMMENT, seen=token_of(implication_values(first)))
    with pytest.raises(actions.StaleError):
        record(assessment, owner, **(COMMENT | {"text": "Other."}), seen=token_of(implication_values(first)))
    count = Event.objects.count()
    assert record(assessment, owner, **COMMENT, seen=token_of(implication_values(second))) == second
    assert Event.objects.count() == count


def test_an_area_that_ended_stays_where_it_has_a_row(
    assessment: Assessment, owner: User, service: Any, sign_in: SignIn
) -> None:
    record(assessment, owner)
    ImplicationArea.objects.filter(slug__in=["finance", "climate"]).update(is_active=False)
    page = sign_in(owner).get(list_of(assessment)).content.decode()
    assert "not asked about any more" in page
    assert "Climate" not in page
    assert sign_in(owner).get(page_of(assessment, "climate")).status_code == 404
    assert record(assessment, owner, **COMMENT).text == "Affordable."
    with pytest.raises(actions.ActionError, match="not asked about"):
        record(factories.start(owner, service, name="Another"), owner)


def test_a_submitted_case_is_for_others_than_its_authors(
    assessment: Assessment, owner: User, manager: User, legal: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    seen = client.get(page_of(assessment)).context["form"].version_token
    factories.submit(assessment)
    late = client.post(page_of(assessment), {"version_token": seen, **days.typed(SAID | {"asked_on": InDays(-1)})})
    assert late.status_code == 409
    assert "Affordable." in late.content.decode()
    assert "In review" in late.content.decode()
    with pytest.raises(actions.ActionError, match="In review"):
        record(assessment, owner)
    newcomer = sign_in(legal).get(page_of(assessment)).content.decode()
    assert "you act on the case as its legal adviser" in newcomer
    record(assessment, legal)
    assert Participant.objects.get(user=legal).capacity == "legal"
    assert "you act on the case as" not in sign_in(legal).get(page_of(assessment)).content.decode()


def test_someone_with_two_roles_acts_in_the_one_that_they_have_there(
    assessment: Assessment, service: Any, sign_in: SignIn
) -> None:
    both = factories.person("Bo Both", Role.MANAGER, Role.LEGAL)
    factories.answer_all(assessment)
    factories.confirm_all(assessment, both)
    response = send(sign_in(both), page_of(assessment), **ASKED, asked_on=InDays(-1))
    assert response.status_code == 302
    assert Participant.objects.get(user=both).capacity == "legal"


def test_whoever_is_nobody_on_the_case_records_nothing(assessment: Assessment, outsider: User) -> None:
    with pytest.raises(actions.ActionError, match="not on this case"):
        record(assessment, outsider)


def test_what_was_typed_when_the_session_ended_comes_back(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    client.logout()
    client.post(page_of(assessment), {"typed_by": owner.pk, "version_token": "-", **SAID})
    client.force_login(owner)
    page = client.get(page_of(assessment))
    assert page.status_code == 200
    assert "Affordable." in page.content.decode()


def test_the_submit_and_review_pages_name_what_is_to_come(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    record(assessment, owner, **COMMENT)
    page = sign_in(owner).get(f"/assessments/{assessment.pk}/submit/").content.decode()
    assert "7 of 8 areas have no comment." in page
    assert "2 people have not declared interests." in page
    actions.declare_interest(assessment=assessment, by=owner, has_interest=False)
    factories.submit(assessment)
    page = sign_in(manager).get(f"/assessments/{assessment.pk}/review/").content.decode()
    assert "7 of 8 areas have no comment." in page
    assert "1 person has not declared interests." in page
