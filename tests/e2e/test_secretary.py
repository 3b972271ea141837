"""A meeting from the secretary's side: what is missing, the reports, the agenda pack, the decisions, the minute."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Locator, Page, expect

from tests.databases import Template
from tests.days import in_days
from tests.e2e.browser import Chromium, judge
from tests.e2e.cases import TYPED
from tests.e2e.conftest import Visit, visits
from tests.e2e.council import Council, place
from tests.e2e.journey import Journey
from tests.e2e.steps import follow, heading, press, type_date
from tests.rendering import until

HUB, ROOMS = "PR-0002", TYPED[True].reference
MEETING, HELD_IN = "Director of Adult Social Care and Communities", 38
WRONG, RIGHT = "DD 13", "DD 31"
REASONS = "Both keep people warm at a cost that is in the budget."
# So long may the reports and the pack take, on a machine that does other things too.
PATIENT = 180_000


@pytest.mark.spread(1)
def test_a_meeting_from_its_list_to_its_notices(
    tmp_path: Path, chromium: Chromium, visited: Template, static: Path
) -> None:
    """Ruth takes two cases to one meeting of the director.

    Hannah has chosen that meeting for the warm rooms; the hub goes to it already. Ruth sees on the page of the meeting
    what is missing, and asks: emails go out, which name no partnership. She issues both reports, says why though
    something is missing, makes the agenda pack and downloads it. Somebody who is not signed in is told that the pack is
    as it was made, and of a copy with one page changed which page that is. Ruth records both decisions under one
    minute, corrects the reference that she had mistyped, and reads the notice of the decision.
    """
    with place(tmp_path, visited, static) as here:
        for file in ("answers", "endorsed"):
            here.run("tests/e2e/go_on.py", ROOMS, f"tests/e2e/{file}.yaml")
        with here.open() as council, visits(council, chromium, {}) as visit:
            choose_the_meeting(visit("officer", f"/partnerships/{ROOMS}/"))
            journey = Journey("secretary", visit("secretary", "/meetings/"))
            ask_for_what_is_missing(journey, council)
            for reference in (HUB, ROOMS):
                issue_the_report(journey, reference)
            pack = make_the_pack(journey)
            verify_the_pack(visit, pack)
            for reference in (HUB, ROOMS):
                record_the_decision(journey, reference)
            correct_the_minute(journey)
            read_the_notice(journey)


def meeting() -> str:
    """The meeting that is not cancelled, as pages name it."""
    return f"{MEETING}, {date_format(in_days(HELD_IN), 'j F Y')}"


def open_meeting(page: Page) -> None:
    """From the list of meetings, whose links name the day for screen readers alone."""
    page.get_by_role("row").filter(has_text=in_days(HELD_IN).strftime("%a %-d %b %Y")).get_by_role("link").click()
    heading(page, meeting())


def choose_the_meeting(page: Page) -> None:
    follow(page, "Choose a meeting")
    page.get_by_role("radio", name=meeting()).check()
    press(page, "Save the meeting")


def ask_for_what_is_missing(journey: Journey, council: Council) -> None:
    page = journey.page
    open_meeting(page)
    for reference in (HUB, ROOMS):
        expect(row_of(page, reference)).to_contain_text("declared")
    journey.step("meeting")
    press(page, "Ask for what is missing")
    expect(page.get_by_role("main")).to_contain_text("Margaret Okafor")
    journey.step("ask")
    judge(page)
    press(page, "Send the emails")
    expect(page.get_by_role("alert")).to_be_visible()
    heading(page, meeting())
    until(lambda: f"{ROOMS}: declare your interests" in council.mails(), "the email")
    assert "Warm rooms" not in council.mails()


def issue_the_report(journey: Journey, reference: str) -> None:
    page = journey.page
    row_of(page, reference).get_by_role("link", name=re.compile("^Issue the report")).click()
    page.get_by_label("I have read the public edition").check()
    page.get_by_label("Why is the report issued though something is missing?").fill("The papers go out today.")
    journey.step(f"issue-{reference}")
    press(page, "Issue the report")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Issue 1 of the readiness report", timeout=PATIENT)
    journey.step(f"issued-{reference}")
    to_the_meeting(page)


def make_the_pack(journey: Journey) -> bytes:
    page = journey.page
    press(page, "Make an agenda pack")
    page.get_by_label(ROOMS).fill("1")
    page.get_by_label(HUB).fill("2")
    page.get_by_label("Full", exact=True).check()
    journey.step("pack")
    judge(page)
    with page.expect_download(timeout=PATIENT) as download:
        press(page, "Make the agenda pack")
    assert download.value.suggested_filename.startswith("agenda-pack-")
    journey.step("pack-made")
    judge(page)
    return download.value.path().read_bytes()


def verify_the_pack(visit: Visit, pack: bytes) -> None:
    def said_of(data: bytes, conclusion: str) -> str:
        page = visit(None, "/verify/")
        page.get_by_label("PDF file").set_input_files(
            {"name": "pack.pdf", "mimeType": "application/pdf", "buffer": data}
        )
        press(page, "Verify the file")
        verdict = page.get_by_role("region", name=conclusion)
        expect(verdict).to_be_visible(timeout=PATIENT)
        judge(page)
        return verdict.inner_text()

    proved = said_of(pack, "Proved: an agenda pack, unaltered")
    assert all(f"Issue 1 of {reference}" in proved for reference in (HUB, ROOMS))
    with pikepdf.open(io.BytesIO(pack)) as pdf:
        pdf.pages[3].contents_add(b"q 1 1 1 rg 90 90 400 600 re f Q")
        target = io.BytesIO()
        pdf.save(target)
    assert f"issue 1 of {ROOMS} (page 4 of the pack)" in said_of(target.getvalue(), "Not as it was issued")


def record_the_decision(journey: Journey, reference: str) -> None:
    page = journey.page
    to_the_meeting(page)
    row_of(page, reference).get_by_role("link", name=re.compile("^Record the decision")).click()
    is_second = reference != HUB
    minute = page.get_by_label("What is the minute reference?")
    if is_second:
        expect(minute).to_have_value(WRONG)
    else:
        minute.fill(WRONG)
        type_date(page, "When was it decided?", timezone.localdate())
    # Mitigations stand in the first case: an approval makes them conditions.
    page.get_by_label("Approved with conditions" if reference == HUB else "Approved", exact=True).check()
    page.get_by_label("What were the reasons?").fill(REASONS)
    page.get_by_label("Which alternatives were considered and rejected?").fill("None was found.")
    if reference == HUB:
        # Parts of this report are exempt.
        page.get_by_label("No, they can be published").check()
    page.get_by_label("None declared").check()
    journey.step(f"decide-{reference}")
    press(page, "Continue")
    heading(page, "Check the decision before you record it")
    journey.step(f"check-{reference}")
    if is_second:
        page.get_by_label("One minute covers both decisions").check()
    press(page, "Record the decision")
    expect(page.get_by_text("The decision has been recorded.").first).to_be_visible()
    journey.step(f"decided-{reference}")


def correct_the_minute(journey: Journey) -> None:
    page = journey.page
    follow(page, "Issue 1 of the readiness report, which was decided on")
    follow(page, "Correct the minute reference")
    page.get_by_label("What is the right minute reference?").fill(RIGHT)
    page.get_by_label("Why was it wrong?").fill("Two digits were exchanged.")
    journey.step("correct")
    press(page, "Correct the minute reference")
    expect(page.get_by_role("main")).to_contain_text(WRONG)
    expect(page.get_by_role("main")).to_contain_text(RIGHT)
    journey.step("corrected")


def read_the_notice(journey: Journey) -> None:
    page = journey.page
    page.goto(f"/partnerships/{ROOMS}/")
    follow(page, "Decision notice")
    notice = page.get_by_role("main")
    expect(notice).to_contain_text(RIGHT)
    expect(notice).to_contain_text(REASONS)
    journey.step("notice")
    with page.expect_download(timeout=PATIENT) as download:
        press(page, "Download as PDF")
    assert download.value.path().read_bytes().startswith(b"%PDF")


def to_the_meeting(page: Page) -> None:
    page.goto("/meetings/")
    open_meeting(page)


def row_of(page: Page, reference: str) -> Locator:
    return page.get_by_role("row").filter(has_text=reference)
