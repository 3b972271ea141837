"""What comes back of a report that was issued, and what it proves: real issues, real files, other people's software."""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.canonical import canonical, printed
from accounts.models import User
from partnerships import actions, reports
from partnerships.actions.board import DecisionDraft
from partnerships.domain.board import Edition, Result
from partnerships.management.commands.make_demo_certificate import demo_certificate
from partnerships.models import Assessment, IssueEdition, ReportIssue
from partnerships.reports import signing
from partnerships.reports.signatures import UNREADABLE, UNSIGNED, judge
from partnerships.snapshot import snapshot_of
from tests import factories, people
from tests.pdf import returned
from verification.pdf import MAX_BYTES, Problem
from verification.signature import signature_of
from verification.verdict import Conclusion, Finding, Match, Verdict
from verification.verify import verify_pdf, verify_typed

pytestmark = [pytest.mark.pdf, pytest.mark.spread(1)]

DRAWN_ANEW = "Other software has made these pages anew: what they show beside their words was not compared."
COPIED = "A fingerprint can be copied onto other pages: compare what they show with the issue."
UNKNOWN = "0000-1111-2222-3333"


@pytest.fixture(scope="module", autouse=True)
def _issued(made_once: None) -> None:
    people.issue(people.endorsed())


@pytest.fixture
def issued(db: None) -> ReportIssue:
    return ReportIssue.objects.get()


@pytest.fixture
def full(issued: ReportIssue) -> IssueEdition:
    return issued.editions.get(edition=Edition.FULL)


@pytest.fixture
def other(tmp_path: Path) -> Callable[[bytes, str], bytes]:
    """Return what another program makes of the file; `before.pdf` and `after.pdf` stand beside it."""
    (tmp_path / "before.pdf").write_bytes(returned.plain())
    (tmp_path / "after.pdf").write_bytes(returned.plain("Minutes"))
    return lambda data, command: returned.through(tmp_path, data, *shlex.split(command))


def only(verdict: Verdict) -> Finding:
    [finding] = verdict.findings
    return finding


def all_pages_of(edition: IssueEdition, *, first: int = 1) -> str:
    """What is said when all pages of the edition are in the file as they were issued, from that page on."""
    total = len(pikepdf.open(io.BytesIO(bytes(edition.pdf))).pages)
    pages = f"pages {first} to {first + total - 1}"
    return f"All its {total} pages are in the file, on {pages}, each exactly as it was issued."


def said_in(verdict: Verdict) -> str:
    """Everything that the verdict says, in one text."""
    findings = [" ".join((*row.about, *row.proved, *row.unproved)) for row in verdict.findings]
    return " ".join((str(verdict.conclusion.label), *verdict.remarks, *findings))


def with_data(pages: bytes, data: bytes) -> bytes:
    """Return the pages with that attachment instead of any other."""

    def change(pdf: pikepdf.Pdf) -> None:
        for name in list(pdf.attachments):
            del pdf.attachments[name]
        if "/AF" in pdf.Root:
            del pdf.Root["/AF"]
        returned.in_name_tree(pdf, returned.file_of(pdf, data))

    return returned.edited(pages, change)


def changed(edition: IssueEdition, change: Callable[[dict[str, Any]], None]) -> bytes:
    snapshot = json.loads(bytes(edition.snapshot))
    change(snapshot)
    return canonical(snapshot)


# --- The file itself -------------------------------------------------------------------------------------------------
def test_the_very_bytes_are_proved_in_both_editions(issued: ReportIssue) -> None:
    for edition in issued.editions.all():
        verdict = verify_pdf(bytes(edition.pdf))
        assert verdict.is_proved
        finding = only(verdict)
        assert (finding.match, finding.edition, finding.unproved) == (Match.FILE, edition, ())
        assert finding.proved == ("This is the file that was issued: not one byte differs.",)
        assert finding.about[0].startswith(f"Issue 1 of PR-0001, {edition.edition} edition, issued on ")
        assert finding.about[1] == "This is the current issue. It waits for the decision of the head of service."
        assert issued.partnership.name not in said_in(verdict)


