"""The second half of a paper: comments, risks, consultation, conditions, next steps and background papers."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from checklists.spec import DecisionSought, Severity
from partnerships.domain.board import LONG, SHORT, Result, enters_register
from partnerships.domain.flags import FlagState
from partnerships.domain.readiness import Outcome
from partnerships.reports.flagged import FlaggedItem
from partnerships.reports.paper.blocks import Block, Listing, Paragraph, Table, listed, part, prose, section
from partnerships.reports.paper.words import answered, because, chosen, codes, day, exempted, named, titled
from partnerships.reports.report import Report
from partnerships.snapshot.shape import (
    ConditionPart,
    EvidencePart,
    ImplicationPart,
    InterestPart,
    ProposedConditionPart,
)


def implications(report: Report) -> Iterator[Block]:
    """Yield what was said in each area, by whom and when; an area without a comment says so."""
    yield section(_("Implications"))
    if not report.implications:
        yield Paragraph(_("The council names no area on which a comment is asked for."))
    for implication in report.implications:
        yield part(implication.area.name)
        yield from _implication(implication)


def _implication(implication: ImplicationPart) -> Iterator[Block]:
    if implication.exempt:
        yield Paragraph(exempted(implication.exempt))
    elif implication.text:
        yield from prose(implication.text)
        words = {"author": implication.author, "day": day(implication.commented_on)}
        yield Paragraph(_("Comment by %(author)s, %(day)s.") % words)
    elif implication.asked_of:
        words = {"who": implication.asked_of, "day": day(implication.asked_on)}
        yield Paragraph(_("No comment received. Asked of %(who)s on %(day)s.") % words)
    else:
        yield Paragraph(_("No comment received. Nobody was asked."))


def risk(report: Report) -> Iterator[Block]:
    """Yield the flagged items with what was decided about them, and the risks that they raise."""
    yield section(_("Risk"))
    yield part(_("Flagged items"))
    if items := report.flagged.all:
        headings = (_("Question"), _("Severity"), _("Answer"), _("What was decided"))
        yield Table(headings, tuple(_flagged(item) for item in items))
    else:
        yield Paragraph(_("No answer needs attention."))
    yield from _opinions(report)
    yield part(_("Risks raised"))
    raised = (f"{risk.text} ({codes(questions)})" for risk, questions in report.risks_raised)
    yield from listed(raised, _("No answer raises a risk."))
    if not_known := report.risks_not_known:
        yield part(_("Risks not yet known"))
        yield Listing(tuple(f"{risk.text} ({codes(questions)})" for risk, questions in not_known))


def _opinions(report: Report) -> Iterator[Block]:
    """Yield where a manager judges otherwise, and why; nothing when nobody does."""
    if not report.second_opinions:
        return
    yield part(_("Second opinions"))
    for question in report.second_opinions:
        if opinion := question.opinion:
            words = {"name": opinion.given_by, "day": day(opinion.given_at), "option": opinion.option.label}
            yield Paragraph(f"{named(question)}: {chosen(question)}", is_strong=True)
            yield Paragraph(_("Second opinion of %(name)s, %(day)s: %(option)s") % words)
            yield from prose(opinion.reason)


def _flagged(item: FlaggedItem) -> tuple[str, ...]:
    flag = item.flag
    if flag.treatment:
        decided = _treatment(item)
    elif flag.state.key == FlagState.OPEN and flag.severity.key == Severity.NOTE:
        decided = _("For information.")
    else:
        decided = flag.state.label
    lines = [chosen(item.question), *because(item)]
    return f"{named(item.question)}\n{item.question.text}", flag.severity.label, "\n".join(lines), decided


def _treatment(item: FlaggedItem) -> str:
    treatment = item.flag.treatment
    if treatment is None:
        return ""
    lines = [_("%(kind)s: %(text)s") % {"kind": treatment.kind.label, "text": treatment.text}]
    if treatment.due_on:
        words = {"owner": treatment.owner, "due": day(treatment.due_on)}
        lines.append(_("Owner: %(owner)s. Due by %(due)s.") % words)
    if item.evidence:
        lines.append(_("On evidence: %(title)s.") % {"title": titled(item.evidence)})
    return "\n".join(lines)


def consultation(report: Report) -> Iterator[Block]:
    """Yield the answers to the questions about who was asked, and the interests that were declared."""
    yield section(_("Consultation"))
    if not report.consultation:
        yield Paragraph(_("The checklist asks nothing about consultation."))
    for question in report.consultation:
        yield part(question.title)
        yield from answered(question)
    yield section(_("Interests declared"))
    yield from listed((_interest(item) for item in report.interests), _("Nobody acts on the case yet."))


def _interest(interest: InterestPart) -> str:
    if interest.has_interest is None:
        said = _("nothing declared yet")
    elif interest.has_interest:
        said = interest.text
    else:
        said = _("no interest")
    words = {"person": interest.person, "capacity": interest.capacity, "said": said}
    return _("%(person)s (%(capacity)s): %(said)s") % words


def next_steps(report: Report) -> Iterator[Block]:
    """Yield the conditions proposed, those of earlier decisions, and what follows from a decision."""
    yield section(_("Conditions and next steps"))
    if report.proposed_conditions:
        rows = tuple(_condition(item) for item in report.proposed_conditions)
        yield Table((_("Condition"), _("Owner"), _("Due by")), rows)
    else:
        yield Paragraph(_("No condition is proposed."))
    if report.conditions:
        yield part(_("Conditions of earlier decisions"))
        rows = tuple(
            (str(item.number), *_condition(item), _now(item, is_overdue=item in report.overdue))
            for item in report.conditions
        )
        yield Table((_("Number"), _("Condition"), _("Owner"), _("Due by"), _("Now")), rows)
    yield part(_("Next steps"))
    yield Paragraph(_next(report))


def _condition(condition: ProposedConditionPart | ConditionPart) -> tuple[str, ...]:
    if condition.exempt:
        return exempted(condition.exempt), "", ""
    return condition.text, condition.owner, day(condition.due_on)


def _now(condition: ConditionPart, *, is_overdue: bool) -> str:
    if condition.completed_on:
        return _("Completed on %(day)s") % {"day": day(condition.completed_on)}
    return _("Overdue") if is_overdue else _("Outstanding, not yet due")


def _next(report: Report) -> str:
    who = {"decider": report.decider}
    decision = DecisionSought(report.assessment.decision.key)
    if decision is DecisionSought.END:
        return _("If %(decider)s agrees, the partnership ends, and its end is recorded in the register.") % who
    if not enters_register(Result.APPROVED, decision):
        return _("If %(decider)s agrees, a new round opens, in which the next decision is prepared.") % who
    words = {"long": LONG, "short": SHORT}
    if decision is DecisionSought.ENTER:
        enters = _("If %(decider)s agrees, the partnership enters the register of partnerships.") % who
    else:
        enters = _("If %(decider)s agrees, the partnership stays on the register of partnerships.") % who
    if report.outcome.key == Outcome.READY:
        review = _("It is reviewed after %(long)s months, or after %(short)s when conditions are set.") % words
    else:
        review = _("It is reviewed after %(short)s months.") % words
    return f"{enters} {review}"


def exempt(report: Report) -> Iterator[Block]:
    """Yield what a public edition leaves out and why; nothing when it leaves out nothing."""
    if not report.exempt:
        return
    yield section(_("Exempt information"))
    if report.is_public:
        yield Paragraph(_("Left out, under Part 1 of Schedule 12A to the Local Government Act 1972:"))
    else:
        yield Paragraph(_("To be left out when this is published (Part 1 of Schedule 12A, Local Government Act 1972):"))
    yield Listing(tuple(f"{item.label}. {item.paragraph.label}. {item.reason}" for item in report.exempt))


def background_papers(report: Report) -> Iterator[Block]:
    """Yield the evidence, as section 100D of the Local Government Act 1972 asks for."""
    yield section(_("Background papers"))
    yield Paragraph(
        _("Documents on which this report is based to a material extent (Local Government Act 1972, section 100D):")
    )
    yield from listed((_paper(item) for item in report.evidence), _("None."))


def _paper(evidence: EvidencePart) -> str:
    if evidence.exempt:
        return exempted(evidence.exempt)
    words = {"title": evidence.title, "where": evidence.url or evidence.file_name}
    return _("%(title)s (%(where)s)") % words


def appendix(report: Report) -> Iterator[Block]:
    """Yield which report this text was made of, and where it stands in full."""
    yield section(_("Appendix: the readiness report"))
    words: dict[str, object] = {"reference": report.partnership.reference, "fingerprint": report.fingerprint}
    if issue := report.issue:
        words |= {"number": issue.number, "day": day(issue.issued_at), "by": issue.issued_by}
        yield Paragraph(
            _("This text was made from issue %(number)s of the readiness report on %(reference)s,") % words
            + " "
            + _("issued on %(day)s by %(by)s.") % words
        )
    else:
        yield Paragraph(_("This text was made from a draft of the readiness report on %(reference)s.") % words)
    yield Paragraph(_("Fingerprint: %(fingerprint)s") % words)
    yield Paragraph(_("The report has all questions and answers, with who gave them and when. Attach it as a PDF."))
    if report.issue:
        yield Paragraph(_("Whether a copy of it is unaltered can be verified at %(url)s") % {"url": report.verify_url})
