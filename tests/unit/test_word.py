"""The Word document of a paper: Word's own styles, its text as text, the same bytes each time."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from partnerships.reports.paper import Heading, Listing, Paragraph, Table, paper_of
from partnerships.reports.word import render_docx
from tests.pdf import samples

STYLES = {1: "Heading 1", 2: "Heading 2", 3: "Heading 3"}


def written(name: str) -> bytes:
    return render_docx(paper_of(samples.load(name)))


def opened(name: str) -> WordDocument:
    return Document(BytesIO(written(name)))


@pytest.mark.parametrize("name", samples.NAMES)
def test_it_says_what_the_paper_says_in_words_own_styles(name: str) -> None:
    wanted = []
    for block in paper_of(samples.load(name)).blocks:
        match block:
            case Heading():
                wanted.append((STYLES[block.level], block.text))
            case Paragraph():
                wanted.append(("Normal", block.text))
            case Listing():
                wanted += [("List Number" if block.is_numbered else "List Bullet", item) for item in block.items]
            case Table():
                pass
    paragraphs = [(part.style.name if part.style else "", part.text) for part in opened(name).paragraphs]
    assert paragraphs == wanted


def test_tables_have_their_cells_and_a_header_row_that_is_marked() -> None:
    blocks = [block for block in paper_of(samples.load("second_issue")).blocks if isinstance(block, Table)]
    tables = opened("second_issue").tables
    assert len(tables) == len(blocks) == 3
    for table, block in zip(tables, blocks, strict=True):
        assert table.style
        assert table.style.name == "Table Grid"
        rows = [tuple(cell.text for cell in row.cells) for row in table.rows]
        assert rows == [block.headings, *block.rows]
        marks = [len(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows]
        assert marks == [1] + [0] * len(block.rows)


def test_its_properties_are_those_of_the_snapshot() -> None:
    document = opened("joint_equipment")
    properties = document.core_properties
    assert properties.title == "Joint community equipment service with NHS Marlshire"
    assert properties.author == properties.last_modified_by == "Marlshire County Council"
    assert properties.identifier == "PR-0001"
    assert properties.content_status == "Draft"
    assert properties.created.replace(tzinfo=None) == datetime(2026, 11, 23)  # noqa: DTZ001  # as Word keeps it
    assert properties.comments == ""
    (language,) = document.styles.element.xpath("w:docDefaults//w:lang")
    assert properties.language == language.get(qn("w:val")) == "en-GB"
    assert opened("second_issue").core_properties.content_status == "Final"


def test_the_page_is_a4() -> None:
    page = opened("joint_equipment").sections[0]
    assert page.page_width
    assert page.page_height
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)


@pytest.mark.parametrize("name", samples.NAMES)
def test_every_part_is_well_formed_and_nothing_comes_from_outside_or_runs(name: str) -> None:
    with zipfile.ZipFile(BytesIO(written(name))) as parts:
        assert parts.testzip() is None
        assert not [part for part in parts.namelist() if "vba" in part.lower() or part.endswith(".bin")]
        texts = {part: parts.read(part) for part in parts.namelist() if part.endswith((".xml", ".rels"))}
    for part, text in texts.items():
        ElementTree.fromstring(text)  # noqa: S314  # what was just written here
        assert b'TargetMode="External"' not in text, part
    for forbidden in (b"w:fldChar", b"w:fldSimple", b"w:instrText"):
        assert forbidden not in texts["word/document.xml"]


def test_what_looks_like_markup_or_a_field_is_text() -> None:
    odd = 'DDEAUTO c:\\windows "x" & <w:br/> { PAGE } \x00\x0b\ufffe end'
    hub = samples.load("community_hub")
    snapshot = samples.edited(hub, lambda content: content["partnership"].update(council_role=odd))
    document = Document(BytesIO(render_docx(paper_of(snapshot))))
    shown = 'DDEAUTO c:\\windows "x" & <w:br/> { PAGE } [a character without a name][a character without a name][a character without a name] end'
    assert shown in [part.text for part in document.paragraphs]


def test_a_title_longer_than_a_property_may_be_is_cut_there_alone() -> None:
    hub = samples.load("community_hub")
    snapshot = samples.edited(hub, lambda content: content["partnership"].update(name="N" * 300))
    document = Document(BytesIO(render_docx(paper_of(snapshot))))
    assert document.core_properties.title == "N" * 255
    assert document.paragraphs[0].text == "N" * 300


def test_the_same_snapshot_is_the_same_bytes_at_any_time() -> None:
    first = written("second_public")
    with zipfile.ZipFile(BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert written("second_public") == first
