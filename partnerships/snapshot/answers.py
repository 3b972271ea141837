"""The questions of a snapshot, word for word, with what was answered, attached and confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from accounts.roles import Role
from checklists.spec import QuestionSpec
from partnerships.domain.answers import incompleteness
from partnerships.domain.question_status import status_in_words, status_of
from partnerships.domain.rules import severity_at
from partnerships.models import Answer, Confirmation, Evidence, SecondOpinion
from partnerships.models.assessment import EvidenceKind
from partnerships.selectors.case import Case
from partnerships.selectors.upgrading import Earlier, unasked
from partnerships.snapshot.shape import (
    AnswerPart,
    Choice,
    ConfirmationPart,
    EvidencePart,
    FactPart,
    ObjectionPart,
    OpinionPart,
    QuestionPart,
    SectionPart,
    moment,
)


def sections_of(case: Case) -> tuple[SectionPart, ...]:
    """Return every section with every question of the version, in its order."""
    return tuple(
        SectionPart(
            code=section.code,
            title=section.title,
            intro=section.intro,
            has_finding=section.has_finding,
            questions=tuple(_question(question, case) for question in section.questions),
        )
        for section in case.spec.sections
    )


def unasked_of(case: Case, earlier: Collection[Earlier]) -> tuple[QuestionPart, ...]:
    """Return the questions that nothing asks any more, each with its answer as it was."""
    return tuple(
        QuestionPart(
            key=each.spec.key,
            code=each.spec.code,
            title=each.spec.title,
            text=each.spec.text,
            reason_label=each.spec.reason_label,
            feeds=(),
            risks=(),
            missing="",
            answer=_answer(each.answer, each.spec, case),
            evidence=tuple(item.number for item in each.evidence),
            confirmation=None,
            status=None,
        )
        for each in unasked(case, earlier)
    )


def evidence_of(case: Case) -> tuple[EvidencePart, ...]:
    """Return what is attached to the answers, by number."""
    attached = [(item, key) for key, items in case.evidence.items() for item in items]
    return tuple(_evidence(item, key) for item, key in sorted(attached, key=lambda pair: pair[0].number))


def left_evidence_of(left: Iterable[Evidence]) -> tuple[EvidencePart, ...]:
    """Return what is attached to questions of an earlier version, each named by its code, as it has no place of its own."""
    return tuple(_evidence(item, item.question.code) for item in left)


def _evidence(item: Evidence, question: str) -> EvidencePart:
    return EvidencePart(
        number=item.number,
        question=question,
        kind=Choice.of(EvidenceKind(item.kind)),
        title=item.title,
        url=item.url,
        file_name=item.file_name,
        size=item.size,
        sha256=item.sha256,
        added_by=item.added_by.full_name,
        added_at=moment(item.added_at),
    )


def confirmed(role: str, row: Confirmation | None, objection: Confirmation | None = None) -> ConfirmationPart:
    """Return the confirmation as it was given, in the role in which the person acted.

    Without a row, the role that owes it, and why somebody of that role cannot give it.
    """
    label = str(Role(role).label)
    if row is None:
        return ConfirmationPart(role=label, objection=_objection(objection) if objection else None)
    return ConfirmationPart(
        role=str(Role(row.role).label),
        note=row.note,
        confirmed_by=row.confirmed_by_name(),
        confirmed_at=moment(row.confirmed_at),
    )


def _objection(row: Confirmation) -> ObjectionPart:
    who, when = row.confirmed_by_name(), moment(row.confirmed_at)
    return ObjectionPart(reason=row.note, objected_by=who, objected_at=when)


def _question(question: QuestionSpec, case: Case) -> QuestionPart:
    key, confirm, answer = question.key, question.confirm, case.answers.get(question.key)
    status = status_of(question, case.state)
    return QuestionPart(
        key=key,
        code=question.code,
        title=question.title,
        text=question.text,
        reason_label=question.reason_label,
        feeds=tuple(feed.value for feed in question.feeds),
        risks=question.risks,
        missing=incompleteness(question, case.state.answer(key)),
        answer=_answer(answer, question, case) if answer else None,
        evidence=tuple(item.number for item in case.evidence.get(key, [])),
        confirmation=confirmed(confirm.role, case.confirmations.get(key), case.objections.get(key))
        if confirm
        else None,
        status=Choice(status.value, status_in_words(status, case.flags.get(key))),
        opinion=_opinion(case.opinions[key]) if key in case.opinions else None,
    )


def _opinion(row: SecondOpinion) -> OpinionPart:
    return OpinionPart(
        option=Choice(row.option.key, row.option.label),
        reason=row.reason,
        given_by=row.given_by_name(),
        given_at=moment(row.given_at),
        is_of_earlier_answer=row.answer.saved_at > row.given_at,
    )


def _answer(answer: Answer, question: QuestionSpec, case: Case) -> AnswerPart:
    """Return the answer; its severity is what the option counts for when this decision is sought."""
    option = question.option(answer.option.key) if answer.option else None
    severity = severity_at(option.severity, option.blocks_from, case.state.decision) if option else None
    return AnswerPart(
        option=Choice(option.key, option.label) if option else None,
        severity=Choice.of(severity) if severity else None,
        reason=answer.reason,
        finding=answer.finding,
        facts=tuple(
            FactPart(key=fact.key, label=fact.label, type=fact.type.value, value=answer.facts.get(fact.key, ""))
            for fact in question.facts
            if answer.facts.get(fact.key) or (option and f"{question.key}.{fact.key}" in case.facts_awaited)
        ),
        is_carried_over=answer.is_carried_over,
        saved_by=answer.saved_by.full_name,
        saved_at=moment(answer.saved_at),
    )
