"""What a release says about itself: one version number, one licence."""

from __future__ import annotations

import json
import re

from django.conf import settings

from tests.architecture import repository
from tests.architecture.source import ROOT


def read(name: str) -> str:
    return (ROOT / name).read_text()


def test_the_version_number_is_that_of_pyproject() -> None:
    assert f'\nversion = "{settings.VERSION}"\n' in read("pyproject.toml")


def test_npm_keeps_no_second_version_number() -> None:
    assert "version" not in json.loads(read("package.json"))
    lock = json.loads(read("package-lock.json"))
    assert "version" not in lock
    assert "version" not in lock["packages"][""]


# --- One licence ---------------------------------------------------------------------------------------------------
def test_the_licence_is_named_alike_everywhere() -> None:
    assert read("LICENSE").startswith("MIT License\n")
    assert re.search(r'^license = "MIT"$', read("pyproject.toml"), re.M)
    assert json.loads(read("package.json"))["license"] == "MIT"


def test_the_licence_names_every_file_that_quotes_the_guide() -> None:
    excluded = re.findall(r"^    (\S+)$", read("LICENSE"), re.M)
    assert excluded
    assert [name for name in excluded if not (ROOT / name).exists()] == []
    quoted = "evidence of need " + "explicit"
    quoting = [
        path.relative_to(ROOT).as_posix()
        for path in repository.tracked()
        if path.suffix in {".py", ".json", ".yaml", ".txt", ".html", ".md"} and quoted in path.read_text()
    ]
    assert quoting
    assert [name for name in quoting if not name.startswith(tuple(excluded))] == []
