"""The documents lead to files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture import repository
from tests.architecture.source import ROOT

LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
# A file of the code that a text names in backquotes, from the top of the repository.
NAMED = re.compile(
    r"`((?:accounts|bin|checklists|config|docs|govuk|partnerships|static|templates|tests|verification)/[\w./-]+)`"
)
PAGES = sorted(path for path in repository.tracked() if path.suffix == ".md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    links = LINK.findall(page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


# A decision record tells of the day on which it was written.
@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parent.name != "decisions"], ids=lambda page: page.name
)
def test_files_that_are_named_exist(page: Path) -> None:
    names = NAMED.findall(page.read_text())
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_documents_are_linked_and_name_files() -> None:
    architecture = (ROOT / "docs" / "architecture.md").read_text()
    assert len(LINK.findall(architecture)) > 30
