"""Two people with one form open: no browser puts an old text over a newer one, and of two texts none is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.e2e.browser import judge
from tests.e2e.cases import SHARED
from tests.e2e.conftest import Visit
from tests.e2e.steps import back, follow, press

pytestmark = [pytest.mark.complete_browser, pytest.mark.any_database]

PURPOSE = "What is it for?"


@pytest.mark.parametrize("way", ["back", "reload", "another tab"])
def test_no_browser_puts_an_old_text_over_a_newer_one(visit: Visit, js: bool, way: str) -> None:
    """Hannah has typed a purpose and saved it, or only typed it. Tomos saves another.

    Hannah goes back, reloads or opens the page in another tab, and saves: Tomos's stands, or she sees both.
    """
    address = f"/partnerships/{SHARED[js].reference}/edit/"
    hannah, tomos = visit("officer", address, js=js), visit("contributor", address, js=js)
    mine, theirs = f"Typed by Hannah, {way}.", f"Typed by Tomos, {way}."
    hannah.get_by_label(PURPOSE).fill(mine)
    if way == "back":
        press(hannah, "Save the details")
        expect(hannah.get_by_text("The details have been saved.")).to_be_visible()
        tomos.reload()
    save(tomos, theirs)
    page = returned(hannah, address, way)
    if way != "back":
        expect(page.get_by_label(PURPOSE)).to_have_value(theirs)
    press(page, "Save the details")
    if page.get_by_text("The details have been saved.").count() == 0:
        expect(page.get_by_role("heading", name="Two people changed this at once")).to_be_visible()
        expect(page.get_by_role("region", name="Yours, not saved").get_by_text(mine)).to_be_visible()
        expect(page.get_by_role("region", name="Saved by Tomos Pryce").get_by_text(theirs)).to_be_visible()
    tomos.goto(address)
    expect(tomos.get_by_label(PURPOSE)).to_have_value(theirs)


@pytest.mark.parametrize(
    ("choice", "text"), [("Keep mine", "Mine."), ("Keep theirs", "Theirs."), ("Save the details", "Theirs.\n\nMine.")]
)
def test_of_two_texts_one_or_both_are_kept(visit: Visit, js: bool, choice: str, text: str) -> None:
    """Hannah and Tomos change the purpose at once; Hannah, who is second, sees both and keeps hers, his or both."""
    address = f"/partnerships/{SHARED[js].reference}/edit/"
    tomos = visit("contributor", address, js=js)
    save(tomos, f"Before {choice}.")
    hannah = visit("officer", address, js=js)
    tomos.goto(address)
    save(tomos, "Theirs.")
    hannah.get_by_label(PURPOSE).fill("Mine.")
    press(hannah, "Save the details")
    expect(hannah.get_by_role("heading", name="Two people changed this at once")).to_be_visible()
    if js:
        judge(hannah)
    press(hannah, choice)
    expect(hannah.get_by_text("The details have been saved.")).to_be_visible()
    tomos.goto(address)
    expect(tomos.get_by_label(PURPOSE)).to_have_value(text)


def test_a_form_that_was_changed_is_not_left_unasked(visit: Visit) -> None:
    """Hannah has typed a name and follows the menu: the browser asks first, she stays, and her text is there.

    After she has saved, nothing is asked.
    """
    page = visit("officer", f"/partnerships/{SHARED[True].reference}/edit/")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label(PURPOSE).press_sequentially("Typed. ")
    page.get_by_role("link", name="My work").first.click(no_wait_after=True)
    expect(page.get_by_label(PURPOSE)).to_have_value(re.compile(r"Typed\. "))
    assert asked == ["beforeunload"]
    press(page, "Save the details")
    follow(page, "Checklists")
    expect(page.get_by_role("heading", level=1)).to_have_text("Checklists")
    assert asked == ["beforeunload"]


def save(page: Page, purpose: str) -> None:
    page.get_by_label(PURPOSE).fill(purpose)
    press(page, "Save the details")
    expect(page.get_by_text("The details have been saved.")).to_be_visible()


def returned(page: Page, address: str, way: str) -> Page:
    """Return to the form in that way."""
    page.on("dialog", lambda dialog: dialog.accept())
    if way == "back":
        back(page)
    elif way == "reload":
        page.reload()
    else:
        page = page.context.new_page()
        page.goto(address)
    return page
