"""What people do on the pages, named as they see it."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Locator, Page, expect

PASSWORD = "readiness-demo"


def press(page: Page | Locator, name: str, about: str = "") -> None:
    """Press the button, or the link that looks like one; `about` stands on it for screen readers alone."""
    words: str | re.Pattern[str] = re.compile(f"^{name}.*{about}$") if about else name
    page.get_by_role("button", name=words, exact=True).click()


def follow(page: Page | Locator, name: str) -> None:
    """Follow the link."""
    page.get_by_role("link", name=name, exact=True).click()


def back(page: Page) -> None:
    """Go back a page, once the page that is there has arrived: until then Chromium may refuse to."""
    page.wait_for_load_state()
    page.go_back()


def forward(page: Page) -> None:
    """Go forward again, once the page that is there has arrived."""
    page.wait_for_load_state()
    page.go_forward()


def sign_in(page: Page, person: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in page."""
    page.get_by_label("Email address").fill(f"{person}@marlshire.example")
    page.get_by_label("Password", exact=True).fill(password)
    press(page, "Sign in")


def heading(page: Page, text: str) -> None:
    """Expect the page's heading to say that."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def block(page: Page, code: str) -> Locator:
    """Return the part of the page that asks one question."""
    return page.locator(f"[data-code='{code}']")


def choose(page: Page, code: str, option: str, *, fact: str = "") -> None:
    """Choose an answer of the question, or of one of its facts."""
    groups = block(page, code).get_by_role("group")
    legend = re.compile(rf"^\s*Fact: {re.escape(fact)}( \(optional\))?\s*$")
    group = groups.filter(has=page.get_by_text(legend)) if fact else groups.first
    group.get_by_label(option, exact=True).check()


def reason(page: Page, code: str, text: str, label: str = "Why is this your answer?") -> None:
    """Write the reason."""
    block(page, code).get_by_label(label, exact=True).fill(text)


def type_date(page: Page | Locator, legend: str, when: date) -> None:
    """Type a date into its three boxes."""
    group = page.get_by_role("group", name=legend)
    for label, value in (("Day", when.day), ("Month", when.month), ("Year", when.year)):
        group.get_by_label(label, exact=True).fill(str(value))


def problem(page: Page, text: str, *, js: bool) -> None:
    """Expect the error summary to say that; scripts give it the focus."""
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text(text)
    expect(page).to_have_title(re.compile("^Error: "))
    if js:
        expect(summary).to_be_focused()
