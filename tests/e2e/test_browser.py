"""The browser of the tests: one that does not close keeps no test waiting."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect, sync_playwright

from tests.e2e.browser import Chromium, ended_if_stuck, pids

pytestmark = pytest.mark.any_database


def test_one_that_does_not_close_is_ended_and_the_next_page_has_a_new_one() -> None:
    with sync_playwright() as playwright:
        chromium = Chromium(playwright.chromium)
        context = chromium.new_context()
        context.new_page()
        stopped = pids()
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        with ended_if_stuck(1):
            context.close()
        assert chromium.new_context().new_page().evaluate("1 + 1") == 2
        assert stopped
        assert not {*stopped} & {*pids()}
        chromium.close()


def test_what_else_goes_wrong_is_not_passed_over() -> None:
    with sync_playwright() as playwright:
        chromium = Chromium(playwright.chromium)
        page = chromium.new_context().new_page()
        with pytest.raises(Error, match="no such thing"), ended_if_stuck():
            page.evaluate("() => { throw new Error('no such thing') }")
        chromium.close()


CRASHES: list[str] = []


def test_a_test_whose_browser_crashed_runs_once_more() -> None:
    with sync_playwright() as playwright:
        chromium = Chromium(playwright.chromium, complete=True)
        page = chromium.new_context().new_page()
        if not CRASHES:
            CRASHES.append("one")
            with suppress(Error):
                page.goto("chrome://crash")
        expect(page.get_by_role("heading")).to_have_count(0)
        chromium.close()
    assert CRASHES == ["one"]
