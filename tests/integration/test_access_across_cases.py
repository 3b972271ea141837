"""Attacks by address: what belongs to one case cannot be reached, seen or changed through another."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.models import Service, User
from accounts.roles import Role
from checklists.actions import start_draft
from checklists.models import Checklist, Question, Version
from partnerships import actions
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Event, Evidence, Participant, Partnership, Treatment
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of

pytestmark = pytest.mark.usefixtures("drafted_once")

KEY = "purpose-and-need"
BEYOND_ANY_COLUMN = 10**20


@pytest.fixture
def other_case(other_officer: User, other_service: Service) -> Assessment:
    """A case of another service, of which `owner` and `manager` may not know: one person and one file more."""
    case = factories.start(other_officer, other_service, name="Salt store")
    factories.join(case, factories.person("Cleo Contributor", Role.OFFICER, service=other_service))
    for name in ("first.txt", "second.txt"):
        attach(case, name)
    return case


def attach(case: Assessment, name: str) -> Evidence:
    return actions.attach_file(
        assessment=case,
        question=factories.question(KEY),
        by=case.partnership.lead,
        title=name,
        file=ContentFile(b"Secret.", name=name),
    )


@pytest.fixture
def access(sign_in: SignIn, owner: User) -> Client:
    return sign_in(owner)


def at(name: str, *arguments: Any) -> str:
    return reverse(name, args=arguments)


@pytest.mark.parametrize("name", ["evidence-file", "evidence-remove"])
def test_evidence_is_found_in_its_own_case_alone(
    name: str, access: Client, assessment: Assessment, other_case: Assessment
) -> None:
    attach(assessment, "own.txt")
    assert access.get(at(name, assessment.pk, 1)).status_code == 200
    for case, number in ((assessment, 2), (other_case, 1), (other_case, 2), (assessment, BEYOND_ANY_COLUMN)):
        assert access.get(at(name, case.pk, number)).status_code == 404
        assert access.post(at(name, case.pk, number)).status_code in (404, 405)
    assert Evidence.objects.filter(removed_at=None).count() == 3


def test_a_file_comes_from_the_case_of_the_address(
    access: Client, assessment: Assessment, other_case: Assessment
) -> None:
    attach(assessment, "own.txt")
    answer = access.get(at("evidence-file", assessment.pk, 1))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="own.txt"'


def test_removed_evidence_is_gone_for_everybody(
    access: Client, assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    actions.remove_evidence(evidence=attach(assessment, "own.txt"), by=owner)
    for client in (access, sign_in(manager)):
        assert client.get(at("evidence-file", assessment.pk, 1)).status_code == 404


@pytest.mark.parametrize("name", ["assessment-question", "evidence-add", "flag-treat", "answer-confirm"])
def test_a_question_of_another_version_is_none_of_this_case(
    name: str, assessment: Assessment, owner: User, manager: User, legal: User, editor: User, sign_in: SignIn
) -> None:
    if name == "flag-treat":
        factories.submit(assessment)
    draft = start_draft(
        checklist=Checklist.objects.get(), number="9.9", by=editor, source=Version.objects.get(number="1.0")
    )
    Question.objects.filter(version=draft, key=KEY).update(key="another-question")
    client = sign_in({"flag-treat": manager, "answer-confirm": legal}.get(name, owner))
    for key in ("another-question", "no-question"):
        address = at(name, assessment.pk, key)
        assert client.get(address).status_code == 404
        assert client.post(address, {"option": "yes", "kind": "justified", "why": "Why"}).status_code == 404


def test_a_question_that_nobody_confirms_has_no_confirm_page(
    assessment: Assessment, legal: User, sign_in: SignIn
) -> None:
    assert sign_in(legal).get(at("answer-confirm", assessment.pk, "time-limits")).status_code == 404


def test_an_option_of_another_question_is_refused(access: Client, assessment: Assessment) -> None:
    answer = access.post(
        at("assessment-question", assessment.pk, KEY),
        {"purpose-and-need-option": "none_better", "purpose-and-need-revision": "0"},
    )
    assert answer.status_code == 422
    assert not assessment.answers.exists()


def test_a_section_that_the_version_lacks_is_none(access: Client, assessment: Assessment) -> None:
    assert access.get(at("assessment-section", assessment.pk, "9.9")).status_code == 404


def test_a_person_is_taken_off_their_own_case_alone(
    access: Client, assessment: Assessment, other_case: Assessment
) -> None:
    theirs = Participant.objects.get(partnership=other_case.partnership, user__full_name="Cleo Contributor")
    for reference in (assessment.partnership.reference, other_case.partnership.reference):
        address = at("person-remove", reference, theirs.pk)
        assert access.get(address).status_code == 404
        assert access.post(address).status_code == 404
    theirs.refresh_from_db()
    assert theirs.left_at is None


def test_the_lead_officer_cannot_be_taken_off(access: Client, assessment: Assessment, owner: User) -> None:
    lead = Participant.objects.get(partnership=assessment.partnership, user=owner)
    assert access.post(at("person-remove", assessment.partnership.reference, lead.pk)).status_code == 404


def test_a_flag_is_not_cleared_on_evidence_of_another_case(
    assessment: Assessment, other_case: Assessment, manager: User, sign_in: SignIn
) -> None:
    factories.save(assessment, "customers-consulted", "no", reason="No time.")
    attach(assessment, "own.txt")
    factories.submit(assessment)
    client, address = sign_in(manager), at("flag-treat", assessment.pk, "customers-consulted")
    body = dict(fields_of(client.get(address).content.decode(), address))
    answer = client.post(address, {**body, "kind": "cleared", "evidence": "2", "shows": "All is well."})
    assert answer.status_code == 422
    assert not Treatment.objects.exists()


def test_a_case_is_not_started_for_a_service_of_others(
    access: Client, service: Service, other_service: Service
) -> None:
    details = {"name": "Mine", "purpose": "Purpose.", "decision_sought": "enter"}
    answer = access.post(at("partnership-new"), {**details, "service": other_service.pk})
    assert answer.status_code in (302, 422)
    assert not Partnership.objects.filter(service=other_service).exists()


def test_two_cases_do_not_share_their_history(access: Client, assessment: Assessment, other_case: Assessment) -> None:
    page = access.get(at("partnership", assessment.partnership.reference)).content.decode()
    assert "Cleo Contributor" not in page
    theirs = Event.objects.filter(partnership=other_case.partnership)
    assert "Cleo Contributor" in [event.new.get("person") for event in theirs]


@pytest.mark.parametrize("number", [0, 999_999, BEYOND_ANY_COLUMN])
@pytest.mark.parametrize("name", ["assessment", "assessment-submit", "assessment-endorse", "report", "report-pdf"])
def test_a_case_that_does_not_exist_is_not_known(name: str, number: int, access: Client) -> None:
    assert access.get(at(name, number)).status_code == 404


@pytest.mark.parametrize("path", ["PR-9999", "PR-999999999", "PR-00001", "PR-1", "pr-0001", "1"])
def test_a_reference_that_is_none_is_not_known(path: str, access: Client, assessment: Assessment) -> None:
    assert access.get(f"/partnerships/{path}/").status_code == 404


def test_what_is_not_known_looks_like_what_does_not_exist(
    access: Client, assessment: Assessment, other_case: Assessment
) -> None:
    """A page of another service's case says no more than one of none: not even in its words."""
    hidden, absent = (access.get(at("assessment", number)).content.decode() for number in (other_case.pk, 999_999))
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", hidden) == token.sub("", absent)


