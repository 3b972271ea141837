"""A partnership that begins with what was said of an earlier one: drafts to confirm, and never a confirmation."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.actions import Details
from partnerships.actions.validation import InvalidError
from partnerships.domain.exemption import COST, QUESTION, Paragraph
from partnerships.models import Assessment, Event, Partnership
from partnerships.snapshot import snapshot_of
from tests import factories
from tests.conftest import SignIn

NEW, EARLIER = "/partnerships/new/", "/partnerships/start/earlier/"
TYPED = {"name": "Community hub", "purpose": "A place for advice.", "decision_sought": "enter"}


@pytest.fixture
def earlier(owner: User, contributor: User, legal: User, manager: User, service: Service) -> Assessment:
    """A case with two confirmed answers, a treated concern, evidence, and a cost that is not to be published."""
    case = factories.start(owner, service, annual_cost=12_500, council_role="Host")
    factories.join(case, contributor)
    factories.save(case, "purpose-and-need", "partly", reason="No data yet.")
    factories.save(case, "legal-basis", "done", finding="The Act.", reason="It lets us.", by=contributor)
    factories.save(case, "services-consulted", "partly", reason="Two of three.", facts={"objection": "no"})
    actions.attach_link(
        assessment=case, question=factories.question("skills"), by=owner, title="Survey", url="https://a.example/"
    )
    for part in (COST, f"{QUESTION}:purpose-and-need"):
        actions.mark_exempt(assessment=case, by=owner, part=part, paragraph=Paragraph.BUSINESS, reason="Prices.")
    actions.confirm(assessment=case, question=factories.question("legal-basis"), by=legal)
    return case


def copied_by(sign_in: SignIn, user: User, earlier: Assessment, **typed: str) -> Assessment:
    response = sign_in(user).post(NEW, {**TYPED, "copy": str(earlier.pk), **typed})
    assert response.status_code == 302
    return Assessment.objects.get(partnership=Partnership.objects.latest("pk"))


def test_details_are_shown_to_be_changed_before_anything_is_saved(
    earlier: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    listed = client.get(EARLIER).content.decode()
    assert f'href="{NEW}?copy={earlier.pk}"' in listed
    day = date_format(timezone.localdate(earlier.state_changed_at), "j F Y")
    assert f"{earlier.get_state_display()}, since {day}," in re.sub(r"\s+", " ", listed)
    page = client.get(f"{NEW}?copy={earlier.pk}")
    form = page.context["form"]
    assert form["purpose"].value() == "One store of equipment for people who live at home."
    assert form["partners"].value() == "Marlshire Integrated Care Board"
    assert (form["council_role"].value(), form["annual_cost"].value()) == ("Host", 12_500)
    assert not form["name"].value()
    assert not form["planned_start_on"].value()
    text = page.content.decode()
    assert f'<input type="hidden" name="copy" value="{earlier.pk}">' in text
    assert "Evidence does not: it shows what was true of the other case." in text
    assert Partnership.objects.count() == 1


def test_answers_come_along_as_drafts_of_whoever_copies(
    earlier: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    case = copied_by(sign_in, contributor, earlier)
    answers = {row.question.key: row for row in case.answers.select_related("question", "option")}
    assert set(answers) == {"purpose-and-need", "legal-basis", "services-consulted"}
    assert all(row.is_carried_over and row.saved_by == contributor for row in answers.values())
    legal = answers["legal-basis"]
    assert (legal.option and legal.option.key, legal.finding, legal.reason) == ("done", "The Act.", "It lets us.")
    assert answers["services-consulted"].facts == {"objection": "no"}
    assert case.partnership.purpose == TYPED["purpose"]
    assert (case.partnership.significance, case.screening, case.benefits) == ("", {}, [])
    for rows in (case.confirmations, case.treatments, case.evidence, case.implications, case.interests):
        assert not rows.exists()
    assert case.answered == 0
    page = sign_in(contributor).get(f"/assessments/{case.pk}/").content.decode()
    assert "3 answers are carried over and not confirmed" in page
    question = sign_in(contributor).get(f"/assessments/{case.pk}/questions/purpose-and-need/").content.decode()
    assert "from an earlier case. If it holds now, press" in " ".join(question.split())
    earlier.refresh_from_db()
    assert earlier.answers.filter(is_carried_over=False).count() == 3
    assert earlier.partnership.lead == owner


def test_confirming_one_takes_its_mark_away(earlier: Assessment, owner: User, sign_in: SignIn) -> None:
    case = copied_by(sign_in, owner, earlier)
    factories.save(case, "purpose-and-need", "partly", reason="No data yet.")
    assert case.answers.get(question__key="purpose-and-need").is_carried_over is False
    assert case.answers.filter(is_carried_over=True).count() == 2


def test_what_is_not_published_there_is_not_published_here(earlier: Assessment, owner: User, sign_in: SignIn) -> None:
    case = copied_by(sign_in, owner, earlier)
    marked = {row.part: row for row in case.exemptions.all()}
    assert set(marked) == {COST, f"{QUESTION}:purpose-and-need"}
    assert all(row.marked_by == owner and row.reason == "Prices." for row in marked.values())


def test_history_says_from_which_case(earlier: Assessment, owner: User, sign_in: SignIn) -> None:
    case = copied_by(sign_in, owner, earlier)
    event = Event.objects.get(assessment=case, kind="created")
    assert event.new["copied_from"] == "PR-0001, round 1"
    assert event.new["answers_copied"] == 3
    page = " ".join(sign_in(owner).get(f"/partnerships/{case.partnership.reference}/").content.decode().split())
    assert "PR-0001, round 1" in page
    assert "PR-0001" not in str(snapshot_of(case, made_on=case.created_at.date()))


def test_another_version_gives_its_details_alone(
    earlier: Assessment, owner: User, editor: User, sign_in: SignIn
) -> None:
    factories.another_version(editor, {})
    assert "details only: it answers another version of the checklist" in sign_in(owner).get(EARLIER).content.decode()
    case = copied_by(sign_in, owner, earlier)
    assert not case.answers.exists()
    assert [row.part for row in case.exemptions.all()] == [COST]
    assert Event.objects.get(assessment=case, kind="created").new["answers_copied"] == 0


def test_case_that_one_may_not_read_is_none(earlier: Assessment, outsider: User, sign_in: SignIn) -> None:
    client = sign_in(outsider)
    assert "PR-0001" not in client.get(EARLIER).content.decode()
    assert client.get(f"{NEW}?copy={earlier.pk}").status_code == 404
    assert client.post(NEW, {**TYPED, "copy": str(earlier.pk)}).status_code == 404
    for key in ("0", "x", "9" * 40, "-1", "٣"):
        assert client.get(NEW, {"copy": key}).status_code == 404
    assert Partnership.objects.count() == 1


def test_action_refuses_a_case_that_one_may_not_read(earlier: Assessment, outsider: User, service: Service) -> None:
    given: dict[str, Any] = {"by": outsider, "service": service, "version": factories.published()}
    details = Details(name="Hub", purpose="Advice.", partners=[], decision_sought="enter")
    with pytest.raises(InvalidError, match="cannot read the case"):
        actions.start_partnership(**given, details=details, earlier=earlier)
    assert Partnership.objects.count() == 1


def test_restricted_case_is_copied_by_its_people_into_a_restricted_one_alone(
    owner: User, manager: User, service: Service, other_service: Service, sign_in: SignIn
) -> None:
    secret = factories.start(owner, service, name="Care home closure", is_restricted=True)
    RoleGrant.objects.create(user=owner, role=Role.OFFICER, service=other_service)
    assert sign_in(manager).get(f"{NEW}?copy={secret.pk}").status_code == 404
    assert "Care home closure" not in sign_in(manager).get(EARLIER).content.decode()
    client = sign_in(owner)
    assert client.get(f"{NEW}?copy={secret.pk}").context["form"]["is_restricted"].value() is True
    typed = {**TYPED, "copy": str(secret.pk), "service": str(service.pk)}
    refused = client.post(NEW, typed)
    assert refused.status_code == 422
    assert "The case that you copy from is restricted, so this one starts restricted too" in refused.content.decode()
    assert client.post(NEW, {**typed, "is_restricted": "on"}).status_code == 302


def test_cases_are_found_by_name_and_reviewers_find_theirs(
    earlier: Assessment, manager: User, owner: User, service: Service, sign_in: SignIn
) -> None:
    factories.start(owner, service, name="Library van")
    client = sign_in(manager)
    page = client.get(EARLIER, {"text": "equipment"}).content.decode()
    assert "Joint equipment service" in page
    assert "3 answers" in page
    assert "Library van" not in page
    assert "You cannot read any case of that name." in client.get(EARLIER, {"text": "zebra"}).content.decode()
