"""The limits of sizes. A module over its limit becomes a package; a higher limit needs a decision record."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from tests.architecture.source import Module, lines_of

FUNCTION, VIEW, CLASS, TEMPLATE = 40, 25, 150, 120
# What a formatter cannot wrap is shortened by hand. A line of an email is a paragraph.
TEMPLATE_LINE = 120
MODULES = {
    "checklists/spec/*": 150,
    "partnerships/domain/*": 150,
    "*/models.py": 400,
    "*/models/*": 400,
    "*/views.py": 300,
    "*/views/*": 300,
    "tests/*": 400,
    "*": 400,
}


def long_modules(module: Module) -> Iterator[str]:
    """Yield the module when it is longer than its kind may be."""
    limit = next(limit for pattern, limit in MODULES.items() if fnmatch(module.path, pattern))
    if module.lines > limit:
        yield f"{module.path} has {module.lines} lines; {limit} is the limit"


def long_functions(module: Module) -> Iterator[str]:
    """Yield the functions that are too long; a function of a views module with a decorator is a view."""
    is_views = fnmatch(module.path, "*/views.py") or fnmatch(module.path, "*/views/*")
    for function in module.functions():
        is_view = is_views and function in module.tree.body and bool(function.decorator_list)
        limit = VIEW if is_view else FUNCTION
        if lines_of(function) > limit:
            yield module.at(function, f"{function.name}() has {lines_of(function)} lines; {limit} is the limit")


def long_classes(module: Module) -> Iterator[str]:
    """Yield the classes that are too long."""
    for node in module.classes():
        if lines_of(node) > CLASS:
            yield module.at(node, f"{node.name} has {lines_of(node)} lines; {CLASS} is the limit")


def long_template(path: Path) -> Iterator[str]:
    """Yield the template when it is too long, and its lines that are, unless they are an email's."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > TEMPLATE:
        yield f"{path} has {len(lines)} lines; {TEMPLATE} is the limit"
    for number, line in enumerate(lines, 1):
        if len(line) > TEMPLATE_LINE and path.suffix == ".html":
            yield f"{path}:{number} has {len(line)} characters; {TEMPLATE_LINE} is the limit"


def without_docstring(module: Module) -> Iterator[str]:
    """Yield the module and its public functions that have no docstring."""
    if module.text.strip() and not ast.get_docstring(module.tree):
        yield module.at(module.tree, "the module has no docstring")
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node):
            yield module.at(node, f"{node.name}() has no docstring")
