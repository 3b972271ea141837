"""The blank checklist: every question with its answers, room to write, and nothing that steers to an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from partnerships.presenters.starting import blank_of
from partnerships.reports.blank import blank_in, blank_paper, content_of
from partnerships.reports.paper import Heading, Listing, Paragraph, Room
from partnerships.reports.word import render_docx
from partnerships.selectors.significance import texts_of, thresholds
from partnerships.snapshot import canonical
from tests.pdf import samples
from tests.specs import SPEC

BLANK = blank_of(SPEC, published_on=date(2026, 5, 4))
GOLDEN = samples.FOLDER / "blank.txt"
BLOCKS = blank_paper(BLANK).blocks


def texts() -> list[str]:
    """Return every text of the paper, a line each."""
    found: list[str] = []
    for block in BLOCKS:
        match block:
            case Heading() | Paragraph():
                found.append(block.text)
            case Listing():
                found += block.items
            case Room():
                found.append(block.label)
    return found


def test_the_golden_text() -> None:
    assert "\n".join(texts()) + "\n" == GOLDEN.read_text(encoding="utf-8"), (
        "if the change is meant, write it to the golden file"
    )


def test_each_decision_is_explained_and_the_significance_asked_as_in_the_service() -> None:
    found = texts()
    assert "Enter: Approval to sign the agreement and start." in found
    assert "High: The board decides." in found
    for factor, words in texts_of(thresholds()).items():
        place = BLOCKS.index(Heading(str(factor.label), 3))
        assert BLOCKS[place + 1] == Listing(tuple(words.values()), has_boxes=True)
    assert "£50,000 or more, but less than £500,000" in found


def test_all_that_is_asked_is_there_word_for_word() -> None:
    found = texts()
    for question in SPEC.questions:
        assert f"{question.code} {question.title}" in found
        assert question.text in found
        assert question.guidance in found
        for label in (*(option.label for option in question.options), *(fact.label for fact in question.facts)):
            assert label in found
    for item in (*SPEC.characteristics, *SPEC.benefits):
        assert item.text in found
    assert set(BLANK.details) <= set(found)


def test_each_question_has_boxes_to_tick_and_room_to_write() -> None:
    places = [place for place, block in enumerate(BLOCKS) if isinstance(block, Heading)]
    for question in SPEC.questions:
        heading = Heading(f"{question.code} {question.title}", 3)
        start = BLOCKS.index(heading)
        end = next((place for place in places if place > start), len(BLOCKS))
        own = BLOCKS[start:end]
        assert Listing(tuple(option.label for option in question.options), has_boxes=True) in own
        rooms = [block.label for block in own if isinstance(block, Room)]
        assert (question.reason_label or "Why is this your answer?") in rooms
        assert any(label.startswith("Evidence") for label in rooms)
        assert ("Finding" in rooms) is SPEC.section_of[question.key].has_finding


@pytest.mark.parametrize("word", ["blocker", "concern", "adverse", "flagged"])
def test_it_does_not_say_what_an_answer_leads_to(word: str) -> None:
    assert not [text for text in texts() if word in text.lower()]


def test_it_is_the_same_after_a_process_has_read_it() -> None:
    assert blank_in(content_of(BLANK)) == BLANK
    assert blank_in(canonical(samples.load("nearly_empty"))) is None


def test_text_of_a_version_is_made_safe_to_show() -> None:
    nasty = replace(BLANK, spec=replace(SPEC, title="Read\u202eness\x07"))
    assert blank_paper(nasty).title == "Read[right-to-left override]ness[a character without a name]"
    assert (
        blank_paper(replace(BLANK, council="漢"), glyphs=frozenset(range(128))).author == "[cjk unified ideograph-6f22]"
    )


def test_word_has_headings_language_and_labelled_room() -> None:
    document = Document(BytesIO(render_docx(blank_paper(BLANK))))
    styles = {part.text: part.style.name for part in document.paragraphs if part.style}
    assert styles[SPEC.title] == "Heading 1"
    assert styles["1.4.1 General issues"] == "Heading 2"
    assert styles["G1 Purpose and evidence of need"] == "Heading 3"
    assert styles["\N{BALLOT BOX} Not sure"] == "Normal"
    rooms = [block for block in BLOCKS if isinstance(block, Room)]
    assert len(document.tables) == len(rooms)
    labels = document.element.xpath(".//w:tbl/preceding-sibling::w:p[1]")
    assert [part.xpath("string(.)") for part in labels] == [room.label for room in rooms]
    for table, room in zip(document.tables, rooms, strict=True):
        (row,) = table.rows
        assert table._element.xpath("w:tblPr/w:tblCaption/@w:val") == [room.label]
        assert row.height
        assert row.height.mm >= room.lines * 8
    (language,) = document.styles.element.xpath("w:docDefaults//w:lang")
    assert language.get(qn("w:val")) == document.core_properties.language == "en-GB"
    assert document.core_properties.created.replace(tzinfo=None) == datetime(2026, 5, 4)  # noqa: DTZ001  # as Word keeps it
    assert document.core_properties.content_status == "Final"
