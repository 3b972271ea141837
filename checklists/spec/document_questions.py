"""A question as it stands in the document of a checklist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from checklists.spec.changes import DECIDED
from checklists.spec.document_errors import every
from checklists.spec.nodes import Node, read_fields
from checklists.spec.questions import ConfirmSpec, FactSpec, OptionSpec, QuestionSpec, RuleSpec
from checklists.spec.rows import CONDITIONS, conditions
from checklists.spec.words import DecisionSought, FactType, Feed, Notify, ReasonRule, Severity, Significance

# What an answer needs besides the option, as a document says it.
REASONS = {
    "true": ReasonRule.REQUIRED,
    "false": ReasonRule.NOT_REQUIRED,
    "evidence_or_reason": ReasonRule.EVIDENCE_OR_REASON,
}


def question_in(node: Node) -> QuestionSpec:
    """Return the question that stands at a place of the document; DocumentError, with all that cannot be read in it."""
    if isinstance(node.value, dict) and isinstance(node.value.get("code"), str):
        node = node.called(f"question {node.value['code']}")
    required = ("code", "key", "title", "text", "answered_by", "options")
    return QuestionSpec(**{"guidance": "", "evidence": "", **read_fields(node, required, QUESTION)})


def _options(node: Node) -> tuple[OptionSpec, ...]:
    return every(_option, node.pairs())


def _facts(node: Node) -> tuple[FactSpec, ...]:
    return every(_fact, node.pairs())


def _rules(node: Node) -> tuple[RuleSpec, ...]:
    return every(_rule, ((rule,) for rule in node.items()))


def _feeds(node: Node) -> tuple[Feed, ...]:
    return every(lambda feed: feed.choice(Feed), ((feed,) for feed in node.items()))


def _change(node: Node) -> str:
    return node.one_of([change.value for change in DECIDED])


def _option(key: str, node: Node) -> OptionSpec:
    fields = node.fields(("label", "severity", "reason"), ("blocks_from",))
    reason = fields["reason"].text()
    if reason not in REASONS:
        raise fields["reason"].error(f"“{reason}” is none of {', '.join(REASONS)}.")
    return OptionSpec(
        key=key,
        label=fields["label"].text(),
        severity=fields["severity"].choice(Severity),
        reason=REASONS[reason],
        blocks_from=_blocks_from(fields),
    )


def _fact(key: str, node: Node) -> FactSpec:
    fields = node.fields(("label", "type"), ("required", "not_known"))
    type_ = fields["type"].choice(FactType)
    is_required = "required" in fields and fields["required"].flag()
    usual = usual_not_known(type_, is_required)
    not_known = fields["not_known"].choice(Severity) if "not_known" in fields else usual
    return FactSpec(key, fields["label"].text(), type_, is_required, not_known)


def usual_not_known(type_: FactType, is_required: bool) -> Severity:
    """Return the severity of "Not known yet" where a document says none: a concern for what must be answered."""
    return Severity.CONCERN if is_required and type_ is FactType.YES_NO else Severity.NONE


def _rule(node: Node) -> RuleSpec:
    fields = node.fields(("when", "severity", "because"), ("blocks_from", "notify"))
    return RuleSpec(
        severity=fields["severity"].choice(Severity),
        because=fields["because"].text(),
        blocks_from=_blocks_from(fields),
        notify=fields["notify"].choice(Notify).value if "notify" in fields else "",
        **_conditions(fields["when"]),
    )


def _conditions(node: Node) -> dict[str, Any]:
    """Return the conditions of a rule: each is a list of two, but `significance` is one of any length."""
    when: dict[str, Any] = {}
    for name, value in node.fields((), CONDITIONS).items():
        if name == "significance":
            when[name] = [item.choice(Significance).value for item in value.items()]
            continue
        two = list(value.items())
        if len(two) != 2:
            raise value.error("A list of two is expected here.")
        when[name] = [two[0].text(), list(two[1].words()) if name == "option" else two[1].text()]
    try:
        return conditions(when)
    except ValueError as error:
        raise node.error(f"{error}.") from error


def _confirm(node: Node) -> ConfirmSpec:
    fields = node.fields(("role", "severity"), ("blocks_from",))
    return ConfirmSpec(fields["role"].text(), fields["severity"].choice(Severity), _blocks_from(fields))


def _blocks_from(fields: dict[str, Node]) -> DecisionSought | None:
    return fields["blocks_from"].choice(DecisionSought) if "blocks_from" in fields else None


# How each field of a question is read.
QUESTION: dict[str, Callable[[Node], Any]] = {
    **dict.fromkeys(("code", "key", "title", "answered_by", "evidence", "reason_label"), Node.text),
    **dict.fromkeys(("text", "guidance", "note"), Node.texts),
    **dict.fromkeys(("risks", "tips", "replaces"), Node.words),
    "feeds": _feeds,
    "change": _change,
    "confirm": _confirm,
    "options": _options,
    "facts": _facts,
    "rules": _rules,
}
