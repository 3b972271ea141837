"""What the review pages show of a case: its flagged questions in groups, its counts, what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.roles import Role
from checklists.spec import Severity
from partnerships.domain.explanation import explanation_of
from partnerships.domain.flags import Flag
from partnerships.domain.readiness import count_flags, deciding_step
from partnerships.domain.waiting import WaitsOn, waits_on
from partnerships.guards import CaseAccess
from partnerships.presenters.tasks import Task, task_of, with_conversations, with_exemptions
from partnerships.selectors.case import Case
from partnerships.selectors.version_tokens import question_version_token

GRAVEST_FIRST = (Severity.BLOCKER, Severity.CONCERN, Severity.NOTE)
CANNOT_BE_CONFIRMED = frozenset({WaitsOn.ANSWERING, WaitsOn.RETURNING})
MOST_OPEN = 6
"""How many answers that a manager must act on are shown in full at once, so that a case with many is not one long column."""
# The groups of the review in their order: name, heading, which questions, and whether somebody has to look at them.
GROUPS: tuple[tuple[str, Any, Callable[[Task], bool], bool], ...] = (
    ("blocker", ngettext_lazy("%(n)s blocker", "%(n)s blockers", "n"), lambda task: _is(task, Severity.BLOCKER), True),
    (
        "concern",
        ngettext_lazy("%(n)s open concern", "%(n)s open concerns", "n"),
        lambda task: _is(task, Severity.CONCERN) and not _is_treated(task),
        True,
    ),
    (
        "opinion",
        ngettext_lazy("%(n)s other answer with a second opinion", "%(n)s other answers with a second opinion", "n"),
        lambda task: _is_disputed(task),
        True,
    ),
    (
        "treated",
        ngettext_lazy("%(n)s treated concern", "%(n)s treated concerns", "n"),
        lambda task: _is_treated(task),
        False,
    ),
    (
        "note",
        ngettext_lazy("%(n)s note", "%(n)s notes", "n"),
        lambda task: _is(task, Severity.NOTE) and not _is_disputed(task),
        False,
    ),
)


@dataclass(frozen=True, slots=True)
class Count:
    """One number of the summary, with its words."""

    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Card:
    """One answer in the review, shown in full or folded to its title and its option."""

    task: Task
    is_open: bool

    @property
    def severity(self) -> Severity:
        """How the card is marked: an answer without a flag as a note."""
        return self.task.flag.severity if self.task.flag else Severity.NOTE


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of the review that ask for the same attention."""

    name: str
    title: str
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class BoxesToReturn:
    """Questions of a return, each with its field. They are folded unless they are `is_open` or something is typed in one."""

    title: str
    rows: list[tuple[Task, Any]]
    is_open: bool
    has_reasons: bool


