"""The page of one question: what stands before the answer, what of it is optional, the way on, and its history."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.utils.html import strip_tags

from accounts.models import Service, User
from checklists.spec import ReasonRule
from checklists.wording import when_optional
from partnerships.forms.fields import MOST_ROWS, rows_for
from partnerships.models import Assessment
from partnerships.presenters.question import MOST_EVENTS
from tests import existing, factories
from tests.conftest import SignIn
from tests.shown import one_spaced
from tests.specs import SPEC

pytestmark = pytest.mark.usefixtures("drafted_once")

SIMILAR, LEGAL = "existing-partnerships", "time-limits"


def shown(sign_in: SignIn, user: User, assessment: Assessment, page: str) -> str:
    response: Any = sign_in(user).get(f"/assessments/{assessment.pk}/{page}")
    assert response.status_code == 200
    return response.content.decode()  # type: ignore[no-any-return]


def text_of(page: str) -> str:
    return one_spaced(html.unescape(strip_tags(page)))


def links_of(page: str) -> dict[str, str]:
    """Return the keys of the questions before and after, by "prev" and "next"."""
    found = re.findall(r'<a [^>]*href="[^"]*/questions/([^/"]+)/"[^>]* rel="(prev|next)"', page)
    return {way: key for key, way in found}


class TestBeforeTheAnswer:
    def test_similar_partnerships_are_links_where_one_may_read_them(
        self, owner: User, service: Service, other_officer: User, other_service: Service, sign_in: SignIn
    ) -> None:
        case = factories.start(owner, service, name="Safer street patrols")
        own = factories.start(owner, service, name="Safer street patrol")
        foreign = factories.start(other_officer, other_service, name="Safer streets patrols")
        page = shown(sign_in, owner, case, f"questions/{SIMILAR}/")
        assert f'href="/partnerships/{own.partnership.reference}/"' in page
        assert f"{foreign.partnership.reference} Safer streets patrols" in text_of(page)
        assert f'href="/partnerships/{foreign.partnership.reference}/"' not in page
        assert page.index("Partnerships that sound similar") < page.index("<form method")

    def test_one_without_a_case_is_a_link_for_its_manager(
        self, owner: User, manager: User, service: Service, sign_in: SignIn
    ) -> None:
        entry = existing.enter(manager)
        case = factories.start(owner, service, name=entry.partnership.name)
        address = f'href="/partnerships/{entry.partnership.reference}/"'
        assert address in shown(sign_in, manager, case, f"questions/{SIMILAR}/")

    def test_who_should_answer_comes_first(self, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
        for page in (f"questions/{LEGAL}/", "sections/1.4.2/"):
            text = text_of(shown(sign_in, owner, assessment, page))
            assert text.index("Who should answer: Legal, HR, procurement") < text.index(SPEC.by_key[LEGAL].text)


@pytest.mark.parametrize(
    ("page", "is_said"), [("questions/skills/", True), ("sections/1.4.1/", True), ("check/", False), ("", False)]
)
def test_progress_of_a_section_is_told_to_pages_that_ask_its_questions(
    page: str, is_said: bool, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    """What the page before could not save any more is saved by the next one, which may be another."""
    base = f"/assessments/{assessment.pk}/"
    headers = {"X-Autosave": "true", "X-Page": f"http://testserver{base}{page}"}
    sent = sign_in(owner).post(f"{base}questions/skills/", {"skills-option": "gap"}, headers=headers)
    text = text_of(sent.content.decode())
    assert "Answered 0 of 18" in text
    assert ("General issues: 0 of 12" in text) is is_said


class TestFields:
    def test_what_is_optional_says_so(self, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
        text = text_of(shown(sign_in, owner, assessment, f"questions/{LEGAL}/"))
        assert "Finding (optional)" in text
        assert "Fact: Is there a duty to consult service users or staff? This can raise a flag." in text
        assert "Reason: Which time limits apply, and why? Two or three" in text
        assert "It is optional with the answer “Not started”." in text

    def test_it_says_with_which_answers_a_reason_is_needed(self) -> None:
        options = SPEC.by_key[SIMILAR].options
        assert when_optional(options) == (
            "It is optional with the answer “Not checked”. "
            "With the answer “No, checked and none found”, evidence will do instead."
        )
        needed = [option for option in options if option.reason is ReasonRule.REQUIRED]
        free = [option for option in options if option.reason is ReasonRule.NOT_REQUIRED]
        assert when_optional(needed) == when_optional(free) == ""

    def test_the_parts_have_one_name_and_order_everywhere(
        self, assessment: Assessment, owner: User, manager: User, sign_in: SignIn
    ) -> None:
        said: dict[str, Any] = {
            "finding": "Two months’ notice.",
            "reason": "The law says so.",
            "facts": {"duty_to_consult": "yes"},
        }
        factories.save(assessment, LEGAL, "in_progress", **said)
        labels = [
            "Finding",
            "Reason: Which time limits apply, and why?",
            "Fact: Is there a duty to consult service users or staff?",
        ]
        pages = {page: shown(sign_in, owner, assessment, page) for page in (f"questions/{LEGAL}/", "check/", "report/")}
        factories.submit(assessment)
        pages["review/"] = shown(sign_in, manager, assessment, "review/")
        pages["read"] = shown(sign_in, manager, assessment, f"questions/{LEGAL}/")
        for name, page in pages.items():
            text = text_of(page)
            places = [
                text.find(label, text.find(labels[0] if name != "report/" else "Appendix A:")) for label in labels
            ]
            assert -1 not in places, name
            assert places == sorted(places), name

    @pytest.mark.parametrize(
        ("text", "most", "rows"),
        [("", 5_000, 7), ("", 200, 2), ("word " * 200, 5_000, 17), ("line\n" * 300, 5_000, MOST_ROWS)],
    )
    def test_a_box_is_as_tall_as_its_limit_and_its_text(self, text: str, most: int, rows: int) -> None:
        assert rows_for(text, most=most) == rows


class TestTheWayOn:
    def test_from_what_is_unanswered_it_leads_to_what_is_unanswered(
        self, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        factories.answer_all(assessment, leave=["purpose-and-need", "skills", "novelty"])
        page = shown(sign_in, owner, assessment, "questions/skills/")
        assert links_of(page) == {"prev": "purpose-and-need", "next": "novelty"}
        assert "Next to answer" in page

    def test_from_what_is_answered_and_once_all_is_it_leads_to_every_question(
        self, assessment: Assessment, owner: User, manager: User, sign_in: SignIn
    ) -> None:
        factories.answer_all(assessment, leave=["purpose-and-need"])
        every = {"prev": "authority", "next": "interests-protected"}
        assert links_of(shown(sign_in, owner, assessment, "questions/skills/")) == every
        assert links_of(shown(sign_in, owner, assessment, "questions/purpose-and-need/")) == {
            "next": "customer-benefit"
        }
        assert links_of(shown(sign_in, manager, assessment, "questions/skills/")) == every

    def test_of_a_returned_case_it_leads_to_what_is_to_be_put_right(
        self, assessment: Assessment, owner: User, manager: User, sign_in: SignIn
    ) -> None:
        factories.submit(factories.answer_all(assessment, leave=["authority"]))
        factories.give_back(assessment, manager, {"customer-benefit": "Who?", "skills": "Which?", "novelty": "How?"})
        page = shown(sign_in, owner, assessment, "questions/skills/")
        assert links_of(page) == {"prev": "customer-benefit", "next": "novelty"}
        assert "Next to put right" in page
        factories.save(assessment, "novelty", "novel", reason="We looked.")
        assert links_of(shown(sign_in, owner, assessment, "questions/skills/")) == {"prev": "customer-benefit"}


class TestProgress:
    def test_a_save_by_itself_says_how_many_are_answered_of_all_and_of_the_section(
        self, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        factories.save(assessment, "legal-basis", "done", reason="The Act.")
        assert "Answered 1 of 18 Legal issues: 1 of 6" in text_of(shown(sign_in, owner, assessment, "sections/1.4.2/"))
        typed = {"novelty-option": "novel", "novelty-reason": "Nobody did it.", "novelty-revision": "0"}
        response = sign_in(owner).post(
            f"/assessments/{assessment.pk}/questions/novelty/", typed, headers={"X-Autosave": "true"}
        )
        text = text_of(response.content.decode())
        assert "Answered 2 of 18 Legal issues: 2 of 6" in text


class TestHistory:
    def test_it_says_who_changed_what(
        self, assessment: Assessment, owner: User, manager: User, sign_in: SignIn
    ) -> None:
        factories.save(assessment, "skills", "gap", reason="Nobody knows how.")
        factories.save(assessment, "skills", "in_place", reason="Two of them.")
        factories.save(assessment, "novelty", "novel", reason="Quite another question.")
        for reader in (owner, manager):
            page = shown(sign_in, reader, assessment, "questions/skills/")
            text = text_of(page[page.index('id="trail"') :])
            assert "Answer saved" in text
            assert owner.full_name in text
            assert "Two of them." in text
            assert "Quite another question." not in text

    def test_the_parts_stand_in_the_order_of_the_page(
        self, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        factories.save(assessment, LEGAL, "in_progress", finding="Two months.", reason="The law says so.")
        page = shown(sign_in, owner, assessment, f"questions/{LEGAL}/")
        text = text_of(page[page.index('id="trail"') :])
        assert text.index("Finding Two months.") < text.index("Reason The law says so.")

    def test_conversations_are_for_those_who_read_them(
        self, assessment: Assessment, owner: User, manager: User, legal: User, secretary: User, sign_in: SignIn
    ) -> None:
        factories.converse(assessment, manager, "skills")
        asked = "Asked about a question"
        assert asked in shown(sign_in, owner, assessment, "questions/skills/")
        factories.endorse_ready(factories.answer_all(assessment), manager=manager, legal=legal)
        assert asked in shown(sign_in, manager, assessment, "questions/skills/")
        assert asked not in shown(sign_in, secretary, assessment, "questions/skills/")

    def test_it_shows_the_newest_and_leads_to_the_rest(
        self, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        for number in range(MOST_EVENTS + 1):
            factories.save(assessment, "skills", "in_place", reason=f"Save {number}.")
        page = shown(sign_in, owner, assessment, "questions/skills/")
        assert f"saved {MOST_EVENTS} times" in page
        assert f'href="/partnerships/{assessment.partnership.reference}/#history"' in page
