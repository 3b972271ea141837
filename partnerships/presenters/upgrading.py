"""What an upgrade does to each answer, and the answers to what a case asked before, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from checklists.models import Version
from checklists.selectors.compared import difference_between
from checklists.spec import Change, QuestionSpec
from partnerships.domain.upgrading import QuestionPlan, Start, case_after
from partnerships.presenters.tasks import Words, words_of
from partnerships.selectors.case import Case
from partnerships.selectors.impact import flags_turned
from partnerships.selectors.upgrading import Earlier, plan_for


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the preview: what changed of it, and the answers to it and to those before it. None: it is gone."""

    change: Change
    new: QuestionSpec | None
    olds: tuple[tuple[QuestionSpec, Words], ...]
    lapses: str


@dataclass(frozen=True, slots=True)
class Group:
    """The questions whose answers fare alike."""

    start: Start
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the upgrade does: by what becomes of the answers, and the codes of the flags that it raises and clears."""

    groups: tuple[Group, ...]
    kept: int
    raised: tuple[str, ...]
    cleared: tuple[str, ...]


def preview_of(case: Case, to: Version) -> Preview:
    """Return what an upgrade of the case to that version does."""
    difference = difference_between(case.assessment.version, to)
    found = plan_for(case, to)
    raised, cleared = flags_turned(difference, case.state, case_after(found, case.state))
    lines = {start: [_line(case, each) for each in found.of(start) if _is_told(each)] for start in Start}
    gone = [
        Line(Change.REMOVED, None, (_answer(case, case.spec.by_key[key]),), _lapsed(case, key)) for key in found.removed
    ]
    lines[Start.REMOVED] = gone
    shown = [Group(start, tuple(lines[start])) for start in Start if lines[start] and start is not Start.KEPT]
    lapsing = [line for line in lines[Start.KEPT] if line.lapses]
    if lapsing:
        shown.append(Group(Start.KEPT, tuple(lapsing)))
    return Preview(tuple(shown), found.counts()[Start.KEPT], tuple(raised), tuple(cleared))


def _is_told(each: QuestionPlan) -> bool:
    """Whether the preview names the question: one that was not answered and is asked as before it does not."""
    return each.start is not Start.UNANSWERED or each.diff.change is not Change.UNCHANGED or bool(each.beside)


def _line(case: Case, each: QuestionPlan) -> Line:
    olds = tuple(_answer(case, old) for old in each.diff.olds if old.key in case.answers)
    lapses = _lapsed(case, *(old.key for old in each.diff.olds)) if each.lapses else ""
    return Line(each.diff.change, each.diff.new, olds, lapses)


def _answer(case: Case, spec: QuestionSpec) -> tuple[QuestionSpec, Words]:
    row = case.answers.get(spec.key)
    option = row.option.key if row and row.option else None
    return spec, words_of(spec, option, row or case.state.answer(spec.key))


def _lapsed(case: Case, *keys: str) -> str:
    """Return who confirmed or treated the answers, which then stands no longer, as a sentence; "" when nobody did."""
    names = [case.confirmations[key].confirmed_by_name() for key in keys if key in case.confirmations]
    names += [case.treatments[key].treated_by_name() for key in keys if key in case.treatments]
    return _("What %(names)s said of it lapses.") % {"names": ", ".join(dict.fromkeys(names))} if names else ""


@dataclass(frozen=True, slots=True)
class EarlierShown:
    """An answer to an earlier version, in the words of its own question."""

    earlier: Earlier
    words: Words


def shown_earlier(found: Iterable[Earlier]) -> list[EarlierShown]:
    """Return earlier answers in words."""
    shown = []
    for each in found:
        option = each.answer.option.key if each.answer.option else None
        shown.append(EarlierShown(each, words_of(each.spec, option, each.answer)))
    return shown
