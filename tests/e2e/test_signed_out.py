"""A browser at which somebody has signed out shows nothing of what they saw."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.browser import Chromium
from tests.e2e.conftest import Visit
from tests.e2e.steps import back, forward, heading, press, sign_in

pytestmark = pytest.mark.any_database

ADMIN, MANAGER = "Joanne Birtles", "Margaret Okafor"


@pytest.fixture(scope="module", params=[False, True], ids=["asked-again", "kept-in-memory"])
def chromium(request: pytest.FixtureRequest) -> Iterator[Chromium]:
    """Chromium as people have it keeps whole pages in memory to go back to; Playwright's own flags turn that off."""
    flags = ["--disable-back-forward-cache"] if request.param else []
    with sync_playwright() as playwright:
        chromium = Chromium(playwright.chromium, complete=True, without_flags=flags)
        yield chromium
        chromium.close()


@pytest.mark.parametrize("start", ["/", "/sign-out/", "/admin/"])
def test_other_tabs_show_nothing_after_signing_out_in_one(visit: Visit, start: str) -> None:
    """Joanne reads pages in two tabs, one of them Django's own, and signs out in a third: on a page, or in the administration."""
    page = visit(None, "/sign-in/")
    sign_in(page, "admin")
    heading(page, "My work")
    others = [page.context.new_page() for _each in range(2)]
    for other, path in zip(others, ["/people/1/close/", "/admin/accounts/user/"], strict=True):
        other.goto(path)
        expect(other.get_by_text(ADMIN).first).to_be_visible()
    page.goto(start)
    press(page.get_by_role("main") if start == "/sign-out/" else page, "Log out" if start == "/admin/" else "Sign out")
    heading(page, "Sign in")
    for other in others:
        heading(other, "Sign in")
        assert ADMIN not in other.content()


def test_back_shows_nothing_after_signing_out(visit: Visit) -> None:
    """Margaret reads a review and signs out. Whoever sits down next goes back and forth: the sign-in page each time."""
    page = visit(None, "/sign-in/")
    sign_in(page, "manager")
    page.goto("/assessments/1/review/")
    expect(page).to_have_title(re.compile("Review"))
    expect(page.get_by_text(MANAGER).first).to_be_visible()
    press(page, "Sign out")
    heading(page, "Sign in")
    for step in (back, back, back, forward, forward):
        step(page)
        heading(page, "Sign in")
        assert MANAGER not in page.content()
