"""No content of a shipped checklist stands in code or templates: what the product needs to know of a question is a field of it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator
from functools import cache

from tests.architecture.source import ROOT, Module

# Keys of the content that are words of the product too, and what for.
OF_THE_PRODUCT = {
    "alternatives": "what an answer feeds",
    "not_started": "the status of a question",
}
ALLOWED = {
    "partnerships/management/commands/_demo.py": "the demonstration is content itself",
    "partnerships/snapshot/older.py": "issues were made when the code still named questions",
}
WORD = re.compile(r"[\w-]+")


@cache
def names() -> frozenset[str]:
    """Return the keys and codes of the questions and facts of every shipped version, and the keys of options.

    An option of one word, such as “yes”, is a word for many things.
    """
    rows = [row for path in (ROOT / "fixtures").glob("*.json") for row in json.loads(path.read_text())]
    found: set[str] = set()
    for model, fields in [(row["model"], row["fields"]) for row in rows]:
        if model == "checklists.question":
            found |= {fields["key"], fields["code"]}
        elif model == "checklists.fact" or (model == "checklists.option" and "_" in fields["key"]):
            found.add(fields["key"])
    return frozenset(found - OF_THE_PRODUCT.keys())


def content_in_code(module: Module, content: Collection[str]) -> Iterator[str]:
    """Yield the texts of a module that are a key or code of a checklist, or that name a question among other words."""
    if module.path in ALLOWED:
        return
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            for name in _named(node.value, content):
                yield module.at(node, f"names “{name}”, which is content of a checklist")


def content_in_template(text: str, content: Collection[str]) -> Iterator[str]:
    """Yield the keys and codes of a checklist that a template or a script quotes, or names a question by."""
    for number, line in enumerate(text.splitlines(), 1):
        quoted = re.findall(r"""["']([\w-]+)["']""", line)
        for name in sorted({*(name for name in quoted if name in content), *_named(line, content)}):
            yield f"{number} names “{name}”, which is content of a checklist"


def _named(text: str, content: Collection[str]) -> set[str]:
    """A plain word is content only when it is the whole text; a code, and a key of several words, wherever it stands."""
    if text in content:
        return {text}
    words = {word for word in WORD.findall(text) if word in content}
    return {word for word in words if "-" in word or "_" in word or re.fullmatch(r"[A-Z]+\d+", word)}
