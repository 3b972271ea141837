"""What comes back of an agenda pack and proves which of its pages: real issues, real packs, other people's software."""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from accounts.models import AccountEvent, AccountEventKind
from partnerships import actions
from partnerships.domain.board import Edition
from partnerships.models import AgendaPackFile, IssueEdition, Meeting
from tests import people
from tests.pdf import packs, returned
from tests.pdf.packs import pages_in
from verification.pdf import Problem
from verification.verdict import Conclusion, Finding, Match, Verdict
from verification.verify import verify_pdf

pytestmark = [pytest.mark.pdf, pytest.mark.spread(1)]

Change = Callable[[pikepdf.Pdf], None]
# The pages of the pack: its own, then those of the first and the second report.
OWN = 1
MADE: dict[str, bytes] = {}


@pytest.fixture(scope="module", autouse=True)
def _made(made_once: None) -> None:
    """Two issues, and the pack that the secretary downloads."""
    MADE["pack"] = packs.made()


@pytest.fixture
def pack(db: None) -> bytes:
    return MADE["pack"]


@pytest.fixture
def first(db: None) -> IssueEdition:
    return IssueEdition.objects.get(issue__partnership__number=1, edition=Edition.FULL)


@pytest.fixture
def second(db: None) -> IssueEdition:
    return IssueEdition.objects.get(issue__partnership__number=2, edition=Edition.FULL)


@pytest.fixture
def other(tmp_path: Path, first: IssueEdition, second: IssueEdition) -> Callable[[bytes, str], bytes]:
    """Return what another program makes of the file, beside which the issued files and a page of something else stand."""
    (tmp_path / "first.pdf").write_bytes(bytes(first.pdf))
    (tmp_path / "second.pdf").write_bytes(bytes(second.pdf))
    (tmp_path / "plain.pdf").write_bytes(returned.plain())
    return lambda data, command: returned.through(tmp_path, data, *shlex.split(command))


def all_said(verdict: Verdict) -> str:
    parts = [sentence for one in verdict.all_findings for sentence in (*one.about, *one.proved, *one.unproved)]
    return "\n".join((str(verdict.conclusion.label), *verdict.remarks, *parts))


def only(verdict: Verdict) -> Finding:
    [finding] = verdict.findings
    return finding


