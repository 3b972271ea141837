"""Two people on one question: the second sees both answers, and nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import judge
from tests.e2e.cases import SHARED
from tests.e2e.conftest import Visit
from tests.e2e.steps import block, choose, press, reason

MINE, THEIRS = "Asked at the summer fair.", "Asked by letter."


@pytest.mark.parametrize(
    ("choice", "key", "code", "option", "text"),
    [
        ("Keep mine", "customers-consulted", "G8", "No", MINE),
        ("Keep theirs", "decision-makers", "G6", "Yes", THEIRS),
        ("merge", "representation", "G9", "Partly", f"{THEIRS}\n\n{MINE}"),
    ],
)
def test_conflict(visit: Visit, js: bool, choice: str, key: str, code: str, option: str, text: str) -> None:
    """Hannah and Tomos open the same empty question, and Tomos saves first.

    Hannah's answer comes back beside his with a 409: with scripts as soon as she has made it, without by the button.
    She keeps hers, or his, or puts the two together.
    """
    address = f"{SHARED[js].address}questions/{key}/"
    hannah, tomos = visit("officer", address, js=js), visit("contributor", address, js=js)
    write(tomos, code, "Yes", THEIRS)
    press(tomos, "Save and come back later")
    with hannah.expect_response(lambda answer: answer.status == 409):
        write(hannah, code, "No", MINE)
        if not js:
            press(hannah, "Save and come back later")
    expect(hannah.get_by_role("heading", name=f"Two people answered {code} at once")).to_be_visible()
    for name, said, why in (("Yours, not saved", "No", MINE), ("Saved by Tomos Pryce", "Yes", THEIRS)):
        version = hannah.get_by_role("region", name=name)
        expect(version.get_by_role("definition")).to_have_text([said, why])
    if js:
        expect(hannah.locator(".govuk-error-summary")).to_be_focused()
        judge(hannah)
    if choice == "merge":
        choose(hannah, code, option)
        press(hannah, "Save and continue")
    else:
        press(hannah, choice)
    tomos.goto(address)
    expect(block(tomos, code).get_by_role("group").first.get_by_label(option, exact=True)).to_be_checked()
    expect(tomos.get_by_label("Why is this your answer?", exact=True)).to_have_value(text)


def write(page: Page, code: str, option: str, why: str) -> None:
    reason(page, code, why)
    choose(page, code, option)