def test_what_was_added_behind_the_issued_file_is_said(full: IssueEdition) -> None:
    verdict = verify_pdf(bytes(full.pdf) + b"\n% a comment")
    assert (verdict.conclusion, only(verdict).match) == (Conclusion.PAGES, Match.EXTENDED)
    begins = "The file begins with the file that was issued: of that, not one byte differs."
    assert only(verdict).proved == (begins, all_pages_of(full))
    assert only(verdict).unproved[0].startswith("12 bytes were added after it")


def test_a_summary_is_said_to_be_one(issued: ReportIssue) -> None:
    for edition in issued.editions.all():
        pdf, which = bytes(edition.summary.pdf), f"The board summary of issue 1 of PR-0001, {edition.edition} edition"
        exact, added = verify_pdf(pdf), verify_pdf(pdf + b"\n% a comment")
        assert (exact.is_proved, only(exact).match, only(added).match) == (True, Match.FILE, Match.EXTENDED)
        typed = verify_typed(1, edition.summary.pdf_sha256)
        assert only(typed).proved[0].startswith("This is the SHA-256 of the summary of issue 1 of PR-0001")
        assert all(only(verdict).about[0].startswith(which) for verdict in (exact, added, typed))


# --- Saved, joined, printed and scanned by others --------------------------------------------------------------------
def test_saved_anew_its_data_and_its_pages_are_proved(full: IssueEdition, other: Callable[[bytes, str], bytes]) -> None:
    for command in ("qpdf --linearize in.pdf out.pdf", "qpdf --object-streams=generate in.pdf out.pdf"):
        verdict = verify_pdf(other(bytes(full.pdf), command))
        assert (verdict.conclusion, only(verdict).match, verdict.is_proved) == (
            Conclusion.PAGES,
            Match.SNAPSHOT,
            False,
        )
        data = "The data inside the file is that of issue 1 of PR-0001: not one character differs."
        assert only(verdict).proved == (data, all_pages_of(full))
        assert only(verdict).unproved == ()
        assert verdict.remarks == ()


def test_joined_with_other_papers_it_is_still_recognised(
    full: IssueEdition, other: Callable[[bytes, str], bytes]
) -> None:
    pdf = bytes(full.pdf)
    by_data = verify_pdf(other(pdf, "pdfunite before.pdf in.pdf after.pdf out.pdf"))
    assert only(by_data).match is Match.SNAPSHOT
    by_pages = verify_pdf(other(pdf, "qpdf --empty --pages before.pdf 1 in.pdf 1-z -- out.pdf"))
    assert (by_pages.conclusion, only(by_pages).match) == (Conclusion.SOME_PAGES, Match.PAGES)
    assert only(by_pages).proved == (all_pages_of(full, first=2),)
    assert only(by_pages).unproved == ()
    assert by_pages.remarks[0] == "Of no issue on record: page 1 of the file."


def test_pages_that_were_left_out_are_named(full: IssueEdition, other: Callable[[bytes, str], bytes]) -> None:
    verdict = verify_pdf(other(bytes(full.pdf), "qpdf --empty --pages in.pdf 1,3-5,7-z -- out.pdf"))
    assert only(verdict).unproved[0].endswith(" pages, pages 2 and 6 are not in the file.")


def test_printed_to_a_new_file_only_the_fingerprint_is_left(
    full: IssueEdition, other: Callable[[bytes, str], bytes]
) -> None:
    verdict = verify_pdf(other(bytes(full.pdf), "pdftocairo -pdf in.pdf out.pdf"))
    assert (only(verdict).match, only(verdict).unproved) == (Match.FINGERPRINT, (COPIED, DRAWN_ANEW))
    assert "The words on pages 1 to " in only(verdict).proved[1]


@pytest.mark.django_db
def test_of_a_scan_it_says_what_to_do(tmp_path: Path) -> None:
    verdict = verify_pdf(returned.scanned(tmp_path, returned.report()))
    assert verdict.conclusion is Conclusion.UNKNOWN
    assert verdict.remarks == (
        "The pages are pictures, so what is printed on them could not be read.",
        "Type the reference and the fingerprint that are printed on the pages instead.",
    )


