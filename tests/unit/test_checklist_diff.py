"""The difference of two versions: what became of each question, and what is proposed of other words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from checklists.spec import (
    Change,
    ChecklistSpec,
    DecisionSought,
    FactSpec,
    FactType,
    OptionSpec,
    QuestionSpec,
    ReasonRule,
    Severity,
    canonical,
    difference,
    digest,
    lint_history,
    proposed_change,
)
from checklists.spec.marked import marked
from tests.specs import SPEC
from tests.unit.test_checklist_document import checklists

SKILLS = SPEC.by_key["skills"]
MEANING = "meaning"


def version(number: str, *questions: QuestionSpec, of: ChecklistSpec = SPEC) -> ChecklistSpec:
    """A version with these questions in one section."""
    return replace(of, version=number, sections=(replace(of.sections[0], questions=questions),))


def relabelled(question: QuestionSpec, key: str, **values: Any) -> QuestionSpec:
    options = tuple(replace(option, **values) if option.key == key else option for option in question.options)
    return replace(question, options=options)


def changes(old: ChecklistSpec, new: ChecklistSpec, *between: ChecklistSpec) -> dict[str, Change]:
    return {each.new.key: each.change for each in difference(old, new, between).questions}


SAME: dict[str, Callable[[QuestionSpec], QuestionSpec]] = {
    "number": lambda q: replace(q, code="Z9"),
    "what it says of the version before": lambda q: replace(q, replaces=("gone",), change=MEANING),
}
EDITORIAL: dict[str, Callable[[QuestionSpec], QuestionSpec]] = {
    "commas and quotation marks": lambda q: replace(q, text=q.text.replace(" - ", ", ") + " …"),
    "capital letters": lambda q: replace(q, text=q.text.upper()),
    "guidance": lambda q: replace(q, guidance=q.guidance + " Ask early."),
    "short label": lambda q: replace(q, title="Staff"),
    "who answers": lambda q: replace(q, answered_by="Somebody else"),
    "order of the options": lambda q: replace(q, options=q.options[::-1]),
    "a fact besides": lambda q: replace(q, facts=(*q.facts, FactSpec("more", "More?", FactType.TEXT))),
    "a reason that is required": lambda q: relabelled(q, "in_place", reason=ReasonRule.REQUIRED),
}
OF_MEANING: dict[str, Callable[[QuestionSpec], QuestionSpec]] = {
    "one word": lambda q: replace(q, text=q.text.replace("skills", "people")),
    "a not": lambda q: replace(q, text=q.text + " Or not"),
    "an amount": lambda q: replace(q, text=q.text + " £"),
    "a label": lambda q: relabelled(q, "in_place", label="Everybody is trained"),
    "what the reason answers": lambda q: replace(q, reason_label="Why now?"),
    "a fact less": lambda q: replace(q, facts=()),
    "another kind of fact": lambda q: replace(q, facts=(replace(q.facts[0], type=FactType.TEXT), *q.facts[1:])),
    "graver, but as adverse": lambda q: relabelled(
        q, "gap", severity=Severity.BLOCKER, blocks_from=DecisionSought.ENTER
    ),
}
OTHER_OPTIONS: dict[str, Callable[[QuestionSpec], QuestionSpec]] = {
    "one less": lambda q: replace(q, options=q.options[:-1]),
    "one more": lambda q: replace(
        q, options=(*q.options, OptionSpec("more", "More", Severity.NOTE, ReasonRule.REQUIRED))
    ),
    "another polarity": lambda q: relabelled(q, "in_place", severity=Severity.CONCERN),
    "a note": lambda q: relabelled(q, "in_place", severity=Severity.NOTE),
    "labels exchanged": lambda q: replace(
        q,
        options=(
            replace(q.options[0], label=q.options[1].label),
            replace(q.options[1], label=q.options[0].label),
            *q.options[2:],
        ),
    ),
    "No for Yes": lambda q: relabelled(q, "in_place", label="No, nothing is missing"),
}
TABLE = [
    (wanted, name, make)
    for wanted, table in (
        (Change.UNCHANGED, SAME),
        (Change.EDITORIAL, EDITORIAL),
        (Change.MEANING, OF_MEANING),
        (Change.OPTIONS, OTHER_OPTIONS),
    )
    for name, make in table.items()
]


def asked() -> QuestionSpec:
    """The question on skills, with a label that says Yes and with a fact."""
    question = relabelled(SKILLS, "in_place", label="Yes, all are in place")
    return replace(question, facts=(FactSpec("trained_on", "Trained when?", FactType.DATE),))


@pytest.mark.parametrize(("wanted", "name", "make"), TABLE, ids=[f"{row[0]}: {row[1]}" for row in TABLE])
def test_what_is_proposed(wanted: Change, name: str, make: Callable[[QuestionSpec], QuestionSpec]) -> None:
    assert name
    assert proposed_change(asked(), make(asked())) is wanted


def test_an_editor_decides_between_editorial_and_meaning_alone() -> None:
    for decided in (Change.EDITORIAL, Change.MEANING):
        for make in (EDITORIAL["guidance"], OF_MEANING["one word"]):
            new = replace(make(asked()), change=decided.value)
            [each] = difference(version("1.0", asked()), version("1.1", new)).questions
            assert (each.change, each.is_decided) == (decided, True)
        turned = replace(OTHER_OPTIONS["another polarity"](asked()), change=decided.value)
        assert changes(version("1.0", asked()), version("1.1", turned)) == {"skills": Change.OPTIONS}
    [proposed] = difference(version("1.0", asked()), version("1.1", EDITORIAL["guidance"](asked()))).questions
    assert not proposed.is_decided


def named(key: str, *replaces: str, text: str = "Is it?") -> QuestionSpec:
    return replace(SKILLS, key=key, text=text, replaces=replaces)


def test_split_joined_replaced_added_and_removed() -> None:
    old = version("1.0", named("a"), named("b"), named("c"), named("d"), named("e"), named("f"))
    new = version(
        "1.1", named("a1", "a"), named("a2", "a"), named("bc", "b", "c"), named("d2", "d"), named("e"), named("g")
    )
    found = difference(old, new)
    assert {each.new.key: (each.change, [q.key for q in each.olds]) for each in found.questions} == {
        "a1": (Change.SPLIT, ["a"]),
        "a2": (Change.SPLIT, ["a"]),
        "bc": (Change.MERGED, ["b", "c"]),
        "d2": (Change.REPLACED, ["d"]),
        "e": (Change.UNCHANGED, ["e"]),
        "g": (Change.ADDED, []),
    }
    assert [question.key for question in found.removed] == ["f"]
    assert found.counts[Change.SPLIT] == 2
    assert found.counts[Change.REMOVED] == 1
    assert found.by_key["e"].old == found.by_key["e"].new
    assert found.by_key["d2"].old is None


def test_a_question_that_stays_can_be_split_and_can_take_others_in() -> None:
    old = version("1.0", named("a"), named("b"))
    assert changes(old, version("1.1", named("a"), named("a2", "a"), named("b"))) == {
        "a": Change.UNCHANGED,
        "a2": Change.SPLIT,
        "b": Change.UNCHANGED,
    }
    taken_in = difference(old, version("1.1", named("a", "b")))
    assert [(each.change, len(each.olds)) for each in taken_in.questions] == [(Change.MERGED, 2)]
    assert taken_in.removed == ()


def test_what_nobody_asked_is_replaced_by_nothing() -> None:
    old = version("1.0", named("a"))
    assert changes(old, version("1.1", named("a", "unknown"), named("b", "unknown"))) == {
        "a": Change.UNCHANGED,
        "b": Change.ADDED,
    }


def test_across_versions_the_gravest_change_counts() -> None:
    first = version("1.0", named("a", text="Is it good?"))
    second = version("1.1", replace(named("a", text="Is it very good?"), change=MEANING))
    third = version("1.2", replace(named("a", text="Is it so very good?"), change="editorial"))
    assert changes(first, third, second) == {"a": Change.MEANING}
    assert changes(first, third) == {"a": Change.EDITORIAL}
    back = version("1.2", named("a", text="Is it good?"))
    assert changes(first, back, second) == {"a": Change.UNCHANGED}


def test_options_that_were_others_for_a_time_are_to_be_confirmed() -> None:
    first = version("1.0", asked())
    second = version("1.1", OTHER_OPTIONS["one less"](asked()))
    third = version("1.2", replace(asked(), guidance="Other"))
    assert changes(first, third, second) == {"skills": Change.MEANING}


def test_replaced_questions_are_followed_across_versions() -> None:
    first = version("1.0", named("a"), named("b"))
    second = version("1.1", named("c", "a"), named("b"), named("new"))
    third = version("1.2", named("c"), named("d", "b", "c"), named("e", "new"))
    found = difference(first, third, [second])
    assert {each.new.key: (each.change, [q.key for q in each.olds]) for each in found.questions} == {
        "c": (Change.SPLIT, ["a"]),
        "d": (Change.MERGED, ["a", "b"]),
        "e": (Change.ADDED, []),
    }


def test_a_decision_is_part_of_what_is_published_only_where_one_was_taken() -> None:
    assert '"change"' not in canonical(SPEC)
    decided = version("1.0", replace(SKILLS, change=MEANING))
    assert digest(decided) != digest(version("1.0", SKILLS))


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (replace(SKILLS, change=MEANING), "nothing of it has changed since version 1.0"),
        (replace(named("other", text="Another?"), change=MEANING), "version 1.0 does not ask it"),
        (replace(OTHER_OPTIONS["one less"](SKILLS), change=MEANING), "so it is answered anew"),
    ],
)
def test_a_decision_where_there_is_nothing_to_decide_is_refused(new: QuestionSpec, why: str) -> None:
    [problem] = lint_history([version("1.0", SKILLS), version("1.1", new)], "here")
    assert why in problem.sentence
    reworded = replace(SKILLS, text=SKILLS.text + " Now?", change=MEANING)
    assert lint_history([version("1.0", SKILLS), version("1.1", reworded)], "here") == []


@given(checklists(), checklists())
@settings(max_examples=60, deadline=None)
def test_every_question_of_both_versions_has_a_place(old: ChecklistSpec, new: ChecklistSpec) -> None:
    found = difference(old, new)
    assert [each.new for each in found.questions] == list(new.questions)
    came = {question.key for each in found.questions for question in each.olds}
    assert came | {question.key for question in found.removed} == set(old.by_key)
    assert all((each.change is Change.ADDED) == (not each.olds) for each in found.questions)
    assert changes(new, new) == dict.fromkeys(new.by_key, Change.UNCHANGED) or any(q.replaces for q in new.questions)


def test_words_are_marked_whatever_white_space_follows_them() -> None:
    pieces = marked("Have they the right skills - is it so?", "Have they the needed skills?")
    assert [piece.text.strip() for piece in pieces if piece.is_gone] == ["right", "- is it so"]
    assert [piece.text.strip() for piece in pieces if piece.is_new] == ["needed"]
    assert "".join(piece.text for piece in pieces if not piece.is_gone) == "Have they the needed skills?"
