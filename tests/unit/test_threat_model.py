"""The threat model names tests that exist; and what checks that finds one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import threats

TESTS = """
import pytest

def test_alone(): ...

@pytest.mark.parametrize("number", [1])
def test_for_each(number):
    def test_inside(): ...

class TestTogether:
    def test_in_class(self): ...

class TestNothing:
    def helps(self): ...
"""
TABLE = "| threat | defence | shown by |\n|---|---|---|\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one file of tests in the usual folder, one elsewhere, and one without a test."""
    for folder in ("tests/integration", "tests/unit"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / f"test_{folder[6:]}.py").write_text(TESTS)
    (tmp_path / "tests" / "test_empty.py").write_text("def helps(): ...\n")
    return tmp_path


def test_every_test_that_the_threat_model_names_exists() -> None:
    page = threats.PAGE.read_text()
    assert len(threats.NAMED.findall(page)) > 100
    assert list(threats.missing(page)) == []


@pytest.mark.parametrize(
    "line",
    [
        "| t | d | `test_integration.py` |",
        "| t | d | `test_integration.py::test_alone`, `::TestTogether`, `::TestTogether::test_in_class` |",
        "| t | d | `tests/unit/test_unit.py::TestTogether`, `::test_for_each`; `test_integration.py::test_alone` |",
        "A test in the text: `test_integration.py::test_alone`; `accounts/limits.py` and `manage.py check` are none.",
    ],
)
def test_what_exists_is_found(root: Path, line: str) -> None:
    assert list(threats.missing(TABLE + line, root)) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("| t | d | `test_gone.py` |", "there is no tests/integration/test_gone.py"),
        ("| t | d | `test_unit.py::test_alone` |", "there is no tests/integration/test_unit.py"),
        ("| t | d | `test_integration.py::test_gone` |", "has no test_gone there"),
        ("| t | d | `test_integration.py::TestGone` |", "has no TestGone there"),
        ("| t | d | `test_integration.py::test_in_class` |", "has no test_in_class there"),
        ("| t | d | `test_integration.py::TestTogether::test_alone` |", "has no test_alone there"),
        ("| t | d | `test_integration.py::test_inside` |", "has no test_inside there"),
        ("| t | d | `test_integration.py::test_alone`, `::test_gone` |", "has no test_gone there"),
        ("| t | d | `test_integration.py::TestNothing` |", "there is no test in it"),
        ("| t | d | `tests/test_empty.py` |", "there is no test in it"),
        ("| t | d | `::test_alone` |", "no file is named before it"),
        ("| t | d | `test_integration.py` |\n| t | d | `::test_alone` |", "no file is named before it"),
        ("| t | d | somebody looks |", "names no test that shows “t”"),
        ("| t | `test_integration.py` | |", "names no test that shows “t”"),
        ("In the text: `test_integration.py::test_gone`.", "has no test_gone there"),
    ],
)
def test_what_does_not_exist_is_named_with_its_line(root: Path, line: str, said: str) -> None:
    (problem,) = threats.missing(TABLE + line, root)
    assert said in problem
    assert int(problem.partition(":")[0]) == len((TABLE + line).splitlines())
