"""The scripts that a production server hands out."""

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
