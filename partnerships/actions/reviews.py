"""The reviews that the calendar asks for: a new round for each partnership on the register whose date has come."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from accounts.models import User
from checklists.spec import Decision
from partnerships.actions.acting import ActionError, lock
from partnerships.actions.rounds import open_round
from partnerships.domain.board import RoundReason
from partnerships.models import Assessment, RegisterEntry


def open_reviews(*, by: User, today: date) -> list[Assessment]:
    """Open the review round of every partnership whose review is due by that day; return the new rounds.

    Each is a transaction of its own, and none is opened twice: a round that a person or another run has opened
    meanwhile is left as it is, and so is a partnership that has ended.
    """
    due = Assessment.objects.current().filter(
        pk=F("partnership__register_entry__decision__assessment"),
        partnership__register_entry__ended_on=None,
        partnership__register_entry__review_on__lte=today,
    )
    opened = []
    for assessment in due.order_by("pk"):
        try:
            opened.append(_open_review(assessment, by=by, today=today))
        except ActionError:
            continue
    return opened


@transaction.atomic
def _open_review(assessment: Assessment, *, by: User, today: date) -> Assessment:
    assessment = lock(assessment)
    entry = RegisterEntry.objects.get(partnership=assessment.partnership)
    if entry.ended_on is not None or entry.review_on > today:
        raise ActionError
    return open_round(assessment=assessment, by=by, reason=RoundReason.REVIEW, decision=Decision.ENTER)
