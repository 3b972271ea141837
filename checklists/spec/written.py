"""A version written as the document that `checklists.spec.document` reads: only what is set, in a stable order."""

from __future__ import annotations

from typing import Any

from checklists.spec.as_rows import conditions_as_json
from checklists.spec.checklist import ChecklistSpec, SectionSpec
from checklists.spec.document import LISTS
from checklists.spec.document_questions import REASONS, usual_not_known
from checklists.spec.questions import ConfirmSpec, FactSpec, OptionSpec, QuestionSpec, RuleSpec
from checklists.spec.words import ReasonRule

# `reason: true`, where all else is text.
_REASONS: dict[ReasonRule, str | bool] = {
    rule: {"true": True, "false": False}.get(word, word) for word, rule in REASONS.items()
}


def document_of(spec: ChecklistSpec) -> dict[str, Any]:
    """Return the document of a version, of texts, lists, mappings and, for flags, True and False."""
    return {
        "checklist": {"slug": spec.slug, "version": spec.version, "title": spec.title, "source": spec.source},
        "sections": [_section(section) for section in spec.sections],
        **_set(**{name: {item.code: item.text for item in getattr(spec, name)} for name in LISTS}),
    }


def _section(section: SectionSpec) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": section.title,
        **_set(intro=section.intro, note=section.note, has_finding=section.has_finding),
        "questions": [_question(question) for question in section.questions],
    }


def _question(question: QuestionSpec) -> dict[str, Any]:
    return {
        "code": question.code,
        "key": question.key,
        **_set(replaces=list(question.replaces), change=question.change),
        "title": question.title,
        "text": question.text,
        "answered_by": question.answered_by,
        **_set(
            note=question.note,
            feeds=[feed.value for feed in question.feeds],
            confirm=_confirm(question.confirm) if question.confirm else None,
        ),
        "options": {option.key: _option(option) for option in question.options},
        **_set(
            reason_label=question.reason_label,
            facts={fact.key: _fact(fact) for fact in question.facts},
            rules=[_rule(rule) for rule in question.rules],
            guidance=question.guidance,
            evidence=question.evidence,
            risks=list(question.risks),
            tips=list(question.tips),
        ),
    }


def _option(option: OptionSpec) -> dict[str, Any]:
    return {
        "label": option.label,
        "severity": option.severity.value,
        **_set(blocks_from=option.blocks_from and option.blocks_from.value),
        "reason": _REASONS[option.reason],
    }


def _fact(fact: FactSpec) -> dict[str, Any]:
    return {
        "label": fact.label,
        "type": fact.type.value,
        **_set(required=fact.is_required),
        **(
            {}
            if fact.not_known is usual_not_known(fact.type, fact.is_required)
            else {"not_known": fact.not_known.value}
        ),
    }


def _rule(rule: RuleSpec) -> dict[str, Any]:
    return {
        "when": conditions_as_json(rule),
        "severity": rule.severity.value,
        **_set(blocks_from=rule.blocks_from and rule.blocks_from.value, notify=rule.notify),
        "because": rule.because,
    }


def _confirm(confirm: ConfirmSpec) -> dict[str, Any]:
    return {
        "role": confirm.role,
        "severity": confirm.severity.value,
        **_set(blocks_from=confirm.blocks_from and confirm.blocks_from.value),
    }


def _set(**fields: Any) -> dict[str, Any]:
    """Return the fields that hold something."""
    return {name: value for name, value in fields.items() if value}
