"""The examples for a server: the program that runs commands reads the settings as systemd does, and all names fit."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable

import pytest

from tests.architecture.source import ROOT

EXAMPLES = ROOT / "docs" / "examples"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


@pytest.fixture(scope="module")
def settings_in() -> Callable[[str], dict[str, str]]:
    found: Callable[[str], dict[str, str]] = runpy.run_path(str(EXAMPLES / "readiness.py"))["settings_in"]
    return found


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=plain", "plain"),
        ("A=two words", "two words"),
        ('A="two words"', "two words"),
        ("A='two words'", "two words"),
        ("A=smtp://u:pa$9ss&(1)@mail:587", "smtp://u:pa$9ss&(1)@mail:587"),
        ('A="$HOME"', "$HOME"),
        ("A=a#b", "a#b"),
        ("A=it's", "it's"),
        ("A=", ""),
        ("  A = b  ", "b"),
    ],
)
def test_a_value_is_what_systemd_reads(settings_in: Callable[[str], dict[str, str]], line: str, value: str) -> None:
    assert settings_in(f"# A comment=1\n; Another\n\n{line}\n") == {"A": value}


@pytest.mark.parametrize(
    "line",
    [
        "export A=secret",
        "secret words",
        "1=secret",
        "A=sec\\ret",
        'A="sec\\"ret"',
        "A='sec''ret'",
        'A="sec\'ret"',
        'A="secret',
        'A="',
    ],
)
def test_what_systemd_reads_otherwise_is_named_by_its_line(
    settings_in: Callable[[str], dict[str, str]], line: str
) -> None:
    with pytest.raises(SystemExit, match=r"readiness\.env, line 2: ") as refusal:
        settings_in(f"B=1\n{line}\n")
    assert "sec" not in str(refusal.value)


def test_the_example_of_settings_can_be_read(settings_in: Callable[[str], dict[str, str]]) -> None:
    found = settings_in((EXAMPLES / "readiness.env").read_text())
    unknown = [name for name in found if f"`{name}`" not in OPERATIONS]
    assert unknown == []
    assert found["COUNCIL_NAME"] == "Marlshire County Council"


def test_units_run_what_there_is() -> None:
    for unit in EXAMPLES.glob("*.service"):
        commands = re.findall(r"manage\.py (\w+)|/srv/readiness/(bin/\w+)", unit.read_text())
        assert commands, unit.name
        for command, program in commands:
            found = [*ROOT.glob(f"*/management/commands/{command}.py")] if command else [ROOT / program]
            assert [path.is_file() for path in found] == [True], (unit.name, command, program)


def test_each_example_is_named_by_the_manual() -> None:
    names = {path.name for path in EXAMPLES.iterdir()}
    patterns = ("readiness-", "readiness.service")
    assert [name for name in names if name not in OPERATIONS and not name.startswith(patterns)] == []
