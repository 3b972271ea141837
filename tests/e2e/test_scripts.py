"""The static files that a production server hands out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.any_database

IMPORT = re.compile(r"""\bimport\b|\bfrom\s*["']""")


def test_each_script_is_one_file(static: Path) -> None:
    """Else a browser could run a script of this version with a module of the one before, which it still has."""
    scripts = [path for path in (static / "build").glob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    assert {path.name.split(".")[0] for path in scripts} == {"app", "supported", "signed_out"}
    assert [path.name for path in scripts if IMPORT.search(path.read_text())] == []
    assert not (static / "js").exists()
    assert list(static.rglob("*.map")) == []


def test_fonts_that_no_browser_asks_for_are_not_compressed(static: Path) -> None:
    """The PDF engine reads them from the disk. What browsers ask for is compressed, where that makes it smaller."""
    names = {path.name for path in static.rglob("*") if path.is_file()}
    assert any(name.endswith(".ttf") for name in names)
    assert [name for name in names if ".ttf." in name and name.endswith((".br", ".gz"))] == []
    for ending in ("css", "js", "svg"):
        assert any(name.endswith(f".{ending}.br") for name in names), ending
