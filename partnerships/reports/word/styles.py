"""The styles of a Word document: ours in a document of our own, and in a council's template where it lacks them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.utils.translation import to_locale
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from lxml import etree

from partnerships.reports.word.scripts import FALLBACKS
from partnerships.reports.word.xml import element, in_order

FONT = "Arial"
BLACK, QUIET, BLUE = RGBColor(0, 0, 0), RGBColor(0x4A, 0x55, 0x60), RGBColor(0x1A, 0x4F, 0x8B)
# For each style: font size, space before and space after, in points.
STYLES = {
    "Normal": (11, 0, 5),
    "Heading 1": (20, 0, 8),
    "Heading 2": (14, 14, 4),
    "Heading 3": (12, 8, 3),
    "Heading 4": (11, 10, 3),
    "Caption": (10, 6, 4),
    "Header": (9, 0, 0),
    "Footer": (9, 0, 0),
}
# What Word's lists and tables are called.
BULLETS, NUMBERS, GRID, LINK = "List Bullet", "List Number", "Table Grid", "Hyperlink"
# Our own: a fact with its label, text in a table, the name of what is open beside it, text that stands back.
FACT, CELL, FAINT = "Report Fact", "Report Table Text", "Report Quiet"
# How far the value of a fact stands from the margin.
VALUE_AT = Mm(48)
NEEDED = (*STYLES, BULLETS, NUMBERS, GRID, LINK, FACT, CELL, FAINT)
# A4, and its margins.
WIDTH, HEIGHT, MARGIN = Mm(210), Mm(297), Mm(22)
# Languages of the other slots, for proofing and for how East Asian characters look.
EAST_ASIAN_LANGUAGE, RTL_LANGUAGE = "zh-CN", "ar-SA"


def own_document() -> WordDocument:
    """Return an empty document with our page and styles, in place of those of the library's template."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = WIDTH, HEIGHT
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    page.header_distance = page.footer_distance = Mm(12)
    for defaults in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        _set_fonts(defaults)
    _add_own_styles(document)
    for name, (size, before, after) in STYLES.items():
        style = document.styles[name]
        if isinstance(style, ParagraphStyle):
            _restyle(style, size=size, before=before, after=after)
    document.styles["Caption"].font.color.rgb = QUIET
    return document


def add_missing_styles(document: WordDocument) -> None:
    """Add those of our styles that a council's template does not have, by Word's name of them."""
    ours, theirs = own_document().styles, document.styles
    for name in NEEDED:
        if name in theirs:
            continue
        copied = deepcopy(ours[name].element)
        for reference in copied.xpath("w:basedOn | w:next | w:link"):
            wanted = ours.element.get_by_id(reference.get(qn("w:val")))
            if wanted is not None and wanted.name_val and wanted.name_val.title() in theirs:
                reference.set(qn("w:val"), theirs[wanted.name_val.title()].style_id)
            else:
                copied.remove(reference)
        for numbering in copied.xpath("w:pPr/w:numPr"):
            numbering.getparent().remove(numbering)
        theirs.element.append(copied)


def set_language(document: WordDocument, language: str) -> str:
    """Set the language of all text that names no other, and return it as Word writes it."""
    written = to_locale(language).replace("_", "-")
    defaults: Any = document.styles.element.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = element("docDefaults")
        document.styles.element.insert(0, defaults)
    runs = defaults.find(qn("w:rPrDefault"))
    if runs is None:
        runs = element("rPrDefault")
        defaults.insert(0, runs)
    properties = runs.find(qn("w:rPr"))
    if properties is None:
        properties = element("rPr")
        runs.append(properties)
    found = properties.find(qn("w:lang"))
    if found is None:
        found = element("lang", eastAsia=EAST_ASIAN_LANGUAGE, bidi=RTL_LANGUAGE)
        in_order(properties, found, ("eastAsianLayout", "specVanish", "oMath"))
    found.set(qn("w:val"), written)
    return written


def name_fallbacks(document: WordDocument) -> None:
    """Say which font to use where one of ours is missing. What a template says of a font stays."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            table = etree.fromstring(relation.target_part.blob)
            named = {font.get(qn("w:name")) for font in table}
            for name, fallback in FALLBACKS.items():
                if name not in named:
                    table.append(_font(name, fallback))
            relation.target_part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


def _font(name: str, fallback: str) -> Any:
    return parse_xml(
        f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{fallback}"/><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
    )


def _add_own_styles(document: WordDocument) -> None:
    styles = document.styles
    fact = styles.add_style(FACT, WD_STYLE_TYPE.PARAGRAPH)
    cell = styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    faint, link = (styles.add_style(name, WD_STYLE_TYPE.CHARACTER) for name in (FAINT, LINK))
    fact.base_style = cell.base_style = styles["Normal"]
    fact.paragraph_format.left_indent, fact.paragraph_format.first_line_indent = VALUE_AT, -VALUE_AT
    fact.paragraph_format.tab_stops.add_tab_stop(VALUE_AT)
    fact.paragraph_format.space_after = Pt(3)
    cell.font.size = Pt(10)
    cell.element.get_or_add_rPr().append(element("szCs", val=20))
    cell.paragraph_format.space_after = Pt(2)
    faint.font.color.rgb = QUIET
    link.font.color.rgb, link.font.underline = BLUE, True


def _restyle(style: ParagraphStyle, *, size: float, before: int, after: int) -> None:
    properties: Any = style.element.get_or_add_rPr()
    for name in ("rFonts", "i", "iCs", "szCs"):
        # A theme font would take precedence over the named one.
        for each in properties.findall(qn(f"w:{name}")):
            properties.remove(each)
    style.font.size, style.font.color.rgb = Pt(size), BLACK
    in_order(properties, element("szCs", val=round(size * 2)), ("highlight", "u", "effect", "lang"))
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    if style.name and style.name.startswith("Heading"):
        style.paragraph_format.keep_with_next = True
    if style.name == "Normal":
        style.paragraph_format.widow_control = True


def _set_fonts(properties: Any) -> None:
    for fonts in properties.findall(qn("w:rFonts")):
        properties.remove(fonts)
    properties.insert(0, element("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia="Microsoft YaHei"))
