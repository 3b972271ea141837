"""What comes back to be verified: each a real file, read in a real process with its real limits."""

from __future__ import annotations

import io
import json
import shlex
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from partnerships import reports
from partnerships.snapshot import canonical
from tests.pdf import returned, samples
from tests.pdf.returned import FINGERPRINT, REPORT_PAGES, SNAPSHOT
from verification.pdf import LIMITS, MAX_BYTES, Limits, Printed, Problem, parser, read_pdf, reading

pytestmark = pytest.mark.pdf

FIRST_LINE = Printed(page=1, fingerprint=FINGERPRINT, reference="PR-0001", issue=2, number=1, of=REPORT_PAGES)


@pytest.fixture(scope="module")
def report() -> bytes:
    return returned.report()


# --- Ours, whatever was done to it -----------------------------------------------------------------------------------
def test_a_report_says_its_snapshot_and_what_each_page_prints(report: bytes) -> None:
    found = read_pdf(report)
    assert found.problem is None
    assert (found.pages, found.read, found.textless, found.is_scan) == (REPORT_PAGES, REPORT_PAGES, (), False)
    assert found.snapshots == (SNAPSHOT,)
    assert found.fingerprints == {FINGERPRINT: [1, 2, 3]}
    assert found.printed[0] == FIRST_LINE
    assert [line.number for line in found.printed] == [1, 2, 3]


def test_the_reports_that_we_make_are_read() -> None:
    snapshot = samples.load("nearly_empty")
    found = read_pdf(reports.render_pdf(snapshot))
    assert found.problem is None
    assert found.snapshots == (canonical(snapshot),)
    assert found.fingerprints == {snapshot.fingerprint: list(range(1, found.pages + 1))}
    assert {(line.reference, line.issue) for line in found.printed} == {(snapshot.content.partnership.reference, None)}
    assert {line.of for line in found.printed} == {found.pages}


@pytest.mark.parametrize(
    "command",
    [
        "qpdf --linearize in.pdf out.pdf",
        "qpdf --object-streams=generate --recompress-flate --compression-level=9 in.pdf out.pdf",
        "qpdf --object-streams=disable --stream-data=uncompress in.pdf out.pdf",
        "qpdf --encrypt '' owner 256 -- in.pdf out.pdf",
    ],
    ids=["linearised", "packed", "unpacked", "owner's password only"],
)
def test_saved_again(report: bytes, tmp_path: Path, command: str) -> None:
    found = read_pdf(returned.through(tmp_path, report, *shlex.split(command)))
    assert found.problem is None
    assert found.snapshots == (SNAPSHOT,)
    assert found.fingerprints == {FINGERPRINT: [1, 2, 3]}


def test_merged_between_others(report: bytes, tmp_path: Path) -> None:
    found = read_pdf(returned.merged(tmp_path, report))
    assert (found.problem, found.pages) == (None, REPORT_PAGES + 2)
    assert found.snapshots == (SNAPSHOT,)
    assert found.fingerprints == {FINGERPRINT: [2, 3, 4]}
    assert found.printed[0] == replace(FIRST_LINE, page=2)


def test_two_reports_in_one_file(report: bytes, tmp_path: Path) -> None:
    other = returned.page_text(reference="PR-0012", status="Issue 1", fingerprint="0000-1111-2222-3333")
    (tmp_path / "other.pdf").write_bytes(other)
    found = read_pdf(
        returned.through(tmp_path, report, *"qpdf --empty --pages other.pdf 1-2 in.pdf 3 -- out.pdf".split())
    )
    assert found.fingerprints == {"0000-1111-2222-3333": [1, 2], FINGERPRINT: [3]}
    assert {(line.reference, line.issue, line.number) for line in found.printed} == {
        ("PR-0012", 1, 1),
        ("PR-0012", 1, 2),
        ("PR-0001", 2, 3),
    }


def test_printed_to_a_new_file_only_the_text_is_left(report: bytes, tmp_path: Path) -> None:
    found = read_pdf(returned.through(tmp_path, report, *"pdftocairo -pdf in.pdf out.pdf".split()))
    assert (found.problem, found.snapshots) == (None, ())
    assert found.fingerprints == {FINGERPRINT: [1, 2, 3]}
    assert found.printed[0] == FIRST_LINE


