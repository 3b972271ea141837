"""What a page costs a browser that has nothing of ours yet: bytes, files, and whether what is read moves."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.e2e.conftest import WIDE, Visit

pytestmark = [pytest.mark.spread(2), pytest.mark.any_database]

MOST_BYTES = 60 * 1024
MOST_SHIFT = 0.02
NARROW: ViewportSize = {"width": 412, "height": 823}
# The longest of each kind: a form, a list, a case, its answers, a review, a report.
LONGEST: list[tuple[str | None, str]] = [
    (None, "/sign-in/"),
    ("manager", "/flags/"),
    ("officer", "/partnerships/PR-0005/"),
    ("officer", "/assessments/5/sections/1.4.2/"),
    ("manager", "/assessments/1/review/"),
    ("officer", "/assessments/1/report/"),
]
MOVING: list[tuple[str | None, str]] = [
    ("officer", "/"),
    ("officer", "/assessments/5/questions/customers-consulted/"),
    ("officer", "/partnerships/new/"),
    ("secretary", "/assessments/6/issue/"),
    ("officer", "/assessments/1/report/"),
]
# How long fonts and scripts take in these tests: until after the page is first shown.
LATE = 1.0
SHIFTS = """new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted = (window.shifted ?? 0) + entry.value;
}).observe({type: "layout-shift", buffered: true});"""
# The icon is asked for by a browser with windows alone.
LOAD_ICON = "async () => (await fetch(document.querySelector('link[rel=icon]').href)).text()"


@pytest.mark.parametrize(("person", "address"), LONGEST, ids=lambda value: str(value or "nobody"))
def test_first_visit_is_small(visit: Visit, person: str | None, address: str) -> None:
    page = visit(person, None)
    kinds: Counter[str] = Counter()
    arrived: list[float] = []
    network = page.context.new_cdp_session(page)
    network.on("Network.requestWillBeSent", lambda event: kinds.update([event["type"]]))
    network.on("Network.loadingFinished", lambda event: arrived.append(event["encodedDataLength"]))
    network.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    page.evaluate(LOAD_ICON)
    assert (kinds["Document"], kinds["Stylesheet"]) == (1, 1)
    assert kinds["Script"] <= 2
    assert 10_000 < sum(arrived) <= MOST_BYTES


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize(("person", "address"), MOVING, ids=lambda value: str(value))
def test_nothing_moves_when_fonts_and_scripts_come_late(
    visit: Visit, person: str, address: str, viewport: ViewportSize
) -> None:
    page = visit(person, None, viewport=viewport)
    page.add_init_script(SHIFTS)
    page.route("**/fonts/*", _late)
    page.route("**/build/app.*.js", _late)
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    assert _is_started(page)
    assert page.evaluate("window.shifted ?? 0") < MOST_SHIFT


def test_the_menu_of_a_phone_is_there_when_the_script_does_not_come(visit: Visit) -> None:
    page = visit("officer", None, viewport=NARROW)
    page.route("**/build/app.*.js", lambda route: route.abort())
    page.goto("/")
    assert not _is_started(page)
    menu = page.get_by_role("navigation", name="Menu")
    expect(menu.get_by_role("link", name="Partnerships", exact=True)).to_be_visible()
    expect(menu.get_by_role("button")).to_have_count(0)


def test_characters_are_counted_once_a_text_is_long(visit: Visit) -> None:
    page = visit("officer", "/assessments/5/questions/customers-consulted/")
    box = page.get_by_label("Why is this your answer?")
    shown = page.locator(".govuk-character-count__status:visible")
    expect(shown).to_have_count(0)
    box.fill("a" * 4_900)
    expect(shown).to_have_text("You have 100 characters remaining")
    expect(page.locator(".govuk-character-count__sr-status").first).to_have_text("You have 100 characters remaining")


def _late(route: Route, _request: Any) -> None:
    time.sleep(LATE)
    route.continue_()


def _is_started(page: Page) -> bool:
    return page.locator("[data-govuk-skip-link-init]").count() > 0
