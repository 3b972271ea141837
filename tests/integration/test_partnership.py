"""The partnership page: facts, people, screening, benefits, next step and history."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.models import Service, User
from partnerships.models import Assessment
from tests import factories
from tests.conftest import SignIn
from tests.integration.reviewing import send

pytestmark = pytest.mark.usefixtures("drafted_once")

ADDRESS = "/partnerships/PR-0001/"
SCREENED = {f"C{number}": "yes" for number in range(1, 7)}


def text_of(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def test_facts_people_and_next_step(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    text = text_of(sign_in(owner).get(ADDRESS).content)
    for words in ("£12,500", "1 April 2027", "Marlshire Integrated Care Board", "Olive Owner , lead officer"):
        assert words in text.replace("Owner,", "Owner ,")
    assert "Carl Contributor, contributor" in text
    assert "Go to the task list" in text


def test_next_step_of_the_manager(assessment: Assessment, manager: User, sign_in: SignIn) -> None:
    factories.submit(assessment)
    assert "Review the case" in text_of(sign_in(manager).get(ADDRESS).content)


def test_details_change_with_old_and_new_in_the_history(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    form = {"name": "Equipment store", "purpose": "One store.", "decision_sought": "explore", "annual_cost": "9,000"}
    assert send(client, f"{ADDRESS}edit/", **form).status_code == 302
    text = text_of(client.get(ADDRESS).content)
    assert "Joint equipment service → Equipment store" in text
    assert "£12,500 → £9,000" in text
    assert "Enter → Explore" in text
    assert "1 April 2027 → (nothing)" in text


def test_end_before_start_is_refused(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert "Integrated Care Board" in client.get(f"{ADDRESS}edit/").content.decode()
    dates = {f"planned_{side}_on-{part}": "1" for side in ("start", "end") for part in ("day", "month")}
    years = {"planned_start_on-year": "2028", "planned_end_on-year": "2027"}
    form = {"name": "x", "purpose": "y", "decision_sought": "enter", **dates, **years}
    response = client.post(f"{ADDRESS}edit/", form)
    assert response.status_code == 422
    assert "The planned end must be the same as or after the planned start" in response.content.decode()


def test_screening_says_what_is_missing_and_does_not_block(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    assert "has not been answered" in text_of(client.get(ADDRESS).content)
    assert client.post(f"{ADDRESS}screening/", {**SCREENED, "C6": ""}).status_code == 422
    sent = send(client, f"{ADDRESS}screening/", **{**SCREENED, "C3": "no", "C6": "no"})
    page = client.get(sent.headers["Location"])
    assert [message.level_tag for message in page.context["messages"]] == ["info"]
    text = text_of(client.get(ADDRESS).content)
    assert "This may not be a partnership" in text
    assert "Pool risks and rewards" in text
    assert "It may be a contract" in text
    page = client.get(send(client, f"{ADDRESS}screening/", **SCREENED).headers["Location"])
    assert [message.level_tag for message in page.context["messages"]] == ["success"]
    text = text_of(client.get(ADDRESS).content)
    assert "This is a partnership as the checklist defines it." in text
    assert "Pool risks and rewards. No → Yes" in text


def test_benefits_are_claimed_and_taken_back(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    send(client, f"{ADDRESS}benefits/", benefits=["B1", "B5"])
    assert "Sharing risks of project delivery; Widen ownership" in text_of(client.get(ADDRESS).content)
    assert client.post(f"{ADDRESS}benefits/", {"benefits": ["B99"]}).status_code == 422
    assert send(client, f"{ADDRESS}benefits/").status_code == 302
    assert "None has been claimed yet." in text_of(client.get(ADDRESS).content)


def test_history_sums_up_successive_saves_in_words(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    factories.save(assessment, "services-consulted", "partly", reason="First")
    factories.save(assessment, "services-consulted", "partly", reason="Second", facts={"objection": "yes"})
    factories.save(assessment, "services-consulted", "yes", reason="Third", by=contributor)
    text = text_of(sign_in(owner).get(ADDRESS).content)
    assert "Answer saved: G5 Affected services consulted and agreed" in text
    assert "saved 2 times" in text
    assert "Has any service objected? Yes" in text
    assert "Second → Third" in text
    assert "Partly → Yes" in text
    assert "First" not in text
    assert "{" not in text


def test_history_heads_a_long_text_of_before_and_the_one_after(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    factories.save(assessment, "skills", "gap", reason=("It is long. " * 9).strip())
    factories.save(assessment, "skills", "gap", reason=("It is longer. " * 9).strip(), by=contributor)
    text = text_of(sign_in(owner).get(ADDRESS).content)
    assert re.search(r"Before: It is long\. .* After: It is longer\.", text)


@pytest.mark.parametrize("events", [2, 20])
def test_queries_do_not_grow_with_history(
    events: int, assessment: Assessment, owner: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    for number in range(events):
        factories.save(assessment, "skills", "gap", reason=f"Reason {number}", by=owner)
    client = sign_in(owner)
    client.get(ADDRESS)
    with django_assert_num_queries(20):
        client.get(ADDRESS)


def test_history_has_pages(assessment: Assessment, owner: User, contributor: User, sign_in: SignIn) -> None:
    for number in range(52):
        factories.save(assessment, "skills", "gap", reason=f"Reason {number}.", by=(owner, contributor)[number % 2])
    client = sign_in(owner)
    first, second = (text_of(client.get(f"{ADDRESS}?page={page}").content) for page in (1, 2))
    assert "Reason 51." in first
    assert "Show earlier" in first
    assert "Reason 0." not in first
    assert "Reason 0." in second
    assert "Partnership started" in first
    assert "Partnership started" in second


def test_history_tells_decisive_steps_first_and_the_rest_by_day_and_person(
    owner: User, contributor: User, service: Service, sign_in: SignIn
) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    with time_machine.travel(yesterday, tick=False):
        assessment = factories.start(owner, service)
        factories.join(assessment, contributor)
        factories.save(assessment, "skills", "gap", reason="Nobody yet.", by=owner)
    for key in ("skills", "alternatives", "skills"):
        factories.save(assessment, key, None, reason=f"Of {key}, by one.", by=owner)
        factories.save(assessment, "authority", None, reason=f"After {key}.", by=contributor)
    page = sign_in(owner).get(f"/partnerships/{assessment.partnership.reference}/")
    assert [step.title for step in page.context["steps"]] == ["Partnership started"]
    today, before = page.context["days"]
    assert [(group.who, group.summary.partition("Answer saved ")[2]) for group in today.groups] == [
        (contributor.full_name, "(G10)"),
        (owner.full_name, "(G11, G3)"),
    ]
    assert [group.summary for group in before.groups] == ["Significance judged; Person added; Answer saved (G11)"]
    assert before.day == timezone.localdate(yesterday)
    steps, _heading, rest = text_of(page.content).partition("Everything else, by day")
    assert "Partnership started" in steps
    assert "Answer saved" not in steps.partition("History")[2]
    assert "Of alternatives, by one." in rest
    assert "Partnership started" not in rest


# --- People --------------------------------------------------------------------------------------------------------
def test_contributor_is_added_by_address_and_told(
    assessment: Assessment, owner: User, outsider: User, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    client = sign_in(owner)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"{ADDRESS}people/", {"email": " Oscar.OUTSIDER@marlshire.example "}, follow=True)
    assert "Oscar Outsider is on the case now." in response.content.decode()
    assert [message.to for message in mail.outbox] == [[outsider.email]]
    assert sign_in(outsider).get(ADDRESS).status_code == 200


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Enter an email address"),
        ("nobody", "in the correct format"),
        ("nobody@marlshire.example", "Nobody with this address can sign in"),
        ("edith.editor@marlshire.example", "Edith Editor does not have the role for this"),
        ("mary.manager@marlshire.example", "already acts on this case as reviewer"),
    ],
)
def test_who_cannot_be_added_and_why(
    email: str, sentence: str, assessment: Assessment, owner: User, manager: User, editor: User, sign_in: SignIn
) -> None:
    factories.submit(assessment)
    factories.give_back(assessment, manager, {"": "Answer more."})
    response = sign_in(owner).post(f"{ADDRESS}people/", {"email": email})
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_restricted_case_names_its_reviewer(
    owner: User, service: Any, manager: User, other_manager: User, sign_in: SignIn
) -> None:
    case = factories.start(owner, service, is_restricted=True)
    address = f"/partnerships/{case.partnership.reference}/"
    assert sign_in(manager).get(address).status_code == 404
    client = sign_in(owner)
    wrong = client.post(f"{address}people/", {"email": other_manager.email, "capacity": "reviewer"})
    assert wrong.status_code == 422
    assert client.post(f"{address}people/", {"email": manager.email, "capacity": "reviewer"}).status_code == 302
    assert sign_in(manager).get(address).status_code == 200


def test_contributor_is_taken_off_after_confirming(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    person = assessment.partnership.participants.get(user=contributor)
    address = f"{ADDRESS}people/{person.pk}/remove/"
    assert "Remove Carl Contributor from the case?" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert sign_in(contributor).get(ADDRESS).status_code == 404
    assert client.post(address).status_code == 404


def test_lead_cannot_be_taken_off(assessment: Assessment, owner: User, contributor: User, sign_in: SignIn) -> None:
    person = assessment.partnership.participants.get(user=owner)
    assert sign_in(contributor).post(f"{ADDRESS}people/{person.pk}/remove/").status_code == 404


def test_reviewer_is_taken_off_by_nobody(assessment: Assessment, owner: User, manager: User, sign_in: SignIn) -> None:
    factories.submit(assessment)
    factories.give_back(assessment, manager, {"": "Answer more."})
    client = sign_in(owner)
    person = assessment.partnership.participants.get(user=manager)
    assert f"people/{person.pk}/remove/" not in client.get(ADDRESS).content.decode()
    assert client.post(f"{ADDRESS}people/{person.pk}/remove/").status_code == 404


@pytest.mark.parametrize("page", ["edit/", "screening/", "benefits/", "people/"])
def test_submitted_case_is_not_changed(page: str, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    factories.submit(assessment)
    assert sign_in(owner).post(ADDRESS + page, {}).status_code == 403