def test_scanned_there_is_no_text_and_it_says_so(report: bytes, tmp_path: Path) -> None:
    found = read_pdf(returned.scanned(tmp_path, report))
    assert (found.problem, found.pages, found.printed) == (None, REPORT_PAGES, ())
    assert found.textless == (1, 2, 3)
    assert found.is_scan


@pytest.mark.parametrize(
    "place", [returned.in_name_tree, returned.associated, returned.associated_with_page, returned.pinned_to_page]
)
def test_the_snapshot_is_found_wherever_it_hangs(place: Callable[[pikepdf.Pdf], None]) -> None:
    assert read_pdf(returned.edited(returned.plain(), place)).snapshots == (SNAPSHOT,)


@pytest.mark.parametrize("content", [b"", b"not JSON {", b"[1, 2]", b"\xff\x00"])
def test_an_attachment_of_that_name_is_handed_over_unjudged(content: bytes) -> None:
    data = returned.edited(
        returned.plain(),
        lambda pdf: returned.in_name_tree(pdf, returned.file_of(pdf, content, name="Snapshot (2).JSON")),
    )
    found = read_pdf(data)
    assert (found.problem, found.snapshots) == (None, (content,))


def test_an_attachment_of_another_name_is_not() -> None:
    data = returned.edited(
        returned.plain(), lambda pdf: returned.in_name_tree(pdf, returned.file_of(pdf, name="minutes.json"))
    )
    assert read_pdf(data).snapshots == ()


def test_a_fingerprint_that_a_text_names_is_no_running_line() -> None:
    found = read_pdf(returned.plain(f"The board saw issue 2, fingerprint {FINGERPRINT}."))
    assert found.printed == (Printed(page=1, fingerprint=FINGERPRINT),)
    assert found.fingerprints == {}


# --- What is no PDF, or none that opens ------------------------------------------------------------------------------
def picture() -> bytes:
    target = io.BytesIO()
    Image.new("L", (8, 8)).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", Problem.EMPTY),
        (picture(), Problem.NOT_PDF),
        (b"%PDF-1.7\n" + b"\0" * (50 << 20), Problem.TOO_LARGE),
        (b"%PDF-1.7\n%%EOF\n", Problem.DAMAGED),
        (b"%PDF-1.7\n" + bytes(range(256)) * 500, Problem.DAMAGED),
    ],
    ids=["empty", "a picture", "50 MB", "a head alone", "noise"],
)
def test_what_is_no_file_of_ours(data: bytes, problem: Problem) -> None:
    found = read_pdf(data)
    assert (found.problem, found.snapshots, found.printed) == (problem, (), ())


def test_the_sentences_name_the_limits() -> None:
    assert f"{MAX_BYTES >> 20} MB" in Problem.TOO_LARGE.label
    assert f"{LIMITS.pages:,} pages" in Problem.TOO_MANY_PAGES.label


def test_a_password_keeps_it_shut() -> None:
    found = read_pdf(returned.shut())
    assert (found.problem, found.pages, found.snapshots, found.printed) == (Problem.ENCRYPTED, 0, (), ())


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_cut_short(report: bytes, share: float) -> None:
    found = read_pdf(report[: int(len(report) * share)])
    assert found.problem == Problem.DAMAGED


def test_a_file_without_its_end_says_what_can_still_be_read(report: bytes, tmp_path: Path) -> None:
    whole = returned.through(tmp_path, report, *"qpdf --object-streams=disable in.pdf out.pdf".split())
    found = read_pdf(whole[: whole.rindex(b"startxref")])
    assert (found.problem, found.snapshots) == (Problem.DAMAGED, (SNAPSHOT,))
    assert found.fingerprints == {FINGERPRINT: [1, 2, 3]}


# --- Made to do harm -------------------------------------------------------------------------------------------------
def test_an_attachment_that_unpacks_to_gigabytes() -> None:
    data = returned.edited(
        returned.page_text(),
        lambda pdf: returned.in_name_tree(pdf, returned.file_of(pdf, returned.bomb(), raw=True)),
    )
    found = read_pdf(data)
    assert (found.problem, found.snapshots) == (Problem.UNSAFE, ())
    assert found.fingerprints == {FINGERPRINT: [1, 2, 3]}


