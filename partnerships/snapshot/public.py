"""The public edition of a snapshot: every part that is marked exempt is left out, and says so where it stood. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from checklists.spec import Feed
from partnerships.domain.board import Edition
from partnerships.domain.exemption import COST, EXIT, IMPLICATION, QUESTION
from partnerships.domain.significance import Factor
from partnerships.snapshot.shape import (
    ConditionPart,
    Content,
    EvidencePart,
    ExemptMark,
    FactorPart,
    FlagPart,
    ImplicationPart,
    QuestionPart,
    Snapshot,
    WordingPart,
)
from partnerships.snapshot.since import Reworded
from partnerships.snapshot.stored import snapshot_with

Marks = Mapping[str, ExemptMark]


def public_of(snapshot: Snapshot) -> Snapshot:
    """Return the public edition of a full snapshot.

    Of an exempt question these stay: its text, that it is flagged, how gravely and what became of that, and the
    outcome. Nothing that was answered, attached, decided or noted about it does, wherever in the report it stood. While
    a question is exempt, no rule is explained.
    """
    content = snapshot.content
    marks = {part.part: part.mark for part in content.exempt}
    questions = {
        key.removeprefix(f"{QUESTION}:"): mark for key, mark in marks.items() if key.startswith(f"{QUESTION}:")
    }
    public = _without_answers(
        replace(content, edition=Edition.PUBLIC.value, no_longer_asked=(), left_evidence=()), questions
    )
    public = _without_history(public, questions)
    public = replace(
        public,
        implications=tuple(
            _implication(part, marks.get(f"{IMPLICATION}:{part.area.slug}")) for part in public.implications
        ),
    )
    if COST in marks:
        public = _without_cost(public, marks[COST])
    if EXIT in marks:
        left = replace(public.partnership, exit_arrangements="", exit_exempt=marks[EXIT])
        public = replace(public, partnership=left)
    return snapshot_with(public, made_on=snapshot.made_on)


def _without_answers(content: Content, marks: Marks) -> Content:
    """Take out what was answered to these questions, and all that came of it in this round."""
    need = next((marks[part.key] for part in content.questions if Feed.NEED in part.feeds and part.key in marks), None)
    return replace(
        content,
        sections=tuple(
            replace(section, questions=tuple(_question(part, marks.get(part.key)) for part in section.questions))
            for section in content.sections
        ),
        flags=tuple(_flag(part, marks) for part in content.flags),
        proposed_conditions=tuple(
            replace(part, text="", owner="", due_on=None, exempt=marks[part.question])
            if part.question in marks
            else part
            for part in content.proposed_conditions
        ),
        evidence=tuple(
            EvidencePart(number=part.number, question=part.question, exempt=marks[part.question])
            if part.question in marks
            else part
            for part in content.evidence
        ),
        partnership=replace(content.partnership, need="", need_exempt=need) if need else content.partnership,
    )


def _without_history(content: Content, marks: Marks) -> Content:
    """Take out what earlier rounds tell of these questions, and of those that were exempt then."""
    since = content.since
    if since:
        since = replace(since, wording=tuple(_wording(part, marks.get(part.question)) for part in since.wording))
    return replace(content, since=since, conditions=tuple(_condition(part, marks) for part in content.conditions))


def _without_cost(content: Content, mark: ExemptMark) -> Content:
    """Take out the cost, its funding, and the level that it gave, which would tell between which amounts it lies."""
    lines = tuple(
        FactorPart(factor=line.factor, exempt=mark) if line.factor.key == Factor.COST else line
        for line in content.significance.lines
    )
    return replace(
        content,
        partnership=replace(content.partnership, annual_cost=None, funding_source="", cost_exempt=mark),
        significance=replace(content.significance, lines=lines),
    )


def _question(part: QuestionPart, mark: ExemptMark | None) -> QuestionPart:
    if mark is None:
        return part
    confirmation = replace(part.confirmation, note="", objection=None) if part.confirmation else None
    part = replace(part, missing="", answer=None, evidence=(), confirmation=confirmation, status=None, exempt=mark)
    return replace(part, opinion=None)


def _flag(part: FlagPart, marks: Marks) -> FlagPart:
    """A rule may rest on the answer to another question, so its sentence would tell what was answered there."""
    if part.question in marks:
        return replace(part, because=(), treatment=None, raised=None, exempt=marks[part.question])
    if marks and part.because:
        why = _("A rule raises this. Why is left out, as it may rest on an answer that is exempt")
        return replace(part, because=(why,))
    return part


def _implication(part: ImplicationPart, mark: ExemptMark | None) -> ImplicationPart:
    return ImplicationPart(area=part.area, exempt=mark) if mark else part


def _condition(part: ConditionPart, marks: Marks) -> ConditionPart:
    """A condition that is left out keeps its number and whether it was completed: that it is overdue stays to be seen."""
    mark = (marks.get(part.question) if part.question else None) or part.exempt_before
    return replace(part, text="", owner="", due_on=None, exempt=mark) if mark else part


def _wording(part: WordingPart, now: ExemptMark | None) -> WordingPart:
    mark = now or part.exempt_before
    if mark and part.what.key == Reworded.OPTION:
        return replace(part, old="", new="", exempt=mark)
    # Nobody can mark the answer to a question that the case does not have.
    return replace(part, answer="")
