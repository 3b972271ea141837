"""The outcome: the worked examples of the product, the order of its tests, and the words that explain it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import permutations

import pytest

from checklists.spec import DecisionSought, Severity, Significance
from partnerships.domain.answers import AnswerState, TreatmentKind, TreatmentState
from partnerships.domain.explanation import (
    confirmations_in,
    explanation_of,
    objections_in,
    reasons_of,
    waits_for,
)
from partnerships.domain.flags import Cause, Flag, flags_of
from partnerships.domain.readiness import (
    FlagCounts,
    Outcome,
    count_flags,
    deciding_step,
    outcome_of,
    steps_of,
)
from partnerships.domain.waiting import WaitsOn, waiting_in_words, waits_on
from partnerships.domain.workflow import State
from tests.specs import SPEC, answered, best_case

MITIGATION = TreatmentState(TreatmentKind.MITIGATION, "Ask counsel", "Kim", date(2026, 6, 1))
JUSTIFIED = TreatmentState(TreatmentKind.JUSTIFIED, "The others cost more")


@dataclass(frozen=True)
class Example:
    """A row of the worked examples; without a decision or significance it holds for any."""

    name: str
    changes: Mapping[str, AnswerState]
    outcome: Outcome
    flagged: list[tuple[str, str]]
    treatments: Mapping[str, TreatmentState] = field(default_factory=dict)
    decisions: tuple[DecisionSought, ...] = tuple(DecisionSought)
    significances: tuple[Significance, ...] = tuple(Significance)


STILL_PREFERRED = {"alternatives": answered("still_preferred")}
TALKS_STARTED = {"prior-approval": answered("needed", talks_started="yes")}
TRAINING = {"skills": answered("after_training", training_by="2026-10-01")}
EXAMPLES = [
    Example("1", {}, Outcome.READY, [], decisions=(DecisionSought.ENTER,), significances=(Significance.HIGH,)),
    Example("3 open", STILL_PREFERRED, Outcome.REVIEW_NOT_FINISHED, [("G3", "open")]),
    Example("3 justified", STILL_PREFERRED, Outcome.READY, [("G3", "justified")], {"alternatives": JUSTIFIED}),
    Example("4", {"alternatives": AnswerState("none_better")}, Outcome.NOT_READY, [("G3", "open")]),
    Example(
        "5",
        {"existing-partnerships": answered("could_take_on")},
        Outcome.NOT_READY,
        [("G4", "open")],
        decisions=(DecisionSought.EXPLORE,),
    ),
    Example("7", TRAINING, Outcome.READY, [("G11", "open")]),
    Example(
        "8 in principle",
        {"interests-protected": AnswerState("not_drafted")},
        Outcome.REVIEW_NOT_FINISHED,
        [("G12", "open")],
        decisions=(DecisionSought.IN_PRINCIPLE,),
    ),
    Example(
        "8 enter",
        {"interests-protected": AnswerState("not_drafted")},
        Outcome.NOT_READY,
        [("G12", "open")],
        decisions=(DecisionSought.ENTER,),
    ),
    Example(
        "9",
        {"novelty": answered("novel")},
        Outcome.READY_WITH_CONDITIONS,
        [("L5", "mitigation")],
        {"novelty": MITIGATION},
    ),
    Example("11", TALKS_STARTED, Outcome.NOT_READY, [("L2", "open")], decisions=(DecisionSought.EXPLORE,)),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_worked_example(example: Example) -> None:
    for decision in example.decisions:
        for significance in example.significances:
            flags = flags_of(SPEC, best_case(decision, significance, example.changes, treatments=example.treatments))
            assert [(flag.code, flag.state.value) for flag in flags] == example.flagged
            assert outcome_of(flags) is example.outcome


def test_worked_example_4_is_unanswered() -> None:
    (flag,) = flags_of(SPEC, best_case(changes={"alternatives": AnswerState("none_better")}))
    assert (flag.severity, flag.causes) == (Severity.BLOCKER, (Cause.UNANSWERED,))


def test_worked_example_7_is_a_note_only() -> None:
    (flag,) = flags_of(SPEC, best_case(changes=TRAINING))
    assert (flag.severity, flag.causes) == (Severity.NOTE, (Cause.NOTED,))


def test_worked_example_11_tells_the_monitoring_officer() -> None:
    (flag,) = flags_of(SPEC, best_case(DecisionSought.EXPLORE, changes=TALKS_STARTED))
    assert flag.notify == ("monitoring_officer",)


def flag(code: str, severity: Severity, cause: Cause, treatment: TreatmentState | None = None) -> Flag:
    return Flag(code.lower(), code, severity, (cause,), treatment=treatment)


BLOCKER = flag("G1", Severity.BLOCKER, Cause.NEGATIVE)
OPEN = flag("G2", Severity.CONCERN, Cause.NEGATIVE)
UNCONFIRMED = Flag("l2", "L2", Severity.CONCERN, (Cause.UNCONFIRMED,), confirm_role="legal")
CONDITION = flag("G3", Severity.CONCERN, Cause.NEGATIVE, MITIGATION)
ACCEPTED = flag("G5", Severity.CONCERN, Cause.NEGATIVE, JUSTIFIED)
NOTE = flag("L5", Severity.NOTE, Cause.NOTED)
TREATED_UNCONFIRMED = Flag(
    "l1",
    "L1",
    Severity.CONCERN,
    (Cause.NEGATIVE, Cause.UNCONFIRMED),
    treatment=MITIGATION,
    answer_severity=Severity.CONCERN,
    confirm_role="legal",
)
WAITING = Flag("l1", "L1", Severity.BLOCKER, (Cause.UNCONFIRMED,), confirm_role="legal")
WAITING_FOR_MANAGER = Flag("g3", "G3", Severity.BLOCKER, (Cause.NOTED, Cause.UNCONFIRMED), confirm_role="manager")


@pytest.mark.parametrize(
    ("flags", "outcome", "codes"),
    [
        ([], Outcome.READY, ()),
        ([NOTE], Outcome.READY, ()),
        ([NOTE, ACCEPTED], Outcome.READY, ()),
        ([CONDITION], Outcome.READY_WITH_CONDITIONS, ("G3",)),
        ([CONDITION, ACCEPTED, NOTE], Outcome.READY_WITH_CONDITIONS, ("G3",)),
        ([OPEN], Outcome.REVIEW_NOT_FINISHED, ("G2",)),
        ([OPEN, CONDITION, NOTE], Outcome.REVIEW_NOT_FINISHED, ("G2",)),
        ([UNCONFIRMED], Outcome.REVIEW_NOT_FINISHED, ("L2",)),
        ([UNCONFIRMED, CONDITION], Outcome.REVIEW_NOT_FINISHED, ("L2",)),
        ([TREATED_UNCONFIRMED], Outcome.REVIEW_NOT_FINISHED, ("L1",)),
        ([BLOCKER], Outcome.NOT_READY, ("G1",)),
        ([BLOCKER, OPEN, CONDITION, ACCEPTED], Outcome.NOT_READY, ("G1",)),
    ],
)
def test_the_outcome_does_not_depend_on_the_order_of_flags(
    flags: list[Flag], outcome: Outcome, codes: tuple[str, ...]
) -> None:
    for order in permutations(flags):
        assert outcome_of(order) is outcome
        assert deciding_step(order).codes == codes


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ([BLOCKER, OPEN], "Not ready because this question has a blocker: G1."),
        ([BLOCKER, replace(BLOCKER, code="G5")], "Not ready because these questions have a blocker: G1, G5."),
        (
            [OPEN, replace(OPEN, code="G5")],
            "The review is not finished. These questions have an open concern: G2, G5.",
        ),
        (
            [CONDITION, replace(CONDITION, code="G5")],
            "Ready, on conditions set for these questions: G3, G5.",
        ),
        (
            [OPEN, UNCONFIRMED],
            "The review is not finished. This question has an open concern: G2. "
            "It also waits for a legal adviser to confirm L2.",
        ),
        ([UNCONFIRMED], "Review not finished: waits for a legal adviser to confirm L2."),
        ([TREATED_UNCONFIRMED], "Review not finished: waits for a legal adviser to confirm L1."),
        ([WAITING, OPEN], "Not ready: waits for a legal adviser to confirm L1."),
        (
            [BLOCKER, WAITING],
            "Not ready because this question has a blocker: G1. It also waits for a legal adviser to confirm L1.",
        ),
        (
            [WAITING, WAITING_FOR_MANAGER],
            "Not ready: waits for a legal adviser to confirm L1 and a manager to confirm G3.",
        ),
        (
            [BLOCKER, replace(WAITING, objection="Repealed.")],
            "Not ready because this question has a blocker: G1. "
            "It also waits for another answer to L1, which a legal adviser cannot confirm.",
        ),
        (
            [replace(WAITING, objection="Repealed."), replace(WAITING, code="L6")],
            "Not ready: waits for a legal adviser to confirm L6 and "
            "another answer to L1, which a legal adviser cannot confirm.",
        ),
        ([CONDITION, NOTE], "Ready, on a condition set for this question: G3."),
        ([NOTE], "Ready: every question is answered and nothing is left open."),
    ],
)
def test_the_explanation_names_the_questions(flags: list[Flag], sentence: str) -> None:
    assert explanation_of(flags, "in_review") == sentence


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ([WAITING], "Not ready: a legal adviser has not confirmed L1."),
        (
            [BLOCKER, WAITING],
            "Not ready because this question has a blocker: G1. Besides, a legal adviser has not confirmed L1.",
        ),
    ],
)
def test_what_nobody_can_confirm_any_more_waits_for_nobody(flags: list[Flag], sentence: str) -> None:
    assert explanation_of(flags, "referral_asked") == sentence


@pytest.mark.parametrize(
    ("waiting", "state", "whom", "sentence"),
    [
        (WAITING, "draft", WaitsOn.CONFIRMING, "Waits for a legal adviser to confirm it."),
        (WAITING, "in_review", WaitsOn.CONFIRMING, "Waits for a legal adviser to confirm it."),
        (
            replace(WAITING, causes=(Cause.UNANSWERED, Cause.UNCONFIRMED)),
            "draft",
            WaitsOn.COMPLETING,
            "Not confirmed: the answer is not complete yet.",
        ),
        (
            replace(WAITING, objection="Repealed."),
            "returned",
            WaitsOn.ANSWERING,
            "Cannot be confirmed by a legal adviser: it waits for another answer.",
        ),
        (
            replace(WAITING, objection="Repealed."),
            "in_review",
            WaitsOn.RETURNING,
            "Cannot be confirmed by a legal adviser: it waits for a manager to return the case.",
        ),
        (
            WAITING,
            "referral_asked",
            WaitsOn.NOBODY,
            "Not confirmed by a legal adviser. Nobody can confirm it while the case is “Referral asked”.",
        ),
        (BLOCKER, "draft", None, ""),
    ],
)
def test_on_whom_an_answer_waits(waiting: Flag, state: str, whom: WaitsOn | None, sentence: str) -> None:
    assert waits_on(waiting, state) is whom
    assert waiting_in_words(waiting, state) == sentence


@pytest.mark.parametrize(
    ("flags", "who"),
    [
        ([WAITING, OPEN, NOTE], "a legal adviser to confirm L1"),
        ([UNCONFIRMED, CONDITION], "a legal adviser to confirm L2"),
        ([BLOCKER, WAITING], ""),
        ([OPEN, UNCONFIRMED], ""),
        ([CONDITION], ""),
        ([], ""),
    ],
)
def test_an_outcome_waits_for_somebody_only_when_nothing_failed(flags: list[Flag], who: str) -> None:
    assert waits_for(flags) == who


def test_the_steps_say_what_was_found_at_each() -> None:
    steps = steps_of(flag for flag in (OPEN, CONDITION))
    assert [(step.outcome, step.holds, step.codes) for step in steps] == [
        (Outcome.NOT_READY, False, ()),
        (Outcome.REVIEW_NOT_FINISHED, True, ("G2",)),
        (Outcome.READY_WITH_CONDITIONS, True, ("G3",)),
        (Outcome.READY, True, ()),
    ]
    assert [step.finding for step in steps] == ["No question has a blocker.", "Yes: G2.", "Yes: G3.", ""]


def test_one_blocker_among_seventeen_good_answers_is_named() -> None:
    flags = flags_of(SPEC, best_case(changes={"purpose-and-need": answered("not_sure")}))
    assert outcome_of(flags) is Outcome.NOT_READY
    assert "G1" in explanation_of(flags, "draft")


def test_flags_are_counted_by_kind() -> None:
    unanswered = flag("G4", Severity.BLOCKER, Cause.UNANSWERED)
    flags = [BLOCKER, unanswered, OPEN, UNCONFIRMED, CONDITION, ACCEPTED, NOTE, TREATED_UNCONFIRMED]
    counts = FlagCounts(blockers=2, unanswered=1, open_concerns=2, treated_concerns=3, notes=1)
    assert count_flags(flag for flag in flags) == counts
    assert count_flags([]) == FlagCounts(0, 0, 0, 0, 0)


def test_an_objection_is_said_with_its_reason_and_waits_for_nobody() -> None:
    objected = replace(UNCONFIRMED, because=("The time limit is not known.",), objection="No power covers it.")
    assert reasons_of(replace(objected, objection="")) == ("The time limit is not known.",)
    assert reasons_of(objected) == (
        "The time limit is not known.",
        "Cannot be confirmed by a legal adviser, because: No power covers it.",
    )
    assert objections_in([objected, WAITING]) == "L2 cannot be confirmed by a legal adviser."
    assert objections_in([WAITING]) == ""


def test_who_must_confirm_is_said_while_they_can() -> None:
    assert confirmations_in([WAITING, OPEN], State.IN_REVIEW) == "a legal adviser to confirm L1"
    assert confirmations_in([WAITING, OPEN], State.WITHDRAWN) == ""
