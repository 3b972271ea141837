"""The definition linter: the published version is clean, and each way of breaking it is named with its question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from checklists.spec import (
    ChecklistSpec,
    ConfirmSpec,
    DecisionSought,
    FactSpec,
    FactType,
    Feed,
    GuideItemSpec,
    OptionSpec,
    QuestionSpec,
    ReasonRule,
    RuleSpec,
    Severity,
    Significance,
    lint,
    lint_history,
    lint_undecided,
)
from tests.specs import spec_from_fixture

SPEC = spec_from_fixture()
Change = Callable[[QuestionSpec], QuestionSpec]


def changed(spec: ChecklistSpec, key: str, change: Change) -> ChecklistSpec:
    sections = tuple(
        replace(section, questions=tuple(change(q) if q.key == key else q for q in section.questions))
        for section in spec.sections
    )
    return replace(spec, sections=sections)


def without(spec: ChecklistSpec, key: str) -> ChecklistSpec:
    sections = tuple(
        replace(section, questions=tuple(q for q in section.questions if q.key != key)) for section in spec.sections
    )
    return replace(spec, sections=sections)


def option(severity: Severity = Severity.CONCERN, gate: DecisionSought | None = None, **values: str) -> OptionSpec:
    return OptionSpec(values.get("key", "new"), values.get("label", "New"), severity, ReasonRule.REQUIRED, gate)


def adding(**more: Any) -> Change:
    """Append to a tuple of the question: `adding(options=...)`."""

    def change(question: QuestionSpec) -> QuestionSpec:
        values: dict[str, Any] = {name: (*getattr(question, name), item) for name, item in more.items()}
        return replace(question, **values)

    return change


def setting(**values: Any) -> Change:
    return lambda question: replace(question, **values)


def rule(severity: Severity = Severity.CONCERN, because: str = "It matters", **conditions: Any) -> Change:
    return adding(rules=RuleSpec(severity=severity, because=because, **conditions))


def confirm(role: str = "legal", severity: Severity = Severity.CONCERN, gate: DecisionSought | None = None) -> Change:
    return setting(confirm=ConfirmSpec(role, severity, gate))


def test_the_published_version_is_clean() -> None:
    assert lint(SPEC, "here") == []


def test_a_problem_says_where_in_which_question_and_what() -> None:
    [problem] = lint(changed(SPEC, "skills", setting(guidance="", title="")), "file.json")
    assert str(problem) == "file.json: G11 skills: The question has no title."


BROKEN: list[tuple[Change, str]] = [
    (setting(text=" "), "has no text"),
    (setting(text="\u200b\u200d"), "has no text"),
    (setting(answered_by=""), "has no answered by"),
    (setting(options=()), "has no options"),
    (setting(options=(option(),)), "No option is favourable"),
    (adding(options=option(key="partly")), "option “partly” is used twice"),
    (adding(options=option(label="Partly")), "label “Partly” is used twice"),
    (adding(options=option(label="Yes.", key="yes_2")), "would be read the other way"),
    (adding(options=option(Severity.NONE, label="no", key="no_2")), "would be read the other way"),
    (adding(options=option(key="New one")), "small letters and figures with underscores"),
    (adding(options=option(key="n" * 41)), "41 characters; at most 40"),
    (adding(options=option(label="N" * 201)), "201 characters; at most 200"),
    (adding(options=option(label="")), "“new” has no label"),
    (adding(options=option(Severity.BLOCKER)), "does not say from which decision"),
    (adding(options=option(Severity.BLOCKER, DecisionSought.CONTINUE)), "only a review of a partnership seeks"),
    (adding(options=option(Severity.CONCERN, DecisionSought.ENTER)), "is no blocker"),
    (setting(guidance=""), "can block, but the question has no guidance"),
    (setting(risks=()), "raises no risk"),
    (adding(risks="R99"), "risk R99, which does not exist. Add it to the risks of the checklist, or take it out here."),
    (adding(risks="R9"), "risk “R9” is used twice"),
    (setting(feeds=(Feed.NEED, Feed.SIMILAR, Feed.NEED)), "feed “need” is used twice"),
    (adding(tips="T99"), "tip T99, which does not exist. Add it to the tips of the checklist"),
    (setting(facts=(FactSpec("a", "A", FactType.TEXT), FactSpec("a", "B", FactType.TEXT))), "fact “a” is used twice"),
    (adding(facts=FactSpec("a", "A" * 201, FactType.TEXT)), "201 characters; at most 200"),
    (adding(facts=FactSpec("A", "A", FactType.TEXT)), "fact “A” has a key that is not small letters"),
    (adding(facts=FactSpec("a", "A", FactType.DATE, not_known=Severity.NOTE)), "only a question of yes or no"),
    (adding(facts=FactSpec("a", "A", FactType.YES_NO, not_known=Severity.BLOCKER)), "none, a note or a concern"),
    (setting(title="T" * 201), "Its title has 201 characters; at most 200"),
    (setting(text="T" * 10_001), "Its text has 10,001 characters; at most 10,000"),
    (rule(because="B" * 301, significance=(Significance.HIGH,)), "301 characters; at most 300"),
    (adding(facts=FactSpec("a", "", FactType.TEXT)), "fact “a” has no label"),
    (rule(), "has no condition"),
    (rule(because="", significance=(Significance.HIGH,)), "does not say why"),
    (rule(Severity.NONE, significance=(Significance.HIGH,)), "would raise nothing"),
    (rule(Severity.BLOCKER, significance=(Significance.HIGH,)), "does not say from which decision"),
    (rule(notify="mayor", significance=(Significance.HIGH,)), "“mayor”, who is not known"),
    (rule(fact=("skills.nothing", "yes")), "“skills.nothing”, which does not exist"),
    (rule(fact_not=("nowhere.fact", "yes")), "“nowhere.fact”, which does not exist"),
    (rule(fact=("time-limits.duty_to_consul", "yes")), "does not exist. Is it “time-limits.duty_to_consult”?"),
    (rule(fact=("time-limits.duty_to_consult", "No")), "which it can never be. It can be: yes, no, not_known."),
    (rule(fact=("time-limits.earliest_lawful_date", "soon")), "never be. A date is written as 2027-03-31."),
    (rule(option=("nowhere", ("yes",))), "question “nowhere”, which does not exist."),
    (rule(option=("skill", ("yes",))), "question “skill”, which does not exist. Is it “skills”?"),
    (rule(option=("skills", ("yes",))), "option “yes” of “skills”, which does not exist. It has: "),
    (rule(option=("skills", ())), "names no option"),
    (rule(date_after=("skills.nothing", "partnership.planned_start_on")), "no date that is asked"),
    (rule(date_after=("time-limits.duty_to_consult", "partnership.planned_start_on")), "no date that is asked"),
    (confirm("mayor"), "“mayor”, which is no role. Roles that can: “manager”, “legal”, “monitoring”."),
    (confirm("secretary"), "confirmed by a board secretary, who cannot act on a case before it is endorsed"),
    (confirm("officer"), "confirmed by an officer, who cannot act on a case"),
    (confirm(severity=Severity.NONE), "nobody would see"),
    (confirm(severity=Severity.BLOCKER), "does not say from which decision"),
]


@pytest.mark.parametrize(("change", "sentence"), BROKEN, ids=[sentence for _change, sentence in BROKEN])
def test_each_broken_question_is_named(change: Change, sentence: str) -> None:
    problems = lint(changed(SPEC, "purpose-and-need", change), "here")
    assert [problem.question for problem in problems] == ["G1 purpose-and-need"] * len(problems)
    assert sentence in " ".join(problem.sentence for problem in problems)


def test_a_key_with_capitals_is_refused() -> None:
    [problem] = lint(changed(SPEC, "skills", setting(key="Our Skills")), "here")
    assert "small letters" in problem.sentence


def test_codes_are_free_text_of_ten_characters() -> None:
    for code in ("1.2", "A/1", 'A "4"', "1.4.10"):
        assert lint(changed(SPEC, "skills", setting(code=code)), "here") == []
    for code, sentence in (("", "A question has no code."), ("A" * 11, "has 11 characters; at most 10 are kept.")):
        [problem] = lint(changed(SPEC, "skills", setting(code=code)), "here")
        assert sentence in problem.sentence


def test_a_question_that_only_a_rule_makes_adverse_needs_risks() -> None:
    sentences = [problem.sentence for problem in lint(changed(SPEC, "pre-agreement", setting(risks=())), "here")]
    assert sentences == ["An adverse answer raises no risk: name at least one."]


def test_a_question_without_adverse_answers_needs_neither_risk_nor_guidance() -> None:
    plain = setting(options=(option(Severity.NONE),), rules=(), risks=(), guidance="", confirm=None)
    assert lint(changed(SPEC, "pre-agreement", plain), "here") == []


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (replace(SPEC, version="one"), "version number “one”"),
        (replace(SPEC, slug="Our list"), "short name “Our list” is not small letters"),
        (replace(SPEC, version="1." + "0" * 15), "version number has 17 characters; at most 15"),
        (replace(SPEC, source="S" * 301), "source has 301 characters; at most 300"),
        (replace(SPEC, risks=(*SPEC.risks, GuideItemSpec(" ", "Text"))), "A risk has no code"),
        (replace(SPEC, tips=(*SPEC.tips, GuideItemSpec("T12345", "Text"))), "T12345” has 6 characters; at most 5"),
        (replace(SPEC, benefits=(*SPEC.benefits, SPEC.benefits[0])), "benefit code “B1” is used twice"),
        (replace(SPEC, source=""), "no title or no source"),
        (replace(SPEC, sections=()), "has no sections"),
        (replace(SPEC, sections=(*SPEC.sections, replace(SPEC.sections[0], code="9", questions=()))), "9 has no que"),
        (replace(SPEC, sections=(*SPEC.sections, SPEC.sections[1])), "section code “1.4.2” is used twice"),
        (changed(SPEC, "skills", setting(key="authority")), "question key “authority” is used twice"),
        (changed(SPEC, "skills", setting(code="G10")), "question code “G10” is used twice"),
        (replace(SPEC, risks=(*SPEC.risks, GuideItemSpec("R16", " "))), "R16 has no text"),
    ],
)
def test_what_is_wrong_with_a_version_as_a_whole(spec: ChecklistSpec, sentence: str) -> None:
    assert sentence in " ".join(problem.sentence for problem in lint(spec, "here") if not problem.question)


def test_a_reworded_question_keeps_its_key() -> None:
    reworded = changed(SPEC, "customers-consulted", setting(text="Have all customers been consulted yet?"))
    assert lint_history([SPEC, replace(reworded, version="1.1")], "here") == []


def test_a_key_never_means_another_question() -> None:
    another = changed(SPEC, "customers-consulted", setting(text="Which insurance will cover the work?"))
    [problem] = lint_history([SPEC, replace(another, version="1.1")], "here")
    assert problem.key == "customers-consulted"
    assert "means another question" in problem.sentence


def test_the_same_question_keeps_its_key() -> None:
    renamed = changed(SPEC, "customers-consulted", setting(key="customers-asked"))
    [problem] = lint_history([SPEC, replace(renamed, version="1.1")], "here")
    assert (problem.key, "keep it" in problem.sentence) == ("customers-asked", True)


def test_a_key_that_was_given_up_never_comes_back() -> None:
    second = replace(without(SPEC, "skills"), version="1.1")
    [problem] = lint_history([SPEC, second, replace(SPEC, version="1.2")], "here")
    assert (problem.key, "given up after version 1.0" in problem.sentence) == ("skills", True)


def test_a_first_version_has_no_history() -> None:
    assert lint_history([SPEC], "here") == []


def test_what_a_question_replaces_was_asked_before() -> None:
    def latest(*keys: str) -> ChecklistSpec:
        return replace(changed(without(SPEC, "novelty"), "skills", setting(replaces=keys)), version="1.1")

    assert lint_history([SPEC, latest("novelty")], "here") == []
    [unknown] = lint_history([SPEC, latest("nothing")], "here")
    assert unknown.sentence == "It replaces “nothing”, which version 1.0 does not ask."
    [itself] = lint_history([SPEC, latest("skills")], "here")
    assert itself.sentence == "It replaces itself: a question that stays keeps its key and replaces nothing."


def test_a_first_version_replaces_and_changes_nothing() -> None:
    first = changed(SPEC, "skills", setting(replaces=("novelty",), change="meaning"))
    assert [problem.sentence for problem in lint_history([first], "here")] == [
        "It replaces “novelty”, but no version was published before this one.",
        "It says “change: meaning”, but no version was published before this one.",
    ]


def test_other_words_wait_for_an_editors_decision() -> None:
    reworded = replace(changed(SPEC, "skills", setting(text=f"{SPEC.by_key['skills'].text} Say how.")), version="1.1")
    [problem] = lint_undecided(SPEC, reworded, "here")
    assert (problem.key, problem.about) == ("skills", "change")
    assert problem.sentence.startswith("Its words are others than in version 1.0")
    assert lint_undecided(SPEC, changed(reworded, "skills", setting(change="editorial")), "here") == []


def test_an_option_without_a_label_is_named() -> None:
    options = tuple(replace(option, label=" ") for option in SPEC.by_key["skills"].options[:1])
    sentences = [problem.sentence for problem in lint(changed(SPEC, "skills", setting(options=options)), "here")]
    assert f"The option “{options[0].key}” has no label." in sentences


def test_a_yes_that_is_adverse_is_asked_about_unless_a_note_explains_it() -> None:
    labels = {Severity.NONE: "No, nobody", Severity.CONCERN: "Yes, some"}
    options = tuple(OptionSpec(level.value, label, level, ReasonRule.NOT_REQUIRED) for level, label in labels.items())
    asked = "A Yes is adverse and a No is favourable: is that meant? Say in the note to editors why."

    def sentences(note: str) -> list[str]:
        return [each.sentence for each in lint(changed(SPEC, "skills", setting(options=options, note=note)), "here")]

    assert asked in sentences("")
    assert asked not in sentences("It asks whether anybody loses by it.")


def test_codes_of_sections_and_lists_stand_in_an_address() -> None:
    section = replace(SPEC.sections[0], code="1/..")
    risk = replace(SPEC.risks[0], code="R 1")
    mark = replace(SPEC.characteristics[0], code="keep")
    found = replace(
        SPEC,
        sections=(section, *SPEC.sections[1:]),
        risks=(risk, *SPEC.risks[1:]),
        characteristics=(mark, *SPEC.characteristics[1:]),
    )
    sentences = [problem.sentence for problem in lint(found, "here")]
    assert (
        "The section code “1/..” cannot stand in an address: a dot or nothing stands alone beside a slash." in sentences
    )
    assert "The risk code “R 1” is not letters and figures, with points or hyphens between them." in sentences
    assert "The mark code “keep” is a name that the form of the screening uses itself." in sentences


def test_a_version_has_sections_and_a_short_name() -> None:
    sentences = [problem.sentence for problem in lint(replace(SPEC, slug="Our List", sections=()), "here")]
    assert "The version has no sections." in sentences
    untitled = replace(SPEC, sections=(replace(SPEC.sections[0], title=" "), *SPEC.sections[1:]))
    assert "Section 1.4.1 has no title." in [problem.sentence for problem in lint(untitled, "here")]
    assert "The short name “Our List” is not small letters and figures with hyphens between them." in sentences
