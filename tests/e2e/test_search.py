"""The search: from the box in the header to the answer, with and without scripts, by keyboard, and on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.browser import await_fonts, overflow
from tests.e2e.conftest import Visit
from tests.e2e.steps import follow, heading, press

PHONE = {"width": 375, "height": 800}


def test_from_the_box_to_the_answer(visit: Visit, js: bool) -> None:
    """Margaret types two words in the header and presses Enter. The places have the words marked.

    She opens an answer. She goes back, searches for what stands nowhere, and reads what to try. The reference of a case
    leads straight to it.
    """
    page = visit("manager", js=js)
    box = page.get_by_role("searchbox", name="Search what you may read")
    box.fill("CAFÉ equipment'")
    box.press("Enter")
    heading(page, "Search")
    expect(page.get_by_text("Nothing found for “CAFÉ equipment'”")).to_be_visible()
    search(page, "equipment store")
    expect(page.locator("mark").first).to_have_text("equipment")
    page.get_by_role("link", name="G2 Benefit to customers · PR-0001").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("the share of equipment").first).to_be_visible()
    page.get_by_role("searchbox").fill("pr 1")
    press(page, "Search")
    expect(page).to_have_url(re.compile(r"/partnerships/PR-0001/$"))


def test_on_a_phone(visit: Visit, js: bool) -> None:
    """Margaret's header has a link in place of the box and stays as low as it is; the box is on the page it leads to."""
    page = visit("manager", js=js, viewport=PHONE)
    expect(page.get_by_role("searchbox")).to_be_hidden()
    await_fonts(page)
    assert page.locator("header").evaluate("header => header.offsetHeight") <= 130
    follow(page, "Search")
    search(page, "equipment")
    expect(page.locator("mark").first).to_be_visible()
    assert overflow(page) == 0


def search(page: Page, text: str) -> None:
    page.get_by_label("Search for", exact=True).fill(text)
    press(page, "Search")
