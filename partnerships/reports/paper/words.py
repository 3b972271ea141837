"""How a paper words dates, answers and exempt parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from checklists.wording import finding_label, reason_label
from partnerships.reports.flagged import FlaggedItem
from partnerships.reports.paper.blocks import Block, Paragraph, prose
from partnerships.snapshot.shape import EvidencePart, ExemptMark, ObjectionPart, QuestionPart, WordingPart


def day(value: date | None) -> str:
    """Return a date as people write it, "" for none."""
    return date_format(value, "j F Y") if value else ""


def exempted(mark: ExemptMark) -> str:
    """Say that a part is left out, and why."""
    words = {"paragraph": mark.paragraph.label, "reason": mark.reason}
    return _("Exempt. %(paragraph)s. Reason: %(reason)s") % words


def labelled(label: str, value: str) -> str:
    """Return the value after its label, with a colon between them unless the label ends with a question mark."""
    return f"{label} {value}" if label.endswith("?") else f"{label}: {value}"


def named(question: QuestionPart | WordingPart) -> str:
    """Return the code and the title of a question."""
    return f"{question.code} {question.title}"


def codes(questions: Iterable[QuestionPart]) -> str:
    """Return the codes of questions."""
    return ", ".join(question.code for question in questions)


def chosen(question: QuestionPart) -> str:
    """Return the label of the chosen option, or say that there is none or that it is left out."""
    if question.exempt:
        return exempted(question.exempt)
    return question.option.label if question.option else _("Not answered")


def answered(question: QuestionPart) -> Iterator[Block]:
    """Yield a question and the answer to it with its finding, its reason and its facts."""
    yield Paragraph(question.text)
    yield Paragraph(chosen(question), is_strong=not question.exempt)
    if answer := question.answer:
        if answer.finding:
            yield from prose(labelled(finding_label(), answer.finding))
        yield from prose(labelled(reason_label(""), answer.reason) if answer.finding else answer.reason)
        for fact in answer.facts:
            yield Paragraph(labelled(fact.label, fact.words))


def titled(evidence: EvidencePart) -> str:
    """Return the title of a piece of evidence, or that it is left out."""
    return exempted(evidence.exempt) if evidence.exempt else evidence.title


def objected(objection: ObjectionPart) -> str:
    """Say who cannot confirm an answer, and why."""
    words = {"name": objection.objected_by, "day": day(objection.objected_at), "reason": objection.reason}
    return _("%(name)s said on %(day)s: I cannot confirm it, because: %(reason)s") % words


def because(item: FlaggedItem) -> list[str]:
    """Return why rules and managers flag a question, and that a confirmation is missing."""
    reasons, confirmation, raised = list(item.flag.because), item.question.confirmation, item.flag.raised
    if raised:
        words = {"name": raised.raised_by, "day": day(raised.raised_at), "reason": raised.reason}
        reasons.append(_("Raised by %(name)s, %(day)s: %(reason)s") % words)
    if item.flag.is_unconfirmed and confirmation:
        reasons.append(_("Confirmation missing, needed from: %(role)s") % {"role": confirmation.role})
        if confirmation.objection:
            reasons.append(objected(confirmation.objection))
    return reasons
