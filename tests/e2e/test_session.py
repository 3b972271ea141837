"""A session that ends while somebody types: the text comes back after signing in."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import judge
from tests.e2e.cases import SHARED
from tests.e2e.conftest import Visit
from tests.e2e.steps import press, reason, sign_in

pytestmark = [pytest.mark.complete_browser, pytest.mark.any_database]

TYPED = "Written over lunch, while the session ended.\nA second line."


def test_typed_text_comes_back(visit: Visit, js: bool) -> None:
    """Hannah's session has ended when she saves; with scripts the page notices it by itself.

    She signs in and is on the same question, with her text in its box and a note that it is not saved yet. She saves.
    """
    address = f"{SHARED[js].address}questions/purpose-and-need/"
    page = visit("officer", address, js=js)
    page.context.clear_cookies(name="sessionid")
    reason(page, "G1", TYPED)
    if not js:
        press(page, "Save and come back later")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(page, "officer")
    expect(page).to_have_url(address)
    expect(page.get_by_text("You were signed out before this was saved.")).to_be_visible()
    expect(page.get_by_label("Why is this your answer?")).to_have_value(TYPED)
    if js:
        judge(page)
    press(page, "Save and come back later")
    page.goto(address)
    expect(page.get_by_label("Why is this your answer?")).to_have_value(TYPED)
    expect(page.get_by_text("You were signed out before this was saved.")).to_have_count(0)


def test_somebody_else_does_not_get_it(visit: Visit) -> None:
    """Tomos signs in at the browser in which Hannah had typed: her text is not shown to him."""
    address = f"{SHARED[False].address}questions/alternatives/"
    page = visit("officer", address, js=False)
    page.context.clear_cookies(name="sessionid")
    reason(page, "G3", TYPED, "Reason: Which other ways did you look at, and why not?")
    press(page, "Save and come back later")
    sign_in(page, "contributor")
    expect(page).to_have_url(address)
    expect(page.get_by_label("Which other ways did you look at, and why not?")).to_have_value("")
