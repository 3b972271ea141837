"""The public edition: of what is exempt no word is left, wherever in the report it stood, and of all else every word."""

from __future__ import annotations

import pytest

from partnerships import reports
from partnerships.domain.exemption import COST, IMPLICATION, QUESTION
from partnerships.snapshot import Snapshot, canonical, public_of
from tests.pdf import marked, samples


@pytest.fixture(scope="module")
def full() -> Snapshot:
    return marked.full()


def without(full: Snapshot, *parts: str) -> Snapshot:
    """The public edition when these parts are exempt."""
    return public_of(marked.exempt(full, *parts))


def left(text: str, part: str) -> set[str]:
    return {word for word in marked.words_of(part) if word in text}


def test_the_case_has_every_kind_of_text(full: Snapshot) -> None:
    text = canonical(full).decode()
    for field in (*marked.FIELDS, *marked.EARLIER):
        assert any(marked.word(f"{QUESTION}:{key}", field) in text for key in marked.KEYS), field
    for part in marked.parts():
        assert left(text, part), part


@pytest.mark.parametrize("part", marked.parts())
def test_no_word_of_an_exempt_part_is_left(full: Snapshot, part: str) -> None:
    public = without(full, part)
    assert left(canonical(public).decode(), part) == set()
    html = reports.render_html(public)
    assert left(html, part) == set()
    assert "Left out of the public edition." in html
    assert marked.WHY in html


@pytest.mark.parametrize("part", marked.parts())
def test_every_word_of_the_other_parts_is_left(full: Snapshot, part: str) -> None:
    before, after = canonical(full).decode(), canonical(without(full, part)).decode()
    for other in marked.parts():
        # Rules are explained only while no question is exempt.
        unexplained = {marked.word(other, "because")} if part.startswith(QUESTION) else set()
        if other != part:
            assert left(after, other) == left(before, other) - unexplained, other


def test_what_cannot_be_exempt_is_in_every_public_edition(full: Snapshot) -> None:
    """A contact for the public is there to be printed."""
    public = without(full, *marked.parts())
    for text in (canonical(public).decode(), reports.render_html(public)):
        assert not [word for word in marked.words_for_all().values() if word not in text]


def test_no_rule_tells_what_an_exempt_answer_was(full: Snapshot) -> None:
    """A sentence such as “The legal time limits record a duty to consult” stands at another question."""
    shown = [flag.because for flag in without(full, COST).content.flags]
    hidden = [flag.because for flag in without(full, f"{QUESTION}:time-limits").content.flags]
    assert all(because[0].startswith("Zbecause") for because in shown)
    assert all(not because or because[0].startswith("A rule raises this.") for because in hidden)


def test_the_need_is_left_out_with_the_answer_that_gave_it(full: Snapshot) -> None:
    partnership = without(full, f"{QUESTION}:purpose-and-need").content.partnership
    assert partnership.need == ""
    assert partnership.need_exempt


def test_what_stays_of_an_exempt_question(full: Snapshot) -> None:
    content, before = without(full, f"{QUESTION}:authority").content, full.content
    assert content.outcome == before.outcome
    assert content.counts == before.counts
    assert content.risks == before.risks
    [was] = [flag for flag in before.flags if flag.question == "authority"]
    [flag] = [flag for flag in content.flags if flag.question == "authority"]
    assert (flag.severity, flag.causes, flag.state) == (was.severity, was.causes, was.state)
    assert len(content.evidence) == len(before.evidence), "the numbers of evidence stay as they are"


def test_a_blocker_stays_named_on_the_first_page() -> None:
    html = reports.render_html(without(samples.load("referred"), f"{QUESTION}:legal-basis"))
    assert "<strong>L1 Establish the legal basis.</strong>" in html
    assert "The answer is exempt from publication." in html
    assert "In progress" not in html.split('id="recommendations"')[0]


def test_a_condition_that_was_exempt_when_it_was_set_stays_so() -> None:
    content = samples.load("second_public").content
    [condition] = [part for part in content.conditions if part.number == 2]
    assert (condition.text, condition.owner, condition.due_on) == ("", "", None)
    assert content.since
    assert content.since.overdue == (2,), "that it is overdue is no secret"


def test_a_new_label_of_an_answer_that_was_exempt_then_stays_so(full: Snapshot) -> None:
    mark = {"paragraph": {"key": "3", "label": "Paragraph 3"}, "reason": marked.WHY}
    labels: list[str] = []

    def mark_as_exempt_before(content: samples.Json) -> None:
        change = next(part for part in content["since"]["wording"] if part["what"]["key"] == "option")
        change["exempt_before"] = mark
        labels.append(change["old"])

    public = canonical(public_of(samples.edited(full, mark_as_exempt_before))).decode()
    assert labels[0] in canonical(full).decode()
    assert labels[0] not in public


def test_the_level_that_an_exempt_cost_gave_is_left_out(full: Snapshot) -> None:
    significance = without(full, COST).content.significance
    assert [line.level for line in significance.lines if line.exempt] == [None]
    assert significance.level == full.content.significance.level


def test_the_full_snapshot_stays_as_it_is(full: Snapshot) -> None:
    before = canonical(full)
    without(full, *marked.parts())
    assert canonical(full) == before


def test_each_edition_has_its_own_fingerprint_and_says_which_it_is(full: Snapshot) -> None:
    public = without(full, f"{IMPLICATION}:legal")
    assert public.fingerprint != full.fingerprint
    assert "ISSUE 2, public edition" in reports.render_html(public)
    assert "1 part is exempt from publication and is left out" in reports.render_html(public)


def test_a_full_edition_with_exempt_parts_is_not_for_publication() -> None:
    html = reports.render_html(samples.load("second_issue"))
    assert 'data-status="ISSUE 2, not for publication"' in html
    assert "The public edition leaves that out." in html


def test_a_public_edition_of_which_nothing_is_exempt_says_so(full: Snapshot) -> None:
    assert "it says the same as the full edition" in reports.render_html(public_of(full))