def test_a_restricted_case_is_for_named_people(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    details = {**vars(actions.partnership.details_of(assessment)), "is_restricted": True}
    actions.change_details(assessment=assessment, by=owner, details=actions.Details(**details))
    client = sign_in(manager)
    assert client.get(at("assessment", assessment.pk)).status_code == 404
    factories.join(assessment, manager, Capacity.REVIEWER)
    assert client.get(at("assessment", assessment.pk)).status_code == 200


def test_whoever_leaves_a_case_knows_of_it_no_longer(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    factories.save(assessment, KEY, "yes", by=contributor, reason="Because.")
    person = Participant.objects.get(partnership=assessment.partnership, user=contributor)
    actions.remove_person(assessment=assessment, by=owner, person=person)
    assert sign_in(contributor).get(at("assessment", assessment.pk)).status_code == 404


def test_a_role_that_was_withdrawn_opens_nothing(
    assessment: Assessment, manager: User, admin: User, sign_in: SignIn
) -> None:
    client = sign_in(manager)
    assert client.get(at("assessment", assessment.pk)).status_code == 200
    sign_in(admin).post(
        "/admin/accounts/rolegrant/",
        {"action": "withdraw", "_selected_action": [grant.pk for grant in manager.role_grants.all()]},
    )
    assert client.get(at("assessment", assessment.pk)).status_code == 404
    assert client.get(at("flags")).status_code == 403
