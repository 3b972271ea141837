"""Two people with one form open: what only one of them changed stands, and of what both changed, both texts are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from partnerships.actions.partnership import details_of
from partnerships.domain.board import Result
from partnerships.models import Assessment, Condition, Event, Exemption, Implication, Interest, Treatment
from tests import boards, days, factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of, is_remembered
from tests.integration.reviewing import submitted

pytestmark = pytest.mark.usefixtures("drafted_once")

EDIT = "/partnerships/PR-0001/edit/"
SCREENED = {f"C{number}": "yes" for number in range(1, 7)}
Save = Callable[..., Any]


def opened(client: Client, address: str) -> Save:
    """Open the page now; return what sends its form later, with what is typed over what it showed."""
    page = client.get(address)
    assert page.status_code == 200
    fields = fields_of(page.content.decode(), address)
    assert not is_remembered(page.content.decode(), address)
    return lambda **typed: client.post(address, fields | typed)


def again(client: Client, address: str, refused: Any, **typed: Any) -> Any:
    """Send the form of a page that showed both versions."""
    return client.post(address, fields_of(refused.content.decode(), address) | typed)


class TestDetails:
    def test_different_fields_both_stand(
        self, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
    ) -> None:
        first, second = (opened(sign_in(user), EDIT) for user in (owner, contributor))
        assert first(purpose="A new purpose.").status_code == 302
        assert second(annual_cost="99,000").status_code == 302
        assessment.refresh_from_db()
        found = details_of(assessment)
        assert (found.purpose, found.annual_cost) == ("A new purpose.", 99_000)
        events = Event.objects.filter(kind="details_changed")
        assert [event.new for event in events] == [{"purpose": "A new purpose."}, {"annual_cost": 99_000}]

    @pytest.mark.parametrize(
        ("choice", "purpose"),
        [
            ({"keep": "mine"}, "Typed second."),
            ({"keep": "theirs"}, "Typed first."),
            ({}, "Typed first.\n\nTyped second."),
            ({"purpose": "Both in one."}, "Both in one."),
        ],
    )
    def test_one_field_shows_both_texts(
        self,
        choice: dict[str, str],
        purpose: str,
        assessment: Assessment,
        owner: User,
        contributor: User,
        sign_in: SignIn,
    ) -> None:
        client = sign_in(contributor)
        first, second = opened(sign_in(owner), EDIT), opened(client, EDIT)
        first(purpose="Typed first.", partners="The Trust")
        refused = second(purpose="Typed second.", annual_cost="99,000")
        page = refused.content.decode()
        assert refused.status_code == 409
        for words in ("Typed first.", "Typed second.", "Saved by Olive Owner", "Keep mine", "Keep theirs"):
            assert words in page
        assert "Two people changed this at once" in page
        assessment.refresh_from_db()
        assert details_of(assessment).purpose == "Typed first."
        assert again(client, EDIT, refused, **choice).status_code == 302
        found = details_of(Assessment.objects.get())
        assert (found.purpose, found.annual_cost, found.partners) == (purpose, 99_000, ["The Trust"])

    def test_two_people_of_the_same_name_are_two_people(
        self, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
    ) -> None:
        User.objects.filter(pk=contributor.pk).update(full_name=owner.full_name)
        contributor.refresh_from_db()
        first, second = opened(sign_in(owner), EDIT), opened(sign_in(contributor), EDIT)
        first(purpose="Typed first.")
        assert "Two people changed this at once" in second(purpose="Typed second.").content.decode()

    def test_the_same_person_in_two_windows_is_told_so(
        self, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        client = sign_in(owner)
        first, second = opened(client, EDIT), opened(client, EDIT)
        first(purpose="Typed first.")
        page = second(purpose="Typed second.").content.decode()
        assert "You changed this in two places at once" in page
        assert "in another window, while this page was open. That stands now." in page
        for heading in ("Yours, not saved: what you typed", ": what stands now"):
            assert heading in page

    def test_a_third_save_meanwhile_is_shown_too(
        self, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
    ) -> None:
        client = sign_in(contributor)
        first, second = opened(sign_in(owner), EDIT), opened(client, EDIT)
        first(purpose="Typed first.")
        refused = second(purpose="Typed second.")
        opened(sign_in(owner), EDIT)(purpose="Typed third.")
        refused = again(client, EDIT, refused, keep="mine")
        assert refused.status_code == 409
        assert "Typed third." in refused.content.decode()
        assert "Typed second." in refused.content.decode()

    def test_one_box_each_of_a_date_a_choice_and_a_tick(
        self, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
    ) -> None:
        client = sign_in(contributor)
        first, second = opened(sign_in(owner), EDIT), opened(client, EDIT)
        first(decision_sought="explore", **{"planned_start_on-day": "3"}, is_restricted="on")
        refused = second(decision_sought="in_principle", **{"planned_start_on-day": "4"}, name="Another name")
        page = refused.content.decode()
        assert refused.status_code == 409
        for words in ("3 4 2027", "4 4 2027", "Explore", "In principle"):
            assert words in page
        assert again(client, EDIT, refused, keep="theirs").status_code == 302
        found = details_of(Assessment.objects.get())
        assert (found.decision_sought, found.planned_start_on and found.planned_start_on.day) == ("explore", 3)
        assert (found.name, found.is_restricted) == ("Another name", True)

    def test_what_two_people_made_impossible_together_is_refused(
        self, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
    ) -> None:
        first, second = opened(sign_in(owner), EDIT), opened(sign_in(contributor), EDIT)
        first(**{"planned_start_on-year": "2030"})
        refused = second(
            **{
                f"planned_end_on-{part}": text
                for part, text in zip("day month year".split(), "1 1 2029".split(), strict=True)
            }
        )
        assert refused.status_code == 409
        assert "The planned end must be the same as or after the planned start" in refused.content.decode()

    def test_after_an_error_the_page_still_knows_what_it_was_typed_over(
        self, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
    ) -> None:
        client = sign_in(contributor)
        first, second = opened(sign_in(owner), EDIT), opened(client, EDIT)
        wrong = second(annual_cost="a lot")
        assert wrong.status_code == 422
        first(purpose="Typed first.")
        assert again(client, EDIT, wrong, annual_cost="99,000").status_code == 302
        assert details_of(Assessment.objects.get()).purpose == "Typed first."


def test_different_marks_of_the_screening_both_stand_and_one_shows_both(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    address, client = "/partnerships/PR-0001/screening/", sign_in(contributor)
    opened(sign_in(owner), address)(**SCREENED)
    first, second, third = opened(sign_in(owner), address), opened(client, address), opened(client, address)
    assert first(C1="no").status_code == 302
    assert second(C2="no").status_code == 302
    assessment.refresh_from_db()
    assert [assessment.screening[code] for code in ("C1", "C2", "C3")] == ["no", "no", "yes"]
    opened(sign_in(owner), address)(C3="no")
    assert third(C3="yes", C4="no").status_code == 302
    assessment.refresh_from_db()
    assert assessment.screening["C3"] == "no"
    refused = client.post(address, {**SCREENED, "version_token": ""})
    assert refused.status_code == 409
    assert "Keep theirs" in refused.content.decode()


def test_an_empty_form_takes_no_benefit_back_unless_the_page_showed_it(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    address, client = "/partnerships/PR-0001/benefits/", sign_in(contributor)
    second = opened(client, address)
    opened(sign_in(owner), address)(benefits=["B1", "B5"])
    for refused in (client.post(address, {}), second(benefits=["B2"])):
        assert refused.status_code == 409
        assert "Sharing risks of project delivery" in refused.content.decode()
    assert second().status_code == 302
    assessment.refresh_from_db()
    assert assessment.benefits == ["B1", "B5"]
    both = again(client, address, second(benefits=["B2"]))
    assert both.status_code == 302
    assessment.refresh_from_db()
    assert sorted(assessment.benefits) == ["B1", "B2", "B5"]
    assert opened(client, address)(benefits=[]).status_code == 302
    assessment.refresh_from_db()
    assert assessment.benefits == []


def test_different_answers_about_significance_both_stand_and_one_shows_both(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    address, client = "/partnerships/PR-0001/significance/", sign_in(contributor)
    first, second, third = opened(sign_in(owner), address), opened(client, address), opened(client, address)
    assert first(risk="high", priority="high").status_code == 302
    assert second(sharing="high").status_code == 302
    refused = third(risk="medium")
    assert refused.status_code == 409
    assessment.partnership.refresh_from_db()
    answers = assessment.partnership.significance_basis["answers"]
    assert [answers[name] for name in ("risk", "priority", "sharing")] == ["high", "high", "high"]


class TestRows:
    """Rows whose fields say one thing together: a comment, a declaration, an exemption, a treatment."""

    def test_comment(self, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn) -> None:
        address, client = f"/assessments/{assessment.pk}/implications/finance/", sign_in(contributor)
        asked = days.boxes("asked_on", timezone.localdate()) | days.boxes("commented_on", timezone.localdate())
        said = {"asked_of": "Head of finance", "answered": "yes", "author": "Fay", **asked}
        first, second = opened(sign_in(owner), address), opened(client, address)
        assert first(**said, text="Affordable.").status_code == 302
        refused = second(**said, text="Too dear.")
        self.shows(refused, "Affordable.", "Too dear.", "Saved by Olive Owner")
        assert again(client, address, refused).status_code == 302
        assert Implication.objects.get(replaced_at=None).text == "Affordable.\n\nToo dear."

    def test_declaration_in_two_windows_of_one_person(
        self, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        address, client = f"/assessments/{assessment.pk}/interests/", sign_in(owner)
        first, second = opened(client, address), opened(client, address)
        assert first(answer="yes", text="A shareholder.").status_code == 302
        refused = second(answer="no")
        self.shows(refused, "A shareholder.", "No, I have no interest", "Saved by Olive Owner")
        assert again(client, address, refused, keep="theirs").status_code == 302
        assert Interest.objects.get().text == "A shareholder."

    def test_exemption(self, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn) -> None:
        address, client = f"/assessments/{assessment.pk}/exempt/cost/", sign_in(contributor)
        first, second = opened(sign_in(owner), address), opened(client, address)
        assert first(paragraph="3", reason="It names a price.").status_code == 302
        refused = second(paragraph="5", reason="Advice of counsel.")
        self.shows(refused, "It names a price.", "Advice of counsel.", "Saved by Olive Owner")
        assert again(client, address, refused, keep="mine").status_code == 302
        assert Exemption.objects.get(replaced_at=None).paragraph == "5"

    @pytest.mark.parametrize(
        ("choice", "kind"), [({"keep": "mine"}, "justified"), ({"keep": "theirs"}, "mitigation"), ({}, "justified")]
    )
    def test_treatment(
        self, choice: dict[str, str], kind: str, assessment: Assessment, manager: User, sign_in: SignIn
    ) -> None:
        case = submitted(assessment, alternatives="still_preferred")
        other = factories.person("Martin Manager", Role.MANAGER, service=case.partnership.service)
        address, client = f"/assessments/{case.pk}/questions/alternatives/treat/", sign_in(other)
        first, second = opened(sign_in(manager), address), opened(client, address)
        due = days.boxes("due_on", timezone.localdate() + timedelta(days=30))
        assert first(kind="mitigation", done="Compare again.", owner="Head of care", **due).status_code == 302
        refused = second(kind="justified", why="It is known.")
        self.shows(refused, "Compare again.", "It is known.", "Saved by Mary Manager")
        assert again(client, address, refused, **choice).status_code == 302
        assert Treatment.objects.get(lapsed_at=None).kind == kind
        assert Treatment.objects.count() == (1 if kind == "mitigation" else 2)

    def test_owner_and_date_of_a_condition(
        self, assessment: Assessment, manager: User, legal: User, secretary: User, sign_in: SignIn
    ) -> None:
        made = boards.bring(assessment, manager=manager, legal=legal, secretary=secretary)
        boards.decide(made, secretary, Result.APPROVED_WITH_CONDITIONS, conditions=[boards.condition()])
        address, client = "/partnerships/PR-0001/conditions/1/amend/", sign_in(manager)
        first, second, third = opened(client, address), opened(client, address), opened(client, address)
        later = days.boxes("due_on", timezone.localdate() + timedelta(days=90))
        assert first(owner="Director of care", reason="Moved.").status_code == 302
        assert second(**later, reason="Late.").status_code == 302
        row = Condition.objects.get()
        assert (row.owner, row.due_on) == ("Director of care", timezone.localdate() + timedelta(days=90))
        refused = third(owner="Head of legal", reason="Asked.")
        self.shows(refused, "Director of care", "Head of legal", "Asked.")
        assert again(client, address, refused, keep="theirs").status_code == 302
        assert Condition.objects.get().owner == "Director of care"

    @staticmethod
    def shows(refused: Any, *words: str) -> None:
        assert refused.status_code == 409
        page = refused.content.decode()
        assert [text for text in (*words, "Keep mine", "Keep theirs") if text not in page] == []
