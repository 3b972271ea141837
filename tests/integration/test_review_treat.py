"""Treating a concern: the three ways, what each asks for, and what cannot be treated."""

import re
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from partnerships import actions
from partnerships.actions import attach_link
from partnerships.domain.answers import TreatmentKind
from partnerships.models import Assessment, Event, Treatment
from tests import days, factories, people
from tests.integration.reviewing import SignIn, send, submitted
from tests.shown import one_spaced


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    """In review: a concern on G3 and on L5, with evidence on G3."""
    draft = people.draft()
    attach_link(
        assessment=draft,
        question=factories.question("alternatives"),
        by=draft.partnership.lead,
        title="Options appraisal",
        url="https://example.org/options",
    )
    submitted(draft, alternatives="still_preferred", novelty="novel", authority="no")


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def page_of(case: Assessment, key: str = "alternatives") -> str:
    return f"/assessments/{case.pk}/questions/{key}/treat/"


def test_a_mitigation_becomes_a_condition(case: Assessment, manager: User, sign_in: SignIn) -> None:
    typed = {"kind": "mitigation", "done": "Compare again.", "owner": "Head of care", "due_on": days.InDays(1)}
    response = send(sign_in(manager), page_of(case), **typed)
    treatment = Treatment.objects.get()
    assert response.url == f"/assessments/{case.pk}/review/#authority"
    assert (treatment.kind, treatment.text, treatment.owner) == ("mitigation", "Compare again.", "Head of care")
    assert (treatment.due_on, treatment.treated_by) == (days.in_days(1), manager)
    review = sign_in(manager).get(f"/assessments/{case.pk}/review/").content.decode()
    assert "Compare again." in review
    assert "Change the treatment" in review


