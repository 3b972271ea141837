"""The text of a council report in the application: of a draft as it stands, of an issue as it was frozen."""

from __future__ import annotations

from html.parser import HTMLParser
from io import BytesIO

import pytest
from docx import Document

from accounts.models import User
from partnerships import actions
from partnerships.models import Assessment, ReportIssue
from tests import factories, people
from tests.conftest import SignIn
from tests.shown import one_spaced

BARE = {"h1", "h2", "h3", "p", "strong", "br", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {("scope", "col")}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Tags(HTMLParser):
    """Collects the names and the attributes of elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= set(attrs)


@pytest.fixture(scope="module", autouse=True)
def _issued(made_once: None, laid_out_once: None) -> None:
    """A case that is Ready, issued once."""
    people.issue(people.endorsed())


@pytest.fixture
def issued(db: None) -> ReportIssue:
    return ReportIssue.objects.get()


def address(issue: ReportIssue, edition: str) -> str:
    return f"/partnerships/{issue.partnership.reference}/issues/{issue.number}/{edition}/paper"


class TestDraft:
    def test_the_page_has_the_text_and_leads_to_the_document(
        self, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        page = sign_in(owner).get(f"/assessments/{assessment.pk}/paper/").content.decode()
        assert "DRAFT – not issued." in page
        assert f'href="/assessments/{assessment.pk}/paper.docx"' in page
        assert page.count("<h1") == 1

    def test_what_is_copied_is_bare(self, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
        actions.declare_interest(
            assessment=assessment, by=owner, has_interest=True, text='<b style="x">Shares</b>\n& more'
        )
        page = one_spaced(sign_in(owner).get(f"/assessments/{assessment.pk}/paper/").content.decode())
        copied = Tags(page.partition('<article class="app-paper"')[2].partition(">")[2].partition("</article>")[0])
        assert {"h1", "h2", "h3", "table", "ol", "ul"} <= copied.names <= BARE
        assert copied.attributes == ATTRIBUTES
        assert "&lt;b style=&quot;x&quot;&gt;Shares&lt;/b&gt;<br>&amp; more" in page

    def test_the_document_is_a_draft_for_word(self, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
        response = sign_in(owner).get(f"/assessments/{assessment.pk}/paper.docx")
        name = f"{assessment.partnership.reference}-council-report-draft.docx"
        assert response["Content-Type"] == WORD
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["Cache-Control"] == "private, no-store"
        assert Document(BytesIO(response.content)).paragraphs[1].text.startswith("DRAFT – not issued.")

    def test_the_report_is_there_for_word_too(self, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
        client, case = sign_in(owner), f"/assessments/{assessment.pk}/"
        assert f'href="{case}report.docx"' in client.get(f"{case}report/").content.decode()
        response = client.get(f"{case}report.docx")
        name = f"{assessment.partnership.reference}-readiness-report-draft.docx"
        assert response["Content-Type"] == WORD
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        document = Document(BytesIO(response.content))
        assert document.sections[0].header.paragraphs[0].text.endswith("DRAFT – not issued")


class TestIssue:
    @pytest.mark.parametrize("edition", ["full", "public"])
    def test_each_edition_is_there_for_word(
        self, issued: ReportIssue, secretary: User, sign_in: SignIn, edition: str
    ) -> None:
        client, place = sign_in(secretary), address(issued, edition).removesuffix("/paper")
        assert f'href="{place}.docx"' in client.get(f"{place}/").content.decode()
        response = client.get(f"{place}.docx")
        assert response["Content-Disposition"].endswith(f'-readiness-report-issue-1-{edition}.docx"')
        header = Document(BytesIO(response.content)).sections[0].header.paragraphs[0].text
        assert header.endswith("ISSUE 1, public edition" if edition == "public" else "ISSUE 1")

    @pytest.mark.parametrize(("old", "new"), [("paper/", "/"), ("paper.docx", ".docx")])
    def test_the_draft_of_an_issued_case_is_its_issue(
        self, issued: ReportIssue, owner: User, sign_in: SignIn, old: str, new: str
    ) -> None:
        response = sign_in(owner).get(f"/assessments/{issued.assessment_id}/{old}")
        assert (response.status_code, response["Location"]) == (302, address(issued, "full") + new)

    def test_both_editions_are_there_with_what_they_leave_out(
        self, issued: ReportIssue, secretary: User, sign_in: SignIn
    ) -> None:
        client = sign_in(secretary)
        full = client.get(address(issued, "full") + "/").content.decode()
        public = client.get(address(issued, "public") + "/").content.decode()
        assert "issue 1 of the readiness report" in full
        assert "Public edition." not in full
        assert "Public edition." in public
        assert f'href="{address(issued, "public")}.docx"' in public

    def test_the_document_of_an_issue_stays_the_same_when_the_case_is_reopened(
        self, issued: ReportIssue, manager: User, sign_in: SignIn
    ) -> None:
        client = sign_in(manager)
        before = client.get(address(issued, "full") + ".docx")
        assert before["Content-Disposition"].endswith('-council-report-issue-1-full.docx"')
        actions.reopen(assessment=issued.assessment, by=manager, reason="The costs have changed.")
        factories.save(issued.assessment, "novelty", "routine")
        assert client.get(address(issued, "full") + ".docx").content == before.content

    @pytest.mark.parametrize("ending", ["/", ".docx"])
    def test_there_is_no_other_edition_and_no_other_issue(
        self, issued: ReportIssue, owner: User, sign_in: SignIn, ending: str
    ) -> None:
        client = sign_in(owner)
        assert client.get(address(issued, "secret") + ending).status_code == 404
        assert client.get(address(issued, "full").replace("issues/1", "issues/2") + ending).status_code == 404


@pytest.mark.parametrize("ending", ["/", ".docx"])
def test_whoever_may_not_know_of_the_case_finds_nothing(
    issued: ReportIssue, outsider: User, sign_in: SignIn, ending: str
) -> None:
    client = sign_in(outsider)
    assert client.get(f"/assessments/{issued.assessment_id}/paper{ending}").status_code == 404
    assert client.get(address(issued, "full") + ending).status_code == 404
