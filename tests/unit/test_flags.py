"""Rules, confirmations and treatments: why a question is flagged, how gravely, and what was done about it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from checklists.spec import (
    PLANNED_START,
    DecisionSought,
    FactSpec,
    FactType,
    QuestionSpec,
    RuleSpec,
    Severity,
    Significance,
)
from partnerships.domain.answers import AnswerState, CaseState, TreatmentKind, TreatmentState, lacks
from partnerships.domain.flags import Cause, Flag, FlagState, flag_of, flags_of
from partnerships.domain.rules import notifying, questions_read, rule_holds, severity_at
from tests.specs import SPEC, answered, best_case

START = date(2026, 9, 1)
MITIGATION = TreatmentState(TreatmentKind.MITIGATION, "Train them", "Kim", START)


def the_flag(key: str, case: CaseState) -> Flag:
    flag = flag_of(SPEC.by_key[key], case)
    assert flag
    return flag


# (answers changed, question flagged, severity at explore / in principle / enter, causes, because)
RULES = [
    (
        {"services-consulted": answered("yes", objection="yes")},
        "services-consulted",
        "CCC",
        [Cause.RULE],
        "A named service objects; the board must see it",
    ),
    (
        {"services-consulted": answered("no", objection="yes")},
        "services-consulted",
        "CBB",
        [Cause.NEGATIVE, Cause.RULE],
        "A named service objects; the board must see it",
    ),
    (
        {"partners-agree": answered("yes", essential_partner_not_agreed="yes")},
        "partners-agree",
        "CCB",
        [Cause.RULE],
        "An essential partner has not agreed",
    ),
    (
        {"time-limits": answered("done", duty_to_consult="yes"), "customers-consulted": answered("not_needed")},
        "customers-consulted",
        "CCB",
        [Cause.NEGATIVE, Cause.RULE],
        "The legal time limits record a duty to consult",
    ),
    (
        {"prior-approval": answered("needed", talks_started="yes")},
        "prior-approval",
        "BBB",
        [Cause.NEGATIVE, Cause.RULE],
        "Talks or bids started before the approval they need",
    ),
    (
        {"time-limits": answered("done", earliest_lawful_date="2026-09-02")},
        "time-limits",
        "CBB",
        [Cause.RULE],
        "The planned start is before the earliest lawful date",
    ),
    (
        {"no-accidental-contract": answered("all", money_spent="yes")},
        "no-accidental-contract",
        "BBB",
        [Cause.RULE],
        "Money is being spent with no written terms",
    ),
    (
        {"no-accidental-contract": answered("some", money_spent="yes", written_terms="no")},
        "no-accidental-contract",
        "BBB",
        [Cause.NEGATIVE, Cause.RULE],
        "Money is being spent with no written terms",
    ),
]


@pytest.mark.parametrize(("changes", "key", "severities", "causes", "because"), RULES)
def test_a_rule_that_holds(
    changes: dict[str, AnswerState], key: str, severities: str, causes: list[Cause], because: str
) -> None:
    for decision in DecisionSought:
        flag = the_flag(key, best_case(decision, changes=changes, planned_start_on=START))
        assert flag.severity.value[0].upper() == severities[decision.rank]
        assert (list(flag.causes), flag.because) == (causes, (because,))


@pytest.mark.parametrize(
    "changes",
    [
        {"services-consulted": answered("yes", objection="no")},
        {"services-consulted": answered("yes", objecting_service="Highways, over cost")},
        {"partners-agree": answered("yes", essential_partner_not_agreed="no")},
        {"time-limits": answered("done", duty_to_consult="yes")},
        {"prior-approval": answered("obtained", talks_started="yes")},
        {"time-limits": answered("done", earliest_lawful_date="2026-09-01")},
        {"time-limits": answered("done", earliest_lawful_date="2026-08-31")},
        {"no-accidental-contract": answered("all", money_spent="yes", written_terms="yes")},
        {"no-accidental-contract": answered("all", written_terms="no")},
        {"no-accidental-contract": answered("all", money_spent="no", written_terms="no")},
    ],
)
def test_a_rule_that_does_not_hold_leaves_a_good_answer_alone(changes: dict[str, AnswerState]) -> None:
    assert flags_of(SPEC, best_case(changes=changes, planned_start_on=START)) == ()


def test_a_planned_consultation_is_not_escalated_by_the_duty_to_consult() -> None:
    changes = {
        "time-limits": answered("done", duty_to_consult="yes"),
        "customers-consulted": answered("planned", planned_on="2026-06-01"),
    }
    flag = the_flag("customers-consulted", best_case(changes=changes))
    assert (flag.severity, flag.causes) == (Severity.CONCERN, (Cause.NEGATIVE,))


def test_dates_are_compared_only_when_both_are_known() -> None:
    changes = {"time-limits": answered("done", earliest_lawful_date="2030-01-01")}
    assert flags_of(SPEC, best_case(changes=changes, planned_start_on=None)) == ()
    assert flags_of(SPEC, best_case(planned_start_on=date(1999, 1, 1))) == ()


def test_a_stored_date_that_is_none_is_an_error_not_a_silence() -> None:
    changes = {"time-limits": answered("done", earliest_lawful_date="soon")}
    with pytest.raises(ValueError, match="soon"):
        flags_of(SPEC, best_case(changes=changes, planned_start_on=START))


def test_rules_on_significance_do_not_hold_while_it_is_unknown() -> None:
    changes = {"authority": answered("no"), "pre-agreement": answered("needed")}
    flags = flags_of(SPEC, best_case(significance=None, changes=changes))
    assert [(flag.code, flag.severity) for flag in flags] == [("G10", Severity.CONCERN), ("L6", Severity.NOTE)]


def test_every_condition_of_a_rule_must_hold() -> None:
    rule = RuleSpec(Severity.BLOCKER, "All at once", option=("skills", ("gap",)), significance=(Significance.HIGH,))
    gap = {"skills": answered("gap")}
    assert rule_holds(rule, best_case(significance=Significance.HIGH, changes=gap))
    assert not rule_holds(rule, best_case(significance=Significance.LOW, changes=gap))
    assert not rule_holds(rule, best_case(significance=Significance.HIGH))


@pytest.mark.parametrize("severity", Severity)
def test_only_a_blocker_of_a_later_decision_is_lowered(severity: Severity) -> None:
    for decision in DecisionSought:
        assert severity_at(severity, None, decision) is severity
        for blocks_from in DecisionSought:
            is_later = blocks_from.rank > decision.rank
            lowered = severity is Severity.BLOCKER and is_later
            assert severity_at(severity, blocks_from, decision) is (Severity.CONCERN if lowered else severity)


def test_facts_raise_their_rule_while_the_question_itself_is_unanswered() -> None:
    flag = the_flag("services-consulted", best_case(changes={"services-consulted": answered(None, objection="yes")}))
    assert (flag.severity, flag.causes) == (Severity.BLOCKER, (Cause.UNANSWERED, Cause.RULE))


def test_all_causes_at_once_stand_in_their_order() -> None:
    changes = {"prior-approval": AnswerState(option="needed", facts={"talks_started": "yes"})}
    flag = the_flag("prior-approval", best_case(changes=changes, confirmed=frozenset()))
    assert flag.causes == (Cause.UNANSWERED, Cause.NEGATIVE, Cause.RULE, Cause.UNCONFIRMED)
    assert flag.notify == ("monitoring_officer",)


def test_an_empty_case_is_flagged_at_every_question_in_their_order() -> None:
    for decision in DecisionSought:
        flags = flags_of(SPEC, CaseState(decision))
        assert [flag.code for flag in flags] == [f"G{n}" for n in range(1, 13)] + [f"L{n}" for n in range(1, 7)]
        assert all(flag.severity is Severity.BLOCKER and flag.causes[0] is Cause.UNANSWERED for flag in flags)
        assert {flag.code for flag in flags if flag.is_unconfirmed} == {"L1", "L2", "L6"}


def test_a_treated_concern_keeps_its_treatment_in_the_flag() -> None:
    case = best_case(changes={"skills": answered("gap")}, treatments={"skills": MITIGATION})
    flag = the_flag("skills", case)
    assert (flag.state, flag.treatment, flag.is_condition) == (FlagState.MITIGATION, MITIGATION, True)
    assert flag.is_treatable
    assert not flag.is_open_concern


def test_a_missing_confirmation_alone_cannot_be_treated() -> None:
    case = best_case(confirmed=frozenset(), treatments={"prior-approval": MITIGATION})
    flag = the_flag("prior-approval", case)
    assert (flag.state, flag.treatment, flag.is_treatable) == (FlagState.OPEN, None, False)


def test_a_concern_can_be_treated_while_its_confirmation_is_missing() -> None:
    case = best_case(
        DecisionSought.EXPLORE,
        changes={"legal-basis": answered("in_progress")},
        confirmed=frozenset(),
        treatments={"legal-basis": MITIGATION},
    )
    flag = the_flag("legal-basis", case)
    assert (flag.severity, flag.state, flag.is_unconfirmed) == (Severity.CONCERN, FlagState.MITIGATION, True)


@pytest.mark.parametrize(("key", "option"), [("purpose-and-need", "no"), ("novelty", "new_here")])
def test_blockers_and_notes_take_no_treatment(key: str, option: str) -> None:
    case = best_case(changes={key: answered(option)}, treatments={key: MITIGATION})
    assert (the_flag(key, case).state, the_flag(key, case).is_condition) == (FlagState.OPEN, False)


def test_a_treatment_of_one_question_leaves_the_others_open() -> None:
    changes = {"skills": answered("gap"), "novelty": answered("novel")}
    flags = flags_of(SPEC, best_case(changes=changes, treatments={"skills": MITIGATION}))
    assert [(flag.code, flag.state) for flag in flags] == [("G11", FlagState.MITIGATION), ("L5", FlagState.OPEN)]


def test_every_kind_of_treatment_is_a_state_of_a_flag() -> None:
    assert {kind.value for kind in TreatmentKind} | {FlagState.OPEN.value} == set(FlagState.values)


def test_a_note_does_not_make_a_missing_confirmation_treatable() -> None:
    case = best_case(
        changes={"pre-agreement": answered("being_drafted")},
        confirmed=frozenset(),
        treatments={"pre-agreement": MITIGATION},
    )
    flag = the_flag("pre-agreement", case)
    assert (flag.severity, flag.causes) == (Severity.CONCERN, (Cause.NOTED, Cause.UNCONFIRMED))
    assert (flag.state, flag.is_treatable) == (FlagState.OPEN, False)


def with_fact(**values: Any) -> QuestionSpec:
    """G2, whose answer needs a fact of that kind."""
    return replace(SPEC.by_key["customer-benefit"], facts=(FactSpec("measured", "Is it measured?", **values),))


REQUIRED: dict[str, Any] = {"type": FactType.YES_NO, "is_required": True, "not_known": Severity.CONCERN}


def test_an_answer_without_a_fact_that_must_be_answered_is_unanswered() -> None:
    question = with_fact(**REQUIRED)
    flag = flag_of(question, best_case())
    assert flag
    assert (flag.severity, flag.causes) == (Severity.BLOCKER, (Cause.UNANSWERED,))
    assert lacks(question, answered("yes")) == "“Is it measured?” has not been answered."
    assert lacks(question, answered("yes", measured="no")) == ""


@pytest.mark.parametrize(
    ("severity", "cause"), [(Severity.CONCERN, Cause.NEGATIVE), (Severity.NOTE, Cause.NOTED), (Severity.NONE, None)]
)
def test_not_known_yet_has_the_severity_that_the_version_gives_it(severity: Severity, cause: Cause | None) -> None:
    case = best_case(changes={"customer-benefit": answered("yes", measured="not_known")})
    flag = flag_of(with_fact(**{**REQUIRED, "not_known": severity}), case)
    if cause is None:
        assert flag is None
        return
    assert flag
    assert (flag.severity, flag.causes) == (severity, (cause,))
    assert flag.because == ("“Is it measured?”: not known yet",)
    assert flag.is_treatable is (severity is Severity.CONCERN)


def test_what_says_more_about_a_yes_is_asked_for_after_a_yes_alone() -> None:
    detail = FactSpec("how", "How?", FactType.TEXT, is_required=True)
    question = replace(with_fact(**REQUIRED), facts=(*with_fact(**REQUIRED).facts, detail))
    assert lacks(question, answered("yes", measured="no")) == ""
    assert lacks(question, answered("yes", measured="yes", how=" ")) == "“How?” has not been answered."
    assert lacks(question, answered("yes", measured="yes", how="Yearly")) == ""


def test_who_must_be_told_and_of_which_answers() -> None:
    case = best_case(changes={"prior-approval": answered("needed", talks_started="yes")})
    assert notifying(SPEC, case) == {"prior-approval": frozenset({"prior-approval"})}
    assert notifying(SPEC, best_case()) == {}


def test_a_rule_reads_the_questions_of_its_facts_dates_and_options() -> None:
    rule = RuleSpec(
        severity=Severity.CONCERN,
        because="Why.",
        fact=("skills.training_by", "x"),
        option=("authority", ("no",)),
        date_after=("time-limits.by", PLANNED_START),
    )
    assert questions_read(rule, "novelty") == {"novelty", "skills", "authority", "time-limits"}
