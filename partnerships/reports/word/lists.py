"""Lists of a Word document: each numbered one begins with 1 again, with Word's own numbering."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.text.paragraph import Paragraph

from partnerships.reports.word.styles import BULLETS, NUMBERS
from partnerships.reports.word.xml import element

# How far the text of an item stands from the margin, and its mark before it, in twentieths of a point.
STEP, MARK = 400, 400
# The depth of lists within lists that Word knows.
LEVELS = 3
BULLET, DECIMAL, LETTERS = "bullet", "decimal", "lowerLetter"
MARKS = {BULLET: "•", DECIMAL: "%{}.", LETTERS: "%{})"}


class Lists:
    """The lists of one document. A list is known by the number that Word gives it."""

    def __init__(self, document: WordDocument) -> None:
        self._numbering: Any = _part(document).element
        self._formats: dict[str, int] = {}
        self._kinds: dict[int, str] = {}

    def bullets(self) -> int:
        """Return a list with bullets."""
        known = [number for number, kind in self._kinds.items() if kind == BULLET]
        return known[0] if known else self._add(BULLET)

    def numbers(self, *, has_letters: bool = False) -> int:
        """Return a new list with numbers, or with letters."""
        return self._add(LETTERS if has_letters else DECIMAL)

    def style_of(self, number: int) -> str:
        """Return the style of the items of a list."""
        return BULLETS if self._kinds[number] == BULLET else NUMBERS

    def put(self, paragraph: Paragraph, number: int, level: int) -> None:
        """Make a paragraph an item of a list."""
        paragraph_properties: Any = paragraph._p.get_or_add_pPr()
        properties = paragraph_properties.get_or_add_numPr()
        properties.get_or_add_ilvl().val = min(level, LEVELS - 1)
        properties.get_or_add_numId().val = number
        paragraph.paragraph_format.left_indent = None

    def _add(self, kind: str) -> int:
        if kind not in self._formats:
            self._formats[kind] = self._add_format(kind)
        taken = [int(each) for each in self._numbering.xpath("w:num/@w:numId")]
        number = max(taken, default=0) + 1
        made = element("num", numId=number)
        made.append(element("abstractNumId", val=self._formats[kind]))
        if kind != BULLET:
            start = element("lvlOverride", ilvl=0)
            start.append(element("startOverride", val=1))
            made.append(start)
        self._numbering.append(made)
        self._kinds[number] = kind
        return number

    def _add_format(self, kind: str) -> int:
        taken = [int(each) for each in self._numbering.xpath("w:abstractNum/@w:abstractNumId")]
        number = max(taken, default=-1) + 1
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{MARKS[kind].format(level + 1)}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{STEP * (level + 1)}" w:hanging="{MARK}"/></w:pPr></w:lvl>'
            for level in range(LEVELS)
        )
        made = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
            f'<w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
        )
        first = self._numbering.find(qn("w:num"))
        self._numbering.append(made) if first is None else first.addprevious(made)
        return number


def _part(document: WordDocument) -> Any:
    """Return the part of the file that holds its lists; a template without a list has none yet."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return relation.target_part
    empty = f"<w:numbering {nsdecls('w')}/>".encode()
    package = document.part.package
    made = NumberingPart.load(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, empty, package)
    document.part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return made
