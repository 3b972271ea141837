"""The notice of a decision: what council law asks of its record, in two editions, as page and as Word document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from lxml import html

from partnerships.domain.board import Result
from partnerships.reports.decision_notice import content_of, decision_notice_in, page_of, render_decision_notice_html
from partnerships.reports.documents import content_of as document_content
from partnerships.reports.word import render_decision_notice_docx
from partnerships.snapshot import Snapshot
from partnerships.snapshot.decision_notice import DecisionNotice
from tests.pdf import decided, marked, samples
from tests.unit.test_word_report import unpacked, words


def text_of(notice: DecisionNotice) -> str:
    """What the page says, with single spaces."""
    body: Any = html.document_fromstring(render_decision_notice_html(notice)).body
    return " ".join(body.text_content().split())


def public(snapshot: Snapshot | None = None, **said: Any) -> DecisionNotice:
    return decided.notice(snapshot or samples.load("second_public"), **said)


def without_exempt(name: str) -> Snapshot:
    return samples.edited(samples.load(name), lambda content: content.update(exempt=[]))


def test_it_says_what_the_law_asks_of_the_record() -> None:
    said = text_of(decided.notice())
    for wanted in (
        "What was decided Approved with conditions",
        "Decided by Cabinet",
        "Date 8 December 2026",
        f"Minute {decided.MINUTE}",
        "Reasons for the decision The partnership saves money, and people wait less.",
        f"Alternatives considered and rejected {decided.ALTERNATIVES}",
        f"Interests declared {decided.INTERESTS}",
        f"Dispensations granted {decided.DISPENSATIONS}",
        "With: Penmoel Town Council.",
        f"Condition 2. Owner: {decided.OWNER}. Due by 1 June 2027. {decided.ADDED}",
        "Issue 2 of the readiness report on PR-0002",
        f"by {decided.RECORDER}, 9 December 2026",
    ):
        assert wanted in said, wanted


def test_no_dispensation_and_no_condition_is_said_once() -> None:
    said = text_of(decided.notice(result=Result.APPROVED, dispensations="", conditions=[]))
    assert "Dispensations granted None." in said
    assert "Condition" not in said


@pytest.mark.parametrize(
    ("meeting", "decider", "wanted"),
    [
        ("Cabinet", "the board", "Cabinet (by the significance of the case, the board decides)"),
        # It is not said to be the director.
        ("Approval Board", "the director", "Approval Board (by the significance of the case, the director decides)"),
        ("The Director, Rhys Morgan", "the director", "The Director, Rhys Morgan"),
    ],
)
def test_it_names_who_decided(meeting: str, decider: str, wanted: str) -> None:
    assert page_of(replace(decided.notice(meeting=meeting), decider=decider)).decided_by == wanted


@pytest.mark.parametrize(
    ("result", "sought", "wanted"),
    [
        (
            Result.APPROVED,
            "enter",
            "Decision sought: To enter the partnership. The partnership stands on the council’s register",
        ),
        (Result.APPROVED, "explore", "The next decision is prepared"),
        (Result.DEFERRED, "enter", "The case is prepared again"),
        (Result.NOT_APPROVED, "enter", "The case ends here."),
    ],
)
def test_it_says_what_follows(result: Result, sought: str, wanted: str) -> None:
    made = decided.notice(result=result, conditions=[])
    said = text_of(replace(made, sought=replace(made.sought, key=sought)))
    assert str(result.label) in said
    assert wanted in said


def test_it_says_when_the_partnership_is_reviewed() -> None:
    said = text_of(decided.notice(review_on=date(2027, 6, 8)))
    assert "stands on the council’s register of partnerships. Its next review is on 8 June 2027." in said
    # A decision that put it on no register says nothing of a review that was set otherwise.
    assert "8 June 2027" not in text_of(decided.notice(result=Result.DEFERRED, review_on=date(2027, 6, 8)))


def test_an_agreed_end_says_no_more() -> None:
    made = decided.notice(result=Result.APPROVED, conditions=[])
    assert page_of(replace(made, sought=replace(made.sought, key="end"))).follows == ""


def test_a_corrected_minute_shows_both() -> None:
    made = decided.notice(corrections=decided.corrected())
    both = f"{decided.RIGHT} (recorded as {decided.MINUTE}, corrected on 16 December 2026)"
    assert f"Minute {both}" in text_of(made)
    assert "Two digits were swapped" not in text_of(made)
    assert (made.made_on, decided.notice().made_on) == (date(2026, 12, 16), date(2026, 12, 9))


def test_conditions_are_as_the_decision_set_them() -> None:
    recorded = [
        {"text": text, "owner": "Director of then", "due_on": "2027-03-01"}
        for text in (decided.MITIGATED, decided.ADDED)
    ]
    said = text_of(decided.notice(recorded=recorded))
    assert said.count("Owner: Director of then. Due by 1 March 2027.") == 2
    assert decided.OWNER not in said


def test_a_referral_says_why_it_came_all_the_same() -> None:
    referred = samples.load("referred")
    with_issue = samples.edited(
        referred,
        lambda content: content.update(
            issue={
                "number": 1,
                "issued_at": "2026-11-30T10:00:00+00:00",
                "issued_by": decided.RECORDER,
                "trail_position": 9,
                "trail_link": "0" * 64,
            }
        ),
    )
    said = text_of(decided.notice(with_issue))
    assert referred.content.referral
    assert "The case was not ready. The monitoring officer" in said
    assert " ".join(referred.content.referral.reason.split()) in said


def test_there_is_none_of_a_draft() -> None:
    with pytest.raises(ValueError, match="draft"):
        decided.notice("joint_equipment")


@pytest.mark.parametrize("repeats", [True, None])
def test_a_public_edition_leaves_out_what_has_exempt_text_parts(repeats: bool | None) -> None:
    said = text_of(public(has_exempt_text=repeats))
    for text in (decided.ALTERNATIVES, decided.ADDED, "saves money"):
        assert text not in said
    assert "Left out of the public edition." in said
    assert "Exempt from publication" in said
    for text in (decided.INTERESTS, decided.DISPENSATIONS, decided.MITIGATED):
        assert text in said


def test_a_public_edition_has_all_that_may_be_published() -> None:
    for made in (public(has_exempt_text=False), public(without_exempt("second_public"))):
        said = text_of(made)
        assert decided.ALTERNATIVES in said
        assert decided.ADDED in said
        assert "It leaves nothing out." in said
        assert "Exempt from publication" not in said


def test_the_full_edition_says_whether_it_may_be_published() -> None:
    assert "Not for publication: it may hold exempt information." in text_of(decided.notice(has_exempt_text=True))
    assert decided.ALTERNATIVES in text_of(decided.notice(has_exempt_text=True))
    assert "Nothing is exempt: the public edition says the same." in text_of(
        decided.notice(without_exempt("second_issue"))
    )


def test_no_word_of_what_is_exempt_is_in_the_public_edition() -> None:
    full, left = decided.all_exempt(is_public=False), decided.all_exempt(is_public=True)
    for said, public_text in (
        (render_decision_notice_html(full), render_decision_notice_html(left)),
        (unpacked(render_decision_notice_docx(full)), unpacked(render_decision_notice_docx(left))),
        (content_of(full).decode(), content_of(left).decode()),
    ):
        for part in marked.parts():
            assert any(word in said for word in marked.words_of(part)), part
            assert not [word for word in marked.words_of(part) if word in public_text], part
        assert marked.WHY in public_text


def test_the_word_document_says_the_same_in_the_same_order() -> None:
    for made in (decided.notice(corrections=decided.corrected()), public()):
        body: Any = html.document_fromstring(render_decision_notice_html(made)).body
        document = Document(BytesIO(render_decision_notice_docx(made)))
        assert words("".join(document.element.xpath(".//w:t/text()"))) == words(body.text_content())
        assert document.core_properties.title == f"{made.reference} {made.name}: decision notice"
        [section] = document.sections
        assert section.header.paragraphs[0].text.startswith(f"{made.reference} {made.council}\tDecision notice")


def test_word_gives_the_same_bytes() -> None:
    assert render_decision_notice_docx(public()) == render_decision_notice_docx(public())


def test_it_is_the_same_after_a_process_has_read_it() -> None:
    made = decided.notice(corrections=decided.corrected())
    assert decision_notice_in(content_of(made)) == made
    assert document_content(made) == content_of(made)


def test_typed_text_is_made_safe_to_show() -> None:
    said = text_of(decided.notice(reasons="<script>alert(1)</script> \u202eback", meeting="<b>Cabinet</b>"))
    assert "<script>alert(1)</script> [right-to-left override]back" in said
    assert "<b>Cabinet</b>" in said
