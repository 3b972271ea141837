"""One question answered without a mouse, with the focus always to be seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.cases import SHARED
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.complete_browser, pytest.mark.any_database]

# What shows the focus: on the element itself or, for a radio button, on the circle drawn before its label.
FOCUS_IS_SHOWN = """() => {
    const element = document.activeElement;
    const styles = [getComputedStyle(element)];
    for (const label of element.labels ?? []) styles.push(getComputedStyle(label, "::before"));
    return styles.some(style => style.boxShadow !== "none" || style.outlineStyle !== "none");
}"""


def tab_to(page: Page, name: str, *, role: str | None = None) -> None:
    """Press Tab once, and expect the focus to be on that, and to be seen."""
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_accessible_name(re.compile(name))
    if role:
        expect(focused).to_have_role(role)  # type: ignore[arg-type]  # a list of all ARIA roles
    assert page.evaluate(FOCUS_IS_SHOWN), f"the focus on {name} cannot be seen"


def test_a_question_by_keyboard_alone(visit: Visit) -> None:
    """Hannah skips to the content, chooses with the arrow keys, types a reason and a date, and saves with Enter."""
    address = f"{SHARED[True].address}questions/skills/"
    page = visit("officer", address)
    tab_to(page, "^Skip to main content$")
    page.keyboard.press("Enter")
    tab_to(page, "^Yes, the skills are in place")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Yes, once planned training is done")).to_be_checked()
    tab_to(page, "^Why is this your answer")
    page.keyboard.type("Two days are booked.")
    for name, digits in (("Day", "27"), ("Month", "3"), ("Year", "2031")):
        tab_to(page, name)
        page.keyboard.type(digits)
    expect(page.get_by_text(re.compile(r"^Saved at \d\d:\d\d$"))).to_be_visible()
    tab_to(page, "^Save, and add evidence to G11$")
    tab_to(page, "^Save and continue$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("key objectives and interests")
    page.goto(address)
    expect(page.get_by_label("Yes, once planned training is done")).to_be_checked()
    expect(page.get_by_label("Year", exact=True)).to_have_value("2031")