# --- Altered ---------------------------------------------------------------------------------------------------------
def test_altered_data_is_named_for_what_it_claims_to_be(full: IssueEdition) -> None:
    def approve(snapshot: dict[str, Any]) -> None:
        snapshot["content"]["outcome"]["label"] = "Perfect"

    verdict = verify_pdf(with_data(bytes(full.pdf), changed(full, approve)))
    assert verdict.conclusion is Conclusion.CONFLICT
    assert verdict.remarks == (
        "The data inside the file says that it is issue 1 of PR-0001, but it is not the data of any issue on record. "
        "The pages print another fingerprint than that of this data.",
    )
    assert only(verdict).match is Match.PAGES


def test_data_that_differs_outside_its_digest_is_altered_all_the_same(full: IssueEdition) -> None:
    later = changed(full, lambda snapshot: snapshot.update(made_on="2030-01-01"))
    twice = bytes(full.snapshot).replace(b'{"content":', b'{"content":{},"content":', 1)
    for data in (later, twice, bytes(full.snapshot) + b" "):
        verdict = verify_pdf(with_data(bytes(full.pdf), data))
        assert (verdict.conclusion, only(verdict).match) == (Conclusion.CONFLICT, Match.PAGES)
        on_other_pages = verify_pdf(with_data(returned.plain(), data))
        assert (on_other_pages.conclusion, on_other_pages.findings) == (Conclusion.CONFLICT, ())


def test_true_data_on_other_pages_says_so(full: IssueEdition) -> None:
    data = bytes(full.snapshot)
    bare = verify_pdf(with_data(returned.plain(), data))
    assert (bare.conclusion, only(bare).match) == (Conclusion.IDENTIFIED, Match.SNAPSHOT)
    assert "nothing ties the pages to it" in only(bare).unproved[1]
    forged = verify_pdf(with_data(returned.page_text(status="Issue 1", fingerprint=UNKNOWN), data))
    assert forged.conclusion is Conclusion.CONFLICT
    assert forged.remarks == (
        "The data inside the file is that of issue 1 of PR-0001, but the pages print another fingerprint.",
        f"Printed as issue 1 of PR-0001 on pages 1 to 3 with the fingerprint {UNKNOWN}, which no issue on record has.",
    )


def test_a_fingerprint_under_the_head_of_another_report_is_a_contradiction(full: IssueEdition) -> None:
    pages = returned.page_text(reference="PR-0009", status="Issue 7", fingerprint=printed(full.digest))
    verdict = verify_pdf(pages)
    assert verdict.conclusion is Conclusion.CONFLICT
    assert verdict.remarks == (
        "Printed as issue 7 of PR-0009 on pages 1 to 3, but with the fingerprint of issue 1 of PR-0001.",
    )


def test_a_fingerprint_that_a_text_mentions_proves_nothing(full: IssueEdition) -> None:
    verdict = verify_pdf(returned.plain(f"The board saw {printed(full.digest)}."))
    assert (verdict.conclusion, only(verdict).match) == (Conclusion.NAMED, Match.NAMED)


def test_nobody_learns_from_a_claim_whether_the_issue_exists(full: IssueEdition) -> None:
    def claimed(reference: str) -> str:
        pages = returned.page_text(reference=reference, status="Issue 1", fingerprint=UNKNOWN)
        content = {"partnership": {"reference": reference}, "issue": {"number": 1}}
        verdict = verify_pdf(with_data(pages, canonical({"content": content})))
        return said_in(verdict).replace(reference, "PR")

    assert claimed(full.issue.partnership.reference) == claimed("PR-0999")
    assert said_in(verify_typed(1, "0" * 16)) == said_in(verify_typed(999, "0" * 16))