def test_a_page_that_unpacks_to_gigabytes_leaves_what_was_read_before(report: bytes) -> None:
    found = read_pdf(returned.with_content(report, returned.bomb()))
    assert (found.problem, found.pages, found.read) == (Problem.UNSAFE, REPORT_PAGES + 1, REPORT_PAGES)
    assert found.snapshots == (SNAPSHOT,)
    assert found.fingerprints == {FINGERPRINT: [1, 2, 3]}


def test_objects_that_unpack_to_gigabytes() -> None:
    assert read_pdf(returned.object_stream_bomb()).problem in (Problem.UNSAFE, Problem.DAMAGED)


def test_a_file_that_takes_too_long_is_ended_in_time() -> None:
    data = returned.slow()
    begun = time.monotonic()
    found = read_pdf(data, replace(LIMITS, seconds=4))
    assert time.monotonic() - begun < 8
    assert found.problem == Problem.TOO_SLOW
    assert found.snapshots == (SNAPSHOT,)
    assert found.printed[0] == FIRST_LINE
    assert found.read < found.pages == REPORT_PAGES + 600


def test_more_pages_than_are_read(report: bytes) -> None:
    found = read_pdf(report, replace(LIMITS, pages=2))
    assert (found.problem, found.pages, found.read) == (Problem.TOO_MANY_PAGES, 3, 2)


def test_snapshots_larger_than_any_of_ours(report: bytes) -> None:
    assert read_pdf(report, replace(LIMITS, snapshot=10)).problem == Problem.UNSAFE
    assert read_pdf(report, replace(LIMITS, snapshots=10)).snapshots == ()


def test_no_more_is_taken_from_the_process_than_the_limit(report: bytes) -> None:
    found = read_pdf(report, replace(LIMITS, output=60))
    assert (found.problem, found.pages, found.snapshots) == (Problem.UNSAFE, REPORT_PAGES, ())


@pytest.mark.parametrize(
    "make", [returned.page_tree_that_bites_its_tail, returned.deep_page_tree, returned.deep_brackets]
)
def test_structures_without_end(make: Callable[[], bytes]) -> None:
    found = read_pdf(make())
    assert found.problem in (Problem.DAMAGED, Problem.UNSAFE)
    assert found.snapshots == ()


def test_a_list_of_attachments_that_bites_its_tail() -> None:
    assert read_pdf(returned.name_tree_that_bites_its_tail()).snapshots == (SNAPSHOT,)


def test_nothing_is_as_it_should_be() -> None:
    found = read_pdf(returned.nothing_as_it_should_be())
    assert found.snapshots == ()
    assert found.fingerprints == {FINGERPRINT: [1, 2, 3]}


@pytest.mark.parametrize(
    "answer", ["[]", "7", '{"problem": "none such"}', '{"page": 1}', '{"snapshot": "*"}', "no JSON"]
)
def test_a_parser_that_was_taken_over_is_not_believed(
    report: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    parser_of_another = tmp_path / "parser.py"
    parser_of_another.write_text(f"print({answer!r})")
    monkeypatch.setattr(reading, "PARSER", parser_of_another)
    assert read_pdf(report).problem == Problem.UNSAFE


# --- The parser, without its process ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("make", "limits"),
    [
        (returned.report, LIMITS),
        (returned.report, replace(LIMITS, pages=2, snapshot=10)),
        (returned.shut, LIMITS),
        (returned.plain, LIMITS),
        (returned.nothing_as_it_should_be, LIMITS),
        (returned.page_tree_that_bites_its_tail, LIMITS),
        (returned.name_tree_that_bites_its_tail, LIMITS),
        (lambda: returned.edited(returned.plain(), returned.pinned_to_page), LIMITS),
        (lambda: returned.edited(returned.plain(), returned.badly_packed), LIMITS),
        (lambda: b"%PDF-1.7\n", LIMITS),
    ],
)
def test_the_process_changes_nothing_of_what_is_said(make: Callable[[], bytes], limits: Limits) -> None:
    data = make()
    said: list[str] = []
    parser.read(data, asdict(limits), lambda part: said.append(json.dumps(part)))
    output, problem = reading._run_parser(data, limits)
    assert problem is None
    assert said == output.decode().splitlines()
