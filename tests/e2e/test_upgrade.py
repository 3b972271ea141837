"""A new version of the checklist, from the editor who writes it to the officer whose case goes on to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.databases import Template
from tests.e2e.conftest import Visit
from tests.e2e.council import Council, place
from tests.e2e.pages import NETWORK
from tests.e2e.steps import choose, follow, heading, press, reason

TITLE, PUBLISHED = "Partnership readiness", "/checklists/partnership-readiness/1.1/"
ASKED = "Are customers likely to benefit from an improved service because of the partnership, and who first?"
BEFORE = "More paths would be open to walk."


@pytest.fixture(scope="module")
def council(visited: Template, static: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A council of its own: a version that is published is for all of its cases."""
    with place(tmp_path_factory.mktemp("upgrade"), visited, static) as here, here.open() as council:
        yield council


def test_a_new_version_reaches_a_case_under_way(visit: Visit, js: bool) -> None:
    """From the editor who writes a version to the officer whose case goes on to it.

    Alison starts a draft and puts a question otherwise, which she says is of another meaning. Vikram reads what is
    different and what it would change in the cases under way, and publishes it. Callum, who leads the volunteer
    network, reads what would happen to each of his answers, goes on to the version, undoes that, goes on again, and
    answers the question as it is put now, with his old answer beside it.
    """
    number = "3.1" if js else "3.2"
    write(visit("editor", PUBLISHED, js=js), number)
    publish(visit("editor2", f"/checklists/partnership-readiness/{number}/", js=js), number)
    lead = visit("officer2", NETWORK, js=js)
    before = "1.0" if js else "3.1"
    go_on(lead, number)
    follow(lead, "Undo the upgrade")
    press(lead, "Undo the upgrade")
    expect(lead.get_by_text("The upgrade has been undone.")).to_be_visible()
    expect(lead.get_by_text(f"{TITLE}, version {before}")).to_be_visible()
    go_on(lead, number)
    answer(lead, before)


def write(page: Page, number: str) -> None:
    follow(page, "Start a draft")
    page.get_by_label("The questions of version 1.1").check()
    page.get_by_label("Version number").fill(number)
    press(page, "Start the draft")
    heading(page, f"{TITLE}, draft {number}")
    follow(page, "G2 Benefit to customers")
    follow(page, "Text, guidance, who answers")
    page.get_by_label("The question, word for word").fill(f"{ASKED} ({number})")
    press(page, "Save")
    page.goto(f"/checklists/partnership-readiness/{number}/draft/questions/customer-benefit/")
    follow(page, "Decide")
    page.get_by_label("Meaning: it asks something else than before").check()
    press(page, "Save")


def publish(page: Page, number: str) -> None:
    follow(page, "What is different from another version")
    page.get_by_label(f"Compare version {number} with").select_option("1.1")
    press(page, "Compare")
    expect(page.get_by_role("link", name="G2 Benefit to customers")).to_be_visible()
    expect(page.get_by_text("Meaning changed").first).to_be_visible()
    page.goto(f"/checklists/partnership-readiness/{number}/draft/check/")
    follow(page, "What it would change in cases under way")
    expect(page.get_by_role("heading", name="PR-0003, Highways and Countryside")).to_be_visible()
    page.goto(f"/checklists/partnership-readiness/{number}/draft/check/")
    press(page, "Publish it")
    expect(page.get_by_text(f"Version {number} is published.")).to_be_visible()


def go_on(page: Page, number: str) -> None:
    follow(page, "See what would happen to each answer")
    heading(page, "Go on to the newest version of the checklist")
    expect(page.get_by_role("heading", name="To be confirmed")).to_be_visible()
    expect(page.get_by_role("heading", name="G2 Benefit to customers")).to_be_visible()
    press(page, f"Go on to version {number}")
    expect(page.get_by_text(f"The case answers version {number} of its checklist now.")).to_be_visible()


def answer(page: Page, before: str) -> None:
    follow(page, "G2 Benefit to customers")
    expect(page.get_by_text(f"Answered before, as G2 of version {before}")).to_be_visible()
    expect(page.get_by_text(f"as version {before} asked it")).to_be_visible()
    choose(page, "G2", "Yes")
    reason(page, "G2", f"{BEFORE} Walkers notice it first. Version {before} did not ask for that.")
    press(page, "Save and come back later")
    expect(page.get_by_text("What you entered for G2 has been saved.")).to_be_visible()
    expect(page.get_by_role("link", name="Undo the upgrade")).to_have_count(0)
