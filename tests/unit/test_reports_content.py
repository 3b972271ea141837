"""What stands in a snapshot: the samples, made anew from their cases, and the rules of what is raised and counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from checklists.spec import Feed
from partnerships.snapshot import public_of
from partnerships.snapshot.making import snapshot_from
from partnerships.snapshot.record import Record
from partnerships.snapshot.shape import (
    Choice,
    ConfirmationPart,
    Content,
    CountsPart,
    ExemptMark,
    ExemptPart,
    ProgressPart,
)
from partnerships.snapshot.stored import snapshot_with
from tests.pdf import samples


def content_with(changes: dict[str, dict[str, Any]], **others: Any) -> Content:
    """The content of the community hub, which is Ready, but for these answers."""
    data = samples.case("community_hub")
    data["answers"] |= changes
    data |= others
    return samples.snapshot(data).content


def raised(content: Content) -> dict[str, tuple[str, ...]]:
    return {risk.code: risk.raised_by for risk in content.risks if risk.raised_by}


@pytest.mark.parametrize("name", samples.NAMES)
def test_the_sample_files_are_what_the_cases_give(name: str) -> None:
    assert samples.make(name) == samples.load(name), "run python -m tests.pdf.samples if the change is meant"


def test_all_questions_are_there_with_or_without_an_answer() -> None:
    content = samples.load("nearly_empty").content
    assert len(content.questions) == 18
    assert [question.code for question in content.questions if question.answer] == ["G1", "G3"]
    assert content.progress == ProgressPart(answered=1, of=18)


def test_an_unanswered_question_counts_as_a_blocker_too() -> None:
    counts = samples.load("nearly_empty").content.counts
    assert counts == CountsPart(blockers=17, unanswered=17, concerns_open=1, concerns_accepted=0, notes=0)


def test_concerns_that_were_treated_are_counted_as_accepted() -> None:
    counts = samples.load("joint_equipment").content.counts
    assert counts == CountsPart(blockers=1, unanswered=0, concerns_open=0, concerns_accepted=3, notes=2)


def test_a_ready_case_raises_no_risk_and_needs_no_tip() -> None:
    content = content_with({})
    assert content.outcome.label == "Ready"
    assert raised(content) == {}
    assert not any(risk.not_known_from for risk in content.risks)
    assert not any(tip.helps for tip in content.tips)


def test_a_concern_raises_the_risks_of_its_question_and_names_what_helps() -> None:
    content = content_with({"authority": {"option": "partly", "reason": "Up to a limit."}})
    assert raised(content) == dict.fromkeys(("R1", "R2", "R4", "R5"), ("authority",))
    assert [tip.code for tip in content.tips if tip.helps] == ["T5", "T6"]


def test_a_note_raises_no_risk() -> None:
    content = content_with({"skills": {"option": "after_training", "reason": "Booked."}})
    assert content.counts.notes == 1
    assert raised(content) == {}


def test_what_is_unanswered_or_unconfirmed_leaves_its_risks_unknown() -> None:
    content = content_with({"skills": {"option": None, "reason": ""}}, confirmed=["prior-approval", "pre-agreement"])
    unknown = {risk.code: risk.not_known_from for risk in content.risks if risk.not_known_from}
    assert unknown["R12"] == ("skills",)
    assert unknown["R15"] == ("legal-basis",)
    assert unknown["R1"] == ("skills", "legal-basis")
    assert raised(content) == {}


def test_a_blocker_of_a_later_decision_is_printed_as_what_it_counts_for_now() -> None:
    data = samples.case("joint_equipment")
    data["assessment"]["decision_sought"] = "explore"
    content = samples.snapshot(data).content
    answer = content.sections[1].questions[0].answer
    assert answer
    assert answer.severity == Choice("concern", "Concern")


def test_an_answer_without_its_reason_says_what_is_missing() -> None:
    content = samples.load("nearly_empty").content
    alternatives = content.sections[0].questions[2]
    assert alternatives.missing == "This answer needs a written reason."


def test_only_mitigations_become_conditions() -> None:
    conditions = samples.load("joint_equipment").content.proposed_conditions
    assert [(part.question, part.owner, part.due_on) for part in conditions] == [
        ("services-consulted", "Head of Commissioning", date(2027, 1, 29)),
        ("interests-protected", "Chief Finance Officer", date(2027, 2, 12)),
    ]


def feeding_need(*keys: str) -> Record:
    """The record of the community hub, in a version in which the answers to these questions give the need."""
    record = samples.record_of(samples.case("community_hub"))
    spec = record.case.spec
    sections = tuple(
        replace(
            section,
            questions=tuple(
                replace(question, feeds=(Feed.NEED,) if question.key in keys else ()) for question in section.questions
            ),
        )
        for section in spec.sections
    )
    return replace(record, case=replace(record.case, spec=replace(spec, sections=sections)))


def test_the_need_is_what_the_questions_that_feed_it_give() -> None:
    content = snapshot_from(feeding_need("skills", "authority"), made_on=samples.MADE_ON).content
    reasons = {question.key: question.answer.reason for question in content.questions if question.answer}
    assert content.partnership.need == f"{reasons['authority']}\n\n{reasons['skills']}"
    none = snapshot_from(feeding_need(), made_on=samples.MADE_ON).content
    assert none.partnership.need == ""


def test_the_need_is_left_out_when_one_of_the_answers_that_give_it_is_exempt() -> None:
    content = snapshot_from(feeding_need("skills", "authority"), made_on=samples.MADE_ON).content
    paragraph, reason = Choice("3", "Paragraph 3"), "It would harm the talks."
    exempt = ExemptPart(part="question:skills", label="Skills", paragraph=paragraph, reason=reason)
    public = public_of(snapshot_with(replace(content, exempt=(exempt,)), made_on=samples.MADE_ON)).content
    assert (public.partnership.need, public.partnership.need_exempt) == ("", ExemptMark(paragraph, reason))


def test_the_record_names_who_endorsed_and_who_owes_a_confirmation() -> None:
    endorsed, open_ = samples.load("community_hub").content, samples.load("joint_equipment").content
    assert endorsed.endorsement.confirmed_by == "Margaret Ashdown"
    assert open_.endorsement.confirmed_by is None
    legal_basis = open_.sections[1].questions[0].confirmation
    assert legal_basis == ConfirmationPart(role="Legal adviser")
