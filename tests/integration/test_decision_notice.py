"""The notice of a decision: whoever reads the issue gets it as page, PDF and Word; the public edition is asked for when it matters."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from docx import Document

from accounts.models import User
from partnerships import actions
from partnerships.domain.board import Result
from partnerships.domain.exemption import COST, QUESTION, Paragraph
from partnerships.models import Assessment, Condition, Decision, Event, ReportIssue
from tests import boards, factories, people
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("laid_out_once")

ISSUE = "/partnerships/PR-0001/issues/1/"
# The question of the mitigation; it is exempt.
MITIGATED = "services-consulted"
SERVED = ("decision/", "decision.pdf", "decision.docx")


@pytest.fixture(scope="module", autouse=True)
def _made(made_once: None, laid_out_once: None) -> None:
    """PR-0001 is issued with a mitigation, which is exempt, as its cost is."""
    case, owner = people.draft(), people.person("owner")
    manager, legal, secretary = map(people.person, ("manager", "legal", "secretary"))
    factories.answer_all(case)
    factories.save(case, MITIGATED, "partly", reason="Not yet.")
    for part in (COST, f"{QUESTION}:{MITIGATED}"):
        marking: dict[str, Any] = {"part": part, "paragraph": Paragraph.BUSINESS, "reason": "A price is negotiated."}
        actions.mark_exempt(assessment=case, by=owner, **marking)
    factories.submit(case)
    factories.confirm_all(case, legal)
    boards.mitigate(case, MITIGATED, manager)
    actions.endorse(assessment=case, by=manager)
    factories.issue(people.first_case(), secretary)


@pytest.fixture
def made(db: None) -> ReportIssue:
    return ReportIssue.objects.select_related("assessment", "partnership").get()


@pytest.fixture
def endorsed(db: None) -> Assessment:
    """Another case, of which nothing is exempt."""
    return people.endorsed()


@pytest.fixture
def client(sign_in: SignIn, secretary: User) -> Client:
    return sign_in(secretary)


@pytest.fixture
def decision(made: ReportIssue, secretary: User) -> Decision:
    said: dict[str, Any] = {"conditions": [boards.condition()], "has_exempt_text": True}
    return boards.decide(made, secretary, Result.APPROVED_WITH_CONDITIONS, **said)


def notice(client: Client, edition: str = "full") -> str:
    """The notice as its page has it, without what stands around."""
    html = client.get(f"{ISSUE}{edition}/decision/").content.decode()
    return html[html.index('class="report"') :]


def typed(made: ReportIssue, **said: Any) -> dict[str, str]:
    given = {"result": "approved_with_conditions", "has_exempt_text": "yes", **said}
    return boards.decision_typed(made, **given)


def test_there_is_none_until_something_is_decided(made: ReportIssue, client: Client) -> None:
    for rest in SERVED:
        assert client.get(f"{ISSUE}full/{rest}").status_code == 404
    assert "decision/" not in client.get(ISSUE).content.decode()


class TestServed:
    def test_as_page_pdf_and_word_in_both_editions(self, decision: Decision, client: Client) -> None:
        for edition in ("full", "public"):
            assert "Approved with conditions" in notice(client, edition)
            pdf = client.get(f"{ISSUE}{edition}/decision.pdf")
            assert pdf.content.startswith(b"%PDF")
            name = f"PR-0001-decision-notice-issue-1-{edition}"
            assert f'filename="{name}.pdf"' in pdf.headers["Content-Disposition"]
            word = client.get(f"{ISSUE}{edition}/decision.docx")
            assert f'filename="{name}.docx"' in word.headers["Content-Disposition"]
            texts = [part.text for part in Document(BytesIO(word.content)).paragraphs]
            assert "Dispensations granted" in texts

    def test_it_says_when_the_partnership_is_reviewed_as_the_decision_set_it(
        self, endorsed: Assessment, client: Client, secretary: User
    ) -> None:
        issue = factories.issue(endorsed, secretary)
        chosen = timezone.localdate() + timedelta(days=100)
        boards.decide(issue, secretary, review_on=chosen)
        said = f"Its next review is on {date_format(chosen, 'j F Y')}."
        address = f"/partnerships/{endorsed.partnership.reference}/issues/1/full/decision/"
        assert said in client.get(address).content.decode()

    def test_the_public_edition_leaves_out_what_the_issue_leaves_out(self, decision: Decision, client: Client) -> None:
        full, public = notice(client), notice(client, "public")
        for text in (decision.reasons, decision.alternatives_rejected, f"Put {MITIGATED} right.", "Report back."):
            assert text in full
            assert text not in public
        assert "A price is negotiated." in public
        assert decision.interests_declared in public

    def test_pages_lead_to_it(self, decision: Decision, client: Client, owner: User, sign_in: SignIn) -> None:
        issue_page = client.get(ISSUE).content.decode()
        assert all(f'href="{ISSUE}{edition}/decision/"' in issue_page for edition in ("full", "public"))
        assert f'href="{ISSUE}full/decision/"' in sign_in(owner).get("/partnerships/PR-0001/").content.decode()
        page = client.get(f"{ISSUE}full/decision/").content.decode()
        for rest in ("full/decision.pdf", "full/decision.docx", "public/decision/"):
            assert f'href="{ISSUE}{rest}"' in page

    def test_whoever_may_not_know_of_the_issue_does_not_find_it(
        self, decision: Decision, outsider: User, other_manager: User, sign_in: SignIn
    ) -> None:
        for user in (outsider, other_manager):
            for rest in SERVED:
                assert sign_in(user).get(f"{ISSUE}public/{rest}").status_code == 404

    def test_a_withdrawn_public_edition_takes_it_along(
        self, decision: Decision, made: ReportIssue, client: Client, secretary: User
    ) -> None:
        public = made.editions.get(edition="public")
        actions.withdraw_edition(edition=public, by=secretary, reason="It names a price.")
        for rest in SERVED:
            assert client.get(f"{ISSUE}public/{rest}").status_code == 410
            assert client.get(f"{ISSUE}full/{rest}").status_code == 200
        for page in (ISSUE, f"{ISSUE}full/decision/"):
            assert f'href="{ISSUE}public/decision/"' not in client.get(page).content.decode()


class TestItStays:
    def test_whatever_becomes_of_a_condition_and_of_people(
        self, decision: Decision, client: Client, manager: User, secretary: User
    ) -> None:
        before = notice(client)
        row = Condition.objects.get(question=None)
        due_on = timezone.localdate() + timedelta(days=200)
        actions.amend_condition(condition=row, by=manager, owner="Somebody else", due_on=due_on, reason="Moved.")
        User.objects.filter(pk=secretary.pk).update(full_name="Samira Newname")
        assert notice(client) == before

    def test_a_corrected_minute_shows_both(self, decision: Decision, client: Client, secretary: User) -> None:
        given: dict[str, Any] = {"minute_reference": "CAB 99/2026", "reason": "Two digits were swapped."}
        actions.correct_minute(decision=decision, by=secretary, **given)
        page = notice(client, "public")
        assert f"CAB 99/2026 (recorded as {decision.minute_reference}, corrected on" in page
        assert "Two digits" not in page


class TestAsking:
    def test_it_is_asked_and_checked_where_something_is_exempt(self, made: ReportIssue, client: Client) -> None:
        address = f"/assessments/{made.assessment_id}/decide/"
        refused = client.post(address, typed(made, has_exempt_text=""))
        assert refused.status_code == 422
        assert "Select whether anything exempt is repeated" in refused.content.decode()
        checked = client.post(address, typed(made)).content.decode()
        assert "Yes: the public edition of the notice leaves them out, and says so" in checked
        assert '<input type="hidden" name="has_exempt_text" value="yes">' in checked
        assert client.post(address, typed(made, checked="yes")).status_code == 302
        assert Decision.objects.get().has_exempt_text is True
        event = Event.objects.get(kind="decided")
        assert event.new["has_exempt_text"] is True
        assert "Repeats what is exempt" in client.get("/partnerships/PR-0001/").content.decode()

    def test_the_action_asks_for_the_same(self, made: ReportIssue, secretary: User) -> None:
        with pytest.raises(actions.InvalidError) as refused:
            actions.decide(issue=made, by=secretary, draft=boards.draft(Result.NOT_APPROVED))
        assert list(refused.value.errors) == ["has_exempt_text"]

    def test_nobody_is_asked_where_nothing_is(self, endorsed: Assessment, client: Client, secretary: User) -> None:
        made = boards.issue(endorsed, secretary)
        address = f"/assessments/{made.assessment_id}/decide/"
        assert 'name="has_exempt_text"' not in client.get(address).content.decode()
        with pytest.raises(actions.InvalidError):
            boards.decide(made, secretary, has_exempt_text=False)
        assert boards.decide(made, secretary).has_exempt_text is None

    def test_the_database_keeps_the_answer(self, decision: Decision) -> None:
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            Decision.objects.update(has_exempt_text=False)
