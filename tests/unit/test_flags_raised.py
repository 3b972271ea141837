"""Flags that managers raise by hand: how they count beside what the answer says, and how a report prints them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checklists.spec import Severity
from partnerships import reports
from partnerships.domain.answers import AnswerState, CaseState, TreatmentKind, TreatmentState
from partnerships.domain.flags import Cause, Flag, FlagState, flags_of
from partnerships.domain.question_status import Status, status_of
from partnerships.domain.readiness import Outcome, count_flags, outcome_of
from partnerships.reports.paper import paper_of
from partnerships.snapshot import canonical, public_of, read
from tests.pdf import marked, samples
from tests.specs import SPEC, TO_CONFIRM, answered, best_case

CONCERN, NOTE = Severity.CONCERN, Severity.NOTE
JUSTIFIED = TreatmentState(TreatmentKind.JUSTIFIED, "Known and small.")
MITIGATION = TreatmentState(TreatmentKind.MITIGATION, "Ask them.", "Kim")


def raised_on(key: str, severity: Severity, **others: Any) -> tuple[CaseState, Flag]:
    """Return a case, its best but for the rest, with a flag raised on that question; and that flag."""
    case = best_case(raised={key: severity}, **others)
    (flag,) = [flag for flag in flags_of(SPEC, case) if flag.question_key == key]
    return case, flag


# question, answer (None: the best), raised: severity, causes, treatable, outcome while nobody treats it
TABLE = [
    ("skills", None, CONCERN, CONCERN, (Cause.RAISED,), True, Outcome.REVIEW_NOT_FINISHED),
    ("skills", None, NOTE, NOTE, (Cause.RAISED,), False, Outcome.READY),
    ("skills", "gap", CONCERN, CONCERN, (Cause.NEGATIVE, Cause.RAISED), True, Outcome.REVIEW_NOT_FINISHED),
    ("skills", "gap", NOTE, CONCERN, (Cause.NEGATIVE, Cause.RAISED), True, Outcome.REVIEW_NOT_FINISHED),
    ("skills", "after_training", CONCERN, CONCERN, (Cause.NOTED, Cause.RAISED), True, Outcome.REVIEW_NOT_FINISHED),
    ("existing-partnerships", "could_take_on", CONCERN, Severity.BLOCKER, (Cause.NEGATIVE, Cause.RAISED), False, Outcome.NOT_READY),
    ("skills", "", CONCERN, Severity.BLOCKER, (Cause.UNANSWERED, Cause.RAISED), False, Outcome.NOT_READY),
]  # fmt: skip


@pytest.mark.parametrize(("key", "option", "raised", "severity", "causes", "is_treatable", "outcome"), TABLE)
def test_a_raised_flag_counts_as_its_severity_says(
    key: str,
    option: str | None,
    raised: Severity,
    severity: Severity,
    causes: tuple[Cause, ...],
    is_treatable: bool,
    outcome: Outcome,
) -> None:
    changes: dict[str, AnswerState] = {} if option is None else {key: answered(option or None)}
    case, flag = raised_on(key, raised, changes=changes)
    assert (flag.severity, flag.causes, flag.is_treatable) == (severity, causes, is_treatable)
    assert outcome_of(flags_of(SPEC, case)) is outcome
    if is_treatable:
        treated = flags_of(SPEC, best_case(changes=changes, raised={key: raised}, treatments={key: JUSTIFIED}))
        assert outcome_of(treated) is Outcome.READY
        treated = flags_of(SPEC, best_case(changes=changes, raised={key: raised}, treatments={key: MITIGATION}))
        assert outcome_of(treated) is Outcome.READY_WITH_CONDITIONS


def test_it_is_no_adverse_answer_and_raises_no_risk() -> None:
    case, flag = raised_on("skills", CONCERN)
    assert not flag.has_adverse_answer
    assert status_of(SPEC.by_key["skills"], case) is Status.FLAGGED
    assert count_flags([flag]).open_concerns == 1


def test_a_note_is_not_treated() -> None:
    _case, flag = raised_on("skills", NOTE, treatments={"skills": JUSTIFIED})
    assert (flag.treatment, flag.state) == (None, FlagState.OPEN)


@pytest.mark.parametrize(
    ("key", "is_waiting", "is_treatable"), [("legal-basis", True, False), ("pre-agreement", False, True)]
)
def test_beside_a_missing_confirmation(key: str, is_waiting: bool, is_treatable: bool) -> None:
    """Missing, the one is a blocker, for which the case only waits; the other a concern, as the raised flag is."""
    _case, flag = raised_on(key, CONCERN, confirmed=TO_CONFIRM - {key})
    assert flag.causes == (Cause.UNCONFIRMED, Cause.RAISED)
    assert (flag.is_waiting, flag.is_treatable) == (is_waiting, is_treatable)


def described() -> dict[str, Any]:
    raised = {"severity": "concern", "reason": "Their accounts are two years old."}
    return samples.case("community_hub") | {"raised": {"skills": raised}}


def test_a_report_prints_it_with_its_author_in_every_edition() -> None:
    made = samples.snapshot(described())
    html = reports.render_html(made)
    flagged = html.split('id="flagged"')[1].split('id="risks"')[0]
    for words in ("Raised by a manager", "Their accounts are two years old.", "Margaret"):
        assert words in flagged
    summary, rest = html.split('id="contents"')
    assert "Margaret Ashdown raised it: “Their accounts are two years old.”" in summary
    assert rest.count("Their accounts are two years old.") == 1
    paper = repr(paper_of(made))
    assert "Raised by Margaret" in paper
    assert "Their accounts are two years old." in paper
    assert reports.render_html(read(canonical(made))) == html


def test_a_public_edition_leaves_it_out_with_its_question() -> None:
    made = samples.snapshot(described())
    assert "two years old" in canonical(public_of(made)).decode()
    hidden = canonical(public_of(marked.exempt(made, "question:skills"))).decode()
    assert "two years old" not in hidden
    assert "Raised by a manager" in hidden


def test_a_snapshot_from_before_reads_and_prints_as_it_did() -> None:
    stored = json.loads(canonical(samples.load("joint_equipment")))
    for flag in stored["content"]["flags"]:
        del flag["raised"]
    before = read(json.dumps(stored).encode())
    assert before.content == samples.load("joint_equipment").content
