"""What an upgrade does to each answer, and the answers to what a case asked before, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from checklists.models import Version
from checklists.selectors.compared import difference_between
from checklists.spec import Change, QuestionSpec
from checklists.wording import difference_in_words
from checklists.wording.difference import TextDiff
from partnerships.domain.upgrading import QuestionPlan, Start, case_after
from partnerships.models import Assessment
from partnerships.presenters.tasks import Words, words_of
from partnerships.selectors.case import Case
from partnerships.selectors.impact import flags_turned
from partnerships.selectors.upgrading import Earlier, earlier_answers, plan_for


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the preview: what changed of it, and the answers to it and to those before it. None: it is gone.

    `texts` are those of its texts that read otherwise, where it is the same question still.
    """

    change: Change
    new: QuestionSpec | None
    olds: tuple[tuple[QuestionSpec, Words], ...]
    lapses: str
    texts: tuple[TextDiff, ...] = ()

    @property
    def is_of_same_words(self) -> bool:
        """Whether the question itself reads as before."""
        return self.new is not None and any(spec.text == self.new.text for spec, _words in self.olds)


@dataclass(frozen=True, slots=True)
class Group:
    """The questions whose answers fare alike."""

    start: Start
    lines: tuple[Line, ...]

    @property
    def is_list(self) -> bool:
        """Whether their names are enough: nothing was answered to any of them, nor to one before it."""
        return not any(line.olds or line.lapses for line in self.lines)


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
    texts = {each.spec.key: each.texts for each in difference_in_words(difference).changed}
    lines = {start: [_line(case, each, texts) for each in found.of(start) if _is_told(each)] for start in Start}
    gone = [
        Line(Change.REMOVED, None, (_answer(case, case.spec.by_key[key]),), _lapsed(case, key, is_gone=True))
        for key in found.removed
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


def _line(case: Case, each: QuestionPlan, texts: Mapping[str, tuple[TextDiff, ...]]) -> Line:
    olds = tuple(_answer(case, old) for old in each.diff.olds if old.key in case.answers)
    lapses = _lapsed(case, *(old.key for old in each.diff.olds)) if each.lapses else ""
    different = texts.get(each.key, ()) if each.diff.old is not None else ()
    return Line(each.diff.change, each.diff.new, olds, lapses, different)


def _answer(case: Case, spec: QuestionSpec) -> tuple[QuestionSpec, Words]:
    row = case.answers.get(spec.key)
    option = row.option.key if row and row.option else None
    return spec, words_of(spec, option, row or case.state.answer(spec.key))


def _lapsed(case: Case, *keys: str, is_gone: bool = False) -> str:
    """Return who said something of the answers that then stands no longer, as a sentence; "" when nobody did.

    A flag that was raised by hand goes with a question that is not asked any more (`is_gone`), and else stands.
    """
    names = [case.confirmations[key].confirmed_by_name() for key in keys if key in case.confirmations]
    names += [case.treatments[key].treated_by_name() for key in keys if key in case.treatments]
    names += [case.objections[key].confirmed_by_name() for key in keys if key in case.objections]
    names += [case.raised[key].raised_by_name() for key in keys if is_gone and key in case.raised]
    return _("What %(names)s said of it lapses.") % {"names": ", ".join(dict.fromkeys(names))} if names else ""


@dataclass(frozen=True, slots=True)
class EarlierShown:
    """An answer to an earlier version, in the words of its own question."""

    earlier: Earlier
    words: Words

    @property
    def is_of_same_answers(self) -> bool:
        """Whether the question still has these answers to choose from, and other words: the answer is in its form too."""
        return self.earlier.change == Change.MEANING


def shown_earlier(found: Iterable[Earlier]) -> list[EarlierShown]:
    """Return earlier answers in words."""
    shown = []
    for each in found:
        option = each.answer.option.key if each.answer.option else None
        shown.append(EarlierShown(each, words_of(each.spec, option, each.answer)))
    return shown


def shown_beside(assessment: Assessment) -> dict[str, list[EarlierShown]]:
    """Return the earlier answers that stand beside questions of the case, by the key of the question."""
    found: dict[str, list[EarlierShown]] = {}
    for each in shown_earlier(earlier_answers(assessment)):
        found.setdefault(each.earlier.key, []).append(each)
    return found
