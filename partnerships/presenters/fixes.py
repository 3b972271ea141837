"""What a returned case asks its authors to put right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from checklists.models import Question
from checklists.selectors.compared import followers
from partnerships.domain.workflow import State
from partnerships.models import ReturnReason, ReturnReply
from partnerships.presenters.tasks import Task, task_of
from partnerships.selectors.case import Case
from partnerships.selectors.fixes import latest_return


@dataclass(frozen=True, slots=True)
class Fix:
    """One reason of a return. `is_changed`: the answer that it is about was changed since, or its evidence.

    `task` is None for the case as a whole, and for a question that nothing asks any more. `asked_before`: the question when
    it was one of an earlier version. `reply` is what the authors say about it, if they do.
    """

    reason: ReturnReason
    task: Task | None
    is_changed: bool
    asked_before: Question | None = None

    @property
    def reply(self) -> ReturnReply | None:
        """The reply, which was read with the reason."""
        reply: ReturnReply | None = getattr(self.reason, "reply", None)
        return reply if reply and reply.text else None


def to_fix(case: Case) -> list[Fix]:
    """Return the reasons of the latest return in the order of the questions, those for the whole case first."""
    fixes = [fix_of(case, reason) for reason in latest_return(case.assessment)]
    order = list(case.spec.by_key)
    return sorted(fixes, key=lambda fix: order.index(fix.task.spec.key) if fix.task else -1)


def to_fix_among(case: Case, keys: Collection[str]) -> list[Fix]:
    """Return what is asked of these questions; nothing unless the case is with its authors again."""
    if case.assessment.state != State.RETURNED:
        return []
    return [fix for fix in to_fix(case) if fix.task and fix.task.spec.key in keys]


def fix_of(case: Case, reason: ReturnReason) -> Fix:
    """Return one reason with its question; with the first that is not changed yet of those that took its place."""
    question = reason.question
    if question is None:
        return Fix(reason=reason, task=None, is_changed=False)
    tasks = [task_of(case, key) for key in followers(question, case.assessment.version)]
    unchanged = [task for task in tasks if not _is_changed(task, reason)]
    return Fix(
        reason=reason,
        task=next(iter([*unchanged, *tasks]), None),
        is_changed=bool(tasks) and not unchanged,
        asked_before=None if question.version_id == case.assessment.version_id else question,
    )


def _is_changed(task: Task, reason: ReturnReason) -> bool:
    saved = [task.answer.saved_at] if task.answer else []
    return any(moment > reason.returned_at for moment in [*saved, *(item.added_at for item in task.evidence)])
