"""The council's own Word template: what it has stays, what it lacks is added, and what is none is said at the start."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.shared import Mm, RGBColor

from partnerships.checks import check_word_template
from partnerships.reports.word import council_template, render_report_docx
from partnerships.reports.word.furniture import add_field
from tests.pdf import samples

GREEN = RGBColor(0x00, 0x66, 0x33)


def template(*, has_number: bool = False, is_divided: bool = False) -> bytes:
    """A council's template with its header, a green Heading 2, no styles for lists and tables, and some text."""
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(30)
    section.header.paragraphs[0].text = "Marlshire County Council, Democratic Services"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "First page"
    document.styles["Heading 2"].font.color.rgb = GREEN
    for name in ("List Bullet", "Table Grid", "Caption"):
        document.styles[name].delete()
    if has_number:
        for footer in (section.footer, section.first_page_footer):
            add_field(footer.paragraphs[0], "PAGE")
    document.add_paragraph("Type your report here.")
    if is_divided:
        document.add_section(WD_SECTION.NEW_PAGE)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize("is_divided", [False, True], ids=["one section", "two sections"])
def test_its_header_and_styles_stay_and_ours_are_added(*, is_divided: bool) -> None:
    content = render_report_docx(samples.load("second_issue"), template=template(is_divided=is_divided))
    document: Any = Document(BytesIO(content))
    section = document.sections[0]
    header = [part.text for part in section.header.paragraphs]
    assert header[0] == "Marlshire County Council, Democratic Services"
    assert header[1].endswith("\tISSUE 2, not for publication")
    first = [part.text for part in section.first_page_header.paragraphs]
    assert first[0] == "First page"
    assert first[1].endswith("\tISSUE 2, not for publication")
    assert document.styles["Heading 2"].font.color.rgb == GREEN
    assert {"List Bullet", "Table Grid", "Caption", "Hyperlink"} <= {style.name for style in document.styles}
    assert "Type your report here." not in [part.text for part in document.paragraphs]
    for table in document.tables:
        assert sum(column.w for column in table._tbl.tblGrid.gridCol_lst) <= Mm(150)
        assert table.style.name == "Table Grid"


def test_a_footer_that_numbers_the_pages_is_not_given_another_number() -> None:
    content = render_report_docx(samples.load("second_issue"), template=template(has_number=True))
    section = Document(BytesIO(content)).sections[0]
    for footer in (section.footer, section.first_page_footer):
        assert footer._element.xpath(".//w:fldSimple/@w:instr") == [" PAGE "]


def test_the_setting_names_the_file(settings: Any, tmp_path: Path) -> None:
    assert council_template() is None
    assert check_word_template() == []
    file = tmp_path / "council.docx"
    file.write_bytes(template())
    settings.WORD_TEMPLATE = str(file)
    assert check_word_template() == []
    assert council_template() == file.read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"%PDF-1.7", "is no Word document. Save it in Word as .docx"),
        (b"PK\x05\x06" + b"\0" * 18, "is no Word document. Save it in Word as .docx"),
    ],
    ids=["missing", "a PDF", "an empty archive"],
)
def test_what_cannot_be_used_is_said_at_the_start(
    content: bytes | None, said: str, settings: Any, tmp_path: Path
) -> None:
    file = tmp_path / "council.docx"
    if content is not None:
        file.write_bytes(content)
    settings.WORD_TEMPLATE = str(file)
    (error,) = check_word_template()
    assert error.id == "partnerships.E004"
    assert said in error.msg
