"""Three checklists that are none of the product's: ten questions with unusual codes, sixty without marks, and two hundred."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from checklists.spec import (
    ChecklistSpec,
    ConfirmSpec,
    DecisionSought,
    FactSpec,
    FactType,
    GuideItemSpec,
    OptionSpec,
    QuestionSpec,
    ReasonRule,
    RuleSpec,
    SectionSpec,
    Severity,
)

RISKS = (GuideItemSpec("R1", "Nobody does the work."), GuideItemSpec("R2", "It costs more than was agreed."))
TIPS = (GuideItemSpec("T.1", "Tell people early."), GuideItemSpec("T_2", "Write down who decides."))
MARKS = (GuideItemSpec("M-1", "Two bodies share a purpose."), GuideItemSpec("M.2", "They share what it costs."))
# What a code may be: each of these is hard for an address, a selector, a file for spreadsheets or a regular expression.
CODES = ('A "4"', "1.2", "A/1", "#x?", "a b&c", "=1+1", "50%", "é<b>", "A'1", "-")
SECTIONS = ("1/2", 'B "x" & c?')
SUBJECTS = {
    "money": "the money",
    "staff": "the staff",
    "data": "the personal data",
    "buildings": "the buildings",
    "contracts": "the contracts",
    "insurance": "the insurance",
    "records": "the records",
    "complaints": "the complaints",
    "equality": "the equality duties",
    "safety": "the health and safety",
    "reputation": "the reputation",
    "members": "the reporting to members",
    "partners": "the other partners",
    "users": "the people who use the service",
    "assets": "the equipment",
    "systems": "the computer systems",
    "audit": "the audit",
    "climate": "the energy that it uses",
    "exit": "the way out",
    "review": "the next review",
}
ASPECTS = {
    "known": "Does the council know who answers for {}?",
    "agreed": "Have the partners agreed in writing what becomes of {}?",
    "checked": "Did somebody independent look at {} in the last year?",
    "enough": "Is what the partnership does about {} enough for the next two years?",
    "told": "Were those affected told about {}?",
    "cost": "Is it known what {} will cost?",
    "risk": "Are the risks of {} written down, each with a name?",
    "law": "Does the law allow what is planned about {}?",
    "plan": "Is there a plan for {} if a partner leaves?",
    "proof": "Could the council show an auditor how {} was decided?",
}
YES = OptionSpec("yes", "Yes, and it is written down", Severity.NONE, ReasonRule.REQUIRED)
PARTLY = OptionSpec("partly", "Partly", Severity.CONCERN, ReasonRule.REQUIRED)
NO = OptionSpec("no", "No", Severity.BLOCKER, ReasonRule.REQUIRED, DecisionSought.ENTER)
CONCERN, NOTE = Severity.CONCERN, Severity.NOTE


def ten() -> ChecklistSpec:
    """Ten questions in two sections, under codes that are hard to handle; two marks, a rule and a confirmation."""
    questions = [
        _question(code, f"ten-{place}", subject, aspect)
        for place, (code, (subject, aspect)) in enumerate(zip(CODES, _subjects(), strict=False), start=1)
    ]
    fact = FactSpec("told_on", "When were they told?", FactType.DATE)
    about = FactSpec("told", "Were they told?", FactType.YES_NO, is_required=True, not_known=CONCERN)
    rule = RuleSpec(CONCERN, "They have not been told", fact=("ten-3.told", "no"))
    questions[2] = replace(questions[2], facts=(about, fact), rules=(rule,))
    questions[4] = replace(questions[4], confirm=ConfirmSpec("legal", CONCERN))
    return _checklist("leaving-well", "Leaving well", SECTIONS, [questions[:6], questions[6:]], marks=MARKS)


def sixty() -> ChecklistSpec:
    """Sixty questions in six sections; it has no marks of a partnership, and so asks no screening."""
    return _checklist("yearly-look", "Yearly look", "ABCDEF", list(_sections(6, 10)))


def two_hundred() -> ChecklistSpec:
    """Two hundred questions in ten sections, of which some have facts and a rule and one is confirmed."""
    return _checklist("whole-look", "Whole look", "ABCDEFGHIJ", list(_sections(10, 20)), marks=MARKS)


def _sections(number: int, size: int) -> Iterator[list[QuestionSpec]]:
    subjects = _subjects()
    for section in range(number):
        questions = []
        for place, (subject, aspect) in zip(range(1, size + 1), subjects, strict=False):
            question = _question(f"{'ABCDEFGHIJ'[section]}{place}", f"{subject}-{aspect}", subject, aspect)
            if place % 5 == 0:
                fact = FactSpec("seen_on", "When did somebody last look?", FactType.DATE)
                rule = RuleSpec(NOTE, "It was never looked at", option=(question.key, ("partly",)))
                question = replace(question, facts=(fact,), rules=(rule,))
            questions.append(question)
        questions[0] = replace(questions[0], confirm=ConfirmSpec("manager", CONCERN)) if section == 0 else questions[0]
        yield questions


def _subjects() -> Iterator[tuple[str, str]]:
    """Yield each subject with each aspect of it."""
    return ((subject, aspect) for aspect in ASPECTS for subject in SUBJECTS)


def _question(code: str, key: str, subject: str, aspect: str) -> QuestionSpec:
    return QuestionSpec(
        code=code,
        key=key,
        title=f"{subject.title()}: {aspect}",
        text=ASPECTS[aspect].format(SUBJECTS[subject]),
        answered_by="Lead officer",
        guidance="Name the document that says so, and its date.\n\nAsk whoever signed it, if it is older than a year.",
        evidence="The signed document",
        options=(YES, PARTLY, NO),
        risks=("R1", "R2"),
        tips=("T.1",),
    )


def _checklist(
    slug: str,
    title: str,
    codes: Sequence[str],
    sections: list[list[QuestionSpec]],
    *,
    marks: tuple[GuideItemSpec, ...] = (),
) -> ChecklistSpec:
    numbers = count(1)
    return ChecklistSpec(
        slug=slug,
        version="1.0",
        title=title,
        source="Written for the tests",
        sections=tuple(
            SectionSpec(code, f"Part {next(numbers)} of it", tuple(questions), intro="Answer with those who know.")
            for code, questions in zip(codes, sections, strict=True)
        ),
        risks=RISKS,
        tips=TIPS,
        characteristics=marks,
    )