def test_one_concern_leads_to_the_next_until_none_is_left(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client, path = sign_in(manager), f"/assessments/{case.pk}/review/"
    for key, said, place in (
        ("authority", "Treated: G10. The next concern is L5 ", "novelty"),
        ("novelty", "Treated: L5. The next concern is G3 ", "alternatives"),
        ("alternatives", "Treated: G3. No concern is left to treat.", "next"),
    ):
        treated = send(client, page_of(case, key), kind="justified", why="It is on its way.")
        assert treated.url == f"{path}#{place}"
        page = one_spaced(client.get(path).content.decode())
        assert page.count(said) == 1, "once, at the place"
        assert said in page.partition(f'id="{place}"')[2]


def others_on(client: Any, path: str) -> list[str]:
    """Return the values of the other concerns that the page offers to treat in the same way."""
    return re.findall(r'name="also"[^>]*? value="([^"]+)"', one_spaced(client.get(path).content.decode()))


def test_several_are_treated_in_the_same_way_each_with_its_event(
    case: Assessment, manager: User, sign_in: SignIn
) -> None:
    client, path = sign_in(manager), page_of(case)
    others = others_on(client, path)
    assert [value.split(" ")[0] for value in others] == ["authority", "novelty"]
    response = send(client, path, kind="justified", why="All are known and small.", also=others)
    assert response.url == f"/assessments/{case.pk}/review/#next"
    treated = {row.question.key: (row.kind, row.text) for row in Treatment.objects.select_related("question")}
    assert treated == dict.fromkeys(["alternatives", "authority", "novelty"], ("justified", "All are known and small."))
    assert Event.objects.filter(kind="treated").count() == 3
    page = one_spaced(client.get(response.url).content.decode())
    assert "Treated: G3, G10, L5. No concern is left to treat." in page
    assert 'name="also"' not in client.get(path).content.decode()


def test_one_that_changed_meanwhile_is_not_treated_with_the_others(
    case: Assessment, manager: User, sign_in: SignIn
) -> None:
    client, path = sign_in(manager), page_of(case)
    others = others_on(client, path)
    factories.justify(case, "authority", manager)
    response = send(client, path, kind="justified", why="All are known.", also=others)
    assert response.status_code == 422
    page = one_spaced(response.content.decode())
    assert "Somebody has changed one of these since you opened this page." in page
    assert "All are known." in page
    assert not Treatment.objects.filter(text="All are known.").exists()
    key, token = others[1].split(" ", 1)
    also = [(factories.question(key), token), (factories.question("authority"), "another")]
    with pytest.raises(actions.ActionError, match="G10 has changed since you opened this page"):
        actions.treat_alike(
            assessment=case,
            question=factories.question("alternatives"),
            also=also,
            by=manager,
            kind=TreatmentKind.JUSTIFIED,
            text="All are known.",
        )
    assert not Treatment.objects.filter(text="All are known.").exists()


def test_justified(case: Assessment, manager: User, sign_in: SignIn) -> None:
    send(sign_in(manager), page_of(case), kind="justified", why="It costs less.", done="left behind")
    treatment = Treatment.objects.get()
    assert (treatment.kind, treatment.text, treatment.owner, treatment.due_on) == (
        "justified",
        "It costs less.",
        "",
        None,
    )


def test_cleared_on_evidence_of_the_case(case: Assessment, manager: User, sign_in: SignIn) -> None:
    send(sign_in(manager), page_of(case, "novelty"), kind="cleared", evidence="1", shows="Done in three counties.")
    treatment = Treatment.objects.select_related("evidence").get()
    assert str(treatment.evidence) == "E1 Options appraisal"
    assert treatment.text == "Done in three counties."


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Select how you deal with it"),
        ({"kind": "blessed"}, "Select one of these"),
        ({"kind": "mitigation", "owner": "A"}, "Say what will be done"),
        ({"kind": "mitigation", "done": "X"}, "Say who will do it"),
        ({"kind": "mitigation", "done": "X", "owner": "A"}, "Enter the date by which it will be done"),
        (
            {"kind": "mitigation", "done": "X", "owner": "A", "due_on": days.InDays(-1)},
            "The date must be today or later",
        ),
        ({"kind": "mitigation", "due_on-day": "31", "due_on-month": "2", "due_on-year": "2030"}, "Enter a real date"),
        ({"kind": "justified", "why": " "}, "Say why it can be accepted as it is"),
        ({"kind": "justified", "why": "x" * 5001}, "must be 5,000 characters or fewer. It has 5,001"),
        ({"kind": "cleared", "shows": "X"}, "Select the evidence that clears it"),
        ({"kind": "cleared", "evidence": "9", "shows": "X"}, "Select evidence of this case"),
        ({"kind": "cleared", "evidence": "1"}, "Say what the evidence shows"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    typed: dict[str, Any], message: str, case: Assessment, manager: User, sign_in: SignIn
) -> None:
    kept = {"why": "Kept as typed <b>", "done": "", **typed} if typed.get("kind") != "justified" else typed
    response = send(sign_in(manager), page_of(case), **kept)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "Kept as typed &lt;b&gt;" in page or "x" * 5001 in page or typed.get("why") == " "
    assert not Treatment.objects.exists()


def test_without_evidence_there_is_nothing_to_clear_with(
    assessment: Assessment, manager: User, sign_in: SignIn
) -> None:
    case = submitted(assessment, alternatives="still_preferred")
    page = sign_in(manager).get(page_of(case)).content.decode()
    assert "It cannot be cleared on evidence, because none is attached to this case." in page
    assert 'value="cleared"' not in page
    response = send(sign_in(manager), page_of(case), kind="cleared", shows="X")
    assert response.status_code == 422


def test_a_treatment_can_be_replaced_and_the_page_says_so(case: Assessment, manager: User, sign_in: SignIn) -> None:
    factories.justify(case, "alternatives", manager)
    page = sign_in(manager).get(page_of(case)).content.decode()
    assert "What you save replaces it" in page
    assert "Accepted." in page
    send(sign_in(manager), page_of(case), kind="justified", why="Better said.")
    assert Treatment.objects.get(lapsed_at=None).text == "Better said."
    assert Treatment.objects.count() == 2


@pytest.mark.parametrize(
    ("key", "option", "sentence"),
    [
        ("customer-benefit", "no", "A blocker cannot be treated away"),
        ("skills", "after_training", "A note needs no treatment"),
        ("prior-approval", "none_needed", "A missing confirmation cannot be treated"),
        ("novelty", "routine", "This answer is not flagged"),
    ],
)
def test_what_cannot_be_treated_is_explained(
    key: str, option: str, sentence: str, assessment: Assessment, manager: User, sign_in: SignIn
) -> None:
    case = submitted(assessment, **{key.replace("-", "_"): option})
    client = sign_in(manager)
    shown = client.get(page_of(case, key))
    assert shown.status_code == 409
    assert sentence in shown.content.decode()
    assert "Save the treatment" not in shown.content.decode()
    sent = send(client, page_of(case, key), kind="justified", why="All the same.")
    assert sent.status_code == 409
    assert "All the same." in sent.content.decode()
    assert not Treatment.objects.exists()


def test_an_unanswered_question_cannot_be_treated(assessment: Assessment, manager: User, sign_in: SignIn) -> None:
    case = factories.submit(assessment)
    page = sign_in(manager).get(page_of(case)).content.decode()
    assert "This question is not completely answered" in page


def test_a_case_that_was_returned_meanwhile(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    version_token = client.get(page_of(case)).context["form"].version_token
    factories.give_back(case, manager, {"": "More, please."})
    response = client.post(
        page_of(case), {"version_token": version_token, "kind": "justified", "why": "Typed at length."}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "The case is now “Returned”" in page
    assert "Typed at length." in page
    assert client.get(page_of(case)).status_code == 403


def test_an_answer_that_changed_meanwhile(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    version_token = client.get(page_of(case)).context["form"].version_token
    factories.give_back(case, manager, {"": "More, please."})
    factories.save(case, "alternatives", "still_preferred", reason="Another reason.")
    factories.submit(case)
    typed = {"kind": "justified", "why": "Typed at length."}
    response = client.post(page_of(case), {"version_token": version_token, **typed})
    page = response.content.decode()
    assert response.status_code == 409
    assert "The case has changed since you opened this page" in page
    assert "Another reason." in page
    assert "Typed at length." in page
    again = client.post(page_of(case), {"version_token": response.context["form"].version_token, **typed})
    assert again.status_code == 302


def test_the_trail_tells_who_treated_what(case: Assessment, manager: User, sign_in: SignIn) -> None:
    send(sign_in(manager), page_of(case), kind="justified", why="It costs less.")
    event = Event.objects.get(kind="treated")
    assert (event.recorded_by, event.new["text"]) == (manager, "It costs less.")


def test_who_may_treat(
    case: Assessment, owner: User, legal: User, auditor: User, other_manager: User, sign_in: SignIn
) -> None:
    for reader in (owner, legal, auditor):
        assert sign_in(reader).get(page_of(case)).status_code == 403
    assert sign_in(other_manager).get(page_of(case)).status_code == 404


def test_a_manager_who_is_an_author_is_told_why_not(
    case: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    factories.give_back(
        case, factories.person("Rita Reviewer", Role.MANAGER, service=case.partnership.service), {"": "x"}
    )
    factories.join(case, manager)
    factories.submit(case)
    response = sign_in(manager).get(page_of(case))
    assert response.status_code == 403
    assert "The same person cannot also be" in response.content.decode()


def test_an_unknown_question(case: Assessment, manager: User, sign_in: SignIn) -> None:
    assert sign_in(manager).get(page_of(case, "no-such-question")).status_code == 404


def test_what_was_typed_when_the_session_had_ended_comes_back(case: Assessment, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    client.logout()
    typed = {"kind": "justified", "why": "Typed before.", "typed_by": str(manager.pk)}
    assert client.post(page_of(case), typed).status_code == 302
    session = client.session
    kept = dict(session)
    client.force_login(manager)
    session = client.session
    session.update({key: value for key, value in kept.items() if key == "drafts"})
    session.save()
    assert "Typed before." in client.get(page_of(case)).content.decode()
