"""The task list of a case from its start to its submission: each step with its status, and what is missing until then."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from partnerships import actions
from partnerships.domain.steps import CaseStep
from partnerships.models import Assessment, Evidence
from tests import boards, factories
from tests.addresses import addresses, path_to
from tests.conftest import SignIn
from tests.integration.reviewing import send
from tests.shown import one_spaced
from tests.specs import BEST

pytestmark = pytest.mark.usefixtures("drafted_once")

SCREENED = {f"C{number}": "yes" for number in range(1, 7)}


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def shown(sign_in: SignIn, user: User, assessment: Assessment) -> str:
    return text_of(sign_in(user), f"/assessments/{assessment.pk}/")


def buttons(sign_in: SignIn, user: User, address: str) -> dict[str, bool]:
    """Return the buttons of a page by their words, and whether each is a main one."""
    html = sign_in(user).get(address).content.decode().partition("Discard it")[2]
    found = re.findall(r'<(?:a|button)[^>]*class="(govuk-button[^"]*)"[^>]*>(.*?)</(?:a|button)>', html, re.DOTALL)
    return {re.sub(r"\s+", " ", words).strip(): "--secondary" not in classes for classes, words in found}


def attach(assessment: Assessment) -> Evidence:
    question, lead = factories.question("purpose-and-need"), assessment.partnership.lead
    return actions.attach_link(
        assessment=assessment, question=question, by=lead, title="Survey", url="https://marlshire.example/survey"
    )


def complete(assessment: Assessment, owner: User) -> None:
    factories.answer_all(assessment)
    actions.screen(assessment=assessment, by=owner, answers=SCREENED)


def test_steps_of_a_new_case(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    text = shown(sign_in, owner, assessment)
    for words in (
        "About the partnership Not known yet: the council&#x27;s role and the source of funding Incomplete",
        "Is it a partnership? Not started",
        "Benefits claimed Optional",
        "Significance Low: The head of service decides Completed",
        "People Olive Owner leads it, Carl Contributor contributes Completed",
        "Evidence Optional",
        "Implications 0 of 8 areas have a comment Optional",
        "Declared interests 0 of 2 people have declared theirs Optional",
        "Parts not published Optional",
        "Meeting Optional",
        "Check the answers Incomplete",
        "Submit for review Incomplete",
    ):
        assert words in text
    order = ["What to do next", "Before the questions", "G1 Purpose", "For the decision", "Check and submit"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_steps_that_are_done(assessment: Assessment, owner: User, secretary: User, sign_in: SignIn) -> None:
    case: dict[str, Any] = {"assessment": assessment, "by": owner}
    attach(assessment)
    actions.screen(**case, answers={**SCREENED, "C3": "no"})
    actions.claim_benefits(**case, codes=["B1", "B2"])
    factories.comment(assessment, "finance", "We can pay.")
    actions.declare_interest(**case, has_interest=False, text="")
    meeting = boards.meeting(secretary)
    actions.choose_meeting(**case, meeting=meeting)
    text = shown(sign_in, owner, assessment)
    for words in (
        "This may not be a partnership as the checklist defines it. In doubt Benefits claimed 2 benefits Completed",
        "Evidence 1 file or link Completed",
        "Implications 1 of 8 areas have a comment Incomplete",
        "Declared interests 1 of 2 people have declared theirs Incomplete",
    ):
        assert words in text
    assert re.search(rf"Meeting {re.escape(str(meeting))}\. .* Completed", text)


def test_missing_is_named_and_led_to_until_nothing_is(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    factories.answer_all(assessment, leave=["skills", "novelty"])
    address = f"/assessments/{assessment.pk}/"
    text = shown(sign_in, owner, assessment)
    assert "What to do next The screening test is not answered: it says whether this is a partnership. Continue" in text
    assert "2 questions are unanswered" in text
    client = sign_in(owner)
    for page in (address, f"{address}check/"):
        assert f'href="{address}questions/skills/">2 questions are unanswered' in client.get(page).content.decode()
    assert buttons(sign_in, owner, address) == {"Continue": True, "Submit for review": False}
    assert buttons(sign_in, owner, f"{address}check/") == {"Continue to submit": False}
    assert "The screening test is not answered" in client.get(f"{address}submit/").content.decode()
    assert buttons(sign_in, owner, f"{address}submit/") == {"Submit for review": False}
    complete(assessment, owner)
    assert "Nothing is missing." in shown(sign_in, owner, assessment)
    assert buttons(sign_in, owner, address) == {"Submit for review": True}
    assert buttons(sign_in, owner, f"{address}check/") == {"Continue to submit": True}
    assert buttons(sign_in, owner, f"{address}submit/") == {"Submit for review": True}


def test_what_speaks_against_a_case_is_said_where_nothing_is_missing(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    """A screening in doubt, a blocker, and one that also waits for a confirmation."""
    complete(assessment, owner)
    actions.screen(assessment=assessment, by=owner, answers={**SCREENED, "C3": "no"})
    factories.save(assessment, "customer-benefit", "no", reason="Nobody asked them.")
    factories.save(assessment, "prior-approval", "needed", reason="The cabinet decides in May.")
    client, address = sign_in(owner), f"/assessments/{assessment.pk}/"
    for page in (address, f"{address}check/"):
        text = text_of(client, page)
        assert "Nothing is missing." not in text
        assert "speaks against the case" in text
        assert "This may not be a partnership as the checklist defines it" in text
        assert re.search(r"G2 [^:“]+ is a blocker: “No”", text)
        assert re.search(r"L2 [^:“]+ is a blocker: “Needed, not yet obtained”", text)
        assert "Waiting for legal Flagged: blocker" in text
    assert "It is in doubt whether this is a partnership" in text_of(client, f"{address}submit/")
    assert buttons(sign_in, owner, address) == {"Submit for review": True}


def test_answer_that_only_waits_is_not_flagged_besides(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    complete(assessment, owner)
    text = shown(sign_in, owner, assessment)
    assert "Waiting for legal" in text
    assert "Flagged:" not in text


def test_blocker_that_was_carried_over_is_shown_and_a_good_answer_is_none(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    complete(assessment, owner)
    factories.save(assessment, "customer-benefit", "no", reason="Nobody asked them.")
    assessment.answers.filter(question__key__in=["customer-benefit", "skills"]).update(is_carried_over=True)
    text = shown(sign_in, owner, assessment)
    assert text.count("Carried over Flagged: blocker") == 1
    page = text_of(sign_in(owner), f"/assessments/{assessment.pk}/questions/skills/")
    assert "the case is not ready for the decision" not in page


def test_significance_and_carried_over_answers_are_missing_too(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    complete(assessment, owner)
    assessment.answers.filter(question__key="skills").update(is_carried_over=True)
    type(assessment.partnership).objects.update(significance="", significance_basis={})
    text = shown(sign_in, owner, assessment)
    assert "The questions about the significance are not answered: they say who decides" in text
    assert "1 answer is carried over and not confirmed" in text
    assert "Nothing is missing." not in text


def test_assigned_question_comes_next_for_whoever_is_to_answer_it(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    day, question = timezone.localdate(), factories.question("skills")
    actions.assign_question(assessment=assessment, question=question, by=owner, user=contributor, due_on=day)
    assert "What to do next Go on with G11 " in shown(sign_in, contributor, assessment)
    assert "What to do next The screening test is not answered" in shown(sign_in, owner, assessment)


def test_returned_case_goes_on_with_what_is_to_be_put_right(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    complete(assessment, owner)
    factories.submit(assessment)
    factories.give_back(assessment, manager, {"skills": "Name the people.", "novelty": "Ask legal."})
    assert "What to do next Go on with G11 " in shown(sign_in, owner, assessment)
    factories.save(assessment, "skills", BEST["skills"], reason="Ann and Bob.")
    text = shown(sign_in, owner, assessment)
    assert "What to do next Go on with L5 " in text
    assert "1 answer that was returned is not changed yet" in text
    factories.save(assessment, "novelty", BEST["novelty"], reason="Legal agrees.")
    assert "What to do next Nothing is missing." in shown(sign_in, owner, assessment)


def test_who_acts_next_is_said_to_those_who_do_not(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    complete(assessment, owner)
    record = f"/partnerships/{assessment.partnership.reference}/"
    assert "You answer the questions in any order" in sign_in(owner).get(record).content.decode()
    waits = "Olive Owner and whoever contributes answer the questions, and submit the case for review."
    assert waits in shown(sign_in, manager, assessment)
    factories.submit(assessment)
    text = shown(sign_in, owner, assessment)
    assert f"The managers of {assessment.partnership.service} review the case, and endorse or return it." in text
    assert "Submit for review Completed" in text
    assert "Submit for review" not in buttons(sign_in, owner, f"/assessments/{assessment.pk}/")
    assert "You review the case, and endorse or return it." in sign_in(manager).get(record).content.decode()


def test_readers_are_led_to_what_they_can_read(assessment: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    html = client.get(f"/assessments/{assessment.pk}/").content.decode()
    steps = re.findall(r'href="([^"]+)"\s+aria-describedby="status-', html)
    record = client.get(f"/partnerships/{assessment.partnership.reference}/").content.decode()
    for step in steps:
        page, _hash, anchor = step.partition("#")
        assert client.get(page).status_code == 200
        assert not anchor or f'id="{anchor}"' in record


def test_every_page_of_the_task_list_is_called_as_its_link(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    """The heading of a question is its text, as it was published; its title is called as the link."""
    complete(assessment, owner)
    client = sign_in(owner)
    html = client.get(f"/assessments/{assessment.pk}/").content.decode()
    found = re.findall(r'class="govuk-link govuk-task-list__link"\s+href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
    found += re.findall(r'<a href="([^"]+)"[^>]*class="govuk-button"[^>]*>(.*?)</a>', html, re.DOTALL)
    assert len(found) == len(list(CaseStep)) + len(list(assessment.version.spec().questions))
    for address, link in found:
        name, page = one_spaced(link).strip(), one_spaced(client.get(address).content.decode())
        assert re.search(rf"<title>\s*{re.escape(name)}(, PR-\d+)? – ", page), name
        if "/questions/" not in address:
            heading = re.search(r"<h1[^>]*>(?: ?<span class=\"app-caption\">.*?</span>)?(.*?)</h1>", page)
            assert heading
            assert heading[1].strip() == name


@pytest.mark.parametrize("page", ["edit", "screening", "benefits", "significance", "people"])
def test_saving_a_step_leads_back_to_the_task_list(
    page: str, assessment: Assessment, owner: User, outsider: User, sign_in: SignIn
) -> None:
    typed: dict[str, Any] = {
        "edit": {"name": "Store", "purpose": "One store.", "decision_sought": "enter"},
        "screening": SCREENED,
        "benefits": {"benefits": ["B1"]},
        "people": {"email": outsider.email},
    }
    client = sign_in(owner)
    address = f"/partnerships/PR-0001/{page}/"
    if page == "significance":
        typed = {page: client.get(address).context["form"].initial}
    sent = client.post(address, typed[page]) if page == "people" else send(client, address, **typed[page])
    assert sent.status_code == 302
    assert sent.headers["Location"] == f"/assessments/{assessment.pk}/"


@pytest.mark.usefixtures("laid_out_once", "word_once")
def test_every_page_of_a_case_leads_back_to_its_task_list(
    assessment: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    factories.converse(assessment, manager)
    evidence = attach(assessment)
    values: dict[str, Any] = {
        "assessment_id": assessment.pk,
        "reference": assessment.partnership.reference,
        "key": "purpose-and-need",
        "code": "1.4.1",
        "number": evidence.number,
        "area": "finance",
        "part": "cost",
        "person_id": assessment.partnership.participants.exclude(user=owner).get().pk,
    }
    home, seen, closed = f'href="/assessments/{assessment.pk}/"', set(), set()
    for user in (owner, manager):
        client = sign_in(user)
        for address in addresses():
            if not address.route.startswith(("assessments/", "partnerships/<")):
                continue
            if "issues/" in address.route or "conditions/" in address.route:
                continue
            response = client.get(path_to(address.name, values))
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                seen.add(address.name)
                if home not in response.content.decode():
                    closed.add(address.name)
    assert closed == {"assessment"}
    assert {"evidence-add", "implication", "report", "conversation", "assessment-review", "person-remove"} <= seen