@dataclass(frozen=True, slots=True)
class ExplainedOutcome:
    """Why a case has its outcome: in a sentence, and the answers that decide it, the first `MOST_OPEN` of them."""

    explanation: str
    tasks: list[Task]
    others: int


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands between the case and its endorsement, in words, and the questions of which it is true."""

    sentence: str
    tasks: list[Task]


def outcome_explained(case: Case) -> ExplainedOutcome:
    """Return why the case has its outcome, with the answers by which it has it."""
    flags = case.flags.values()
    codes = deciding_step(flags).codes
    tasks = _tasks(case, [flag.question_key for flag in flags if flag.code in codes])
    explanation = explanation_of(flags, case.assessment.state)
    return ExplainedOutcome(explanation, tasks[:MOST_OPEN], max(len(tasks) - MOST_OPEN, 0))


def answers_in_review(access: CaseAccess, case: Case, *, is_whole: bool) -> dict[str, Any]:
    """Return what the page of the review says of the answers."""
    tasks = with_exemptions(case, with_conversations(access, _tasks(case, list(case.spec.by_key))))
    return {
        "groups": review_groups(tasks, is_whole=is_whole),
        "is_whole": is_whole,
        "talked_about": [task for task in tasks if task.open_conversations],
        "without_attention": [task for task in tasks if task.flag is None and task.opinion is None],
        "to_confirm": to_confirm(case),
        "asked_to_confirm": [task for task in to_confirm(case) if _is_asked_of(access, case, task)],
    }


def review_groups(tasks: Sequence[Task], *, is_whole: bool = False) -> list[Group]:
    """Return what a manager looks at, what they must act on first, each answer in one group; empty groups are left out.

    What is treated or a note is folded, and so is what comes after the first `MOST_OPEN`, unless it `is_whole`.
    """
    groups, shown = list[Group](), 0
    for name, title, belongs, is_to_see in GROUPS:
        found = [task for task in tasks if belongs(task)]
        cards = [
            Card(task, is_open=is_whole or (is_to_see and shown + place < MOST_OPEN))
            for place, task in enumerate(found)
        ]
        shown += len(found) if is_to_see else 0
        if found:
            groups.append(Group(name, str(title % {"n": len(found)}), cards))
    return groups


def flagged_tasks(case: Case) -> list[Task]:
    """Return the flagged questions, the gravest first."""
    order = sorted(case.flags.values(), key=lambda flag: GRAVEST_FIRST.index(flag.severity))
    return _tasks(case, [flag.question_key for flag in order])


def boxes_to_return(tasks: Sequence[Task], field_of: Callable[[str], Any]) -> list[BoxesToReturn]:
    """Return the questions of a return with their fields, as the page shows them: open, or folded by why they need none."""
    kinds: tuple[tuple[Any, Callable[[Task], bool], bool], ...] = (
        (_("Flagged answers"), lambda task: task.flag is not None and not _is_treated(task), True),
        (_("Concerns that are treated"), _is_treated, False),
        (_("Answers that are not flagged"), lambda task: task.flag is None, False),
    )
    found = [
        (title, [(task, field_of(task.spec.key)) for task in tasks if holds(task)], is_open)
        for title, holds, is_open in kinds
    ]
    return [
        BoxesToReturn(
            title, rows, is_open=is_open, has_reasons=any(field.value() or field.errors for _task, field in rows)
        )
        for title, rows, is_open in found
        if rows
    ]


def disputed_tasks(case: Case) -> list[Task]:
    """Return the questions on whose answers a second opinion stands, in order."""
    return _tasks(case, [key for key in case.spec.by_key if key in case.opinions])


def _is(task: Task, severity: Severity) -> bool:
    return task.flag is not None and task.flag.severity is severity


def _is_treated(task: Task) -> bool:
    return task.flag is not None and task.flag.treatment is not None


def _is_disputed(task: Task) -> bool:
    """Whether a second opinion stands on an answer that by itself needs no attention."""
    return task.opinion is not None and (task.flag is None or task.flag.severity is Severity.NOTE)


def unflagged_tasks(case: Case) -> list[Task]:
    """Return the questions without a flag, in order."""
    return _tasks(case, [key for key in case.spec.by_key if key not in case.flags])


def to_confirm(case: Case) -> list[Task]:
    """Return the questions whose answer somebody must confirm, confirmed or not."""
    return _tasks(case, [key for key, spec in case.spec.by_key.items() if spec.confirm])


def _is_asked_of(access: CaseAccess, case: Case, task: Task) -> bool:
    """Whether the answer waits for the person to confirm it."""
    waits = task.flag is not None and waits_on(task.flag, case.assessment.state) is WaitsOn.CONFIRMING
    return waits and task.spec.confirm is not None and task.spec.confirm.role in access.can.confirm_as


def blocked_tasks(case: Case) -> list[Task]:
    """Return the questions with a blocker."""
    return _tasks(case, [key for key, flag in case.flags.items() if flag.is_blocker])


def left_to_treat(case: Case, but: str) -> list[Task]:
    """Return the concerns that can be treated and are not yet, those after the question `but` first, without it."""
    keys = [*case.flags]
    place = keys.index(but) + 1 if but in case.flags else 0
    left = [key for key in keys[place:] + keys[:place] if key != but]
    return _tasks(case, [key for key in left if case.flags[key].is_treatable and case.flags[key].is_open_concern])


def alike_choices(case: Case, but: str) -> list[tuple[str, str]]:
    """Return the choices of `TreatForm.alike`, in the order of the questions: every other concern that is left to treat."""
    order = list(case.spec.by_key)
    left = sorted(left_to_treat(case, but), key=lambda task: order.index(task.spec.key))
    return [
        (
            f"{task.spec.key} {question_version_token(case, task.spec.key)}",
            f"{task.spec.code} {task.spec.title}: {task.words.option}",
        )
        for task in left
    ]


def conditions_of(case: Case) -> list[Task]:
    """Return the questions whose concern was accepted with a mitigation."""
    return _tasks(case, [key for key, flag in case.flags.items() if flag.is_condition])


def counts_of(case: Case) -> list[Count]:
    """Return the numbers at the head of the review."""
    counts = count_flags(case.flags.values())
    return [
        _count(counts.blockers, ngettext_lazy("blocker", "blockers")),
        _count(counts.open_concerns, ngettext_lazy("concern open", "concerns open")),
        _count(counts.treated_concerns, ngettext_lazy("concern treated", "concerns treated")),
        _count(counts.notes, ngettext_lazy("note", "notes")),
        Count(counts.unanswered, _("unanswered or incomplete")),
    ]


def obstacles_to_endorsement(case: Case, *, is_reviewer: bool) -> list[Obstacle]:
    """Return what must happen before the case can be endorsed; nothing when it can be.

    Whoever `is_reviewer` reads what they do about it now, everybody else who does it.
    """
    flags = case.flags.items()
    unanswered, blocked, left, objected = (
        (
            _("Unanswered or incomplete: only the authors can complete these. Return the case."),
            _("Blockers by their answer: only another answer removes these, so return the case."),
            _("Concerns that are still open: treat each of these."),
            _("Could not be confirmed by %(holder)s: return the case, unless they confirm it after all."),
        )
        if is_reviewer
        else (
            _("Unanswered or incomplete, for the authors to complete:"),
            _("Blockers by their answer, which only another answer of the authors removes:"),
            _("Concerns that are still open, for the managers to treat:"),
            _("Could not be confirmed by %(holder)s, so that the authors give another answer:"),
        )
    )
    found: list[tuple[str, Callable[[Flag], bool]]] = [
        (unanswered, lambda flag: flag.is_unanswered),
        (blocked, lambda flag: flag.is_blocker and not flag.is_unanswered and not flag.is_waiting),
        (left, lambda flag: flag.is_open_concern and not flag.is_waiting),
    ]
    state, never = case.assessment.state, _("Not confirmed by %(holder)s:")
    confirmed = _("Not confirmed: waits for %(holder)s to confirm these.")
    for words, kinds in ((objected, CANNOT_BE_CONFIRMED), (confirmed, {WaitsOn.CONFIRMING}), (never, {WaitsOn.NOBODY})):
        found += [(words % {"holder": role.holder}, partial(_waits, role, state, kinds)) for role in Role]
    named = [(sentence, _tasks(case, [key for key, flag in flags if holds(flag)])) for sentence, holds in found]
    return [Obstacle(sentence, tasks) for sentence, tasks in named if tasks]


def _waits(role: Role, state: str, kinds: Collection[WaitsOn], flag: Flag) -> bool:
    """Whether a confirmation by the role waits on somebody of these kinds."""
    return flag.confirm_role == role and waits_on(flag, state) in kinds


def reason_against_treating(task: Task) -> str:
    """Say why the question's flag is none that can be treated; "" when it is."""
    flag = task.flag
    if flag is None:
        return _("This answer is not flagged, so there is nothing to treat.")
    if flag.is_treatable:
        return ""
    if flag.severity is Severity.NOTE:
        return _("A note needs no treatment. It is printed in the report as it is.")
    if flag.is_waiting:
        return f"{_('A missing confirmation cannot be treated.')} {task.waiting}"
    if flag.is_unanswered:
        return _("This question is not completely answered. Only the authors can complete it: return the case.")
    return _("A blocker cannot be treated away. The answer must change: return the case and say why.")


def _count(number: int, words: Any) -> Count:
    """Return the number with its word in the singular or the plural."""
    return Count(number, str(words % number))


def _tasks(case: Case, keys: list[str]) -> list[Task]:
    return [task_of(case, key) for key in keys]
