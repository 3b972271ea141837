"""What is typed or chosen on each page with a form so that it is filled in rightly: for the table of who gets what."""

from __future__ import annotations

from collections.abc import Mapping

from partnerships.domain.significance import Factor
from tests import days, existing

LINK = {"title": "Minutes", "kind": "link", "url": "https://council.example/minutes"}
DETAILS = {"name": "Another name", "purpose": "Another purpose.", "decision_sought": "enter"}
ASKING = {"asked": "officer", "text": "Does the insurer pay?"}
# What is typed or chosen on each page with a form.
TYPED: dict[str, Mapping[str, str | days.InDays]] = {
    "sign-in": {"username": "nobody@marlshire.example", "password": "not a password"},
    "checklist-new": {"title": "Leaving a partnership", "slug": "leaving", "source": "Our own", "number": "1.0"},
    "checklist-retire": {"when": "now"},
    "checklist-require": {"required_from": days.InDays(30)},
    "draft-section-new": {"code": "3", "title": "After"},
    "draft-question-new": {
        "code": "N1",
        "key": "handover",
        "title": "Handover",
        "text": "Who hands over?",
        "answered_by": "Lead officer",
    },
    "draft-rule-new": {"significance": "high", "severity": "concern", "because": "It is large"},
    "verify": {"by": "typed", "reference": "PR-0001", "fingerprint": "9f2a-41c0-77be-03d1"},
    "partnership-new": DETAILS,
    "partnership-edit": DETAILS,
    "partnership-significance": dict.fromkeys(Factor.values, "low"),
    "partnership-screening": {f"C{number}": "yes" for number in range(1, 10)},
    "partnership-benefits": {"benefits": "B1"},
    "mail-choice": {"choice": "daily"},
    "checklist-openings": {"open_to": "all"},
    "meeting-new": {"name": "Cabinet", "held_on": days.InDays(50)},
    "assessment-meeting": {"meeting": "none"},
    "assessment-move": {"reason": "The item was put off."},
    "register-new": {
        "name": "Safer streets",
        "purpose": "Patrols.",
        "lead": "olive.owner@marlshire.example",
        "review_on": days.InDays(existing.YEAR),
    },
    "register-review": {"decision": "continue"},
    "meeting-cancel": {"reason": "No quorum."},
    "meeting-pack": {"edition": "full"},
    "deputy": {
        "deputy": "oscar.outsider@marlshire.example",
        "first_on": days.InDays(0),
        "last_on": days.InDays(0),
    },
    "account-close": {"reason": "Has left."},
    "partnership-lead": {"lead": "oscar.outsider@marlshire.example", "reason": "Another post."},
    "person-add": {"email": "oscar.outsider@marlshire.example", "capacity": "author"},
    "assessment-section": {"purpose-and-need-reason": "Another reason."},
    "assessment-section:legal": {"time-limits-reason": "Another reason.", "time-limits-finding": "Another finding."},
    "assessment-question": {"purpose-and-need-reason": "Another reason."},
    "assessment-question:legal": {"time-limits-reason": "Another reason.", "time-limits-finding": "Another finding."},
    "question-assign": {"person": "nobody"},
    "conversation-ask": ASKING,
    "conversation": {"text": "It does."},
    "conversation-pass-on": ASKING,
    "conversation-reopen": {"text": "And next year?"},
    "evidence-add": LINK,
    "evidence-add:legal": LINK,
    "assessment-withdraw": {"reason": "The partner has withdrawn."},
    "flag-treat": {"kind": "justified", "why": "It is known and small."},
    "flag-raise": {"severity": "note", "reason": "Old accounts."},
    "flag-withdraw": {"reason": "New ones came."},
    "opinion-give": {"option": "partly", "reason": "The need is not shown."},
    "assessment-return": {"case": "Say more about the costs."},
    "implication": {
        "asked_of": "Head of finance",
        "asked_on-day": "1",
        "asked_on-month": "2",
        "asked_on-year": "2026",
        "answered": "no",
    },
    "interests": {"answer": "no"},
    "exempt-part": {"paragraph": "3", "reason": "It names a price."},
    "assessment-refer": {"reason": "The partner cannot wait."},
    "answer-object": {"reason": "The Act was repealed."},
    "assessment-referral": {"answer": "confirmed", "reason": "The board asked to see it."},
    "assessment-issue": {"has_read_public": "on", "missing_reason": "The board meets tomorrow."},
    "edition-withdraw": {"reason": "It names a price."},
    "minute-correct": {"minute_reference": "CAB 14/2026", "reason": "Two digits were swapped."},
    "assessment-reopen": {"reason": "The costs have changed."},
    "assessment-decide": {
        "result": "approved",
        "decided_on": days.InDays(0),
        "meeting": "Cabinet",
        "minute_reference": "CAB 41",
        "reasons": "It saves money.",
        "alternatives_rejected": "Doing it alone.",
        "has_exempt_text": "no",
        "has_interests": "none",
        "checked": "yes",
    },
    "condition-complete": {"note": "Agreed in May.", "kind": "none"},
    "condition-reopen": {"reason": "The minutes say nothing of it."},
    "condition-amend": {"owner": "Director of it", "reason": "The post moved."},
    "partnership-end": {
        "ended_on": days.InDays(0),
        **dict.fromkeys(("reason", "people", "assets", "records", "lessons"), "None."),
    },
}
