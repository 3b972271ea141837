"""The Python modules of this project, parsed for the rules and not imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# From the highest to the lowest: each may import those after it.
APPS = ("operations", "verification", "partnerships", "checklists", "accounts", "govuk")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One module: `path` below the root of the project, such as accounts/models.py, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        """Its dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def app(self) -> str:
        """The app, or other top folder, in which it stands."""
        return self.path.split("/", 1)[0]

    @property
    def lines(self) -> int:
        """How long it is."""
        return len(self.text.splitlines())

    def at(self, node: ast.AST, sentence: str) -> str:
        """Say where a rule is broken, and how."""
        return f"{self.path}:{getattr(node, 'lineno', 1)} {sentence}"

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def classes(self) -> Iterator[ast.ClassDef]:
        """Every class, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    def calls(self) -> Iterator[ast.Call]:
        """Every call."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[ast.AST, str]]:
        """Every name that it imports, dotted: `from a import b` gives a.b, wherever in the module it stands."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def lines_of(node: Function | ast.ClassDef) -> int:
    """Return how many lines a function or class takes, from its `def` or `class` to its end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


@cache
def modules() -> tuple[Module, ...]:
    """Return the modules of the apps and of config, without migrations, which Django writes."""
    return tuple(
        module for folder in (*APPS, "config") for module in modules_in(folder) if "/migrations/" not in module.path
    )


@cache
def modules_in(folder: str) -> tuple[Module, ...]:
    """Return the modules of one folder."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return tuple(Module(path.relative_to(ROOT).as_posix(), path.read_text()) for path in paths)
