"""The words of docs/words.md: what its tables rule out may not be the name of anything in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.architecture.source import ROOT, Function, Module

PAGE = ROOT / "docs" / "words.md"
CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Ruled:
    """A name that is ruled out, perhaps with stars, and the word to say instead."""

    pattern: str
    say: str

    def matches(self, name: str) -> bool:
        """Whether the name is ruled out; one with an underscore in front only by a pattern that has it too."""
        return name.startswith("_") == self.pattern.startswith("_") and fnmatchcase(name, self.pattern)


def ruled_out(page: str) -> list[Ruled]:
    """Return what the third column of the page's tables names as code."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    return [Ruled(pattern, row[0]) for row in rows for pattern in CODE.findall(row[2])]


def misnamed(module: Module, rules: list[Ruled]) -> Iterator[str]:
    """Yield the module, classes and functions whose names are ruled out."""
    for node, name in _names(module):
        for rule in rules:
            if rule.matches(name):
                yield module.at(node, f"{name}: say {rule.say}, not `{rule.pattern}` (docs/words.md)")


def _names(module: Module) -> Iterator[tuple[ast.AST, str]]:
    yield module.tree, module.name.rpartition(".")[2]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef | Function):
            yield node, node.name
