"""The review page: what it shows of a case, and which buttons to whom."""

from typing import Any

import pytest

from accounts.models import User
from partnerships import actions
from partnerships.models import Assessment
from tests import boards, factories, people
from tests.integration.reviewing import SignIn, submitted
from tests.shown import one_spaced

# Session, user, roles, the case, its answers, evidence, treatments and confirmations; implications and interests (4);
# the referral; partners, the submissions; which answers are exempt.
QUERIES = 17


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    assessment, owner = people.draft(), people.person("owner")
    actions.attach_link(
        assessment=assessment,
        question=factories.question("services-consulted"),
        by=owner,
        title="Minutes",
        url="https://example.org/minutes",
    )
    factories.save(
        assessment,
        "services-consulted",
        "partly",
        reason="Highways <b>objects</b>.",
        facts={"objection": "yes", "objecting_service": "Highways"},
    )
    factories.save(assessment, "legal-basis", "done", reason="Powers found.", finding="Section 1.")
    for key in ("services-consulted", "legal-basis"):
        assert assessment.answers.filter(question__key=key).exists()
    factories.answer_all(
        assessment, leave=["services-consulted", "legal-basis", "customer-benefit", "skills", "novelty"]
    )
    factories.save(assessment, "customer-benefit", "partly", reason="Not for all.")
    factories.save(assessment, "skills", "after_training", reason="In May.", facts={"training_by": "2027-05-03"})
    factories.submit(assessment)


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def page_for(case: Assessment, client: Any) -> str:
    response = client.get(f"/assessments/{case.pk}/review/")
    assert response.status_code == 200
    return one_spaced(response.content.decode())


def test_what_the_page_says_of_a_flagged_answer(case: Assessment, manager: User, sign_in: SignIn) -> None:
    page = page_for(case, sign_in(manager))
    card = page[page.index('id="services-consulted"') : page.index("</article>", page.index('id="services-consulted"'))]
    for words in (
        "Have all services that could be affected been consulted and is there general agreement",
        "Partly",
        "Highways &lt;b&gt;objects&lt;/b&gt;.",
        "Has any service objected?",
        "E1 Minutes",
        "A named service objects; the board must see it",
        "Negative answer, raised by a rule",
        "Risks raised",
        "What helps",
        "Olive Owner on",
        "Treat this concern",
    ):
        assert words in card, words


def test_the_page_begins_with_what_is_to_be_decided(
    assessment: Assessment, manager: User, secretary: User, owner: User, sign_in: SignIn
) -> None:
    actions.choose_meeting(assessment=assessment, by=owner, meeting=boards.meeting(secretary))
    benefit = assessment.version.spec().benefits[0]
    actions.claim_benefits(assessment=assessment, by=owner, codes=[benefit.code])
    case = submitted(assessment, customer_benefit="partly")
    page = page_for(case, sign_in(manager))
    decided = page[page.index("What is to be decided") : page.index("Answers to look at")]
    for words in (
        "One store of equipment for people who live at home.",
        "Marlshire Integrated Care Board",
        "£12,500",
        "Low.",
        "Cabinet, ",
        "The screening test has not been answered.",
        benefit.text,
    ):
        assert words in decided, words
    assert "What changed since it was submitted before" not in page


def test_the_page_says_what_changed_since_it_was_submitted_before(
    case: Assessment, manager: User, contributor: User, sign_in: SignIn
) -> None:
    factories.give_back(case, manager, {"skills": "Name them."})
    factories.save(case, "skills", "after_training", reason="In June.", by=contributor)
    factories.save(case, "skills", "in_place", reason="Two were trained.", facts={})
    factories.save(case, "authority", "no", reason="Not asked yet.")
    before = case.answers.get(question__key="alternatives")
    for reason in ("For a moment.", before.reason):
        factories.save(case, "alternatives", "none_better", reason=reason)
    client = sign_in(manager)
    assert "What changed since" not in page_for(case, client)
    factories.submit(case)
    response = client.get(f"/assessments/{case.pk}/review/")
    done = response.context["done"]
    assert [entry.code for entry in done.others] == ["G10"]
    (asked,) = done.fixes
    (skills,) = asked.changes
    assert (asked.fix.reason.reason, skills.code) == ("Name them.", "G11")
    assert [(change.old, change.new) for change in skills.changes if change.old == "In May."] == [
        ("In May.", "Two were trained.")
    ]
    page = one_spaced(response.content.decode())
    changed = page[page.index("What it was returned for, and what was done") : page.index("Endorsement")]
    assert "<del>In May.</del> → Two were trained." in changed
    assert "In June." not in changed
    assert "For a moment." not in changed


