"""The rule that holds the code to docs/words.md finds what the tables rule out, and nothing else."""

from __future__ import annotations

import pytest

from tests.architecture import words
from tests.architecture.source import Module

TABLE = """
Some text with `code` | that is no row.

| say | for | not |
|---|---|---|
| `CaseAccess` | a case with the person before it | a desk, `*Desk*`, `desk*` |
| `apply` | writes values | `_put*` |
| fact | a value | |
"""


def test_the_third_column_rules_names_out() -> None:
    found = [(ruled.pattern, ruled.say) for ruled in words.ruled_out(TABLE)]
    assert found == [("*Desk*", "`CaseAccess`"), ("desk*", "`CaseAccess`"), ("_put*", "`apply`")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("partnerships/guards.py", "class IssueDesk: ..."),
        ("partnerships/guards.py", "def desk_of(): ..."),
        ("partnerships/guards.py", "class Guard:\n    def desk(self): ..."),
        ("partnerships/actions/x.py", "def _put_all(): ..."),
        ("partnerships/desk.py", ""),
        ("partnerships/desks/__init__.py", ""),
    ],
)
def test_a_name_that_is_ruled_out_is_found(path: str, text: str) -> None:
    assert len(list(words.misnamed(Module(path, text), words.ruled_out(TABLE)))) == 1


@pytest.mark.parametrize("text", ["class CaseAccess: ...", "def _desk_of(): ...", "def put(): ...", "desk = 1"])
def test_other_names_are_free(text: str) -> None:
    assert list(words.misnamed(Module("partnerships/guards.py", text), words.ruled_out(TABLE))) == []


def test_the_page_rules_names_out() -> None:
    assert {"*Desk*", "Refused", "_put*"} <= {ruled.pattern for ruled in words.ruled_out(words.PAGE.read_text())}