# --- Drafts, and what is not ours ------------------------------------------------------------------------------------
def test_a_draft_is_a_draft_by_its_data_or_its_pages(
    assessment: Assessment, other: Callable[[bytes, str], bytes]
) -> None:
    draft = reports.render_pdf(snapshot_of(assessment, made_on=timezone.localdate()))
    for data in (draft, other(draft, "pdftocairo -pdf in.pdf out.pdf")):
        verdict = verify_pdf(data)
        assert (verdict.conclusion, verdict.findings) == (Conclusion.DRAFT, ())
        assert verdict.remarks == (
            f"The file has a draft of the report on {assessment.partnership.reference} in it, or what calls itself so.",
            "Drafts are not recorded: nothing can be proved of one.",
        )


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 100_000, b"\xff"])
def test_an_attachment_that_is_not_ours_is_said_to_be_none(content: bytes) -> None:
    verdict = verify_pdf(with_data(returned.plain(), content))
    assert verdict.conclusion is Conclusion.UNKNOWN
    assert verdict.remarks[-1].startswith("The file has an attachment called snapshot.json, but it is not")


BAD_FILES = [
    (b"", Problem.EMPTY),
    (b"PK\x03\x04 a Word document", Problem.NOT_PDF),
    (b"%PDF-1.7\n" + b"\0" * MAX_BYTES, Problem.TOO_LARGE),
    (b"%PDF-1.7\n%%EOF\n", Problem.DAMAGED),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "problem"), BAD_FILES, ids=[problem.value for _data, problem in BAD_FILES])
def test_a_file_that_cannot_be_read_says_why(data: bytes, problem: Problem) -> None:
    verdict = verify_pdf(data)
    assert (verdict.conclusion, verdict.problem, verdict.is_readable) == (Conclusion.UNREADABLE, problem, False)


@pytest.mark.django_db
@pytest.mark.parametrize("make", [returned.shut, returned.object_stream_bomb, returned.deep_page_tree])
def test_a_file_that_is_shut_or_made_to_do_harm_is_a_sentence(make: Callable[[], bytes]) -> None:
    verdict = verify_pdf(make())
    assert (verdict.conclusion, verdict.findings) == (Conclusion.UNREADABLE, ())


def test_what_was_read_before_a_problem_counts(full: IssueEdition) -> None:
    verdict = verify_pdf(returned.with_content(bytes(full.pdf), returned.bomb()))
    assert (only(verdict).match, verdict.problem) == (Match.SNAPSHOT, Problem.UNSAFE)
    assert str(Problem.UNSAFE.label) in verdict.remarks


# --- How the issue stands now ----------------------------------------------------------------------------------------
def test_superseded_decided_and_both_in_one_file(
    issued: ReportIssue, full: IssueEdition, manager: User, secretary: User, tmp_path: Path
) -> None:
    assessment = Assessment.objects.get(pk=issued.assessment_id)
    factories.reopen(assessment, manager)
    assert "reopened after this issue" in only(verify_pdf(bytes(full.pdf))).about[1]
    assessment.refresh_from_db()
    factories.submit(assessment)
    actions.endorse(assessment=assessment, by=manager)
    second = factories.issue(assessment, secretary)
    assert only(verify_pdf(bytes(full.pdf))).about[1] == "Superseded by issue 2."
    decide(second, secretary)
    newer = bytes(second.editions.get(edition=Edition.PUBLIC).pdf)
    decided = only(verify_pdf(newer))
    day = f"{timezone.localdate():%-d %B %Y}"
    assert decided.about[1] == f"Decided on {day} at Cabinet, minute 27/12: approved."
    (tmp_path / "second.pdf").write_bytes(newer)
    both = verify_pdf(returned.through(tmp_path, bytes(full.pdf), *"pdfunite in.pdf second.pdf out.pdf".split()))
    assert both.conclusion is Conclusion.PAGES
    assert [finding.about[0].partition(",")[0] for finding in both.findings] == [
        "Issue 1 of PR-0001",
        "Issue 2 of PR-0001",
    ]


