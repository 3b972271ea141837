"""What a returned case asks its authors to put right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from partnerships.domain.workflow import State
from partnerships.models import ReturnReason, ReturnReply
from partnerships.presenters.tasks import Task, task_of
from partnerships.selectors.case import Case
from partnerships.selectors.fixes import latest_return


@dataclass(frozen=True, slots=True)
class Fix:
    """One reason of a return. `task` is None for the case as a whole; `is_changed`: its answer or evidence was.

    `reply` is what the authors say about it, if they do.
    """

    reason: ReturnReason
    task: Task | None
    is_changed: bool

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
    """Return one reason with its question."""
    if reason.question is None:
        return Fix(reason=reason, task=None, is_changed=False)
    task = task_of(case, reason.question.key)
    saved = [task.answer.saved_at] if task.answer else []
    moments = [*saved, *(item.added_at for item in task.evidence)]
    return Fix(reason=reason, task=task, is_changed=any(moment > reason.returned_at for moment in moments))
