"""Emails to the people who must act: a link and a neutral subject, never an answer, a partner's name or an attachment.

Each kind of email has a function that the actions call inside their transaction, so that the notices are stored
together with the change. They are sent after the commit (`outbox`). Reminders depend on the date (`reminders`).
"""

from partnerships.emails.kinds import (
    awaiting_review,
    condition_amended,
    condition_chased,
    condition_completed,
    condition_reopened,
    decided,
    edition_withdrawn,
    ended,
    endorsed,
    issued,
    lead_changed,
    meeting_cancelled,
    meeting_changed,
    monitoring_officer_told,
    owner_named,
    person_added,
    question_asked,
    question_assigned,
    question_replied,
    referral_asked,
    referral_declined,
    referred,
    reopened,
    returned,
    round_opened,
    taken_back,
    withdrawn,
)
from partnerships.emails.outbox import send_waiting
from partnerships.emails.recipients import authors, correspondents, holders
from partnerships.emails.reminders import remind

__all__ = [
    "authors",
    "awaiting_review",
    "condition_amended",
    "condition_chased",
    "condition_completed",
    "condition_reopened",
    "correspondents",
    "decided",
    "edition_withdrawn",
    "ended",
    "endorsed",
    "holders",
    "issued",
    "lead_changed",
    "meeting_cancelled",
    "meeting_changed",
    "monitoring_officer_told",
    "owner_named",
    "person_added",
    "question_asked",
    "question_assigned",
    "question_replied",
    "referral_asked",
    "referral_declined",
    "referred",
    "remind",
    "reopened",
    "returned",
    "round_opened",
    "send_waiting",
    "taken_back",
    "withdrawn",
]
