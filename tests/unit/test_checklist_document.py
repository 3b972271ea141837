"""A version, its file, its rows and its fixture hold the same: each is made from the other without loss."""

from __future__ import annotations

import json
from dataclasses import replace
from operator import attrgetter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.text import normal, text_fault
from checklists.files import read_checklist, write_checklist
from checklists.spec import (
    DECIDED,
    PLANNED_START,
    STAGES,
    ChecklistSpec,
    ConfirmSpec,
    DecisionSought,
    FactSpec,
    FactType,
    Feed,
    GuideItemSpec,
    Notify,
    OptionSpec,
    QuestionSpec,
    ReasonRule,
    RuleSpec,
    SectionSpec,
    Severity,
    Significance,
    as_rows,
    assemble,
    digest,
    fixture_of,
    specs_in,
)
from tests.specs import spec_from_fixture

SPEC = spec_from_fixture()
VERSION: dict[str, Any] = {"state": "published", "digest": digest(SPEC)}


def kept(is_line: bool, *, may_be_empty: bool = True) -> st.SearchStrategy[str]:
    """Texts as they are kept, with what YAML gives a meaning of its own among them."""
    typed = st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            ["yes", "No", "1.0", "null", "~", "- a", "a: b", "#1", "true", "'", '"', "|", "a\n\nb", " x", "\ta\tb"]
        ),
    )
    texts = typed.map(lambda text: normal(text, is_line=is_line)).filter(
        lambda text: not text_fault(text, is_line=is_line)
    )
    return texts if may_be_empty else texts.filter(bool)


LINE, TEXT, WORD = kept(True), kept(False), kept(True, may_be_empty=False)
BLOCKS_FROM: st.SearchStrategy[DecisionSought | None] = st.sampled_from([None, *STAGES])
PAIR = st.tuples(WORD, WORD)
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "fact": PAIR,
        "fact_not": PAIR,
        "option": st.tuples(WORD, st.lists(WORD, max_size=3).map(tuple)),
        "significance": st.lists(st.sampled_from(Significance), min_size=1, max_size=2).map(tuple),
        "date_after": st.tuples(WORD, st.just(PLANNED_START)),
    },
).filter(bool)
RULES = st.builds(
    lambda when, **rest: RuleSpec(**when, **rest),
    when=CONDITIONS,
    severity=st.sampled_from(Severity),
    because=LINE,
    blocks_from=BLOCKS_FROM,
    notify=st.sampled_from(["", *Notify.values]),
)
OPTIONS = st.builds(OptionSpec, WORD, LINE, st.sampled_from(Severity), st.sampled_from(ReasonRule), BLOCKS_FROM)
FACTS = st.builds(FactSpec, WORD, LINE, st.sampled_from(FactType), st.booleans(), st.sampled_from(Severity))
CONFIRMS = st.builds(ConfirmSpec, WORD, st.sampled_from(Severity), BLOCKS_FROM)


def some(items: st.SearchStrategy[Any], key: str = "") -> st.SearchStrategy[Any]:
    """Up to three, each with a key of its own where they have keys."""
    unique = attrgetter(key) if key else None
    return st.lists(items, max_size=3, unique_by=unique).map(tuple)


QUESTIONS = st.builds(
    QuestionSpec,
    code=WORD,
    key=WORD,
    title=LINE,
    text=TEXT,
    answered_by=LINE,
    guidance=TEXT,
    evidence=LINE,
    options=some(OPTIONS, "key"),
    note=TEXT,
    reason_label=LINE,
    feeds=some(st.sampled_from(Feed)),
    facts=some(FACTS, "key"),
    rules=some(RULES),
    confirm=st.none() | CONFIRMS,
    risks=some(WORD),
    tips=some(WORD),
    replaces=some(WORD),
    change=st.sampled_from(["", *DECIDED]).map(str),
)


@st.composite
def checklists(draw: st.DrawFn) -> ChecklistSpec:
    """Any version whose codes and keys are unique, whether or not the linter accepts it."""
    questions = draw(st.lists(QUESTIONS, max_size=4, unique_by=(lambda question: question.key)))
    codes = draw(st.lists(WORD, min_size=1, max_size=3, unique=True))
    sections = [
        SectionSpec(code, draw(LINE), tuple(questions[at :: len(codes)]), draw(TEXT), draw(TEXT), draw(st.booleans()))
        for at, code in enumerate(codes)
    ]
    items = some(st.builds(GuideItemSpec, WORD, TEXT), "code")
    lists = {name: draw(items) for name in ("risks", "tips", "benefits", "characteristics")}
    return ChecklistSpec(draw(WORD), draw(WORD), draw(LINE), draw(LINE), tuple(sections), **lists)


@given(checklists())
@settings(max_examples=60, deadline=None)
def test_reading_what_was_written_is_the_same_version(spec: ChecklistSpec) -> None:
    written = write_checklist(spec)
    assert read_checklist(written) == spec
    assert write_checklist(read_checklist(written)) == written


@given(checklists())
@settings(max_examples=40, deadline=None)
def test_the_rows_of_a_version_are_the_same_version(spec: ChecklistSpec) -> None:
    rows = as_rows(spec)
    assert assemble(slug=spec.slug, version=spec.version, title=spec.title, source=spec.source, tables=rows) == spec
    assert json.loads(json.dumps(rows)) == rows


def test_the_shipped_version_passes_through_its_file() -> None:
    assert digest(read_checklist(write_checklist(SPEC))) == digest(SPEC)


def test_a_fixture_is_the_same_version() -> None:
    rows = json.loads(json.dumps(fixture_of(SPEC, VERSION)))
    assert specs_in(rows) == {"partnership-readiness/1.0": SPEC}
    assert rows[-1]["fields"]["digest"] == digest(SPEC)


def test_only_what_is_set_is_written() -> None:
    bare = replace(SPEC.by_key["novelty"], note="", tips=())
    section = replace(SPEC.sections[1], questions=(bare,), intro="", note="", has_finding=False)
    written = write_checklist(replace(SPEC, sections=(section,), risks=(), tips=(), benefits=(), characteristics=()))
    for name in (
        "note:",
        "tips:",
        "facts:",
        "rules:",
        "confirm:",
        "replaces:",
        "change:",
        "has_finding:",
        "intro:",
        "benefits:",
    ):
        assert name not in written


def test_not_known_yet_is_a_concern_where_the_file_says_nothing_of_it() -> None:
    fact = FactSpec("told", "Told?", FactType.YES_NO, is_required=True, not_known=Severity.CONCERN)
    question = replace(SPEC.by_key["novelty"], facts=(fact, replace(fact, key="noted", not_known=Severity.NOTE)))
    spec = replace(SPEC, sections=(replace(SPEC.sections[1], questions=(question,)),))
    written = write_checklist(spec)
    assert "told: {label: 'Told?', type: yes_no, required: true}" in written
    assert "noted: {label: 'Told?', type: yes_no, required: true, not_known: note}" in written
    assert read_checklist(written) == spec
