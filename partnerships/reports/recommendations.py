"""What the report recommends to whoever decides, derived from its outcome. The report and the council paper share it. Pure."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from checklists.spec import DecisionSought
from partnerships.domain.readiness import Outcome
from partnerships.snapshot import Content
from partnerships.snapshot.shape import ReferralPart


def decision_sought(decision: str) -> str:
    """Return the decision sought, as whoever decides reads it. `decision` is a value of `DecisionSought`."""
    return {
        DecisionSought.EXPLORE: _("To explore the partnership: permission to talk or to bid"),
        DecisionSought.IN_PRINCIPLE: _("To approve the partnership in principle"),
        DecisionSought.ENTER: _("To enter the partnership"),
        DecisionSought.CONTINUE: _("To continue the partnership"),
        DecisionSought.CHANGE: _("To continue the partnership with the changes described"),
        DecisionSought.END: _("To end the partnership"),
    }[DecisionSought(decision)]


def referral_record(part: ReferralPart) -> list[str]:
    """Say who confirmed the referral and in which capacity, who asked for it, and why."""
    recorded = {"name": part.recorded_by, "day": date_format(part.recorded_at, "j F Y")}
    if part.confirmed_at is None:
        return [_("As the monitoring officer wrote it, recorded by %(name)s on %(day)s.") % recorded]
    confirmed = {"name": part.officer, "capacity": part.capacity, "when": date_format(part.confirmed_at, "j F Y, H:i")}
    return [
        _("Confirmed by %(name)s, %(capacity)s, on %(when)s.") % confirmed,
        _("Asked for by %(name)s, Manager, on %(day)s, for this reason:") % recorded,
        part.request,
    ]


def recommendations(content: Content) -> list[str]:
    """Return the recommendations as they follow "That the director:"."""
    outcome = Outcome(content.outcome.key)
    if outcome is Outcome.NOT_READY:
        if content.outcome.waits_for:
            return _waiting(content)
        not_ready = _("notes that the partnership is not ready for the decision sought, because of the blockers named;")
        if content.referral:
            return [
                not_ready,
                _("considers the reason for which the case is referred to it all the same;"),
                _("decides whether the partnership goes ahead in spite of the blockers, and records its reasons."),
            ]
        return [
            not_ready,
            _("takes no decision on the partnership until they are resolved;"),
            _("asks %(lead)s to resolve them and to bring the case back.") % {"lead": content.partnership.lead},
        ]
    if outcome is Outcome.REVIEW_NOT_FINISHED and content.outcome.waits_for:
        return _waiting(content)
    if outcome is Outcome.REVIEW_NOT_FINISHED:
        return [
            _("notes that the review is not finished: concerns are open or confirmations missing, as listed;"),
            _("decides on the partnership once the review is finished."),
        ]
    conditions = _("makes its approval subject to the conditions listed, each with its owner and due date;")
    return [
        _approval(content.assessment.decision.key),
        *([conditions] if content.proposed_conditions else []),
        _("notes the risks raised, as listed."),
    ]


def _waiting(content: Content) -> list[str]:
    """Return what is asked when nothing has failed: whoever must confirm is asked, not the lead officer."""
    who = {"who": content.outcome.waits_for}
    return [
        _("notes that no answer stands in the way, and that the case waits for %(who)s;") % who,
        _("asks for that: %(who)s;") % who,
        _("takes no decision on the partnership until then."),
    ]


def _approval(decision: str) -> str:
    return {
        DecisionSought.EXPLORE: _("agrees that the council explores the partnership, by talks or by a bid;"),
        DecisionSought.IN_PRINCIPLE: _("approves the partnership in principle;"),
        DecisionSought.ENTER: _("agrees that the council enters the partnership;"),
        DecisionSought.CONTINUE: _("agrees that the council continues the partnership;"),
        DecisionSought.CHANGE: _("agrees that the council continues the partnership with the changes described;"),
        DecisionSought.END: _("agrees that the council ends the partnership;"),
    }[DecisionSought(decision)]
