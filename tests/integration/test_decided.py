"""A decided case leads with its decision; one that was withdrawn has no outcome; neither is ever printed as a draft."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Service, User
from partnerships import actions, reports
from partnerships.domain.board import Edition, Result
from partnerships.models import Assessment, ReportIssue
from partnerships.reports.paper import paper_of
from partnerships.snapshot import snapshot_of
from tests import boards, factories, people
from tests.conftest import SignIn
from tests.shown import one_spaced

pytestmark = pytest.mark.usefixtures("laid_out_once", "endorsed_once")


def shown(sign_in: SignIn, user: User, address: str) -> str:
    page = sign_in(user).get(address)
    assert page.status_code == 200
    return one_spaced(re.sub("<[^>]*>", " ", page.content.decode()))


def tags(sign_in: SignIn, user: User, address: str) -> list[str]:
    """The tags of outcomes and decisions of a page."""
    page = sign_in(user).get(address).content.decode()
    return [
        one_spaced(found)
        for found in re.findall(r'<strong class="govuk-tag app-severity app-outcome[^>]*>(.*?)<', page, re.DOTALL)
    ]


@pytest.fixture
def endorsable(db: None) -> Assessment:
    return people.first_case()


@pytest.fixture
def issue(endorsable: Assessment, secretary: User) -> ReportIssue:
    return boards.issue(endorsable, secretary)


@pytest.mark.parametrize("result", [Result.APPROVED, Result.NOT_APPROVED])
def test_the_page_and_the_lists_lead_with_the_decision(
    issue: ReportIssue, secretary: User, manager: User, sign_in: SignIn, result: Result
) -> None:
    boards.decide(issue, secretary, result=result, minute_reference="CAB 12/2026")
    reference = issue.partnership.reference
    page = shown(sign_in, manager, f"/partnerships/{reference}/")
    assert re.search(
        rf"{result.label} Decided on .{{0,40}}, minute CAB 12/2026\. Issue 1 of the readiness report", page
    )
    assert "Ready" not in tags(sign_in, manager, f"/partnerships/{reference}/")
    assert tags(sign_in, manager, "/partnerships/") == [str(result.label)]
    assert "CAB 12/2026" in shown(sign_in, manager, "/partnerships/")
    review = shown(sign_in, manager, f"/assessments/{issue.assessment_id}/review/")
    assert review.index(str(result.label)) < review.index("The outcome was: Ready")


def test_the_register_shows_a_refusal_as_plainly_as_an_approval(
    issue: ReportIssue, secretary: User, manager: User, legal: User, sign_in: SignIn
) -> None:
    boards.decide(issue, secretary, result=Result.APPROVED)
    again = actions.start_round(assessment=issue.assessment, by=manager)
    boards.decide(
        boards.bring(again, manager=manager, legal=legal, secretary=secretary), secretary, Result.NOT_APPROVED
    )
    assert tags(sign_in, manager, "/register/") == ["Approved", "Not approved at its last review"]


def test_a_withdrawn_case_has_no_outcome(
    other_officer: User, other_service: Service, other_manager: User, sign_in: SignIn
) -> None:
    assessment = factories.start(other_officer, other_service)
    factories.submit(assessment)
    assessment = actions.withdraw(assessment=assessment, by=other_officer, reason="The partner left.")
    reference = assessment.partnership.reference
    addresses = [f"/partnerships/{reference}/", "/partnerships/", "/flags/", f"/assessments/{assessment.pk}/review/"]
    for address in addresses:
        assert tags(sign_in, other_manager, address) == []
    assert f"{reference} " not in shown(sign_in, other_manager, "/partnerships/?outcome=not_ready")
    assert f"{reference} " in (listed := shown(sign_in, other_manager, "/partnerships/"))
    # The cell of the outcome is not simply empty.
    assert re.search(r"Withdrawn.* None ", listed)
    snapshot = snapshot_of(assessment, made_on=timezone.localdate())
    for text in (reports.render_html(snapshot), "\n".join(map(repr, paper_of(snapshot).blocks))):
        assert "DRAFT" not in text
        assert "WITHDRAWN – not issued" in text
        assert "Not ready" not in text.split("Appendix C")[0].split('id="record"')[0]


@pytest.mark.parametrize("is_decided", [False, True])
def test_the_command_and_the_pages_lead_to_the_issue(
    endorsable: Assessment, secretary: User, owner: User, sign_in: SignIn, tmp_path: Path, is_decided: bool
) -> None:
    made = factories.issue(endorsable, secretary)
    if is_decided:
        boards.decide(made, secretary)
    reference, case = made.partnership.reference, made.assessment_id
    edition = made.editions.get(edition=Edition.FULL)
    for format_, content in (("pdf", bytes(edition.pdf)), ("json", bytes(edition.snapshot) + b"\n")):
        file = tmp_path / f"report.{format_}"
        call_command("report", reference, "--format", format_, "--output", str(file))
        assert file.read_bytes() == content
    call_command("report", reference, "--format", "html", "--output", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "ISSUE 1" in page
    assert "DRAFT" not in page
    for name in ("report/", "report.pdf", "paper/", "paper.docx"):
        assert sign_in(owner).get(f"/assessments/{case}/{name}").status_code == 302


def test_the_snapshot_of_a_decided_case_is_no_draft(issue: ReportIssue, secretary: User) -> None:
    boards.decide(issue, secretary)
    case = Assessment.objects.get(pk=issue.assessment_id)
    html = reports.render_html(snapshot_of(case, made_on=timezone.localdate()))
    assert "DRAFT" not in html
    assert "COPY – not the issue itself" in html


def test_a_decided_case_without_a_meeting_does_not_wait_for_one(
    issue: ReportIssue, secretary: User, manager: User, sign_in: SignIn
) -> None:
    page = f"/partnerships/{issue.partnership.reference}/"
    assert "None is chosen yet." in shown(sign_in, manager, page)
    boards.decide(issue, secretary)
    assert "Meeting None was chosen." in shown(sign_in, manager, page)