def test_the_gravest_stand_first_in_question_order(case: Assessment, manager: User, sign_in: SignIn) -> None:
    response = sign_in(manager).get(f"/assessments/{case.pk}/review/")
    groups = {group.name: [card.task.spec.code for card in group.cards] for group in response.context["groups"]}
    assert groups == {"blocker": ["L1", "L5"], "concern": ["G2", "G5", "L2", "L6"], "note": ["G11"]}
    assert list(groups) == ["blocker", "concern", "note"]


def test_the_summary_counts_and_names_what_stands_in_the_way(case: Assessment, manager: User, sign_in: SignIn) -> None:
    response = sign_in(manager).get(f"/assessments/{case.pk}/review/")
    counts = {count.label: count.number for count in response.context["counts"]}
    assert counts == {
        "blockers": 2,
        "concerns open": 4,
        "concerns treated": 0,
        "note": 1,
        "unanswered or incomplete": 1,
    }
    obstacles = [[task.spec.code for task in obstacle.tasks] for obstacle in response.context["obstacles"]]
    assert obstacles == [["L5"], ["G2", "G5"], ["L1", "L2", "L6"]]
    page = response.content.decode()
    assert (
        "Not ready because this question has a blocker: L5. It also waits for a legal adviser to confirm L1."
    ) in one_spaced(page)
    assert "17 of 18 questions answered." in page
    assert "Does any question have a blocker? Yes: L1, L5." in page


def test_a_blocker_by_its_answer_sends_the_case_back(assessment: Assessment, manager: User, sign_in: SignIn) -> None:
    case = submitted(assessment, customer_benefit="no")
    assert "only another answer removes these" in page_for(case, sign_in(manager))


def test_a_treatment_is_shown_with_who_and_when(case: Assessment, manager: User, sign_in: SignIn) -> None:
    factories.justify(case, "customer-benefit", manager)
    page = page_for(case, sign_in(manager))
    assert "Negative answer: accepted as justified" in page
    assert "Mary Manager on" in page
    assert "Change the treatment" in page


def test_a_case_with_nothing_in_the_way_can_be_endorsed(
    assessment: Assessment, manager: User, legal: User, sign_in: SignIn
) -> None:
    case = submitted(assessment)
    factories.confirm_all(case, legal)
    page = page_for(case, sign_in(manager))
    assert "Nothing stands in the way: the case can be endorsed." in page
    assert f"/assessments/{case.pk}/endorse/" in page
    assert "18 answers that need no attention" in page


def test_which_buttons_to_whom(
    case: Assessment, owner: User, manager: User, legal: User, auditor: User, sign_in: SignIn
) -> None:
    offered = {
        user: {
            name for name in ("treat", "return", "confirm", "endorse") if f"/{name}/" in page_for(case, sign_in(user))
        }
        for user in (owner, manager, legal, auditor)
    }
    assert offered == {owner: set(), manager: {"treat", "return"}, legal: {"confirm"}, auditor: set()}


def test_a_legal_adviser_may_answer_the_legal_questions_of_a_draft(
    assessment: Assessment, legal: User, manager: User, sign_in: SignIn
) -> None:
    link = f"/assessments/{assessment.pk}/questions/novelty/"
    assert link in page_for(assessment, sign_in(legal))
    assert f"/assessments/{assessment.pk}/questions/skills/" not in page_for(assessment, sign_in(legal))
    assert link not in page_for(assessment, sign_in(manager))


def test_a_manager_who_is_an_author_reads_without_buttons(
    assessment: Assessment, manager: User, sign_in: SignIn
) -> None:
    factories.join(assessment, manager)
    case = submitted(assessment, customer_benefit="partly")
    page = page_for(case, sign_in(manager))
    assert "Treat this concern" not in page
    assert f"/assessments/{case.pk}/return/" not in page


def test_who_may_not_know_of_the_case(
    case: Assessment, outsider: User, other_manager: User, secretary: User, sign_in: SignIn
) -> None:
    for stranger in (outsider, other_manager, secretary):
        assert sign_in(stranger).get(f"/assessments/{case.pk}/review/").status_code == 404


def test_the_cost_in_queries_is_the_same_for_more_answers(
    assessment: Assessment, manager: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = sign_in(manager)
    page_for(assessment, client)
    with django_assert_num_queries(QUERIES):
        page_for(assessment, client)
    submitted(assessment, customer_benefit="partly", skills="gap")
    # The flags that were raised by hand, the reasons for which the case was returned, and which answers are exempt.
    with django_assert_num_queries(QUERIES + 3):
        page_for(assessment, client)
