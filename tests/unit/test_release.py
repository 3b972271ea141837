"""What a release says about itself: one version number."""

from __future__ import annotations

import json

from django.conf import settings

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
