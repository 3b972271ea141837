"""Reports, their summaries and agenda packs, each alone and in one larger file: each is found by its name."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from partnerships import actions
from partnerships.domain.board import Edition
from partnerships.models import AgendaPack, AgendaPackFile, IssueEdition, Meeting, ReportIssue
from tests import people
from tests.pdf import packs, returned
from tests.pdf.packs import pages_in
from verification import records
from verification.verdict import Conclusion, Finding, Match, PackFinding, Verdict
from verification.verify import verify_pdf

pytestmark = [pytest.mark.pdf, pytest.mark.spread(1)]

MADE: dict[str, bytes] = {}
REPORT, SUMMARY = "Issue 1 of PR-0001, full edition", "The board summary of issue 1 of PR-0001, full edition"
Other = Callable[[str], bytes]


@pytest.fixture(scope="module", autouse=True)
def _made(made_once: None) -> None:
    MADE["pack"] = packs.made()


@pytest.fixture
def report(db: None) -> IssueEdition:
    return IssueEdition.objects.get(issue__partnership__number=1, edition=Edition.FULL)


@pytest.fixture
def other(tmp_path: Path, report: IssueEdition) -> Other:
    """Return what another program makes of the report, its summary, a pack and a page of something else."""
    files = {"report": bytes(report.pdf), "summary": bytes(report.summary.pdf), "plain": returned.plain(), **MADE}
    for name, data in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(data)
    return lambda command: returned.through(tmp_path, b"", *shlex.split(command))


def told(verdict: Verdict) -> list[str]:
    """Which documents are named, without when they were issued or made."""
    return [one.about[0].partition(", issued")[0].partition(", made")[0] for one in verdict.all_findings]


def named(verdict: Verdict, which: str) -> PackFinding | Finding:
    return verdict.all_findings[told(verdict).index(which)]


# --- Alone -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("file", "which"),
    [("report", [REPORT]), ("summary", [SUMMARY])],
)
def test_saved_anew_alone_each_is_named_and_each_page_proved(other: Other, file: str, which: list[str]) -> None:
    verdict = verify_pdf(other(f"qpdf --object-streams=generate {file}.pdf out.pdf"))
    assert (told(verdict), verdict.conclusion, verdict.remarks) == (which, Conclusion.PAGES, ())
    [finding] = verdict.findings
    assert (finding.match, finding.unproved) == (Match.SNAPSHOT, ())
    assert finding.tally.is_whole


def test_a_summary_with_a_change_is_not_taken_for_the_report(other: Other, report: IssueEdition) -> None:
    def lay(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_add(b"q 1 1 1 rg 90 90 400 600 re f Q")

    verdict = verify_pdf(returned.edited(bytes(report.summary.pdf), lay))
    assert (told(verdict), verdict.conclusion) == ([SUMMARY], Conclusion.CONFLICT)
    assert verdict.findings[0].unproved == (
        "Page 1 of the file has the words of page 1 of the summary of issue 1 of PR-0001, but is drawn in another way than "
        "the pages around it: what you see on it may be covered or replaced.",
    )


def test_what_was_added_behind_a_summary_changes_none_of_its_pages(report: IssueEdition) -> None:
    verdict = verify_pdf(bytes(report.summary.pdf) + b"\n% a comment")
    assert (told(verdict), verdict.conclusion) == ([SUMMARY], Conclusion.PAGES)
    assert len(verdict.findings[0].unproved) == 1


# --- In one file -------------------------------------------------------------------------------------------------------
def test_a_report_and_its_summary_in_one_file_are_both_proved(other: Other) -> None:
    for order in ("report.pdf summary.pdf", "summary.pdf report.pdf"):
        verdict = verify_pdf(other(f"pdfunite {order} out.pdf"))
        assert (told(verdict), verdict.conclusion, verdict.remarks) == ([REPORT, SUMMARY], Conclusion.PAGES, ())
        assert all(finding.tally.is_whole and not finding.unproved for finding in verdict.findings)


def test_all_three_in_a_larger_file_are_named_and_counted(other: Other, report: IssueEdition) -> None:
    verdict = verify_pdf(
        other("qpdf --empty --pages plain.pdf 1 summary.pdf 1-z plain.pdf 1 pack.pdf 1-z report.pdf 2-4 -- out.pdf")
    )
    assert verdict.conclusion is Conclusion.SOME_PAGES
    pack, first, summary = "An agenda pack of 2 issues, full edition", REPORT, SUMMARY
    assert told(verdict) == [pack, first, summary, "Issue 1 of PR-0002, full edition"]
    assert named(verdict, summary).tally.is_whole
    assert named(verdict, pack).tally.is_whole
    total = pages_in(bytes(report.pdf))
    more = f"pages 2 to 4, on pages {5 + pages_in(MADE['pack'])} to {7 + pages_in(MADE['pack'])} of the file."
    assert named(verdict, first).proved[0] == (
        f"3 of its {total} pages are in the file, each exactly as it was issued: {more}"
    )
    assert "Of no issue on record: pages 1 and 4 of the file." in verdict.remarks


def test_a_page_that_was_changed_beside_a_summary_is_the_reports(other: Other) -> None:
    joined = other("qpdf --empty --pages summary.pdf 1-z report.pdf 1-z -- out.pdf")

    def lay(pdf: pikepdf.Pdf) -> None:
        pdf.pages[2].contents_add(b"q 1 1 1 rg 90 90 400 600 re f Q")

    verdict = verify_pdf(returned.edited(joined, lay))
    assert (told(verdict), verdict.conclusion) == ([REPORT, SUMMARY], Conclusion.CONFLICT)
    assert named(verdict, SUMMARY).tally.is_whole
    assert "Page 3 of the file has the words of page 1 of issue 1 of PR-0001" in named(verdict, REPORT).unproved[0]


def crowd(number: int) -> bytes:
    """Pages with the head and the foot of so many issues, none of which is on record."""
    head, foot = "PR-0077 Partnership readiness report Issue 1", "0000-0000-0000 Page 1 of 9"
    return returned.plain(
        "<hr style='break-before: page; border: 0'>".join(
            f"{head}<br>Fingerprint {place:04x}-{foot}" for place in range(1, number + 1)
        )
    )


def test_what_was_not_looked_up_is_not_said_to_be_unknown(tmp_path: Path, other: Other, report: IssueEdition) -> None:
    (tmp_path / "crowd.pdf").write_bytes(crowd(50))
    verdict = verify_pdf(other("pdfunite crowd.pdf report.pdf out.pdf"))
    last = 50 + pages_in(bytes(report.pdf))
    [unsought] = [one for one in verdict.remarks if "were not looked up" in one]
    assert f"Those on pages 51 to {last} were not looked up" in unsought
    assert not any("Of no issue on record" in one and "51" in one for one in verdict.remarks)
    assert not any("PR-0001" in one and "which no issue on record has" in one for one in verdict.remarks)
    assert verdict.conclusion is Conclusion.CONFLICT


def test_fingerprints_that_a_text_names_push_out_none_at_a_foot(tmp_path: Path, other: Other) -> None:
    names = " ".join(f"{place:04x}-0000-0000-0000" for place in range(1, 60))
    (tmp_path / "names.pdf").write_bytes(returned.plain(names))
    verdict = verify_pdf(other("pdfunite names.pdf report.pdf out.pdf"))
    assert told(verdict) == [REPORT]
    assert named(verdict, REPORT).tally.is_whole
    assert verdict.conclusion is Conclusion.SOME_PAGES
    assert any("Those on page 1 were not looked up" in one for one in verdict.remarks)


def test_a_summary_that_is_attached_to_another_file_is_found(other: Other) -> None:
    verdict = verify_pdf(other("qpdf plain.pdf --add-attachment summary.pdf -- out.pdf"))
    assert (told(verdict), verdict.findings[0].match) == ([SUMMARY], Match.ATTACHED)
    assert not any("no issued report" in remark for remark in verdict.remarks)


def test_an_issued_page_in_the_place_of_that_of_the_pack_is_no_change(other: Other) -> None:
    verdict = verify_pdf(other("qpdf pack.pdf --pages pack.pdf 1-4 report.pdf 4 pack.pdf 6-z -- out.pdf"))
    assert verdict.conclusion is Conclusion.PAGES
    assert "exactly as in the file that was issued: page 5, on page 5 of the file." in verdict.packs[0].proved[1]
    assert not any("laid out anew" in sentence for sentence in verdict.packs[0].proved)


def test_the_cover_of_a_pack_alone_is_recognised(other: Other) -> None:
    saved = verify_pdf(other("qpdf --empty --pages pack.pdf 1 -- out.pdf"))
    assert (saved.conclusion, len(saved.packs)) == (Conclusion.SOME_PAGES, 1)
    drawn_anew = verify_pdf(other("pdftocairo -pdf -f 1 -l 1 pack.pdf out.pdf"))
    assert drawn_anew.conclusion is Conclusion.IDENTIFIED


def test_a_pack_is_found_by_its_cover_however_many_were_made_since(
    other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    issues = list(ReportIssue.objects.order_by("-partnership__number"))
    secretary = people.person("secretary")
    later = actions.make_pack(meeting=Meeting.objects.get(), issues=issues, edition=Edition.FULL, by=secretary)
    AgendaPackFile.objects.create(pack=AgendaPack.objects.get(key=later), pdf_sha256="0" * 64, method=1)
    monkeypatch.setattr(records, "MOST_PACKS", 1)
    verdict = verify_pdf(other("qpdf pack.pdf out.pdf"))
    assert (verdict.conclusion, len(verdict.packs)) == (Conclusion.PAGES, 1)


# --- What else a file holds ----------------------------------------------------------------------------------------------
def attached(name: str, content: bytes) -> Callable[[pikepdf.Pdf], None]:
    def apply(pdf: pikepdf.Pdf) -> None:
        if name in pdf.attachments:
            del pdf.attachments[name]
        said = {"description": "", "mime_type": "", "creation_date": "", "mod_date": ""}
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name, **said)

    return apply


def altered_manifest(pdf: pikepdf.Pdf) -> None:
    content = pdf.attachments["pack.json"].get_file().read_bytes()
    attached("pack.json", content.replace(b'"first":2', b'"first":3'))(pdf)


def added_manifest(pdf: pikepdf.Pdf) -> None:
    content = pdf.attachments["pack.json"].get_file().read_bytes()
    attached("pack.json", content.removesuffix(b"}") + b',"note":"Approved"}')(pdf)


@pytest.mark.parametrize(
    "change",
    [
        attached("contract.docx", b"PK\x03\x04 another document"),
        attached("snapshot.json", b"no data of a report"),
        attached("pack.json", b"[]"),
        altered_manifest,
        added_manifest,
    ],
)
def test_a_pack_with_something_else_attached_is_not_called_whole(change: Callable[[pikepdf.Pdf], None]) -> None:
    verdict = verify_pdf(returned.edited(MADE["pack"], change))
    assert verdict.conclusion is Conclusion.SOME_PAGES
    assert verdict.packs[0].tally.is_whole


def test_the_data_of_a_pack_that_was_saved_anew_is_that_of_the_pack(other: Other) -> None:
    assert verify_pdf(other("qpdf pack.pdf out.pdf")).remarks == ()


SCRIPT = Dictionary(S=Name.JavaScript, JS="this.hide()")


def further_action_of_a_link(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for note in page.obj.get("/Annots", []):
            place: Any = note.get("/Dest")
            if place is not None:
                del note["/Dest"]
                note.A = Dictionary(S=Name.GoTo, D=place, Next=SCRIPT)
                return
    raise AssertionError("no link leads inside the file")


def further_action_at_the_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]), Next=SCRIPT)


def action_of_a_bookmark(pdf: pikepdf.Pdf) -> None:
    item: Any = pdf.Root.Outlines.First
    if "/First" in item:
        item = item.First
    if "/Dest" in item:
        del item["/Dest"]
    item.A = SCRIPT


def other_colours(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_stream(b"a profile in which black is white", N=3)


@pytest.mark.parametrize(
    ("change", "conclusion"),
    [
        (further_action_of_a_link, Conclusion.CONFLICT),
        (further_action_at_the_opening, Conclusion.SOME_PAGES),
        (action_of_a_bookmark, Conclusion.SOME_PAGES),
        (other_colours, Conclusion.SOME_PAGES),
    ],
)
def test_a_program_behind_a_link_or_a_bookmark_is_found(
    change: Callable[[pikepdf.Pdf], None], conclusion: Conclusion
) -> None:
    assert verify_pdf(returned.edited(MADE["pack"], change)).conclusion is conclusion
