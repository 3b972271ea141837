"""A version as the document that people write: names with values, as YAML or JSON give them (docs/checklists.md)."""

from __future__ import annotations

from typing import Any

from checklists.spec.changes import DECIDED
from checklists.spec.checklist import ChecklistSpec, GuideItemSpec, SectionSpec
from checklists.spec.nodes import Node
from checklists.spec.questions import ConfirmSpec, FactSpec, OptionSpec, QuestionSpec, RuleSpec
from checklists.spec.rows import CONDITIONS, conditions
from checklists.spec.words import DecisionSought, FactType, Feed, Notify, ReasonRule, Severity, Significance

LISTS = ("risks", "tips", "benefits", "characteristics")
# What an answer needs besides the option, as a document says it.
REASONS = {
    "true": ReasonRule.REQUIRED,
    "false": ReasonRule.NOT_REQUIRED,
    "evidence_or_reason": ReasonRule.EVIDENCE_OR_REASON,
}
LINES = ("code", "key", "title", "answered_by")
OPTIONAL_LINES = ("evidence", "reason_label")
OPTIONAL_TEXTS = ("guidance", "note")


def spec_of(document: Any) -> ChecklistSpec:
    """Return the version that a document holds; DocumentError, with the path to the place, when it cannot be read.

    All values are text: "true", not True. What the linter judges is not judged here.
    """
    top = Node(document).fields(("checklist", "sections"), LISTS)
    about = top["checklist"].fields(("slug", "version", "title", "source"))
    return ChecklistSpec(
        slug=about["slug"].text(),
        version=about["version"].text(),
        title=about["title"].text(),
        source=about["source"].text(),
        sections=tuple(_section(node) for node in top["sections"].items()),
        **{name: _list(top[name]) for name in LISTS if name in top},
    )


def _list(node: Node) -> tuple[GuideItemSpec, ...]:
    """Return the items of a list of the guide; an empty one, such as a screening without marks, is a mistake."""
    items = tuple(GuideItemSpec(code, text.text(is_line=False)) for code, text in node.pairs())
    if not items:
        raise node.error("It names nothing: write what belongs to it, or leave it out.")
    return items


def _section(node: Node) -> SectionSpec:
    fields = node.fields(("code", "title", "questions"), ("intro", "note", "has_finding"))
    return SectionSpec(
        code=fields["code"].text(),
        title=fields["title"].text(),
        questions=tuple(_question(question) for question in fields["questions"].items()),
        intro=fields["intro"].text(is_line=False) if "intro" in fields else "",
        note=fields["note"].text(is_line=False) if "note" in fields else "",
        has_finding="has_finding" in fields and fields["has_finding"].flag(),
    )


def _question(node: Node) -> QuestionSpec:
    if isinstance(node.value, dict) and isinstance(node.value.get("code"), str):
        node = node.called(f"question {node.value['code']}")
    lists = ("feeds", "facts", "rules", "confirm", "risks", "tips", "replaces", "change")
    fields = node.fields((*LINES, "text", "options"), (*OPTIONAL_LINES, *OPTIONAL_TEXTS, *lists))
    values: dict[str, Any] = {name: node.text() for name, node in fields.items() if name in LINES + OPTIONAL_LINES}
    values |= {name: node.text(is_line=False) for name, node in fields.items() if name in ("text", *OPTIONAL_TEXTS)}
    values |= {name: node.words() for name, node in fields.items() if name in ("risks", "tips", "replaces")}
    if "facts" in fields:
        values["facts"] = tuple(_fact(key, fact) for key, fact in fields["facts"].pairs())
    if "rules" in fields:
        values["rules"] = tuple(_rule(rule) for rule in fields["rules"].items())
    if "feeds" in fields:
        values["feeds"] = tuple(feed.choice(Feed) for feed in fields["feeds"].items())
    if "change" in fields:
        values["change"] = fields["change"].one_of([change.value for change in DECIDED])
    if "confirm" in fields:
        values["confirm"] = _confirm(fields["confirm"])
    options = tuple(_option(key, option) for key, option in fields["options"].pairs())
    return QuestionSpec(**{"guidance": "", "evidence": "", **values}, options=options)


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
