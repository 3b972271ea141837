"""What a case starts with on another version: for any two versions and any answers, nothing is lost and nothing is turned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.spec import (
    Change,
    ChecklistSpec,
    ConfirmSpec,
    FactSpec,
    FactType,
    OptionSpec,
    QuestionSpec,
    ReasonRule,
    SectionSpec,
    Severity,
    difference,
)
from partnerships.domain.answers import AnswerState, CaseState, TreatmentKind, TreatmentState
from partnerships.domain.upgrading import Plan, Start, case_after, plan
from tests.specs import SPEC, best_case

KEYS = st.sampled_from(["a", "b", "c", "d"])
OWN = st.sampled_from(["x", "y", "z"])
TEXTS = st.sampled_from(["Is it so?", "Is it not so?", "is it so", "Why?"])
OPTIONS = st.builds(
    OptionSpec,
    key=OWN,
    label=st.sampled_from(["Yes", "No", "Partly", "Perhaps"]),
    severity=st.sampled_from(Severity),
    reason=st.sampled_from(ReasonRule),
)
QUESTIONS = st.builds(
    QuestionSpec,
    code=KEYS,
    key=KEYS,
    title=TEXTS,
    text=TEXTS,
    answered_by=TEXTS,
    guidance=TEXTS,
    evidence=TEXTS,
    options=st.lists(OPTIONS, min_size=1, max_size=3, unique_by=lambda option: option.key).map(tuple),
    facts=st.lists(
        st.builds(FactSpec, OWN, TEXTS, st.sampled_from(FactType)), max_size=2, unique_by=lambda fact: fact.key
    ).map(tuple),
    confirm=st.none() | st.builds(ConfirmSpec, st.sampled_from(["legal", "manager"]), st.just(Severity.CONCERN)),
    replaces=st.lists(KEYS, max_size=2).map(tuple),
    change=st.sampled_from(["", "editorial", "meaning"]),
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[ChecklistSpec, ChecklistSpec]:
    """Two versions: the later one has questions of the earlier one as they were, and others, each with a section of two."""
    first = draw(st.lists(QUESTIONS, min_size=1, max_size=4, unique_by=lambda question: question.key))
    others = draw(st.lists(QUESTIONS, max_size=4, unique_by=lambda question: question.key))
    kept = draw(st.lists(st.sampled_from(first), max_size=3, unique_by=lambda question: question.key))
    later = {question.key: question for question in [*others, *kept]}
    return tuple(
        ChecklistSpec(
            "any", number, "Any", "Any", (_section("A", questions[::2], draw), _section("B", questions[1::2], draw))
        )
        for number, questions in (("1.0", first), ("1.1", list(later.values())))
    )  # type: ignore[return-value]  # of two


def _section(code: str, questions: list[QuestionSpec], draw: st.DrawFn) -> SectionSpec:
    return SectionSpec(code, code, tuple(questions), has_finding=draw(st.booleans()))


@st.composite
def answered(draw: st.DrawFn) -> tuple[ChecklistSpec, ChecklistSpec, CaseState]:
    """Two versions, and a case that answered some of the questions of the earlier one, with what was said of the answers."""
    old, new = draw(pairs())
    answers = {}
    for question in old.questions:
        if draw(st.integers(0, 3)):
            answers[question.key] = AnswerState(
                option=draw(st.sampled_from([None, *(option.key for option in question.options)])),
                reason=draw(st.sampled_from(["", f"reason {question.key}"])),
                finding=f"finding {question.key}" if old.section_of[question.key].has_finding else "",
                facts={fact.key: f"fact {question.key}" for fact in question.facts if draw(st.booleans())},
                evidence_count=draw(st.integers(0, 2)),
                is_carried_over=draw(st.booleans()),
            )
    keys = frozenset(draw(st.sets(st.sampled_from([*old.by_key]))))
    treatment = TreatmentState(TreatmentKind.JUSTIFIED, "It will do")
    case = replace(best_case(), answers=answers, confirmed=keys, treatments=dict.fromkeys(keys, treatment))
    return old, new, case


def texts_of(answer: AnswerState) -> set[str]:
    return {text for text in (answer.reason, answer.finding, *answer.facts.values()) if text}


def planned(old: ChecklistSpec, new: ChecklistSpec, case: CaseState, *, is_new_round: bool = False) -> Plan:
    return plan(difference(old, new), case.answers, is_new_round=is_new_round)


@given(answered(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_no_text_is_lost(tried: tuple[ChecklistSpec, ChecklistSpec, CaseState], is_new_round: bool) -> None:
    old, new, case = tried
    found = planned(old, new, case, is_new_round=is_new_round)
    kept = {each.key: texts_of(each.answer) for each in found.questions}
    shown = {key for each in found.questions for key in each.beside} | set(found.removed)
    for key, answer in case.answers.items():
        lost = texts_of(answer) - kept.get(key, set())
        assert not lost or key in shown
        assert (
            answer.option is None or key in shown or (key in kept and found_answer(found, key).option == answer.option)
        )


def found_answer(found: Plan, key: str) -> AnswerState:
    return next(each.answer for each in found.questions if each.key == key)


@given(answered(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_no_answer_is_without_its_question(
    tried: tuple[ChecklistSpec, ChecklistSpec, CaseState],
    is_new_round: bool,
) -> None:
    old, new, case = tried
    found = planned(old, new, case, is_new_round=is_new_round)
    assert [each.key for each in found.questions] == list(new.by_key)
    for each in found.questions:
        asked = new.by_key[each.key]
        assert each.answer.option in (None, *(option.key for option in asked.options))
        assert set(each.answer.facts) <= {fact.key for fact in asked.facts}
        assert new.section_of[each.key].has_finding or not each.answer.finding
        assert set(each.beside) <= set(old.by_key)
    assert not set(found.removed) & {key for each in found.questions for key in each.beside}


@given(answered(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_no_answer_is_carried_across_a_change_of_polarity(
    tried: tuple[ChecklistSpec, ChecklistSpec, CaseState],
    is_new_round: bool,
) -> None:
    old, new, case = tried
    for each in planned(old, new, case, is_new_round=is_new_round).questions:
        if each.answer.option is not None:
            was = old.by_key[each.key].option(each.answer.option)
            now = new.by_key[each.key].option(each.answer.option)
            adverse = {Severity.CONCERN, Severity.BLOCKER}
            assert was.severity == now.severity or {was.severity, now.severity} == adverse
            assert {was.label.lower(), now.label.lower()} != {"yes", "no"}


@given(answered())
@settings(max_examples=100, deadline=None)
def test_what_was_said_of_an_answer_stands_only_where_it_is_kept(
    tried: tuple[ChecklistSpec, ChecklistSpec, CaseState],
) -> None:
    old, new, case = tried
    found = planned(old, new, case)
    after = case_after(found, case)
    kept = {each.key for each in found.of(Start.KEPT)}
    assert after.confirmed <= kept & case.confirmed
    assert set(after.treatments) <= kept
    for each in found.of(Start.KEPT):
        assert each.answer == case.answers[each.key]
        assert each.diff.change in (Change.UNCHANGED, Change.EDITORIAL)


@given(answered())
@settings(max_examples=50, deadline=None)
def test_the_same_version_changes_nothing(tried: tuple[ChecklistSpec, ChecklistSpec, CaseState]) -> None:
    old, _new, case = tried
    alone = replace(
        old,
        sections=tuple(replace(s, questions=tuple(replace(q, replaces=()) for q in s.questions)) for s in old.sections),
    )
    after = case_after(planned(alone, alone, case), case)
    assert after.answers == {key: answer for key, answer in case.answers.items() if answer.is_begun}


def reworded(text: str, change: str = "") -> ChecklistSpec:
    """The shipped checklist with another text of one question."""
    question = replace(SPEC.by_key["skills"], text=text, change=change)
    first = replace(
        SPEC.sections[0], questions=tuple(question if q.key == "skills" else q for q in SPEC.sections[0].questions)
    )
    return replace(SPEC, version="1.1", sections=(first, *SPEC.sections[1:]))


@pytest.mark.parametrize(
    ("change", "start", "beside"),
    [("editorial", Start.KEPT, ()), ("meaning", Start.TO_CONFIRM, ("skills",)), ("", Start.TO_CONFIRM, ("skills",))],
)
def test_what_the_editor_decided_is_followed(change: str, start: Start, beside: tuple[str, ...]) -> None:
    found = plan(difference(SPEC, reworded("Are they trained?", change)), best_case().answers)
    each = next(each for each in found.questions if each.key == "skills")
    assert (each.start, each.beside, each.answer.is_carried_over) == (start, beside, start is Start.TO_CONFIRM)
    assert found.counts()[Start.KEPT] == 18 - (start is not Start.KEPT)


def test_a_new_round_carries_everything_over_to_be_confirmed() -> None:
    found = plan(difference(SPEC, SPEC), best_case().answers, is_new_round=True)
    assert all(each.answer.is_carried_over for each in found.questions)


def test_a_confirmation_by_another_role_is_asked_for_again() -> None:
    legal = SPEC.by_key["legal-basis"]
    assert legal.confirm is not None
    changed = replace(legal, confirm=replace(legal.confirm, role="manager"), change="editorial")
    second = replace(
        SPEC.sections[1], questions=tuple(changed if q.key == legal.key else q for q in SPEC.sections[1].questions)
    )
    case = best_case()
    found = plan(difference(SPEC, replace(SPEC, version="1.1", sections=(SPEC.sections[0], second))), case.answers)
    assert legal.key not in case_after(found, case).confirmed
    assert "pre-agreement" in case_after(found, case).confirmed
