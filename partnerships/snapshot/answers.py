"""The questions of a snapshot, word for word, with what was answered, attached and confirmed."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import TextChoices

from accounts.roles import Role
from checklists.spec import FactSpec, OptionSpec, QuestionSpec, Severity
from partnerships.domain.answers import incompleteness
from partnerships.domain.rules import severity_at
from partnerships.models import Answer, Confirmation, Evidence
from partnerships.models.assessment import EvidenceKind
from partnerships.selectors.case import Case
from partnerships.snapshot.shape import (
    AnswerPart,
    Choice,
    ConfirmationPart,
    EvidencePart,
    FactPart,
    QuestionPart,
    SectionPart,
)


def chosen(value: TextChoices) -> Choice:
    """Return the value of an enumeration with its label in the active language."""
    return {"key": str(value.value), "label": str(value.label)}


def moment(at: datetime) -> str:
    """Return the time in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def sections_of(case: Case) -> list[SectionPart]:
    """Return every section with every question of the version, in its order."""
    return [
        {
            "code": section.code,
            "title": section.title,
            "intro": section.intro,
            "has_finding": section.has_finding,
            "questions": [_question(question, case) for question in section.questions],
        }
        for section in case.spec.sections
    ]


def evidence_of(case: Case) -> list[EvidencePart]:
    """Return what is attached to the answers, by number."""
    attached = [(key, item) for key, items in case.evidence.items() for item in items]
    return [_evidence(key, item) for key, item in sorted(attached, key=lambda pair: pair[1].number)]


def confirmed(role: str, row: Confirmation | None) -> ConfirmationPart:
    """Return the confirmation that this role gave, or owes when there is no row."""
    return {
        "role": str(Role(role).label),
        "note": row.note if row else "",
        "confirmed_by": row.confirmed_by.full_name if row else None,
        "confirmed_at": moment(row.confirmed_at) if row else None,
    }


def _question(question: QuestionSpec, case: Case) -> QuestionPart:
    key, confirm, answer = question.key, question.confirm, case.answers.get(question.key)
    return {
        "key": key,
        "code": question.code,
        "title": question.title,
        "text": question.text,
        "reason_label": question.reason_label,
        "feeds": [feed.value for feed in question.feeds],
        "risks": list(question.risks),
        "missing": incompleteness(question, case.state.answer(key)),
        "answer": _answer(answer, question, case) if answer else None,
        "evidence": [item.number for item in case.evidence.get(key, [])],
        "confirmation": confirmed(confirm.role, case.confirmations.get(key)) if confirm else None,
        "exempt": None,
    }


def _answer(answer: Answer, question: QuestionSpec, case: Case) -> AnswerPart:
    option = question.option(answer.option.key) if answer.option else None
    return {
        "option": {"key": option.key, "label": option.label} if option else None,
        "severity": chosen(_counted(option, case)) if option else None,
        "reason": answer.reason,
        "finding": answer.finding,
        "facts": [_fact(fact, answer.facts[fact.key]) for fact in question.facts if answer.facts.get(fact.key)],
        "is_carried_over": answer.is_carried_over,
        "saved_by": answer.saved_by.full_name,
        "saved_at": moment(answer.saved_at),
    }


def _counted(option: OptionSpec, case: Case) -> Severity:
    """What the option counts for when this decision is sought."""
    return severity_at(option.severity, option.blocks_from, case.state.decision)


def _fact(fact: FactSpec, value: str) -> FactPart:
    return {"key": fact.key, "label": fact.label, "type": str(fact.type.value), "value": value}


def _evidence(key: str, item: Evidence) -> EvidencePart:
    return {
        "number": item.number,
        "question": key,
        "kind": chosen(EvidenceKind(item.kind)),
        "title": item.title,
        "url": item.url,
        "file_name": item.file_name,
        "size": item.size,
        "sha256": item.sha256,
        "added_by": item.added_by.full_name,
        "added_at": moment(item.added_at),
        "exempt": None,
    }
