"""The legal adviser: answers the legal section of other people's cases, and confirms three of its answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.cases import LEGAL
from tests.e2e.conftest import Visit
from tests.e2e.steps import choose, follow, press, reason

pytestmark = pytest.mark.any_database


def test_answer_and_confirm(visit: Visit, js: bool) -> None:
    """Daniel opens a draft that he does not write: the general section is his to read, the legal one to answer.

    He answers L2, then confirms L1, L2 and L6. When the officer changes L6 afterwards, that confirmation lapses and
    the others stand. Daniel says why he cannot confirm it now, and the officer sees it at once.
    """
    address = LEGAL[js].address
    daniel = visit("legal", address, js=js)
    follow(daniel, "G1 Purpose and evidence of need")
    expect(daniel.get_by_role("button", name="Save and continue")).to_have_count(0)
    daniel.goto(f"{address}questions/prior-approval/")
    choose(daniel, "L2", "Done, no approval is needed")
    daniel.get_by_label("Finding").fill("Below the threshold of a key decision.")
    reason(daniel, "L2", "Financial rule 2.3.", "Reason: Which rule or decision is relied on?")
    press(daniel, "Save and come back later")
    daniel.goto(f"{address}review/")
    region = daniel.get_by_role("region", name="Answers that must be confirmed")
    for code in ("L1", "L2", "L6"):
        region.get_by_role("link", name=f"Confirm {code}", exact=True).click()
        daniel.get_by_label("Note (optional)").fill(f"Checked {code}.")
        press(daniel, "Confirm the answer")
    expect(region.get_by_text("Confirmed by Daniel Fairweather")).to_have_count(3)

    callum = visit("officer2", f"{address}questions/pre-agreement/", js=js)
    expect(callum.get_by_text("Confirmed by Daniel Fairweather")).to_be_visible()
    reason(callum, "L6", "Signed by twelve parishes.")
    press(callum, "Save and come back later")
    daniel.reload()
    expect(region.get_by_text("Confirmed by Daniel Fairweather")).to_have_count(2)
    expect(region.get_by_role("link", name="Confirm L6", exact=True)).to_be_visible()

    region.get_by_role("link", name="Cannot confirm L6", exact=True).click()
    daniel.get_by_label("I cannot confirm it, because").fill("Only eleven have signed.")
    press(daniel, "Record my reason")
    callum.goto(f"{address}questions/pre-agreement/")
    expect(callum.get_by_text("Only eleven have signed.").first).to_be_visible()
