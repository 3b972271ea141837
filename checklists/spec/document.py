"""A version as the document that people write: names with values, as YAML or JSON give them (docs/checklists.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from checklists.spec.checklist import ChecklistSpec, GuideItemSpec, SectionSpec
from checklists.spec.document_errors import every
from checklists.spec.document_questions import question_in
from checklists.spec.nodes import Node, read_fields
from checklists.spec.questions import QuestionSpec

LISTS = ("risks", "tips", "benefits", "characteristics")


def spec_of(document: Any) -> ChecklistSpec:
    """Return the version that a document holds; DocumentError, with all that cannot be read, when there is such.

    All values are text: "true", not True. What the linter judges is not judged here.
    """
    readers = {"checklist": _about, "sections": _sections, **dict.fromkeys(LISTS, _list)}
    values = read_fields(Node(document), ("checklist", "sections"), readers)
    return ChecklistSpec(**values.pop("checklist"), **values)


def _about(node: Node) -> dict[str, str]:
    names = ("slug", "version", "title", "source")
    return read_fields(node, names, dict.fromkeys(names, Node.text))


def _sections(node: Node) -> tuple[SectionSpec, ...]:
    return every(_section, ((section,) for section in node.items()))


def _list(node: Node) -> tuple[GuideItemSpec, ...]:
    """Return the items of a list of the guide; an empty one, such as a screening without marks, is a mistake."""
    items = tuple(GuideItemSpec(code, text.text(is_line=False)) for code, text in node.pairs())
    if not items:
        raise node.error("It names nothing: write what belongs to it, or leave it out.")
    return items


def _section(node: Node) -> SectionSpec:
    return SectionSpec(**read_fields(node, ("code", "title", "questions"), SECTION))


def _questions(node: Node) -> tuple[QuestionSpec, ...]:
    return every(question_in, ((question,) for question in node.items()))


# How each field of a section is read.
SECTION: dict[str, Callable[[Node], Any]] = {
    **dict.fromkeys(("code", "title"), Node.text),
    **dict.fromkeys(("intro", "note"), Node.texts),
    "has_finding": Node.flag,
    "questions": _questions,
}
