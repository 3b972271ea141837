"""What a case starts with on another version of its checklist: the plan of an upgrade, and of the next round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from checklists.spec import Change, Difference, QuestionDiff, Severity
from partnerships.domain.answers import AnswerState, CaseState


class Start(TextChoices):
    """What becomes of the answers to a question, in the order in which pages list them."""

    TO_CONFIRM = "to_confirm", _("To be confirmed")
    ANEW = "anew", _("To be answered anew")
    UNANSWERED = "unanswered", _("To be answered")
    KEPT = "kept", _("Kept")
    REMOVED = "removed", _("No longer asked")


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """What a question starts with. `answer` is what it has then; `beside`: keys of the questions whose old answers are shown.

    `lapses`: confirmations and treatments of the question do not stand any longer.
    """

    diff: QuestionDiff
    start: Start
    answer: AnswerState
    beside: tuple[str, ...]
    lapses: bool

    @property
    def key(self) -> str:
        """The key of the question in the new version."""
        return self.diff.new.key


@dataclass(frozen=True, slots=True)
class Plan:
    """What each question of the new version starts with, in its order, and the answers that nothing asks for any more."""

    questions: tuple[QuestionPlan, ...]
    removed: tuple[str, ...]

    def of(self, start: Start) -> list[QuestionPlan]:
        """Return the questions that start so."""
        return [each for each in self.questions if each.start is start]

    def counts(self) -> dict[str, int]:
        """Return how many answers there are of each start: questions that were not answered and are not count nowhere."""
        found = {start.value: len([each for each in self.of(start) if _counts(each)]) for start in Start}
        return found | {Start.REMOVED.value: len(self.removed)}


def plan(difference: Difference, answers: Mapping[str, AnswerState], *, is_new_round: bool = False) -> Plan:
    """Return what each question starts with; `answers` are those to the old version, by key.

    In a new round what is kept is carried over too, to be confirmed for the decision that this round is for.
    """
    begun = {key: answer for key, answer in answers.items() if answer.is_begun}
    questions = tuple(_start(each, difference, begun, is_new_round=is_new_round) for each in difference.questions)
    removed = tuple(question.key for question in difference.removed if question.key in begun)
    return Plan(questions, removed)


def _start(
    diff: QuestionDiff, difference: Difference, begun: Mapping[str, AnswerState], *, is_new_round: bool
) -> QuestionPlan:
    olds = tuple(old.key for old in diff.olds if old.key in begun)
    if diff.old is None:
        return QuestionPlan(diff, Start.ANEW if olds else Start.UNANSWERED, AnswerState(), olds, lapses=True)
    answer = begun.get(diff.old.key, AnswerState())
    attached = AnswerState(evidence_count=answer.evidence_count)
    if diff.change is Change.OPTIONS:
        start = Start.ANEW if olds else Start.UNANSWERED
        return QuestionPlan(diff, start, attached, olds if answer != attached else (), lapses=True)
    asked = _asked(answer, diff, difference)
    if diff.is_kept and asked == answer:
        kept = replace(answer, is_carried_over=answer.is_carried_over or (is_new_round and answer != attached))
        return QuestionPlan(diff, Start.KEPT if olds else Start.UNANSWERED, kept, (), lapses=_lapses(diff))
    if answer == attached:
        return QuestionPlan(diff, Start.UNANSWERED, attached, (), lapses=True)
    return QuestionPlan(diff, Start.TO_CONFIRM, replace(asked, is_carried_over=True), olds, lapses=True)


def _asked(answer: AnswerState, diff: QuestionDiff, difference: Difference) -> AnswerState:
    """Return the parts of the answer that the question still asks for."""
    old, new = diff.olds[0], diff.new
    known = {fact.key for fact in new.facts if (fact.key, fact.type) in {(was.key, was.type) for was in old.facts}}
    facts = {key: value for key, value in answer.facts.items() if key in known}
    has_finding = difference.new.section_of[new.key].has_finding
    return replace(answer, facts=facts, finding=answer.finding if has_finding else "")


def _lapses(diff: QuestionDiff) -> bool:
    """Whether what was said of an answer that is kept lapses: somebody else is to confirm it."""
    old, new = diff.olds[0].confirm, diff.new.confirm
    return (old and old.role) != (new and new.role)


def _counts(question: QuestionPlan) -> bool:
    return question.start is not Start.UNANSWERED or question.diff.change is Change.ADDED


def case_after(plan: Plan, case: CaseState) -> CaseState:
    """Return the case as it stands once the plan is followed: what was said of answers that are kept still stands."""
    standing = {each.key for each in plan.questions if each.start is Start.KEPT and not each.lapses}
    return replace(
        case,
        answers={each.key: each.answer for each in plan.questions if each.answer != AnswerState()},
        confirmed=case.confirmed & standing,
        objections={key: text for key, text in case.objections.items() if key in standing},
        treatments={key: treatment for key, treatment in case.treatments.items() if key in standing},
        raised=_raised(plan, case),
    )


def _raised(plan: Plan, case: CaseState) -> dict[str, Severity]:
    """Return the flags raised by hand: each stands on every question that took the place of its own."""
    found: dict[str, Severity] = {}
    for each in plan.questions:
        severities = [case.raised[old.key] for old in each.diff.olds if old.key in case.raised]
        if severities:
            found[each.key] = max(severities, key=lambda severity: severity.rank)
    return found
