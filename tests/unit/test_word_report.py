"""The report as a Word document: the parts of the page in their order, what each page says, tables, links, scripts."""

from __future__ import annotations

import zipfile
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import html

from partnerships.reports import render_html
from partnerships.reports.paper import paper_of
from partnerships.reports.word import render_decision_notice_docx, render_docx, render_report_docx
from partnerships.snapshot import Snapshot, public_of
from tests.pdf import decided, marked, samples

TABLE = "Spending:\nYear\tTotal\tOurs\n2027/28\t185,000\t60,000\n• first aim\n• second aim"


def opened(snapshot: Snapshot) -> WordDocument:
    return Document(BytesIO(render_report_docx(snapshot)))


def unpacked(content: bytes) -> str:
    """Everything that stands in the file, in whichever part."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def words(text: str) -> str:
    return "".join(text.split())


def text_of(document: WordDocument) -> str:
    return words("".join(document.element.xpath(".//w:t/text()")))


def hub(**changes: object) -> Snapshot:
    return samples.edited(samples.load("community_hub"), lambda content: content["partnership"].update(changes))


@pytest.mark.parametrize("name", samples.NAMES)
def test_it_has_the_headings_of_the_page_in_their_order_and_all_of_its_words(name: str) -> None:
    snapshot = samples.load(name)
    body: Any = html.document_fromstring(render_html(snapshot)).body
    document = opened(snapshot)
    wanted = [(int(each.tag[1]), words(each.text_content())) for each in body.iter("h1", "h2", "h3", "h4")]
    found = [
        (int(part.style.name[-1]), words(part.text))
        for part in document.paragraphs
        if part.style and part.style.name.startswith("Heading")
    ]
    assert found == wanted
    for svg in body.findall(".//svg"):
        svg.drop_tree()
    assert text_of(document) == words(body.text_content())


@pytest.mark.parametrize("name", samples.NAMES)
def test_nothing_is_empty_and_no_table_is_wider_than_the_page(name: str) -> None:
    document = opened(samples.load(name))
    empty = [part for part in document.paragraphs if not part.text.strip() and not part._p.xpath(".//w:drawing")]
    assert not empty
    for table in document.tables:
        widths = [column.w or 0 for column in table._tbl.tblGrid.gridCol_lst]
        assert sum(widths) <= (210 - 44) * 36000
        assert min(widths) >= 8 * 36000
        assert len(table.rows[0]._tr.xpath("w:trPr/w:tblHeader")) == 1
        assert not table.autofit


@pytest.mark.parametrize(
    ("name", "marking"),
    [
        ("joint_equipment", "DRAFT – not issued"),
        ("second_issue", "ISSUE 2, not for publication"),
        ("second_public", "ISSUE 2, public edition"),
    ],
)
def test_each_page_says_what_it_is_and_its_number(name: str, marking: str) -> None:
    snapshot = samples.load(name)
    paper = Document(BytesIO(render_docx(paper_of(snapshot))))
    reference = snapshot.content.partnership.reference
    for document in (opened(snapshot), paper):
        for section in document.sections:
            assert section.header.paragraphs[0].text.startswith(reference)
            assert section.header.paragraphs[0].text.endswith(f"\t{marking}")
            fields = section.footer._element.xpath(".//w:fldSimple/@w:instr")
            assert [field.strip() for field in fields] == ["PAGE", "NUMPAGES"]
            assert section.header.paragraphs[0].runs[-1].bold


def test_links_lead_to_places_that_are_there_and_to_evidence() -> None:
    document = opened(samples.load("joint_equipment"))
    anchors = set(document.element.xpath(".//w:hyperlink/@w:anchor"))
    assert anchors
    assert anchors <= set(document.element.xpath(".//w:bookmarkStart/@w:name"))
    outside = {relation.target_ref for relation in document.part.rels.values() if relation.is_external}
    assert outside
    assert all(address.startswith(("http://", "https://")) for address in outside)


def test_the_code_that_verifies_an_issue_has_words_for_it() -> None:
    document = opened(samples.load("second_issue"))
    assert document.element.xpath(".//wp:docPr/@descr") == ["QR code of the page that verifies this report"]


def test_pasted_tables_and_bullets_are_tables_and_lists() -> None:
    document = opened(hub(purpose=TABLE))
    rows = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert [["Year", "Total", "Ours"], ["2027/28", "185,000", "60,000"]] in rows
    items = [part for part in document.paragraphs if part.text in {"first aim", "second aim"}]
    assert [part.style.name for part in items if part.style] == ["List Bullet"] * 2
    assert all(part._p.xpath("w:pPr/w:numPr/w:numId") for part in items)


def test_every_script_has_a_font_and_what_is_read_from_the_right_says_so() -> None:
    names = ["اتحاد المرأة", "华人社区中心", "ਪੰਜਾਬੀ ਸਭਾ", "Tŷ Ni ☒"]
    document = opened(hub(partners=names))
    items = {part.text: part for part in document.paragraphs if part.text in names}
    fonts = {name: items[name]._p.xpath(".//w:rFonts")[-1] for name in names}
    assert fonts[names[0]].get(qn("w:cs")) == "Arial"
    assert items[names[0]]._p.xpath("w:pPr/w:bidi")
    assert items[names[0]]._p.xpath("w:r/w:rPr/w:rtl")
    assert fonts[names[1]].get(qn("w:eastAsia")) == "Microsoft YaHei"
    assert fonts[names[2]].get(qn("w:cs")) == "Nirmala UI"
    assert fonts[names[3]].get(qn("w:ascii")) == "Segoe UI Symbol"
    assert not any(items[name]._p.xpath("w:pPr/w:bidi") for name in names[1:])


def test_numbered_lists_begin_anew() -> None:
    document = opened(samples.load("joint_equipment"))
    numbers = [part._p.xpath("string(w:pPr/w:numPr/w:numId/@w:val)") for part in document.paragraphs]
    groups = [new for old, new in pairwise(["", *numbers]) if new != old and new]
    numbered = {number for number in groups if groups.count(number) == 1}
    assert len(numbered) >= 3


def test_no_word_of_what_is_exempt_is_in_any_part_of_the_public_file() -> None:
    parts, full = marked.parts(), marked.full()
    said = unpacked(render_report_docx(full))
    public = unpacked(render_report_docx(public_of(marked.exempt(full, *parts))))
    for part in parts:
        assert any(word in said for word in marked.words_of(part)), part
        assert not [word for word in marked.words_of(part) if word in public], part
    assert not [word for word in marked.words_for_all().values() if word not in public]
    assert marked.WHY in public


def test_its_title_is_that_of_the_page_and_says_what_it_is() -> None:
    report = opened(samples.load("second_issue")).core_properties
    assert report.title == "PR-0002 Penmoel community hub: partnership readiness report"
    notice = Document(BytesIO(render_decision_notice_docx(decided.notice()))).core_properties
    assert notice.title == "PR-0002 Penmoel community hub: decision notice"


def test_the_language_is_set() -> None:
    document = opened(samples.load("second_issue"))
    (language,) = document.styles.element.xpath("w:docDefaults//w:lang")
    assert language.get(qn("w:val")) == document.core_properties.language == "en-GB"


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    snapshot = samples.load("second_public")
    assert render_report_docx(snapshot) == render_report_docx(snapshot)
