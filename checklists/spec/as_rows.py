"""The rows of a version: the reverse of `assemble`, for the database and for fixtures."""

from __future__ import annotations

from typing import Any

from checklists.spec.checklist import ChecklistSpec
from checklists.spec.questions import QuestionSpec, RuleSpec
from checklists.spec.rows import CONDITIONS, Row

# The tables of the rows that belong to a question.
PARTS = ("options", "facts", "rules", "question_risks", "question_tips")


def as_rows(spec: ChecklistSpec) -> dict[str, list[Row]]:
    """Return the rows of a version by table, such that `assemble` builds the same version from them.

    Positions count from 1 in their section, question or list. `section`, `question`, `risk` and `tip` are codes and
    keys, as in `Row`.
    """
    lists = {
        name: [{"position": at, "code": item.code, "text": item.text} for at, item in _numbered(getattr(spec, name))]
        for name in ("risks", "tips", "benefits", "characteristics")
    }
    sections: list[Row] = [
        {
            "position": at,
            **{name: getattr(section, name) for name in ("code", "title", "intro", "note", "has_finding")},
        }
        for at, section in _numbered(spec.sections)
    ]
    questions: list[Row] = [
        {"section": section.code, "position": at, **_question(question)}
        for section in spec.sections
        for at, question in _numbered(section.questions)
    ]
    parts: dict[str, list[Row]] = {name: [] for name in PARTS}
    for question in spec.questions:
        for name, rows in _parts(question).items():
            parts[name] += [{"question": question.key, "position": at, **row} for at, row in _numbered(rows)]
    return {**lists, "sections": sections, "questions": questions, **parts}


def conditions_as_json(rule: RuleSpec) -> dict[str, Any]:
    """Return the conditions of a rule as `when` is stored: lists for tuples, texts for members of enumerations."""
    return {name: _as_json(getattr(rule, name)) for name in CONDITIONS if getattr(rule, name)}


def _as_json(value: Any) -> Any:
    return [_as_json(item) for item in value] if isinstance(value, tuple) else str(getattr(value, "value", value))


def _question(question: QuestionSpec) -> Row:
    same = ("key", "code", "title", "text", "answered_by", "guidance", "evidence", "note", "reason_label")
    confirm = question.confirm
    return {
        **{name: getattr(question, name) for name in same},
        "feeds": [feed.value for feed in question.feeds],
        "replaces": list(question.replaces),
        "change": question.change,
        "confirm_role": confirm.role if confirm else "",
        "confirm_severity": confirm.severity.value if confirm else "",
        "confirm_blocks_from": _value(confirm.blocks_from) if confirm else "",
    }


def _parts(question: QuestionSpec) -> dict[str, list[Row]]:
    """Return the rows that belong to a question, without their question and position."""
    return {
        "options": [
            {
                "key": option.key,
                "label": option.label,
                "severity": option.severity.value,
                "blocks_from": _value(option.blocks_from),
                "reason": option.reason.value,
            }
            for option in question.options
        ],
        "facts": [
            {
                "key": fact.key,
                "label": fact.label,
                "type": fact.type.value,
                "is_required": fact.is_required,
                "not_known": fact.not_known.value,
            }
            for fact in question.facts
        ],
        "rules": [
            {
                "when": conditions_as_json(rule),
                "severity": rule.severity.value,
                "blocks_from": _value(rule.blocks_from),
                "because": rule.because,
                "notify": rule.notify,
            }
            for rule in question.rules
        ],
        "question_risks": [{"risk": code} for code in question.risks],
        "question_tips": [{"tip": code} for code in question.tips],
    }


def question_rows(question: QuestionSpec) -> tuple[Row, dict[str, list[Row]]]:
    """Return the row of one question, and by table the rows that belong to it, in order and without positions."""
    return _question(question), _parts(question)


def _numbered(items: Any) -> Any:
    return enumerate(items, start=1)


def _value(member: Any) -> str:
    return str(member.value) if member else ""
