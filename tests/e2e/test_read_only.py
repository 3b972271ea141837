"""Read-only mode as people meet it: the server starts again while their page is open, and again when the mode ends."""

from __future__ import annotations

from pathlib import Path
from socket import create_server

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.databases import Template
from tests.e2e.browser import Chromium, judge
from tests.e2e.cases import TYPED
from tests.e2e.conftest import Visit, visits
from tests.e2e.council import Council, place
from tests.e2e.journey import Journey
from tests.e2e.steps import choose, heading, press, problem, reason

pytestmark = [pytest.mark.complete_browser, pytest.mark.any_database]

WHY = "Until 18:00 today nothing can be saved, because this service is being maintained."
BANNER = "Nothing can be saved until 18:00 today"
NEED = "310 readers cannot leave their homes."
ON = {"READ_ONLY": "true", "READ_ONLY_UNTIL": "18:00 today"}
MINUTES: FilePayload = {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"What was said."}


def test_an_answer_is_refused_and_saved_afterwards(
    tmp_path: Path, chromium: Chromium, visited: Template, static: Path, js: bool
) -> None:
    """Hannah has a question open when read-only mode begins. She answers it.

    With scripts the page says under the answer that it is not saved yet, and until when. She presses the button: the same
    page says so at its top, with her answer in it. When the mode has ended she presses the button again, and the answer is
    saved.
    """
    address = f"{TYPED[js].address}questions/purpose-and-need/"
    with place(tmp_path, visited, static) as here, create_server(("127.0.0.1", 0)) as at:
        council = Council(f"http://127.0.0.1:{at.getsockname()[1]}", tmp_path)
        with visits(council, chromium, {}, refusal=503) as visit:
            with here.open(at=at):
                page = visit("officer", address, js=js)
                expect(banner_of(page)).to_have_count(0)
            with here.open(at=at, variables=ON):
                refused(page, js=js)
                if js:
                    evidence_is_refused(visit, f"{address}evidence/")
                    reads_meanwhile(visit)
            with here.open(at=at):
                press(page, "Save and come back later")
                heading(page, "Task list")
                page.goto(address)
                expect(page.get_by_label("Why is this your answer?")).to_have_value(NEED)
                expect(banner_of(page)).to_have_count(0)


def banner_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Maintenance")


def refused(page: Page, *, js: bool) -> None:
    choose(page, "G1", "Yes")
    reason(page, "G1", NEED)
    if js:
        expect(page.get_by_text("Not saved yet: nothing can be saved until 18:00 today.")).to_be_visible()
    press(page, "Save and come back later")
    problem(page, WHY, js=js)
    expect(page.get_by_text("What you typed is below")).to_be_visible()
    expect(banner_of(page)).to_contain_text(BANNER)
    expect(page.get_by_label("Why is this your answer?")).to_have_value(NEED)
    Journey(f"read-only-{js}", page).step("refused")
    if js:
        judge(page)


def evidence_is_refused(visit: Visit, address: str) -> None:
    """The file is not attached, and stays chosen."""
    page = visit("officer", address)
    page.get_by_label("What is it?").fill("Talks")
    page.get_by_label("As files", exact=True).check()
    page.locator("input[type=file]").set_input_files([MINUTES])
    press(page, "Attach the evidence")
    expect(page.get_by_text(f"minutes.txt: It was not attached. {WHY}")).to_be_visible()
    expect(page.get_by_text("minutes.txt", exact=True).first).to_be_visible()
    judge(page)


def reads_meanwhile(visit: Visit) -> None:
    """The manager signs in and reads; the administrator reads; nobody else finds a page without the banner."""
    page = visit("manager", "/flags/")
    expect(banner_of(page)).to_contain_text(BANNER)
    Journey("read-only-manager", page).step("flags")
    judge(page)
    page = visit("admin", "/admin/accounts/service/add/")
    page.get_by_label("Name:").fill("Museums")
    Journey("read-only-admin", page).step("service")
    press(page, "Save")
    heading(page, "Nothing was saved")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Museums")
    Journey("read-only-admin", page).step("refused")
    judge(page)
