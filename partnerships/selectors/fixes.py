"""What a case was returned for, and what its authors reply."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from accounts.prepared import PreparedRows, key
from partnerships.models import Assessment, ReturnReason

_REASONS = PreparedRows(
    lambda: ReturnReason.objects.filter(assessment=key("assessment", Assessment)).select_related(
        "question__version", "returned_by", "reply__replied_by"
    )
)


def latest_return(assessment: Assessment) -> list[ReturnReason]:
    """Return the reasons of the latest return, or reopening, of the case, with the replies to them."""
    reasons = _return_reasons(assessment)
    return _of_last_return(reasons)


def reasons_to_answer(assessment: Assessment, *, named: Collection[str]) -> list[ReturnReason]:
    """Return the reasons of the latest return, and those of earlier ones that a form names (`reply_name`)."""
    reasons = _return_reasons(assessment)
    latest = _of_last_return(reasons)
    return [reason for reason in reasons if reason in latest or reply_name(reason) in named]


def _return_reasons(assessment: Assessment) -> list[ReturnReason]:
    return _REASONS.rows(assessment=assessment)


def _of_last_return(reasons: Collection[ReturnReason]) -> list[ReturnReason]:
    last = max((reason.returned_at for reason in reasons), default=None)
    return [reason for reason in reasons if reason.returned_at == last]


def reply_name(reason: ReturnReason) -> str:
    """Return what the reply to that reason of a return is called, in its form and in the version token."""
    return f"reply-{reason.pk}"


def reply_values(reasons: Iterable[ReturnReason]) -> dict[str, str]:
    """Return the replies to these reasons, "" where there is none."""
    replies = {reply_name(reason): getattr(reason, "reply", None) for reason in reasons}
    return {name: reply.text if reply else "" for name, reply in replies.items()}
