"""Rules of a version that few versions meet: how much it may hold, texts of other scripts, and answers that are evidence alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checklists.spec import Change, ChecklistSpec, GuideItemSpec, QuestionSpec, Severity, difference, lengths
from checklists.spec.changes import decided
from checklists.spec.lint_amounts import OPTIONS, QUESTIONS_OF_SECTION, amount_problems, amounts_of_question
from checklists.spec.lint_history import lint_history
from checklists.spec.lint_texts import kept_problems
from partnerships.domain.answers import AnswerState
from partnerships.domain.upgrading import Start, case_after, plan
from tests.specs import SPEC, best_case

KEY = "skills"


def later(*questions: QuestionSpec) -> ChecklistSpec:
    """The shipped version with these questions in place of the one of that key."""
    sections = (
        replace(
            section,
            questions=tuple(new for old in section.questions for new in (questions if old.key == KEY else (old,))),
        )
        for section in SPEC.sections
    )
    return replace(SPEC, version="9.0", sections=tuple(sections))


def test_a_version_holds_so_much_at_most() -> None:
    section = SPEC.sections[0]
    long = replace(section, questions=section.questions[:1] * (QUESTIONS_OF_SECTION + 1))
    [(about, sentence)] = amount_problems(replace(SPEC, sections=(long,)))
    assert about == "sections"
    assert sentence.endswith("Divide it.")
    [(about, sentence)] = amounts_of_question(OPTIONS + 1, 0, 0)
    assert about == "options"
    assert sentence == f"The question has {OPTIONS + 1} options; at most {OPTIONS} are kept."


def test_a_tip_is_what_it_says_first_and_what_explains_that() -> None:
    assert GuideItemSpec("T1", "Set objectives. – Define the purpose.").in_two == (
        "Set objectives.",
        "Define the purpose.",
    )
    assert GuideItemSpec("T2", "Set objectives.").in_two == ("Set objectives.", "")


def test_a_text_that_is_not_plain_may_be_right() -> None:
    assert list(kept_problems("The title", "One line.\nAnother.", lengths.TEXT)) == []


def test_what_replaces_another_by_two_ways_is_no_circle() -> None:
    asked = SPEC.by_key[KEY]
    first, second, last = (replace(asked, key=f"{KEY}-{name}", code=f"G11{name}") for name in "abc")
    found = later(
        replace(first, replaces=(second.key, last.key)),
        replace(second, replaces=(last.key,)),
        replace(last, replaces=(KEY,)),
    )
    assert not [problem for problem in lint_history([SPEC, found], "a file") if "in turn" in problem.sentence]


def test_questions_that_replace_each_other_are_a_circle() -> None:
    asked = SPEC.by_key[KEY]
    first, second = (replace(asked, key=f"{KEY}-{name}", code=f"G11{name}") for name in "ab")
    found = later(replace(first, replaces=(KEY, second.key)), replace(second, replaces=(first.key,)))
    problems = [problem.sentence for problem in lint_history([SPEC, found], "a file")]
    assert problems.count("It replaces a question that replaces it in turn.") == 2


def test_an_editor_decides_one_of_two_words() -> None:
    assert decided("meaning") == "meaning"
    with pytest.raises(ValueError, match="“change” must be editorial or meaning, not 'other'"):
        decided("other")


def test_evidence_without_an_answer_stays_and_the_question_is_unanswered() -> None:
    put_otherwise = later(replace(SPEC.by_key[KEY], text="Who has the skills?", change="meaning"))
    found = plan(difference(SPEC, put_otherwise), {KEY: AnswerState(evidence_count=1)})
    [of_it] = [each for each in found.questions if each.key == KEY]
    assert (of_it.diff.change, of_it.start) == (Change.MEANING, Start.UNANSWERED)
    assert of_it.answer.evidence_count == 1


def test_a_flag_raised_by_hand_stands_on_what_took_the_place() -> None:
    half = replace(SPEC.by_key[KEY], replaces=(KEY,))
    found = later(replace(half, key="training", code="G11a"), replace(half, key="able", code="G11b"))
    case = replace(best_case(), raised={KEY: Severity.CONCERN})
    after = case_after(plan(difference(SPEC, found), case.answers), case)
    assert after.raised == {"training": Severity.CONCERN, "able": Severity.CONCERN}
