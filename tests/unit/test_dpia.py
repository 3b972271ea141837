"""The starter for a data protection impact assessment names what exists, and every table with a column that points to an account."""

from __future__ import annotations

import re

from django.apps import apps

from accounts.models import User
from tests.architecture.source import ROOT

PAGE = ROOT / "docs" / "dpia.md"
NAMED = re.compile(r"`([^`]+)`")
# Addresses and commands, which are neither files nor settings nor tables.
OTHERS = {"/privacy/", "/admin/", "run_daily", "verify_trail", "make sbom"}
# allauth has it for people with several addresses; here each has one, and the table is empty (docs/decisions/0090).
EMPTY = {"EmailAddress"}


def named() -> set[str]:
    return set(NAMED.findall(PAGE.read_text())) - OTHERS


def test_its_files_settings_and_tables_exist() -> None:
    tables = {model.__name__ for model in apps.get_models()}
    settings = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text()))
    assert [name for name in named() if not (ROOT / name).is_file() and name not in tables | settings] == []


def test_it_names_every_table_that_says_who() -> None:
    saying = {
        model.__name__
        for model in apps.get_models()
        if model is User or any(field.related_model is User for field in model._meta.concrete_fields)
    }
    assert len(saying) > 40
    assert saying - EMPTY - named() == set()


def test_it_has_the_steps_of_the_ico() -> None:
    steps = re.findall(r"^## (\d)\. ", PAGE.read_text(), re.M)
    assert steps == ["1", "2", "3", "4", "5", "6", "7"]