def with_content(number: int, change: Callable[[bytes], bytes]) -> Change:
    """Return a change of the content of one page, which other pages may share."""

    def apply(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[number - 1].obj
        page.Contents = pdf.make_stream(change(page.Contents.read_bytes()))

    return apply


# --- As it was made --------------------------------------------------------------------------------------------------
def test_the_pack_itself_is_proved(pack: bytes, first: IssueEdition) -> None:
    verdict = verify_pdf(pack)
    assert (verdict.conclusion, verdict.is_proved) == (Conclusion.PACK, True)
    assert verdict.packs[0].about[0].startswith("An agenda pack of 2 issues, full edition, made on ")
    assert [finding.about[0].partition(",")[0] for finding in verdict.findings] == [
        "Issue 1 of PR-0001",
        "Issue 1 of PR-0002",
    ]
    assert first.issue.partnership.name not in all_said(verdict)
    assert Meeting.objects.get().name not in all_said(verdict)


def test_who_downloaded_it_is_noted(pack: bytes, first: IssueEdition) -> None:
    events = AccountEvent.objects.filter(kind=AccountEventKind.DOWNLOADED, recorded_by=people.person("secretary"))
    event = events.latest("position")
    assert pack
    assert event.data["meeting"] == first.issue.assessment.meeting_id
    assert event.data["file"].endswith("-full.pdf")
    assert "PR-0001" in str(event.data["issues"])
    assert "PR-0002" in str(event.data["issues"])


def test_what_is_kept_of_a_file_is_kept_once(pack: bytes) -> None:
    kept = AgendaPackFile.objects.get()
    assert len(kept.pages) == pages_in(pack)
    actions.keep_pack_file(key=kept.pack.key, pdf=pack)
    assert AgendaPackFile.objects.count() == 1


def test_saved_anew_each_page_of_the_pack_is_proved(pack: bytes, other: Callable[[bytes, str], bytes]) -> None:
    total = pages_in(pack)
    for command in ("qpdf in.pdf out.pdf", "qpdf --linearize --object-streams=generate in.pdf out.pdf"):
        verdict = verify_pdf(other(pack, command))
        assert (verdict.conclusion, verdict.is_proved, verdict.remarks) == (Conclusion.PAGES, False, ())
        [found] = verdict.packs
        assert found.unproved == ()
        assert found.proved == (
            f"All its {total} pages are in the file, on pages 1 to {total}, each exactly as in the pack that was made.",
            f"On pages 2 to {total} of the file, the words are those of the same pages of the issued files.",
            "The issued files of 2 of its 2 issues are attached to it: not one byte differs.",
        )
        assert all(finding.unproved == () for finding in verdict.findings)
        half = (total - OWN) // 2
        assert verdict.findings[0].proved == (
            "The file that was issued is attached: of that, not one byte differs.",
            f"All its {half} pages are in the file, on pages 2 to {half + 1}, each exactly as in an agenda pack of it.",
        )


# --- With one page changed ---------------------------------------------------------------------------------------------
def text_over(pdf: pikepdf.Pdf) -> None:
    """Write a line over page 5."""
    page = pdf.pages[4]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    name = page.add_resource(font, Name.Font)
    page.contents_add(f"BT {name} 12 Tf 90 500 Td (Approved) Tj ET".encode())


def box_over(pdf: pikepdf.Pdf) -> None:
    """Draw a white box over page 5: its words stay in the file."""
    pdf.pages[4].contents_add(b"q 1 1 1 rg 90 90 400 600 re f Q")


def picture_over(pdf: pikepdf.Pdf) -> None:
    """Lay a picture over page 5."""
    picture = pdf.make_stream(b"\xff" * 3, Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
    name = pdf.pages[4].add_resource(picture, Name.XObject)
    pdf.pages[4].contents_add(f"q 400 0 0 600 90 90 cm {name} Do Q".encode())


def another_font(pdf: pikepdf.Pdf) -> None:
    """Let the font of page 5 draw other letters."""
    page: Any = pdf.pages[4].obj
    page.Resources = Dictionary(page.Resources)
    fonts: Any = Dictionary(page.Resources.Font)
    for name in list(fonts):
        fonts[name] = pdf.make_indirect(Dictionary(fonts[name]))
        fonts[name].BaseFont = Name.Other
    page.Resources.Font = fonts


def cropped(pdf: pikepdf.Pdf) -> None:
    """Cut the lower half off page 5."""
    pdf.pages[4].obj.CropBox = Array([0, 400, 595, 842])


@pytest.mark.parametrize("change", [text_over, box_over, picture_over, another_font, cropped])
def test_a_page_of_the_pack_that_was_changed_is_named(pack: bytes, change: Change) -> None:
    verdict = verify_pdf(returned.edited(pack, change))
    assert (verdict.conclusion, verdict.is_proved) == (Conclusion.CONFLICT, False)
    assert verdict.remarks == ("Not as it was issued: page 5 of the file.",)
    [told] = verdict.packs[0].unproved
    assert told.startswith("Page 5 of the file ")
    assert "page 4 of issue 1 of PR-0001 (page 5 of the pack)" in told
    assert ("its words are not those" in told) is (change in (text_over, cropped))
    assert "issue 1 of PR-0002" not in " ".join(verdict.packs[0].unproved)
    assert verdict.findings[1].unproved == ()


@pytest.mark.parametrize(
    "note",
    [
        Dictionary(Subtype=Name.FreeText, Rect=[90, 90, 400, 600]),
        Dictionary(Subtype=Name.Widget, FT=Name.Tx, Rect=[90, 90, 400, 600]),
        Dictionary(Subtype=Name.Stamp, Rect=[90, 90, 400, 600]),
        Dictionary(Subtype=Name.Link, Rect=[90, 90, 400, 600], Border=[0, 0, 500]),
    ],
)
def test_what_is_laid_on_a_page_is_named(pack: bytes, note: Any) -> None:
    def lay(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[4].obj
        laid = pdf.make_indirect(Dictionary(note))
        laid.Type = Name.Annot
        page.Annots = Array([*page.get("/Annots", []), laid])
        if laid.Subtype == Name.Widget:
            laid.T = String("x")
            pdf.Root.AcroForm = Dictionary(Fields=Array([laid]))

    verdict = verify_pdf(returned.edited(pack, lay))
    assert verdict.conclusion is Conclusion.CONFLICT
    assert "something laid on it that was not issued" in verdict.packs[0].unproved[0]
    assert "page 4 of issue 1 of PR-0001" in verdict.packs[0].unproved[0]


def test_the_cover_is_compared_as_any_page(pack: bytes) -> None:
    verdict = verify_pdf(returned.edited(pack, with_content(1, lambda content: content + b" 1 1 1 rg 0 0 99 99 re f")))
    assert verdict.conclusion is Conclusion.CONFLICT
    assert "page 1 of the pack" in verdict.packs[0].unproved[0]


def test_a_change_behind_the_end_of_the_file_is_found(pack: bytes, tmp_path: Path) -> None:
    """As programs save that add to a file and leave what was there."""
    changed = returned.edited(pack, box_over)
    with pikepdf.open(io.BytesIO(changed)) as pdf:
        content = pdf.pages[4].obj.Contents
        stream = b"".join(part.read_bytes() + b"\n" for part in content) if isinstance(content, Array) else b""
    with pikepdf.open(io.BytesIO(pack)) as pdf:
        number, objects = pdf.pages[4].obj.Contents.objgen[0], int(pdf.trailer.Size)
        root = pdf.trailer.Root.objgen[0]
    start = pack.rindex(b"startxref")
    before = int(pack[start:].split()[1])
    at = len(pack) + 1
    body = f"{number} 0 obj\n<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream\nendobj\n"
    table = f"xref\n{number} 1\n{at:010} 00000 n \ntrailer\n<< /Size {objects} /Root {root} 0 R /Prev {before} >>\n"
    added = pack + b"\n" + body + table.encode() + f"startxref\n{at + len(body)}\n%%EOF\n".encode()
    verdict = verify_pdf(added)
    assert verdict.conclusion is Conclusion.CONFLICT
    assert verdict.remarks[0] == "Not as it was issued: page 5 of the file."


# --- Pages left out, added, repeated, exchanged ------------------------------------------------------------------------
def test_pages_that_are_not_where_they_were_are_named(pack: bytes, other: Callable[[bytes, str], bytes]) -> None:
    def said(pages: str) -> str:
        verdict = verify_pdf(other(pack, f"qpdf in.pdf --pages {pages} -- out.pdf"))
        assert verdict.conclusion is Conclusion.SOME_PAGES
        return "\n".join(verdict.packs[0].unproved)

    total = pages_in(pack)
    assert said("in.pdf 1-4,6-z") == f"Of its {total} pages, page 5 is not in the file."
    assert said("in.pdf 1-4 plain.pdf 1 in.pdf 5-z") == "Page 5 of the file is not of this pack."
    assert said("in.pdf 1-5,5,6-z") == "Its page 5 is in the file more than once, on pages 5 and 6."
    assert said("in.pdf 1-4,6,5,7-z") == "Its pages do not follow one another as they did."


def test_a_page_of_another_report_in_the_place_of_one_is_found(
    pack: bytes, other: Callable[[bytes, str], bytes]
) -> None:
    verdict = verify_pdf(other(pack, "qpdf in.pdf --pages in.pdf 1-4 second.pdf 4 in.pdf 6-z -- out.pdf"))
    assert verdict.conclusion is Conclusion.CONFLICT
    assert verdict.packs[0].unproved == (
        "Page 5 of the file stands for page 4 of issue 1 of PR-0001 (page 5 of the pack), but its words are not those that "
        "were issued.",
    )


# --- What is attached ------------------------------------------------------------------------------------------------
def attach(change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Change:
    """Return a change of what is attached, by name."""

    def apply(pdf: pikepdf.Pdf) -> None:
        held = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
        for name in held:
            del pdf.attachments[name]
        if "/AF" in pdf.Root:
            del pdf.Root["/AF"]
        for name, content in change(held).items():
            dated = {"description": "", "mime_type": "", "creation_date": "", "mod_date": ""}
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name, **dated)

    return apply


FIRST, SECOND = "PR-0001-issue-1.pdf", "PR-0002-issue-1.pdf"


def test_attached_files_that_were_altered_exchanged_or_taken_away_are_named(pack: bytes) -> None:
    def verdict_with(change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Verdict:
        return verify_pdf(returned.edited(pack, attach(change)))

    altered = verdict_with(lambda held: {**held, FIRST: held[FIRST] + b" "})
    assert altered.conclusion is Conclusion.CONFLICT
    assert altered.remarks[0] == (
        "A file that is attached is named like that of issue 1 of PR-0001, but is no file that was issued."
    )
    assert "the files of issue 1 of PR-0001." in altered.packs[0].unproved[0]
    exchanged = verdict_with(lambda held: {**held, FIRST: held[SECOND], SECOND: held[FIRST]})
    assert exchanged.conclusion is Conclusion.CONFLICT
    says = "A file that is attached is named like that of issue 1 of {}, but is that of issue 1 of {}."
    assert set(exchanged.remarks) == {says.format("PR-0002", "PR-0001"), says.format("PR-0001", "PR-0002")}
    gone = verdict_with(lambda held: {name: data for name, data in held.items() if name != SECOND})
    assert (gone.conclusion, gone.packs[0].is_whole) == (Conclusion.SOME_PAGES, False)
    elsewhere = returned.page_text(reference="PR-0007", status="Issue 3")
    foreign = verdict_with(lambda held: {**held, "other.pdf": elsewhere})
    assert foreign.conclusion is Conclusion.SOME_PAGES
    assert "1 file that is attached to it is no issued report." in foreign.remarks


def test_a_program_in_the_file_keeps_it_from_being_proved(pack: bytes) -> None:
    def script(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="this.hide()")

    verdict = verify_pdf(returned.edited(pack, script))
    assert verdict.conclusion is Conclusion.SOME_PAGES
    assert "a program or a form in it may change what a viewer shows" in verdict.remarks[0]


# --- Joined by somebody else -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "command",
    [
        "qpdf --empty --pages first.pdf 1-z second.pdf 1-z -- out.pdf",
        "pdfunite first.pdf second.pdf out.pdf",
    ],
)
def test_issues_that_somebody_joined_are_proved_page_by_page(
    pack: bytes, first: IssueEdition, other: Callable[[bytes, str], bytes], command: str
) -> None:
    verdict = verify_pdf(other(pack, command))
    assert (verdict.conclusion, verdict.packs, verdict.remarks) == (Conclusion.PAGES, (), ())
    total = pages_in(bytes(first.pdf))
    says = "All its {} pages are in the file, on pages {} to {}, each exactly as it was issued."
    assert verdict.findings[0].proved[-1] == says.format(total, 1, total)
    assert verdict.findings[1].proved[-1] == says.format(total, total + 1, 2 * total)


def test_pages_of_one_issue_in_a_larger_file_are_named_and_counted(
    pack: bytes, first: IssueEdition, other: Callable[[bytes, str], bytes]
) -> None:
    command = "qpdf --empty --pages plain.pdf 1 first.pdf 2-4 plain.pdf 1 first.pdf 7 -- out.pdf"
    verdict = verify_pdf(other(pack, command))
    assert (verdict.conclusion, only(verdict).match) == (Conclusion.SOME_PAGES, Match.PAGES)
    assert verdict.remarks == ("Of no issue on record: pages 1 and 5 of the file.",)
    total = pages_in(bytes(first.pdf))
    assert only(verdict).proved == (
        f"4 of its {total} pages are in the file, each exactly as it was issued: pages 2 to 4 and 7, on pages 2 to 4 and 6 "
        "of the file.",
    )
    changed = verify_pdf(
        returned.edited(other(pack, command), with_content(3, lambda content: content + b" 0 0 9 9 re f"))
    )
    assert changed.conclusion is Conclusion.CONFLICT
    assert "Page 3 of the file has the words of page 3 of issue 1 of PR-0001, but is drawn in another way" in all_said(
        changed
    )


def test_pages_of_a_pack_without_its_cover_are_proved_too(pack: bytes, other: Callable[[bytes, str], bytes]) -> None:
    verdict = verify_pdf(other(pack, "qpdf --empty --pages plain.pdf 1 in.pdf 3-5 -- out.pdf"))
    assert (verdict.conclusion, verdict.packs) == (Conclusion.SOME_PAGES, ())
    assert "3 of its " in only(verdict).proved[0]
    assert (
        "each exactly as in an agenda pack of it: pages 2 to 4, on pages 2 to 4 of the file." in only(verdict).proved[0]
    )


def test_drawn_anew_the_words_are_compared(pack: bytes, other: Callable[[bytes, str], bytes]) -> None:
    verdict = verify_pdf(other(pack, "pdftocairo -pdf in.pdf out.pdf"))
    assert verdict.conclusion is Conclusion.SEVERAL
    assert "The words on pages" in verdict.packs[0].proved[0]
    assert "Other software has made these pages anew" in verdict.packs[0].unproved[0]


# --- A later version of the program, and files made to do harm ---------------------------------------------------------
def test_a_pack_that_was_laid_out_anew_says_so(
    pack: bytes, other: Callable[[bytes, str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words of its pages are not those of the issued file's: the pages were made by a later version."""
    from verification import records

    read = records.pages_on_record

    def earlier(editions: Any) -> Any:
        return {sha256: replace(file, pages=file.pages[1:]) for sha256, file in read(editions).items()}

    monkeypatch.setattr(records, "pages_on_record", earlier)
    verdict = verify_pdf(other(pack, "qpdf in.pdf out.pdf"))
    assert "the report was laid out anew for the pack" in all_said(verdict)


@pytest.mark.django_db
def test_a_pack_with_a_bomb_in_it_is_not_proved(pack: bytes) -> None:
    verdict = verify_pdf(returned.with_content(pack, returned.bomb()))
    assert verdict.problem is Problem.UNSAFE
    assert verdict.conclusion in (Conclusion.SEVERAL, Conclusion.SOME_PAGES, Conclusion.CONFLICT)
    assert not verdict.is_proved
