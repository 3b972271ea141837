"""How far a question is: one status, which every page, list, email and report says of it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from checklists.spec import QuestionSpec
from partnerships.domain.answers import CaseState, lacks
from partnerships.domain.flags import Flag, flag_of


class Status(TextChoices):
    """The six statuses in their order: a question has the first one that applies."""

    NOT_STARTED = "not_started", _("Not started")
    INCOMPLETE = "incomplete", _("Incomplete")
    CARRIED_OVER = "carried_over", _("Carried over")
    WAITING = "waiting", _("Waiting for legal")
    FLAGGED = "flagged", _("Flagged")
    COMPLETED = "completed", _("Completed")


def status_of(question: QuestionSpec, case: CaseState) -> Status:
    """Return the status of a question. Waiting is the status of a complete answer that a role holder must confirm."""
    answer = case.answer(question.key)
    return first_status(
        is_begun=answer.is_begun,
        is_complete=not lacks(question, answer),
        is_carried_over=answer.is_carried_over,
        is_unconfirmed=question.confirm is not None and question.key not in case.confirmed,
        is_flagged=flag_of(question, case) is not None,
    )


def flagged_in_words(severity: str) -> str:
    """Return the status of a flagged question with the severity, given by its label."""
    return f"{Status.FLAGGED.label}: {severity.lower()}"


def first_status(
    *, is_begun: bool, is_complete: bool, is_carried_over: bool, is_unconfirmed: bool, is_flagged: bool
) -> Status:
    """Return the first status that applies to a question of which that is known."""
    if not is_complete:
        return Status.INCOMPLETE if is_begun else Status.NOT_STARTED
    if is_carried_over:
        return Status.CARRIED_OVER
    if is_unconfirmed:
        return Status.WAITING
    return Status.FLAGGED if is_flagged else Status.COMPLETED


def status_in_words(status: Status, flag: Flag | None) -> str:
    """Return the status as people read it: with the severity of a flag, and with whom it waits for."""
    if status is Status.FLAGGED and flag:
        return flagged_in_words(str(flag.severity.label))
    if status is Status.WAITING and flag and flag.confirm_role != Role.LEGAL:
        return str(_("Waiting for %(holder)s")) % {"holder": Role(flag.confirm_role).holder}
    return str(status.label)
