"""A browser at which somebody has signed out shows nothing of what they saw."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e import browser
from tests.e2e.conftest import Visit
from tests.e2e.steps import back, forward, heading, press, sign_in


@pytest.fixture(scope="module", params=[False, True], ids=["asked-again", "kept-in-memory"])
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium as people have it keeps whole pages in memory to go back to; Playwright's own flags turn that off."""
    flags = ["--disable-back-forward-cache"] if request.param else []
    with sync_playwright() as playwright:
        opened = browser.launch(playwright.chromium, complete=True, without_flags=flags)
        yield opened
        opened.close()


def test_other_tabs_show_nothing_after_signing_out_in_one(visit: Visit) -> None:
    """Daniel reads a review in one tab, and signs out in another."""
    page = visit(None, "/sign-in/")
    sign_in(page, "manager")
    heading(page, "My work")
    other = page.context.new_page()
    other.goto("/assessments/1/review/")
    expect(other).to_have_title(re.compile("Review"))
    press(page, "Sign out")
    heading(page, "Sign in")
    heading(other, "Sign in")
    assert "Daniel" not in other.content()


def test_back_shows_nothing_after_signing_out(visit: Visit) -> None:
    """Daniel reads a review and signs out. Whoever sits down next goes back and forth: the sign-in page each time."""
    page = visit(None, "/sign-in/")
    sign_in(page, "manager")
    page.goto("/assessments/1/review/")
    expect(page).to_have_title(re.compile("Review"))
    press(page, "Sign out")
    heading(page, "Sign in")
    for step in (back, back, back, forward, forward):
        step(page)
        heading(page, "Sign in")
        assert "Daniel" not in page.content()
