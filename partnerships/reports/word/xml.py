"""Elements of Word's files for which python-docx has no call."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def element(name: str, /, **attributes: object) -> Any:
    """Return an element of Word's namespace with its attributes, such as `element("tab", val="right")`."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def in_order(parent: Any, child: Any, before: tuple[str, ...]) -> None:
    """Put an element into its parent before the first of those that must come after it."""
    child_before = {qn(f"w:{name}") for name in before}
    for place, sibling in enumerate(parent):
        if sibling.tag in child_before:
            parent.insert(place, child)
            return
    parent.append(child)
