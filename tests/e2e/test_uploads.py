"""Several files of evidence at once: chosen, dropped or sent by keyboard, with progress, and nothing lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.e2e.browser import judge
from tests.e2e.cases import TYPED
from tests.e2e.conftest import Visit
from tests.e2e.steps import follow, press

pytestmark = [pytest.mark.complete_browser, pytest.mark.any_database]

MINUTES: FilePayload = {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"What was said."}
NOTES: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"What was noted."}
PROGRAM: FilePayload = {"name": "setup.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
PLAN: FilePayload = {"name": "plan.csv", "mimeType": "text/csv", "buffer": b"Step,Day\nTalk,1\n"}
DROP = """(files) => {
    const dropped = new DataTransfer();
    for (const [name, text] of files) dropped.items.add(new File([text], name, { type: "text/plain" }));
    const place = document.querySelector("[data-module=govuk-file-upload] button");
    for (const kind of ["dragenter", "dragover", "drop"])
        place.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: dropped }));
}"""


def page_of(visit: Visit, key: str, *, js: bool) -> Page:
    page = visit("officer", f"{TYPED[js].address}questions/{key}/evidence/", js=js)
    page.get_by_label("What is it?").fill("Talks")
    page.get_by_label("As files", exact=True).check()
    return page


def test_the_good_are_attached_and_the_others_said(visit: Visit, js: bool) -> None:
    page = page_of(visit, "decision-makers", js=js)
    page.locator("input[type=file]").set_input_files([MINUTES, PROGRAM, PLAN])
    press(page, "Attach the evidence")
    expect(page.get_by_text("setup.exe: Files that can hold programs").first).to_be_visible()
    expect(page.get_by_label("What is it?")).to_have_value("Talks")
    if js:
        expect(page.get_by_role("status").filter(has_text="Not every file was attached.")).to_be_visible()
        expect(page.get_by_text("minutes.txt: Attached")).to_be_visible()
        judge(page)
    page.get_by_role("link", name="G6", exact=True).click()
    for name in ("minutes.txt", "plan.csv"):
        expect(page.get_by_role("link", name=f"Talks: {name}")).to_be_visible()


def test_files_can_be_dropped(visit: Visit) -> None:
    page = page_of(visit, "representation", js=True)
    page.evaluate(DROP, [["a.txt", "One."], ["b.txt", "Two."]])
    expect(page.get_by_text("2 files chosen")).to_be_visible()
    judge(page)
    press(page, "Attach the evidence")
    expect(page.get_by_text("The evidence has been attached to G9.")).to_be_visible()
    expect(page.get_by_role("link", name="Talks: b.txt")).to_be_visible()


def test_an_upload_that_breaks_off_loses_nothing(visit: Visit) -> None:
    """The connection goes with the second file, which stays chosen: sent again, it arrives, and the first is not sent twice."""
    page = page_of(visit, "skills", js=True)
    sent: list[str] = []

    def cut(route: Route) -> None:
        place = route.request.headers.get("x-upload", "")
        sent.append(place)
        route.abort() if place == "2/2" else route.continue_()

    page.route("**/evidence/", cut)
    page.locator("input[type=file]").set_input_files([MINUTES, PLAN])
    press(page, "Attach the evidence")
    expect(page.get_by_text("plan.csv: It could not be uploaded.")).to_be_visible()
    expect(page.get_by_label("What is it?")).to_have_value("Talks")
    page.unroute("**/evidence/")
    # A button that was just pressed does not hear a second press for a second.
    page.wait_for_timeout(1_100)
    press(page, "Attach the evidence")
    expect(page.get_by_text("The evidence has been attached to G11.")).to_be_visible()
    for name in ("minutes.txt", "plan.csv"):
        expect(page.get_by_role("link", name=f"Talks: {name}")).to_have_count(1)
    assert "2/2" in sent


def test_what_was_wrong_before_is_not_said_beside_what_is_attached(visit: Visit) -> None:
    """A file was refused and the title is too long; then both are put right, and one of two files breaks off."""
    page = page_of(visit, "novelty", js=True)
    page.get_by_label("What is it?").fill("t" * 201)
    page.locator("input[type=file]").set_input_files([MINUTES])
    press(page, "Attach the evidence")
    expect(page.locator(".govuk-error-summary")).to_contain_text("must be 200 characters or fewer")
    page.get_by_label("What is it?").fill("Talks")
    page.locator("input[type=file]").set_input_files([MINUTES, PROGRAM])
    press(page, "Attach the evidence")
    expect(page.get_by_text("minutes.txt: Attached")).to_be_visible()
    expect(page.get_by_text("must be 200 characters or fewer")).to_have_count(0)
    expect(page.locator(".govuk-form-group--error")).to_have_count(0)
    page.wait_for_timeout(1_100)
    page.locator("input[type=file]").set_input_files([PLAN, PROGRAM])
    press(page, "Attach the evidence")
    expect(page.get_by_text("plan.csv: Attached")).to_be_visible()
    expect(page.get_by_text("minutes.txt: Attached")).to_be_visible()
    expect(page.get_by_text("setup.exe: Files that can hold programs")).to_have_count(1)
    follow(page, "Back to L5")
    expect(page.get_by_role("link", name="Talks: plan.csv")).to_be_visible()


def test_files_chosen_during_an_upload_stay_chosen(visit: Visit) -> None:
    page = page_of(visit, "time-limits", js=True)

    def choose_more(route: Route) -> None:
        page.locator("input[type=file]").set_input_files([NOTES])
        route.continue_()

    page.route("**/evidence/", choose_more, times=1)
    page.locator("input[type=file]").set_input_files([MINUTES, PLAN])
    press(page, "Attach the evidence")
    expect(page.get_by_text("The files that you chose meanwhile are not attached yet.")).to_be_visible()
    expect(page.get_by_text("minutes.txt: Attached")).to_be_visible()
    page.wait_for_timeout(1_100)
    press(page, "Attach the evidence")
    for name in ("minutes.txt", "plan.csv", "notes.txt"):
        expect(page.get_by_role("link", name=f"Talks: {name}")).to_have_count(1)


def test_more_files_than_at_once_are_said_before_they_are_sent(visit: Visit) -> None:
    page = page_of(visit, "authority", js=True)
    expect(page.get_by_text("up to 10 at once")).to_be_visible()
    many: list[FilePayload] = [{**MINUTES, "name": f"{number}.txt"} for number in range(11)]
    page.locator("input[type=file]").set_input_files(many)
    said = page.get_by_text("You chose more than 10 files. Choose up to 10, then attach the others after them.")
    expect(said).to_be_visible()
    judge(page)
    press(page, "Attach the evidence")
    expect(said).to_be_visible()
    expect(page.get_by_text("11 files chosen")).to_be_visible()
    page.locator("input[type=file]").set_input_files(many[:2])
    expect(said).to_have_count(0)


def test_what_is_wrong_is_said_and_the_files_stay_chosen(visit: Visit) -> None:
    page = page_of(visit, "authority", js=True)
    page.get_by_label("What is it?").fill("t" * 201)
    page.locator("input[type=file]").set_input_files([MINUTES, PLAN])
    press(page, "Attach the evidence")
    expect(page.locator(".govuk-error-summary")).to_contain_text("must be 200 characters or fewer")
    expect(page.get_by_text("2 files chosen")).to_be_visible()
    page.get_by_label("What is it?").fill("Talks")
    press(page, "Attach the evidence")
    expect(page.get_by_role("link", name="Talks: plan.csv")).to_be_visible()
