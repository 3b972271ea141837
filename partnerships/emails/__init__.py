"""Emails to whoever must act: a link and a neutral subject, never an answer, a partner's name or an attachment.

The actions call one function for each thing of which people are told, inside their transaction: it keeps the notices
together with what was done. Sending follows the commit (`outbox`); the calendar brings more notices (`reminders`).
"""

from partnerships.emails.events import (
    awaiting_review,
    condition_amended,
    condition_completed,
    condition_reopened,
    decided,
    ended,
    endorsed,
    issued,
    monitoring_officer_told,
    person_added,
    referred,
    reopened,
    returned,
    round_opened,
    withdrawn,
)
from partnerships.emails.outbox import send_waiting
from partnerships.emails.reminders import remind

__all__ = [
    "awaiting_review",
    "condition_amended",
    "condition_completed",
    "condition_reopened",
    "decided",
    "ended",
    "endorsed",
    "issued",
    "monitoring_officer_told",
    "person_added",
    "referred",
    "remind",
    "reopened",
    "returned",
    "round_opened",
    "send_waiting",
    "withdrawn",
]
