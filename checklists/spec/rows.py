"""Builds the spec of a question from its rows.

A row is a mapping. Its `section`, `question`, `risk` or `tip` is the code or key of the row to which it belongs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from checklists.spec.changes import decided
from checklists.spec.questions import ConfirmSpec, FactSpec, OptionSpec, QuestionSpec, RuleSpec
from checklists.spec.words import DecisionSought, FactType, Feed, ReasonRule, Severity, Significance

Row = Mapping[str, Any]
Tables = Mapping[str, Iterable[Row]]
CONDITIONS = ("fact", "fact_not", "option", "significance", "date_after")


class UnreadableError(ValueError):
    """A row cannot be read. `question` is the key of its question or "", `sentence` says why."""

    def __init__(self, question: str, sentence: str) -> None:
        super().__init__(f"{question}: {sentence}" if question else sentence)
        self.question = question
        self.sentence = sentence


def question_of(row: Row, tables: Tables) -> QuestionSpec:
    """Build the spec of a question from its row and the rows that belong to it; UnreadableError when one cannot be read."""
    key = row["key"]
    try:
        return QuestionSpec(
            code=row["code"],
            key=key,
            title=row["title"],
            text=row["text"],
            answered_by=row["answered_by"],
            guidance=row["guidance"],
            evidence=row["evidence"],
            options=tuple(_option(option) for option in _rows_of(key, tables["options"])),
            note=row["note"],
            reason_label=row["reason_label"],
            feeds=feeds(row["feeds"]),
            facts=tuple(_fact(fact) for fact in _rows_of(key, tables["facts"])),
            rules=tuple(_rule(rule) for rule in _rows_of(key, tables["rules"])),
            confirm=_confirm(row),
            risks=tuple(link["risk"] for link in _rows_of(key, tables["question_risks"])),
            tips=tuple(link["tip"] for link in _rows_of(key, tables["question_tips"])),
            replaces=keys(row["replaces"]),
            change=decided(row["change"]),
        )
    except KeyError as error:
        raise UnreadableError(key, f"A row of this question has no {error}.") from error
    except ValueError as error:
        raise UnreadableError(key, f"A row of this question cannot be read: {error}.") from error


def _option(row: Row) -> OptionSpec:
    if not row["severity"]:
        raise ValueError(f"option “{row['key']}” has no polarity (its severity is empty)")
    return OptionSpec(
        key=row["key"],
        label=row["label"],
        severity=Severity(row["severity"]),
        reason=ReasonRule(row["reason"]),
        blocks_from=_decision(row["blocks_from"]),
    )


def _fact(row: Row) -> FactSpec:
    return FactSpec(
        key=row["key"],
        label=row["label"],
        type=FactType(row["type"]),
        is_required=row["is_required"],
        not_known=Severity(row["not_known"]),
    )


def _rule(row: Row) -> RuleSpec:
    return RuleSpec(
        severity=Severity(row["severity"]),
        because=row["because"],
        blocks_from=_decision(row["blocks_from"]),
        notify=row["notify"],
        **conditions(row["when"]),
    )


def _confirm(row: Row) -> ConfirmSpec | None:
    if not row["confirm_role"]:
        return None
    return ConfirmSpec(
        role=row["confirm_role"],
        severity=Severity(row["confirm_severity"]),
        blocks_from=_decision(row["confirm_blocks_from"]),
    )


def _decision(value: str) -> DecisionSought | None:
    return DecisionSought(value) if value else None


def conditions(when: Mapping[str, Any]) -> dict[str, Any]:
    """Return the `when` of a rule, as stored, as the conditions of a `RuleSpec`.

    ValueError when it is empty, names an unknown condition, or has another structure.
    """
    unknown = set(when) - set(CONDITIONS)
    if unknown or not when:
        raise ValueError(f"a rule's “when” must name one or more of {', '.join(CONDITIONS)}, not {sorted(when)}")
    found: dict[str, Any] = {}
    for name, value in when.items():
        if name == "significance":
            found[name] = tuple(Significance(item) for item in value)
        elif not isinstance(value, list) or len(value) != 2:
            raise ValueError(f"“{name}” in a rule's “when” must be a list of two")
        else:
            found[name] = (value[0], tuple(value[1])) if name == "option" else (value[0], value[1])
    return found


def feeds(words: Any) -> tuple[Feed, ...]:
    """Return the `feeds` of a question, as stored, as members of `Feed`; ValueError when it is not a list of such words."""
    if not isinstance(words, list) or any(word not in Feed.values for word in words):
        raise ValueError(f"“feeds” must be a list of {', '.join(Feed.values)}, not {words!r}")
    return tuple(Feed(word) for word in words)


def keys(words: Any) -> tuple[str, ...]:
    """Return the `replaces` of a question, as stored, as keys; ValueError when it is not a list of texts."""
    if not isinstance(words, list) or any(not isinstance(word, str) for word in words):
        raise ValueError(f"“replaces” must be a list of keys of questions, not {words!r}")
    return tuple(words)


def by_position(rows: Iterable[Row]) -> list[Row]:
    """Return the rows in the order of their positions."""
    return sorted(rows, key=itemgetter("position"))


def _rows_of(question: str, rows: Iterable[Row]) -> list[Row]:
    return by_position(row for row in rows if row["question"] == question)
