"""What the report recommends to whoever decides, derived from its outcome. The report and the council paper share it. Pure."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from checklists.spec import DecisionSought, Severity
from partnerships.domain.flags import Cause, FlagState
from partnerships.domain.readiness import Outcome
from partnerships.snapshot import Content
from partnerships.snapshot.shape import FlagPart, ReferralPart


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
    """Return what is asked when confirmations are missing: whoever must confirm is asked, not the lead officer.

    The lead officer is asked for what somebody said they cannot confirm. Concerns that are open besides are noted.
    """
    who = {"who": content.outcome.waits_for}
    objected = [part for part in content.questions if part.confirmation and part.confirmation.objection]
    owed = [
        flag for flag in content.flags if flag.is_unconfirmed and flag.question not in {part.key for part in objected}
    ]
    names = {"codes": ", ".join(part.code for part in objected), "lead": content.partnership.lead}
    noted = _("notes that the case waits for %(who)s;") % who
    is_left_out = any(flag.exempt and flag.is_unconfirmed for flag in content.flags)
    if not objected and not is_left_out and not any(_is_open_by_its_answer(flag) for flag in content.flags):
        noted = _("notes that no answer stands in the way, and that the case waits for %(who)s;") % who
    concerns = _("notes that the review is not finished: concerns are open, as listed;")
    put_right = _("asks %(lead)s to put right what could not be confirmed: %(codes)s;") % names
    return [
        noted,
        *([concerns] if any(_is_open_by_its_answer(flag) for flag in content.flags) else []),
        *([put_right] if objected else []),
        *([_("asks for that: %(who)s;") % who] if owed else []),
        _("takes no decision on the partnership until then."),
    ]


def _is_open_by_its_answer(flag: FlagPart) -> bool:
    """Whether it is an untreated concern by its answer, by a rule about it or because a manager raised it.

    Where a public edition leaves out how a manager raised it, a concern that waits for nobody was raised as one.
    """
    causes = {cause.key for cause in flag.causes}
    is_raised = Cause.RAISED in causes and not flag.is_unconfirmed
    is_raised = is_raised or (flag.raised is not None and flag.raised.severity.key == Severity.CONCERN)
    is_open = flag.severity.key == Severity.CONCERN and flag.state.key == FlagState.OPEN
    return is_open and (is_raised or bool(causes & {Cause.NEGATIVE, Cause.RULE}))


def _approval(decision: str) -> str:
    return {
        DecisionSought.EXPLORE: _("agrees that the council explores the partnership, by talks or by a bid;"),
        DecisionSought.IN_PRINCIPLE: _("approves the partnership in principle;"),
        DecisionSought.ENTER: _("agrees that the council enters the partnership;"),
        DecisionSought.CONTINUE: _("agrees that the council continues the partnership;"),
        DecisionSought.CHANGE: _("agrees that the council continues the partnership with the changes described;"),
        DecisionSought.END: _("agrees that the council ends the partnership;"),
    }[DecisionSought(decision)]
