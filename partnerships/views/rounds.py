"""The rounds of a partnership as one person sees them: a newer one that they may not know of leaves no trace."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partnerships.actions import ActionError
from partnerships.actions.rounds import reason_to_start
from partnerships.domain.board import RoundReason
from partnerships.guards import Desk
from partnerships.models import Assessment, Event


def rounds_of(desk: Desk) -> list[Assessment]:
    """Return the rounds up to the one on the desk, the newest first."""
    rounds = desk.assessment.partnership.assessments.filter(round__lte=desk.assessment.round)
    return list(rounds.order_by("-round"))


def events_of(desk: Desk) -> QuerySet[Event]:
    """Return the events of those rounds."""
    events = desk.assessment.partnership.events.all()
    return events if desk.assessment.is_current else events.filter(assessment__round__lte=desk.assessment.round)


def round_to_start(desk: Desk) -> str:
    """Return what the link to another round says, "" when the person cannot open one now."""
    if not desk.can["start_round"]:
        return ""
    try:
        reason, _decision = reason_to_start(desk.assessment)
    except ActionError:
        return ""
    return _("Review the partnership") if reason is RoundReason.REVIEW else _("Propose it again")
