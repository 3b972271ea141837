"""The PDF of the blank checklist: tagged, with headings and boxes, the same bytes each time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pikepdf
import pytest

from partnerships.reports.blank import content_of, render_blank_pdf
from partnerships.reports.documents import document_pdf
from tests.pdf import judges
from tests.pdf.structure import structure_of
from tests.specs import SPEC
from tests.unit.test_blank import BLANK

pytestmark = [pytest.mark.pdf, pytest.mark.spread(1)]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("blank") / "blank.pdf"
    made.write_bytes(render_blank_pdf(BLANK))
    return made


def test_nothing_stands_in_a_readers_way(file: Path) -> None:
    walked = structure_of(file)
    assert walked.problems == []
    assert walked.title == "Partnership readiness: blank checklist"
    assert walked.language == "en-gb"
    assert walked.tags["/H1"] == 1
    assert walked.tags["/H3"] >= len(SPEC.by_key)


def test_verapdf_and_qpdf_find_it_compliant(file: Path) -> None:
    assert judges.verdicts(file) == {standard: ["compliant"] for standard in judges.STANDARDS}
    assert judges.syntax_errors(file) == ""


def test_it_says_every_question_and_answer(file: Path) -> None:
    said = judges.text_of(file)
    for question in SPEC.questions:
        assert " ".join(question.text.split()) in said
    wanted = Counter(option.label for question in SPEC.questions for option in question.options)
    assert all(said.count(label) >= number for label, number in wanted.items() if len(label) > len("Not sure"))
    for choice in BLANK.significance:
        assert all(" ".join(text.split()) in said for text in (choice.question, *choice.answers))
    assert all(" ".join(text.split()) in said for text in (*BLANK.decisions, *BLANK.routes))


def test_another_process_makes_the_same_bytes_and_the_questions_are_attached(file: Path) -> None:
    assert document_pdf(content_of(BLANK)) == file.read_bytes()
    with pikepdf.open(file) as pdf:
        assert pdf.attachments["questions.json"].get_file().read_bytes() == content_of(BLANK)
