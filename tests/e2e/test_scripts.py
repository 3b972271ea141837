"""The static files that a production server hands out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.any_database

IMPORTED = re.compile(r"""\bfrom\s*["'](\./[^"']+)["']""")


def test_scripts_import_modules_of_their_own_version(static: Path) -> None:
    scripts = [path for path in (static / "js").glob("*.*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    imported = [(path.parent / name).name for path in scripts for name in IMPORTED.findall(path.read_text())]
    assert imported
    assert set(imported) <= {path.name for path in scripts}


def test_fonts_that_no_browser_asks_for_are_not_compressed(static: Path) -> None:
    """The PDF engine reads them from the disk. What browsers ask for is compressed, where that makes it smaller."""
    names = {path.name for path in static.rglob("*") if path.is_file()}
    assert any(name.endswith(".ttf") for name in names)
    assert [name for name in names if ".ttf." in name and name.endswith((".br", ".gz"))] == []
    for ending in ("css", "js", "svg"):
        assert any(name.endswith(f".{ending}.br") for name in names), ending
