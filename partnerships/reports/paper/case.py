"""The first half of a paper: what is to be decided, why, and what the partnership is."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from partnerships.reports.flagged import FlaggedItem
from partnerships.reports.paper.blocks import Block, Heading, Listing, Paragraph, listed, part, prose, section
from partnerships.reports.paper.words import answered, because, chosen, day, exempted, labelled, named
from partnerships.reports.report import Report
from partnerships.snapshot.shape import (
    EarlierPart,
    FactorPart,
    PartnershipPart,
    SignificancePart,
    TurnPart,
    WordingPart,
)


def opening(report: Report) -> Iterator[Block]:
    """Yield the title, what the text is not (issued, for publication), and whom it is from and for."""
    case = report.partnership
    yield Heading(case.name, 1)
    if report.is_withdrawn:
        yield Paragraph(_("%(status)s. The assessment was withdrawn.") % {"status": report.status}, is_strong=True)
    elif not report.issue:
        yield Paragraph(_("%(status)s. What it says can still change.") % {"status": report.status}, is_strong=True)
    if report.is_public:
        yield Paragraph(_("Public edition. What is exempt is left out, and each place says so."), is_strong=True)
    elif report.exempt:
        yield Paragraph(_("Not for publication: this text contains exempt information."), is_strong=True)
    if case.is_restricted:
        yield Paragraph(_("This case is restricted to named people."), is_strong=True)
    lines = [
        _("Report to: %(decider)s, %(council)s") % {"decider": report.prepared_for, "council": report.council},
        _("Report of: %(lead)s, %(service)s") % {"lead": case.lead, "service": case.service},
        _("Reference: %(reference)s") % {"reference": case.reference},
        _("Date: %(day)s") % {"day": day(report.made_on)},
    ]
    if meeting := report.assessment.meeting:
        words = {"meeting": meeting.name, "day": day(meeting.held_on)}
        lines.append(_("Meeting: %(meeting)s, %(day)s") % words)
    if case.key_decision_reference:
        lines.append(_("Key decision reference: %(reference)s") % {"reference": case.key_decision_reference})
    if case.contact:
        lines.append(_("Contact: %(contact)s") % {"contact": case.contact})
    yield Paragraph("\n".join(lines))


def purpose(report: Report) -> Iterator[Block]:
    """Yield what is to be decided, on what outcome, and why a case that is Not ready is referred."""
    yield section(_("Purpose of the report"))
    yield Paragraph(_("Decision sought: %(decision)s.") % {"decision": report.decision_sought})
    outcome = _("none, as it was withdrawn") if report.is_withdrawn else report.outcome.label
    words = {"title": report.checklist.title, "outcome": outcome}
    yield Paragraph(_("Outcome of the checklist “%(title)s”: %(outcome)s.") % words)
    if referral := report.referral:
        words = {"decider": report.decider, "officer": referral.officer, "day": day(referral.referred_on)}
        yield Paragraph(
            _("Goes to %(decider)s by referral of the monitoring officer, %(officer)s, of %(day)s:") % words
        )
        yield from prose(referral.reason)
        for text in report.referral_record:
            yield from prose(text)


def recommendations(report: Report) -> Iterator[Block]:
    """Yield the recommendations, as the report words them."""
    yield section(_("Recommendations"))
    if report.is_withdrawn:
        yield Paragraph(_("None: the assessment was withdrawn."))
        return
    yield Paragraph(_("That %(decider)s:") % {"decider": report.decider})
    yield Listing(tuple(report.recommendations), is_numbered=True)


def reasons(report: Report) -> Iterator[Block]:
    """Yield why: the outcome explained, the blockers by name, the benefits expected."""
    yield section(_("Reasons for the recommendations"))
    if not report.is_withdrawn:
        yield Paragraph(report.outcome.explanation)
    if items := report.flagged.blockers:
        yield Paragraph(_("Blockers:"))
        yield Listing(tuple(_blocker(item) for item in items))
    if items := report.flagged.unanswered:
        yield Paragraph(_("Questions that are not fully answered:"))
        yield Listing(tuple(named(item.question) for item in items))
    if benefits := report.partnership.benefits:
        yield Paragraph(_("Benefits that the lead officer expects:"))
        yield Listing(tuple(benefit.text for benefit in benefits))


def _blocker(item: FlaggedItem) -> str:
    sentences = [f"{named(item.question)}: {chosen(item.question)}", *because(item)]
    return " ".join(sentence if sentence.endswith((".", "!", "?")) else f"{sentence}." for sentence in sentences)


def alternatives(report: Report) -> Iterator[Block]:
    """Yield the answers to the questions that ask for alternatives."""
    yield section(_("Alternatives considered and rejected"))
    if not report.alternatives:
        yield Paragraph(_("The checklist asks for no alternative."))
    for question in report.alternatives:
        yield part(question.title)
        yield from answered(question)


def background(report: Report) -> Iterator[Block]:
    """Yield what the partnership is, what it costs, how significant it is and what went before."""
    case = report.partnership
    yield section(_("Background"))
    yield part(_("Purpose of the partnership"))
    yield from prose(case.purpose)
    yield part(_("Need"))
    if case.need_exempt:
        yield Paragraph(exempted(case.need_exempt))
    else:
        yield from prose(case.need or _("No evidence of need has been written down yet."))
    yield part(_("Partners and the council’s role"))
    yield from listed(case.partners, _("No partner is named yet."))
    yield from prose(case.council_role or _("The council’s role has not been described yet."))
    yield part(_("Dates"))
    start, end = (day(on) or _("not given") for on in (case.planned_start_on, case.planned_end_on))
    yield Paragraph(_("Planned start: %(start)s. Planned end: %(end)s.") % {"start": start, "end": end})
    yield part(_("Cost and funding"))
    yield from _cost(case)
    yield from _when_given(case)
    yield part(_("Significance"))
    yield from _significance(report.significance)
    if report.earlier:
        yield part(_("Earlier decisions"))
        yield Listing(tuple(_decision(decision) for decision in report.earlier))
    yield from _since(report)


def _cost(case: PartnershipPart) -> Iterator[Block]:
    if case.cost_exempt:
        yield Paragraph(exempted(case.cost_exempt))
        return
    cost = _("%(cost)s a year") % {"cost": case.cost} if case.cost else _("not given")
    yield Paragraph(_("Cost: %(cost)s.") % {"cost": cost})
    yield from prose(_("Source of funding: %(source)s") % {"source": case.funding_source or _("not given")})


def _when_given(case: PartnershipPart) -> Iterator[Block]:
    """Yield the wards and how the council would leave, each only when it is given."""
    if case.wards:
        yield part(_("Wards or areas affected"))
        yield Paragraph(case.wards)
    if case.exit_exempt or case.exit_arrangements:
        yield part(_("Exit arrangements"))
        if case.exit_exempt:
            yield Paragraph(exempted(case.exit_exempt))
        else:
            yield from prose(case.exit_arrangements)


def _significance(significance: SignificancePart) -> Iterator[Block]:
    if not significance.level:
        yield Paragraph(_("The significance has not been judged yet."))
        return
    words = {"level": significance.level.label, "route": significance.route}
    yield Paragraph(_("%(level)s. %(route)s.") % words)
    if significance.lines:
        yield Listing(tuple(_factor(line) for line in significance.lines))


def _factor(line: FactorPart) -> str:
    factor = line.factor.label
    if line.exempt:
        return labelled(factor, exempted(line.exempt))
    level = line.level.label if line.level else ""
    return labelled(factor, f"{level} ({line.value})" if line.value else level)


def _decision(decision: EarlierPart) -> str:
    return _("%(day)s, %(meeting)s, minute %(minute)s: %(result)s (%(decision)s, on issue %(issue)s of the report)") % {
        "day": day(decision.decided_on),
        "meeting": decision.meeting,
        "minute": decision.minute_reference,
        "result": decision.result.label,
        "decision": decision.decision.label,
        "issue": decision.issue,
    }


def _since(report: Report) -> Iterator[Block]:
    """Yield what changed since the last issue; nothing while there is none."""
    since = report.since
    if since is None:
        return
    yield part(_("Since the last issue"))
    words = {"number": since.issue, "day": day(since.issued_at)}
    yield Paragraph(_("What changed since issue %(number)s, of %(day)s.") % words)
    changes = (
        *([_turn(_("Outcome"), since.outcome)] if since.outcome else []),
        *([_turn(_("Significance"), since.significance)] if since.significance else []),
        *(_("Became adverse: %(question)s") % {"question": named(item.question)} for item in report.adverse),
        *(_("Now a blocker: %(question)s") % {"question": named(item.question)} for item in report.graver),
        *(_("Cleared: %(question)s") % {"question": named(question)} for question in report.cleared),
        *(_("Overdue: condition %(number)s") % {"number": number} for number in since.overdue),
        *map(_reworded, since.wording),
    )
    yield from listed(changes, _("The outcome, the flags and the wording are the same, and no condition is overdue."))


def _reworded(change: WordingPart) -> str:
    """Say what reads otherwise and, of a question that is not asked any more, what was answered."""
    words = {"question": named(change), "answer": change.answer}
    if change.answer:
        return _("No longer asked: %(question)s, answered “%(answer)s”") % words
    return _("Wording changed: %(question)s") % words


def _turn(what: str, turn: TurnPart) -> str:
    old, new = (choice.label if choice else _("not judged") for choice in (turn.old, turn.new))
    return _("%(what)s: was “%(old)s”, is “%(new)s”") % {"what": what, "old": old, "new": new}
