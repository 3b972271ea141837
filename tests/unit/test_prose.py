"""What people paste, as it is meant: paragraphs, bullets as lists, tabbed lines as tables; in the report and in the paper."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from partnerships.reports.paper import Listing, Paragraph, Table
from partnerships.reports.paper.blocks import Block, prose
from partnerships.reports.typed import without_bullet


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("One.\nTwo.\n\nThree.", [Paragraph("One.\nTwo."), Paragraph("Three.")]),
        ("One.\n\n\n \n\nTwo.", [Paragraph("One."), Paragraph("Two.")]),
        ("Aims:\n• first\n\u2022\tsecond", [Paragraph("Aims:"), Listing(("first", "second"))]),
        ("- first\n* second\nand so on", [Listing(("first", "second")), Paragraph("and so on")]),
        ("-5 degrees\n*starred*", [Paragraph("-5 degrees\n*starred*")]),
        (
            "Year\tTotal\tOurs\n2027/28\t185,000\t60,000\n2028/29\t190,000",
            [Table(("Year", "Total", "Ours"), (("2027/28", "185,000", "60,000"), ("2028/29", "190,000", "")))],
        ),
        ("Name:\tAda", [Paragraph("Name:    Ada")]),
        ("", []),
    ],
)
def test_typed_text_becomes_blocks(text: str, blocks: list[Block]) -> None:
    assert list(prose(text)) == blocks


def test_a_name_loses_the_bullet_that_was_pasted_with_it() -> None:
    assert without_bullet("• Marlshire Community Health NHS Trust") == "Marlshire Community Health NHS Trust"
    assert without_bullet("3-2-1 Trust") == "3-2-1 Trust"


def test_a_page_shows_tables_and_lists_and_escapes_what_is_in_them() -> None:
    shown = Template("{% load prose %}{% prose text %}").render(Context({"text": "a\tb\n<i>\td\n• <b>"}))
    assert '<th scope="col">a</th>' in shown
    assert "<td>&lt;i&gt;</td>" in shown
    assert "<li>&lt;b&gt;</li>" in shown
