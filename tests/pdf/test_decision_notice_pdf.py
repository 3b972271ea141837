"""The PDF of the notice of a decision: one page, tagged, the same bytes each time, and public where it may be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from partnerships.reports.decision_notice import content_of, render_decision_notice_pdf
from partnerships.reports.documents import document_pdf
from partnerships.snapshot.decision_notice import DecisionNotice
from tests.pdf import decided, judges, marked
from tests.pdf.structure import structure_of
from tests.pdf.test_public_pdf import everything_in

pytestmark = [pytest.mark.pdf, pytest.mark.spread(1)]

LONG = decided.LONG


def long_notice() -> DecisionNotice:
    """Every text as long as it may be."""
    rows = decided.conditions()
    for row in rows:
        row.text, row.owner = LONG, "Cymdeithas " * 18
    texts = dict.fromkeys(("reasons", "alternatives_rejected", "interests_declared", "dispensations"), LONG)
    return decided.notice(conditions=rows, meeting="Pwyllgor " * 22, minute_reference="M" * 100, **texts)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("notices")
    made = {
        "usual": decided.notice(corrections=decided.corrected()),
        "public": decided.notice("second_public"),
        "long": long_notice(),
        "full": decided.all_exempt(is_public=False),
        "left out": decided.all_exempt(is_public=True),
    }
    for name, notice in made.items():
        (folder / f"{name}.pdf").write_bytes(render_decision_notice_pdf(notice))
    return {name: folder / f"{name}.pdf" for name in made}


def test_nothing_stands_in_a_readers_way(files: dict[str, Path]) -> None:
    for name, file in files.items():
        walked = structure_of(file)
        assert walked.problems == [], name
        assert walked.title.endswith(": decision notice")
        assert walked.tags["/H1"] == 1


def test_verapdf_and_qpdf_find_them_compliant(files: dict[str, Path]) -> None:
    found = judges.verdicts(*files.values())
    assert found == {standard: ["compliant"] * len(files) for standard in judges.STANDARDS}
    assert [judges.syntax_errors(file) for file in files.values()] == [""] * len(files)


def test_a_usual_decision_has_one_page_and_a_long_one_loses_nothing(files: dict[str, Path]) -> None:
    assert len(judges.pages_of(files["usual"])) == 1
    assert len(judges.pages_of(files["public"])) == 1
    assert len(judges.pages_of(files["long"])) > 1
    said = judges.text_of(files["long"])
    # Reasons, alternatives, interests, dispensations and two conditions.
    assert said.count("The end.") == 6


def test_each_page_says_what_it_is(files: dict[str, Path]) -> None:
    assert "Decision notice, public edition" in judges.text_of(files["public"])
    for number, page in enumerate(judges.pages_of(files["long"]), start=1):
        assert "Decision notice, not for publication" in page
        assert f"Page {number} of" in page


def test_no_word_of_an_exempt_part_is_in_the_public_file(files: dict[str, Path]) -> None:
    said, public = everything_in(files["full"]), everything_in(files["left out"])
    for part in marked.parts():
        assert any(word in said for word in marked.words_of(part)), part
        assert not [word for word in marked.words_of(part) if word in public], part


def test_another_process_makes_the_same_bytes_and_the_data_is_attached(files: dict[str, Path], tmp_path: Path) -> None:
    notice = decided.notice(corrections=decided.corrected())
    assert document_pdf(content_of(notice)) == files["usual"].read_bytes()
    with pikepdf.open(files["usual"]) as pdf:
        assert pdf.attachments["decision.json"].get_file().read_bytes() == content_of(notice)
    given, made = tmp_path / "notice.json", tmp_path / "notice.pdf"
    given.write_bytes(content_of(notice))
    program = (
        "from pathlib import Path; from partnerships.reports.documents import document_pdf;"
        f"Path({str(made)!r}).write_bytes(document_pdf(Path({str(given)!r}).read_bytes()))"
    )
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", program]
    subprocess.run(command, cwd=settings.BASE_DIR, check=True, capture_output=True)
    assert made.read_bytes() == files["usual"].read_bytes()
