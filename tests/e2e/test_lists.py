"""The manager's lists: from the picture to the list, its filters and its file; one question; conditions that are chased."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.steps import follow, heading, press

pytestmark = pytest.mark.any_database

PHONE = {"width": 375, "height": 800}


def test_from_the_picture_to_what_must_be_done(visit: Visit, js: bool) -> None:
    """Margaret follows the number of blockers of her service from her work to the list, and takes one filter away.

    She downloads what is left. She looks at one question across partnerships, and at the answers that are adverse. She
    chases the condition that is overdue with one click, and the list says so.
    """
    page = visit("manager", js=js)
    heading(page, "My work")
    page.get_by_role("link", name="Blockers, Adult Social Care and Communities").click()
    heading(page, "Flagged items")
    expect(page.get_by_role("link", name="Remove the filter Severity: Blocker")).to_be_visible()
    page.get_by_role("link", name="Remove the filter Service").click()
    expect(severity(page, "Blocker")).to_be_checked()
    expect(page.get_by_label("Service", exact=True)).to_have_value("")
    assert download(page, "CSV") == page.get_by_role("row").filter(has=page.get_by_role("rowheader")).count()
    one_question(page)
    chase(page)


def severity(page: Page, name: str) -> Locator:
    """The box of a severity among the filters; how many flags it would leave stands beside it."""
    return page.get_by_role("checkbox", name=re.compile(f"^{name}"), include_hidden=True)


def one_question(page: Page) -> None:
    follow(page, "See one question across partnerships")
    page.get_by_label("Question", exact=True).select_option("interests-protected")
    press(page, "Apply filters")
    expect(page.get_by_role("heading", name="G12 Our interests protected in the agreement")).to_be_visible()
    page.get_by_role("link", name="Cases, Partly (adverse)").click()
    expect(page.get_by_label("Answer", exact=True)).to_have_value("partly")
    rows = page.get_by_role("table", name="Answers").get_by_role("row").filter(has=page.get_by_role("rowheader"))
    expect(rows.filter(has_text="Partly")).to_have_count(rows.count())


def chase(page: Page) -> None:
    follow(page.get_by_role("navigation", name="Menu"), "Conditions")
    page.get_by_label("Standing", exact=True).select_option("overdue")
    press(page, "Apply filters")
    expect(page.get_by_role("link", name="Remove the filter Standing: Overdue")).to_be_visible()
    buttons = page.get_by_role("button", name="Chase condition 1 of PR-0004")
    if buttons.count():
        buttons.click()
        expect(page.get_by_text("Condition 1 of PR-0004 is chased by email.")).to_be_visible()
    expect(page.get_by_label("Standing", exact=True)).to_have_value("overdue")
    expect(buttons).to_have_count(0)


def download(page: Page, kind: str) -> int:
    """Download the list; return how many rows it has."""
    with page.expect_download() as loading:
        page.get_by_role("link", name=kind, exact=True).click()
    with loading.value.path().open(encoding="utf-8-sig", newline="") as file:
        return len(list(csv.DictReader(file)))


def test_the_filters_fold_on_a_phone(visit: Visit, js: bool) -> None:
    page = visit("manager", "/flags/", js=js, viewport=PHONE)
    expect(severity(page, "Note")).to_be_hidden()
    page.get_by_text("Filter and sort").click()
    severity(page, "Note").check()
    press(page, "Apply filters")
    expect(page.get_by_role("link", name="Remove the filter Severity: Note")).to_be_visible()
    expect(severity(page, "Note")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(severity(page, "Note")).to_be_visible()
    expect(page.get_by_text("Filter and sort")).to_be_hidden()
