"""A meeting from its first mention to a case that goes to it, and partnerships that exist already from a spreadsheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, expect

from tests.days import in_days
from tests.e2e.browser import judge
from tests.e2e.cases import TYPED
from tests.e2e.conftest import Visit
from tests.e2e.steps import follow, heading, press, problem, type_date

pytestmark = pytest.mark.any_database

HELD_IN = 90
HEADINGS = "Partnership name;What it is for;Service;Lead officer;Next review;Partners\r\n"
WHO = "Adult Social Care and Communities;Hannah Whitlock"


def test_a_meeting_is_kept_chosen_moved_and_cancelled(visit: Visit, js: bool) -> None:
    """Ruth adds a meeting, forgetting its date at first. Hannah chooses it for her draft.

    Ruth sees that the case is coming, its name and how ready it is, and no more. She moves the meeting by a week, then
    cancels it; Hannah's page says so.
    """
    name = f"Scrutiny Panel {'one' if js else 'two'}"
    case = TYPED[js]
    ruth = visit("secretary", "/meetings/", js=js)
    press(ruth, "Add a meeting")
    ruth.get_by_label("What is it called?").fill(name)
    press(ruth, "Add the meeting")
    problem(ruth, "Enter the date of the meeting", js=js)
    type_date(ruth, "When does it meet?", in_days(HELD_IN))
    press(ruth, "Add the meeting")
    heading(ruth, name)
    hannah = visit("officer", f"/partnerships/{case.reference}/", js=js)
    follow(hannah, "Choose a meeting")
    hannah.get_by_role("radio", name=name).check()
    press(hannah, "Save the meeting")
    heading(hannah, "Task list")
    hannah.goto(f"/partnerships/{case.reference}/")
    expect(hannah.get_by_role("link", name=name)).to_be_visible()
    ruth.reload()
    expect(ruth.get_by_role("rowheader", name=case.reference)).to_be_visible()
    expect(ruth.get_by_role("link", name=case.reference)).to_have_count(0)
    expect(ruth.get_by_text("Hannah Whitlock")).to_have_count(0)
    follow(ruth, "Change the meeting")
    type_date(ruth, "When does it meet?", in_days(HELD_IN + 7))
    press(ruth, "Save the meeting")
    expect(ruth.get_by_text("The meeting is now")).to_be_visible()
    follow(ruth, "Cancel the meeting")
    ruth.get_by_label("Why is it cancelled?").fill("No quorum.")
    press(ruth, "Cancel the meeting")
    expect(ruth.get_by_text("No quorum.").first).to_be_visible()
    hannah.goto(f"/partnerships/{case.reference}/")
    expect(hannah.get_by_text("Cancelled", exact=True).first).to_be_visible()


def test_partnerships_enter_the_register_from_a_spreadsheet(visit: Visit, js: bool) -> None:
    """Margaret uploads a file saved by an old Excel, with a fault; she puts it right and enters its two partnerships."""
    names = ("Allotments", "Bee meadows") if js else ("Canal walks", "Deer park")
    lines = [f"{name} at Penmoel;Grown with volunteers – and the café.;{WHO};{{day}};Police\r\n" for name in names]
    margaret = visit("manager", "/register/", js=js)
    follow(margaret, "Enter several from a CSV file")
    for day in ("soon", in_days(200).strftime("%d/%m/%Y")):
        content = (HEADINGS + "".join(lines).format(day=day)).encode("cp1252")
        file: FilePayload = {"name": "ours.csv", "mimeType": "text/csv", "buffer": content}
        margaret.get_by_label("Choose the file").set_input_files(file)
        press(margaret, "Upload and continue")
        heading(margaret, "Which column is what?")
        margaret.get_by_label("Purpose").select_option("1")
        if js:
            judge(margaret)
        press(margaret, "Check the rows")
        heading(margaret, "Check the rows")
        if js:
            judge(margaret)
        if day == "soon":
            expect(margaret.get_by_role("heading", name="2 faults")).to_be_visible()
            press(margaret, "Upload the file again")
    press(margaret, "Put 2 partnerships on the register")
    follow(
        margaret, next(iter(margaret.get_by_role("link", name=f"{names[0]} at Penmoel").all_text_contents())).strip()
    )
    heading(margaret, f"{names[0]} at Penmoel")
    expect(margaret.get_by_text("Grown with volunteers – and the café.")).to_be_visible()
