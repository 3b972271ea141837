"""Issues that were made by an earlier format of the snapshot: each page of them is what it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts.canonical import digest
from checklists.spec import Feed
from partnerships import reports
from partnerships.reports import report_of
from partnerships.reports.paper import paper_of
from partnerships.snapshot import Content, Snapshot, canonical, read
from partnerships.snapshot.shape import Choice, QuestionPart
from partnerships.snapshot.stored import snapshot_with
from tests.pdf import samples

STORED = (samples.FOLDER / "second_issue_format_2.json").read_bytes()


def older() -> Snapshot:
    """The second issue as it was stored in format 2, when `feeds` was a text and the code named questions."""
    return read(STORED)


def test_an_issue_that_does_not_say_why_it_was_made_then_reads_as_it_was_stored() -> None:
    said = json.loads(canonical(samples.load("second_issue")))
    del said["content"]["issue"]["missing_reason"]
    snapshot = read(json.dumps(said).encode())
    assert snapshot.digest == digest(said["content"])
    assert snapshot.content.issue
    assert snapshot.content.issue.missing_reason == ""
    assert "Issued though something was missing" not in reports.render_html(snapshot)


def with_digests_of(text: str, old: Snapshot, new: Snapshot) -> str:
    """Return what was made of the new snapshot as it reads with the digests and fingerprint of the old one."""
    text = text.replace(new.digest, old.digest).replace(new.fingerprint, old.fingerprint)
    text = text.replace(new.content.checklist.digest, old.content.checklist.digest)
    return text.replace(report_of(new).qr_code.path, report_of(old).qr_code.path)


def as_before(content: Content) -> Content:
    """Return the content as the older formats said it.

    An answer that was carried over counted as answered, every report was for the board, no fact was named that nobody
    answered, and one question was spoken of as several.
    """
    sections = tuple(
        replace(section, questions=tuple(map(without_unanswered_facts, section.questions)))
        for section in content.sections
    )
    return replace(
        content,
        progress=replace(content.progress, answered=18),
        prepared_for="The approval board",
        decider="the board",
        outcome=replace(content.outcome, explanation="Ready, on conditions set for these questions: G12."),
        sections=sections,
    )


def without_unanswered_facts(question: QuestionPart) -> QuestionPart:
    answer = question.answer
    # Which answers give the need stands in no snapshot of before: that is printed as the snapshot says it.
    question = replace(question, feeds=tuple(feed for feed in question.feeds if feed != Feed.NEED))
    if answer is None:
        return question
    if question.key == "purpose-and-need":
        answer = replace(answer, is_carried_over=True)
        question = replace(question, status=Choice("carried_over", "Carried over"))
    return replace(question, answer=replace(answer, facts=tuple(fact for fact in answer.facts if fact.value)))


@pytest.mark.parametrize("made", [reports.render_html, lambda snapshot: repr(paper_of(snapshot))])
def test_an_older_issue_reads_as_one_of_today(made: Callable[[Snapshot], str]) -> None:
    old, new = older(), samples.load("second_issue")
    assert json.loads(STORED)["format"] == 2
    new = snapshot_with(as_before(new.content), made_on=new.made_on)
    assert made(old) == with_digests_of(made(new), old, new)


def test_what_an_older_issue_prints_is_the_fingerprint_that_it_was_issued_with() -> None:
    assert "9748-3866-deb3-d9c7" in reports.render_html(older())


def test_the_digest_of_an_older_issue_is_that_of_what_is_stored() -> None:
    assert older().digest == digest(json.loads(STORED)["content"])
