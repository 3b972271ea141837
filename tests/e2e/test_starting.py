"""Naming a partnership and seeing what exists already, and beginning with what was said of an earlier one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.steps import follow, heading, press

pytestmark = pytest.mark.any_database

# How long a section with eleven answers to confirm may be at 320 pixels: with their forms it was 25,900.
MOST_PIXELS = 13_000


def test_similar_ones_are_seen_while_naming(visit: Visit, js: bool) -> None:
    """Hannah names a partnership. With scripts its like is shown as she types, without by a button, and nothing is judged."""
    page = visit("officer", "/partnerships/new/", js=js)
    page.get_by_label("What is the partnership called?").fill("Warm homes advice for the district")
    similar = page.get_by_role("region", name="Partnerships that sound similar")
    look = similar.get_by_role("button", name="Look for similar partnerships")
    if js:
        expect(look).to_have_count(0)
    else:
        look.click()
    expect(similar.get_by_role("link", name="PR-0005 Warm homes advice with the district councils")).to_be_visible()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    expect(page.get_by_label("What is the partnership called?")).to_have_value("Warm homes advice for the district")


def test_earlier_case_is_copied_as_drafts(visit: Visit, js: bool) -> None:
    """Hannah copies a case of hers, changes its name, and finds its answers on the new task list, to be confirmed."""
    page = visit("officer", "/partnerships/start/", js=js)
    follow(page, "Copy from an earlier case")
    page.get_by_label("Name, partner or reference").fill("PR-0005")
    press(page, "Find")
    follow(page, "PR-0005 Warm homes advice with the district councils")
    expect(page.get_by_label("Who are the partners?")).to_have_value(re.compile("Falbrook District Council"))
    page.get_by_label("What is the partnership called?").fill(f"Cool homes in summer {'one' if js else 'two'}")
    press(page, "Start the partnership")
    heading(page, "Task list")
    expect(page.get_by_text("Answered 0 of 18")).to_be_visible()
    expect(page.get_by_role("link", name="18 answers are carried over and not confirmed")).to_be_visible()
    follow(page, "G1 Purpose and evidence of need")
    expect(page.get_by_text("Hannah Whitlock copied this on")).to_be_visible()
    press(page, "Save and continue")
    follow(page, "Task list")
    expect(page.get_by_text("Answered 1 of 18")).to_be_visible()
    confirm_in_section(page, js=js)


def confirm_in_section(page: Page, *, js: bool) -> None:
    """On a phone: the section is as short as its answers, a box confirms one, and another is unfolded and changed."""
    follow(page, "G2 Benefit to customers")
    follow(page, "The whole section on one page")
    page.set_viewport_size({"width": 320, "height": 640})
    body = page.locator("body").bounding_box()
    assert body
    assert body["height"] < MOST_PIXELS
    reason = page.locator("#id_existing-partnerships-reason")
    expect(reason).to_be_hidden()
    page.get_by_text("Change G4, or add evidence").click()
    page.get_by_label("Confirm G2 as it stands").check()
    reason.fill("None of these could take it on.")
    if js:
        expect(page.locator("#carried-existing-partnerships")).to_be_empty()
    press(page, "Save, and stay at G1")
    expect(page.get_by_label("Confirm G2 as it stands")).to_have_count(0)
    expect(page.get_by_label("Confirm G4 as it stands")).to_have_count(0)
    expect(page.get_by_label("Confirm G3 as it stands")).to_have_count(1)
