"""When an answer is complete, and how progress is counted."""

import pytest

from checklists.spec import ReasonRule
from partnerships.domain.answers import AnswerState, CaseState, incompleteness, is_complete, progress_of
from partnerships.domain.flags import flags_of
from partnerships.domain.readiness import progress_by
from tests.specs import BEST, SPEC, best_case

COMPLETE = ""
CHOOSE = "No answer has been chosen."
REASON = "This answer needs a written reason."
EITHER = "This answer needs evidence or a one-line reason."


@pytest.mark.parametrize(
    ("key", "option", "reason", "evidence", "lacks"),
    [
        ("purpose-and-need", None, "Written, but nothing chosen", 2, CHOOSE),
        ("purpose-and-need", "yes", "", 0, EITHER),
        ("purpose-and-need", "yes", " \n\t", 0, EITHER),
        ("purpose-and-need", "yes", "", 1, COMPLETE),
        ("purpose-and-need", "yes", "The needs assessment", 0, COMPLETE),
        ("purpose-and-need", "partly", "", 3, REASON),
        ("purpose-and-need", "partly", "  ", 0, REASON),
        ("purpose-and-need", "partly", "The need is not shown", 0, COMPLETE),
        ("novelty", "routine", "", 0, COMPLETE),
        ("novelty", "not_assessed", "", 0, COMPLETE),
        ("legal-basis", "done", "", 5, REASON),
    ],
)
def test_what_an_answer_lacks(key: str, option: str | None, reason: str, evidence: int, lacks: str) -> None:
    answer = AnswerState(option=option, reason=reason, evidence_count=evidence)
    assert incompleteness(SPEC.by_key[key], answer) == lacks
    assert is_complete(SPEC.by_key[key], answer) is (lacks == COMPLETE)


def test_a_finding_and_facts_do_not_stand_in_for_a_reason() -> None:
    answer = AnswerState(option="done", finding="Section 1", facts={"duty_to_consult": "yes"})
    assert incompleteness(SPEC.by_key["time-limits"], answer) == REASON


def test_an_option_of_another_version_is_an_error() -> None:
    with pytest.raises(KeyError):
        incompleteness(SPEC.by_key["novelty"], AnswerState(option="revolutionary"))


def test_every_rule_about_reasons_is_in_use() -> None:
    assert {option.reason for question in SPEC.questions for option in question.options} == set(ReasonRule)


def test_progress_counts_complete_answers_and_is_complete_only_at_the_end() -> None:
    case = best_case()
    assert progress_of(SPEC, CaseState(case.decision)).answered == 0
    seventeen = best_case(changes={"legal-basis": AnswerState(option="done")})
    assert (progress_of(SPEC, seventeen).answered, progress_of(SPEC, seventeen).of) == (17, 18)
    assert not progress_of(SPEC, seventeen).is_complete
    assert progress_of(SPEC, case).answered == len(BEST) == 18
    assert progress_of(SPEC, case).is_complete


def test_progress_is_the_same_by_the_flags() -> None:
    carried = best_case(changes={"legal-basis": AnswerState(option="done", is_carried_over=True)})
    for case in (CaseState(carried.decision), carried, best_case()):
        assert progress_by(flags_of(SPEC, case), SPEC) == progress_of(SPEC, case)


def test_a_blank_fact_counts_as_missing() -> None:
    case = best_case(changes={"time-limits": AnswerState(facts={"duty_to_consult": "  ", "earliest_lawful_date": ""})})
    assert case.fact("time-limits.duty_to_consult") == case.fact("time-limits.earliest_lawful_date") == ""
    assert case.fact("time-limits.no_such_fact") == case.fact("no-such-question.fact") == ""
