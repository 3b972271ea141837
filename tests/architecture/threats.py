"""The tests that docs/threat-model.md names: each stands where the page says, read from the source and not run.

A name in backticks is `file`, `file::test`, `file::Class` or `file::Class::test`; `::test` alone is of the file that was
named last in the same line. Files are in tests/integration/ unless a folder is given.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, Function

PAGE = ROOT / "docs" / "threat-model.md"
USUAL_FOLDER = "tests/integration"
# A file of tests with or without a test in it, or a test of the file before.
NAMED = re.compile(r"`((?:[\w./-]*\.py)?(?:::\w+)+|(?:[\w./-]*/)?test_\w+\.py)`")
HEADING_OF_TESTS = "shown by"


def missing(page: str, root: Path = ROOT) -> Iterator[str]:
    """Yield what is wrong with the tests that a page names, with its line: no such file, class or test, or none named."""
    has_tests = False
    for number, line in enumerate(page.splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        file, found = "", NAMED.findall(line)
        for name in found:
            file = name.partition("::")[0] or file
            if problem := _problem(file, name.split("::")[1:], root):
                yield f"{number}: `{name}`: {problem}"
        if has_tests and cells and set(cells[-1]) != {"-"} and not NAMED.search(cells[-1]):
            yield f"{number}: names no test that shows “{cells[0]}”"
        has_tests = bool(cells) and (has_tests or cells[-1] == HEADING_OF_TESTS)


def _problem(file: str, names: list[str], root: Path) -> str:
    """Return why this is no test, class or file of tests, or ""."""
    if not file:
        return "no file is named before it in this line"
    path = root / (file if "/" in file else f"{USUAL_FOLDER}/{file}")
    if not path.is_file():
        return f"there is no {path.relative_to(root)}"
    node: ast.AST = ast.parse(path.read_text())
    for name in names:
        inner = [child for child in _defined(node) if child.name == name]
        if not inner:
            return f"{path.relative_to(root)} has no {name} there"
        # Of two of one name, Python keeps the last.
        node = inner[-1]
    return "" if any(_is_test(child) for child in (node, *ast.walk(node))) else "there is no test in it"


def _defined(node: ast.AST) -> list[Function | ast.ClassDef]:
    """Return the functions and classes that stand in a module or class, and not within one of them."""
    return [child for child in getattr(node, "body", ()) if isinstance(child, Function | ast.ClassDef)]


def _is_test(node: ast.AST) -> bool:
    return isinstance(node, Function) and node.name.startswith("test_")
