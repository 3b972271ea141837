"""Every option of every question, at every decision and significance: the table was written by hand from the content.

Columns: code, question, option, what a complete answer needs (reason, either, nothing), then the severity at
explore, in principle and enter; three such columns where it depends on the significance (low, medium, high).
"""

from itertools import product

import pytest

from checklists.spec import DecisionSought, Severity, Significance
from partnerships.domain.answers import AnswerState, TreatmentKind, TreatmentState
from partnerships.domain.flags import Cause, Flag, FlagState, flags_of
from partnerships.domain.readiness import Outcome, outcome_of
from tests.specs import SPEC, answered, best_case

TABLE = """
G1  purpose-and-need        yes                 either  ---
G1  purpose-and-need        partly              reason  CCC
G1  purpose-and-need        no                  reason  BBB
G1  purpose-and-need        not_sure            reason  BBB
G2  customer-benefit        yes                 either  ---
G2  customer-benefit        partly              reason  CCC
G2  customer-benefit        no                  reason  CBB
G2  customer-benefit        not_sure            reason  CCC
G3  alternatives            none_better         reason  ---
G3  alternatives            still_preferred     reason  CCC
G3  alternatives            another_way_better  reason  CBB
G3  alternatives            not_assessed        nothing CBB
G4  existing-partnerships   none_found          either  ---
G4  existing-partnerships   cannot_take_on      reason  CCC
G4  existing-partnerships   could_take_on       reason  BBB
G4  existing-partnerships   not_checked         nothing CBB
G5  services-consulted      yes                 either  ---
G5  services-consulted      partly              reason  CCC
G5  services-consulted      no                  reason  CBB
G5  services-consulted      not_sure            reason  CBB
G5  services-consulted      not_applicable      reason  CCC
G6  decision-makers         yes                 either  ---
G6  decision-makers         partly              reason  CCC
G6  decision-makers         no                  reason  CBB
G6  decision-makers         not_sure            reason  CBB
G7  partners-agree          yes                 either  ---
G7  partners-agree          partly              reason  CCC
G7  partners-agree          no                  reason  CCB
G7  partners-agree          not_sure            reason  CCB
G8  customers-consulted     yes                 either  ---
G8  customers-consulted     planned             reason  CCC
G8  customers-consulted     no                  reason  CCC
G8  customers-consulted     not_needed          reason  CCC
G8  customers-consulted     not_sure            reason  CCC
G9  representation          yes                 either  ---
G9  representation          partly              reason  CCC
G9  representation          no                  reason  CCB
G9  representation          not_sure            reason  CCB
G10 authority               yes                 either  ---
G10 authority               partly              reason  CCC
G10 authority               no                  reason  CCC CCC CCB
G10 authority               not_sure            reason  CCC CCC CCB
G11 skills                  in_place            either  ---
G11 skills                  after_training      reason  NNN
G11 skills                  gap                 reason  CCC
G11 skills                  not_assessed        nothing CCC
G12 interests-protected     yes                 either  ---
G12 interests-protected     partly              reason  CCC
G12 interests-protected     not_drafted         nothing CCB
G12 interests-protected     no                  reason  CCB
G12 interests-protected     not_sure            reason  CCB
L1  legal-basis             done                reason  ---
L1  legal-basis             in_progress         reason  CBB
L1  legal-basis             not_started         nothing CBB
L2  prior-approval          none_needed         reason  ---
L2  prior-approval          obtained            reason  ---
L2  prior-approval          needed              reason  BBB
L2  prior-approval          not_considered      nothing BBB
L3  time-limits             done                reason  ---
L3  time-limits             in_progress         reason  CCC
L3  time-limits             not_started         nothing CBB
L3  time-limits             not_applicable      reason  CCC
L4  no-accidental-contract  all                 either  ---
L4  no-accidental-contract  some                reason  CCC
L4  no-accidental-contract  none                reason  CCC
L4  no-accidental-contract  not_considered      nothing CCC
L5  novelty                 routine             nothing ---
L5  novelty                 new_here            reason  NNN
L5  novelty                 novel               reason  CCC
L5  novelty                 not_assessed        nothing CCC
L6  pre-agreement           in_place            either  ---
L6  pre-agreement           being_drafted       reason  NNN CCC CCB
L6  pre-agreement           needed              reason  NNN CCC CCB
L6  pre-agreement           not_needed          reason  NNN CCC CCB
L6  pre-agreement           not_considered      nothing NNN CCC CCB
"""
LETTERS = {"-": None, "N": Severity.NOTE, "C": Severity.CONCERN, "B": Severity.BLOCKER}
ROWS = [line.split() for line in TABLE.strip().splitlines()]
UNCONFIRMED = {"legal-basis": "CBB", "prior-approval": "CCC", "pre-agreement": "CCC"}
# A review is asked what entering is asked.
GATES = [((each.rank, each), size) for each, size in product(DecisionSought, enumerate(Significance))]
OUTCOMES = {
    None: Outcome.READY,
    Severity.NOTE: Outcome.READY,
    Severity.CONCERN: Outcome.REVIEW_NOT_FINISHED,
    Severity.BLOCKER: Outcome.NOT_READY,
}

rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[2]}")


def expected(columns: list[str], gate: int, size: int) -> Severity | None:
    return LETTERS[columns[size if len(columns) == 3 else 0][gate]]


def cause_of(columns: list[str]) -> Cause:
    return Cause.NOTED if columns[0][0] == "N" else Cause.NEGATIVE


def by_key(flags: tuple[Flag, ...]) -> dict[str, Flag]:
    return {flag.question_key: flag for flag in flags}


def test_the_table_names_every_option_once() -> None:
    options = [(question.code, question.key, option.key) for question in SPEC.questions for option in question.options]
    assert sorted((code, key, option) for code, key, option, *_rest in ROWS) == sorted(options)


@rows
def test_severity_and_outcome_of_a_complete_confirmed_answer(row: list[str]) -> None:
    code, key, option, _needs, *columns = row
    for (gate, decision), (size, significance) in GATES:
        flags = flags_of(SPEC, best_case(decision, significance, {key: answered(option)}))
        severity = expected(columns, gate, size)
        found = [(flag.code, flag.question_key, flag.severity, flag.state) for flag in flags]
        assert found == ([(code, key, severity, FlagState.OPEN)] if severity else []), (decision, significance)
        assert outcome_of(flags) is OUTCOMES[severity], (decision, significance)
        ruled = len(columns) == 3 and columns[size] != columns[0]
        assert all(flag.causes == (cause_of(columns),) + (Cause.RULE,) * ruled for flag in flags)
        assert all(len(flag.because) == ruled for flag in flags)


@rows
def test_without_its_reason_an_answer_is_unanswered_beside_what_it_is(row: list[str]) -> None:
    _code, key, option, needs, *columns = row
    for (gate, decision), (size, significance) in GATES:
        bare = by_key(flags_of(SPEC, best_case(decision, significance, {key: AnswerState(option=option)}))).get(key)
        evidenced = AnswerState(option=option, evidence_count=1)
        backed = by_key(flags_of(SPEC, best_case(decision, significance, {key: evidenced}))).get(key)
        adverse = expected(columns, gate, size) is not None
        assert (bare is not None) is (adverse or needs != "nothing")
        for flag, is_short in ((bare, needs != "nothing"), (backed, needs == "reason")):
            assert (flag is not None and Cause.UNANSWERED in flag.causes) is is_short
            assert not (is_short and flag and flag.severity is not Severity.BLOCKER)
            assert (flag is not None and cause_of(columns) in flag.causes) is adverse


@rows
def test_an_unconfirmed_answer_is_flagged_beside_whatever_it_is(row: list[str]) -> None:
    _code, key, option, _needs, *columns = row
    for (gate, decision), (size, significance) in GATES:
        flag = by_key(
            flags_of(SPEC, best_case(decision, significance, {key: answered(option)}, confirmed=frozenset()))
        ).get(key)
        answer = expected(columns, gate, size)
        missing = LETTERS[UNCONFIRMED[key][gate]] if key in UNCONFIRMED else None
        ranks = [severity.rank for severity in (answer, missing) if severity]
        assert (flag.severity.rank if flag else None) == max(ranks, default=None)
        assert (flag is not None and flag.causes[-1] is Cause.UNCONFIRMED) is (key in UNCONFIRMED)


@rows
def test_an_adverse_answer_always_shows_as_adverse(row: list[str]) -> None:
    """Whatever a manager does about it, and whatever stands beside it."""
    code, key, option, _needs, *columns = row
    for (gate, decision), (size, significance) in GATES:
        severity = expected(columns, gate, size)
        for kind in TreatmentKind:
            treatment = TreatmentState(kind, "Done about it", "Kim", None)
            case = best_case(decision, significance, {key: answered(option)}, treatments={key: treatment})
            flags = flags_of(SPEC, case)
            assert [(flag.code, flag.severity) for flag in flags] == ([(code, severity)] if severity else [])
            treated = severity is Severity.CONCERN
            assert all(flag.state == (kind.value if treated else "open") for flag in flags)
            concern = Outcome.READY_WITH_CONDITIONS if kind is TreatmentKind.MITIGATION else Outcome.READY
            assert outcome_of(flags) is (concern if treated else OUTCOMES[severity])
