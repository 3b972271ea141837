"""The text of a council report: its headings in their order, every part of the snapshot in its place, nothing but text."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from partnerships.reports.paper import Heading, Listing, Paper, Paragraph, Room, Table, paper_of
from partnerships.reports.paper.blocks import Block, prose
from partnerships.snapshot.stored import read
from tests.pdf import samples

GOLDEN = Path(__file__).parent.parent / "data" / "snapshots" / "second_public_paper.txt"
HEADINGS = [
    "Purpose of the report",
    "Recommendations",
    "Reasons for the recommendations",
    "Alternatives considered and rejected",
    "Background",
    "Implications",
    "Risk",
    "Consultation",
    "Interests declared",
    "Conditions and next steps",
    "Background papers",
    "Appendix: the readiness report",
]


def paper(name: str) -> Paper:
    return paper_of(samples.load(name))


def lines(block: Block) -> list[str]:
    match block:
        case Heading():
            return [f"{'#' * block.level} {block.text}"]
        case Paragraph():
            return [block.text]
        case Listing():
            return [f"- {item}" for item in block.items]
        case Table():
            return [" | ".join(row) for row in (block.headings, *block.rows)]
        case Room():
            raise AssertionError("a council report has no room to write")


def text(made: Paper) -> str:
    return "\n".join(line for block in made.blocks for line in lines(block)) + "\n"


def under(made: Paper, heading: str) -> str:
    """The text between a heading of the second or third level and the next one of either."""
    places = [place for place, block in enumerate(made.blocks) if isinstance(block, Heading)]
    start = next(place for place in places if lines(made.blocks[place])[0].lstrip("# ") == heading)
    end = next((place for place in places if place > start), len(made.blocks))
    return "\n".join(line for block in made.blocks[start + 1 : end] for line in lines(block))


def test_the_golden_text() -> None:
    assert text(paper("second_public")) == GOLDEN.read_text(encoding="utf-8"), (
        "if the change is meant, write it to the golden file"
    )


@pytest.mark.parametrize("name", samples.NAMES)
def test_the_headings_are_those_of_a_council_report_in_their_order(name: str) -> None:
    headings = [block for block in paper(name).blocks if isinstance(block, Heading)]
    assert [heading.level for heading in headings].count(1) == 1
    assert headings[0].level == 1
    named = [heading.text for heading in headings if heading.level == 2]
    assert [heading for heading in named if heading != "Exempt information"] == HEADINGS
    assert all(later.level - earlier.level <= 1 for earlier, later in pairwise(headings))


@pytest.mark.parametrize("name", samples.NAMES)
def test_no_block_is_empty_and_only_the_recommendations_are_numbered(name: str) -> None:
    made = paper(name)
    assert all(line.strip() for block in made.blocks for line in lines(block))
    assert all(
        len(row) == len(block.headings) for block in made.blocks if isinstance(block, Table) for row in block.rows
    )
    assert sum(isinstance(block, Listing) and block.is_numbered for block in made.blocks) == 1


def test_a_draft_says_so_before_anything_else() -> None:
    made = paper("joint_equipment")
    assert made.is_draft
    assert made.blocks[1] == Paragraph("DRAFT – not issued. What it says can still change.", is_strong=True)
    assert "made from a draft of the readiness report on PR-0001" in text(made)


def test_an_issue_names_its_number_and_where_to_verify_it() -> None:
    made = paper("second_issue")
    assert not made.is_draft
    assert "DRAFT" not in text(made)
    said = under(made, "Appendix: the readiness report")
    assert "issue 2 of the readiness report on PR-0002" in said
    assert "/verify/" in said


def test_a_full_edition_with_exempt_parts_is_not_for_publication() -> None:
    assert "Not for publication: this text contains exempt information." in text(paper("second_issue"))


def test_the_public_edition_says_why_a_part_is_left_out_and_not_what_it_says() -> None:
    full, public = paper("second_issue"), paper("second_public")
    advice = under(full, "Legal")
    assert "Comment by" in advice
    assert under(public, "Legal") == (
        "Exempt. Paragraph 5: legal professional privilege. Reason: It is legal advice to the council."
    )
    assert advice not in text(public)


def test_the_cost_may_be_exempt() -> None:
    mark = {"paragraph": {"key": "3", "label": "Paragraph 3: business"}, "reason": "It names a price."}
    left_out = {"annual_cost": None, "funding_source": "", "cost_exempt": mark}
    hub = samples.load("community_hub")
    snapshot = samples.edited(hub, lambda content: content["partnership"].update(left_out))
    assert under(paper_of(snapshot), "Cost and funding") == "Exempt. Paragraph 3: business. Reason: It names a price."


def test_an_area_without_a_comment_says_that_none_was_received() -> None:
    assert under(paper("second_issue"), "Equality") == "No comment received. Nobody was asked."


def test_a_referral_stands_beside_the_outcome_and_changes_what_is_recommended() -> None:
    made = paper("referred")
    assert "Not ready" in under(made, "Purpose of the report")
    assert "by referral of the monitoring officer" in under(made, "Purpose of the report")
    assert "considers the reason for which the case is referred" in under(made, "Recommendations")
    assert "takes no decision" not in text(made)


def test_a_referral_says_who_confirmed_it_and_who_asked_for_it() -> None:
    said = under(paper("referred"), "Purpose of the report")
    assert "Confirmed by Gwenllian Hughes, Monitoring officer, on 12 November 2026, 09:00." in said
    assert "Asked for by Margaret Ashdown, Manager, on 12 November 2026, for this reason:" in said
    assert "gives notice on its store before counsel can advise" in said


def test_a_referral_of_before_says_who_recorded_it() -> None:
    stored = json.loads((samples.FOLDER / "referred.json").read_text(encoding="utf-8"))
    for name in ("request", "capacity", "confirmed_at"):
        del stored["content"]["referral"][name]
    said = under(paper_of(read(json.dumps(stored).encode())), "Purpose of the report")
    assert "As the monitoring officer wrote it, recorded by Margaret Ashdown on 12 November 2026." in said
    assert "Confirmed by" not in said


def test_blockers_and_unanswered_questions_are_named_among_the_reasons() -> None:
    assert "L1 Establish the legal basis" in under(paper("joint_equipment"), "Reasons for the recommendations")
    assert "- G2 Benefit to customers" in under(paper("nearly_empty"), "Reasons for the recommendations")


def test_a_condition_of_an_earlier_decision_that_is_overdue_says_so() -> None:
    assert "| Overdue" in under(paper("second_issue"), "Conditions of earlier decisions")


def test_what_people_typed_is_text_without_what_cannot_be_shown() -> None:
    said = text(paper("long_texts"))
    assert "<script>alert(1)</script>" in said
    assert "bell" in said
    assert "\x07" not in said
    assert "\u202e" not in said


def test_empty_lines_divide_paragraphs_and_single_ones_do_not() -> None:
    assert list(prose("\n one\ntwo \n\n \n\nthree\n")) == [Paragraph(" one\ntwo"), Paragraph("three")]
    assert list(prose(" \n ")) == []