def decide(issue: ReportIssue, secretary: User) -> None:
    draft = DecisionDraft(
        result=Result.APPROVED,
        decided_on=timezone.localdate(),
        meeting="Cabinet",
        minute_reference="27/12",
        reasons="It is needed.",
        alternatives_rejected="None.",
        interests_declared="None.",
    )
    actions.board.decide(issue=issue, by=secretary, draft=draft)


# --- What was typed --------------------------------------------------------------------------------------------------
def test_a_typed_fingerprint_names_its_issue(full: IssueEdition) -> None:
    for digits in (full.digest[:16], full.digest):
        verdict = verify_typed(1, digits)
        assert (verdict.conclusion, only(verdict).match) == (Conclusion.TYPED, Match.TYPED)
        assert only(verdict).proved == ("This is the fingerprint of issue 1 of PR-0001.",)
    by_file = verify_typed(1, full.pdf_sha256)
    assert only(by_file).proved[0].startswith("This is the SHA-256 of the PDF of issue 1 of PR-0001")
    assert verify_typed(1, full.digest[:15] + "g").conclusion is Conclusion.UNKNOWN
    assert verify_typed(1, full.digest[:63] + ("0" if full.digest[-1] != "0" else "1")).findings == ()


def test_a_fingerprint_of_another_report_is_said_to_be_that(full: IssueEdition) -> None:
    verdict = verify_typed(2, full.digest[:16])
    assert verdict.conclusion is Conclusion.MISMATCH
    assert verdict.remarks[0] == "The fingerprint is that of issue 1 of PR-0001, not of the reference that was typed."


# --- Signatures ------------------------------------------------------------------------------------------------------
@pytest.fixture
def _with_certificate(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "council.p12"
    file.write_bytes(demo_certificate("Marlshire County Council", "secret", now=timezone.now() - timedelta(hours=1)))
    settings.SIGNING_CERTIFICATE, settings.SIGNING_PASSPHRASE = str(file), "secret"


@pytest.mark.usefixtures("_with_certificate")
def test_the_summary_of_an_edition_is_signed_with_it(issued: ReportIssue) -> None:
    for edition in people.issue(people.endorsed()).editions.all():
        summary = bytes(edition.summary.pdf)
        assert judge(summary, ours=signing.own_thumbprint()).proves_whole_file
        verdict = verify_pdf(summary)
        assert only(verdict).about[0].startswith(f"The board summary of issue 1 of PR-0002, {edition.edition} edition")
        assert "bears the digital signature that the council put on it" in only(verdict).proved[1]


@pytest.mark.usefixtures("_with_certificate")
def test_the_signature_is_said_as_long_as_it_is_there(settings: Settings, other: Callable[[bytes, str], bytes]) -> None:
    pdf = bytes(people.issue(people.endorsed()).editions.get(edition=Edition.FULL).pdf)
    assert "bears the digital signature that the council put on it" in only(verify_pdf(pdf)).proved[1]
    saved = other(pdf, "qpdf in.pdf out.pdf")
    assert verify_pdf(saved).remarks == (
        "The file bears the council’s digital signature, but was changed after it was signed.",
    )
    lost = verify_pdf(other(pdf, "pdftocairo -pdf in.pdf out.pdf"))
    assert lost.remarks == ("The council’s digital signature is no longer in the file.",)
    unrecorded = verify_pdf(signing.sign(returned.plain()))
    assert unrecorded.conclusion is Conclusion.UNKNOWN
    assert "signed this very file, but no issue on record has these bytes" in unrecorded.remarks[-1]
    settings.SIGNING_CERTIFICATE = ""
    assert "not made with the council’s present certificate" in verify_pdf(saved).remarks[0]


@pytest.mark.usefixtures("_with_certificate")
def test_the_process_that_judges_says_what_the_judge_says() -> None:
    signed = signing.sign(returned.plain())
    assert signature_of(signed) == judge(signed, ours=signing.own_thumbprint())
    assert signature_of(returned.plain()) == UNSIGNED


def test_a_signature_made_to_do_harm_is_unreadable() -> None:
    assert signature_of(returned.object_stream_bomb() + b"/ByteRange") == UNREADABLE
    assert signature_of(b"/ByteRange") == UNREADABLE
