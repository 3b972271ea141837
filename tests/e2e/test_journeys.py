"""Two journeys from the sign-in to their end, by what stands on the pages alone: the officer's and the manager's."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.databases import Template
from tests.e2e.cases import REVIEW, TYPED
from tests.e2e.conftest import Visit
from tests.e2e.council import Council, place
from tests.e2e.journey import Journey
from tests.e2e.pages import EQUIPMENT
from tests.e2e.steps import choose, follow, heading, press, reason, sign_in, type_date
from tests.specs import BEST, SPEC

NAME = "Repair cafés in our libraries"
COLLEAGUE = "contributor@marlshire.example"


@pytest.fixture(scope="module")
def council(visited: Template, static: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A council of its own: whoever walks all the way changes more than their own cases."""
    with place(tmp_path_factory.mktemp("journeys"), visited, static) as here, here.open() as council:
        yield council


def begin(visit: Visit, name: str, person: str) -> Journey:
    journey = Journey(name, visit(None, "/sign-in/"))
    journey.step("sign-in")
    sign_in(journey.page, person)
    heading(journey.page, "My work")
    journey.step("my-work")
    return journey


def test_an_officer_from_an_idea_to_the_review(visit: Visit) -> None:
    """Hannah starts a partnership, does every step of the task list, answers all questions and submits the case."""
    journey = begin(visit, "officer", "officer")
    start(journey)
    steps_before(journey)
    questions(journey)
    steps_after(journey)
    submit(journey)


def start(journey: Journey) -> None:
    page = journey.page
    press(page, "Start a partnership")
    journey.step("before-you-start")
    press(page, "Start now")
    journey.step("start")
    page.get_by_label("What is the partnership called?").fill(NAME)
    page.get_by_label("What is it for?").fill("People mend things together in our libraries, with volunteers.")
    page.get_by_label("Who are the partners?").fill("Marlshire Menders\nPenmoel Town Council")
    type_date(page, "When is it planned to start?", timezone.localdate() + timedelta(days=200))
    page.get_by_label("What will it cost the council a year?").fill("£12,500")
    press(page, "Start the partnership")
    heading(page, "Task list")
    journey.step("task-list-new")


def steps_before(journey: Journey) -> None:
    page = journey.page
    follow(page, "About the partnership")
    page.get_by_label("What will the council's role be?").fill("We lend the rooms.")
    page.get_by_label("Where will the money come from?").fill("Libraries base budget")
    journey.step("about")
    press(page, "Save the details")
    press(page, "Continue")
    heading(page, "Is it a partnership?")
    for mark in page.get_by_role("group").all():
        mark.get_by_label("Yes", exact=True).check()
    journey.step("screening")
    press(page, "Save")
    follow(page, "Benefits claimed")
    page.get_by_label("Widen ownership").check()
    journey.step("benefits")
    press(page, "Save")
    press(page, "Continue")
    heading(page, "Significance")
    for group in page.get_by_role("group").all():
        if not group.locator("input:checked").count():
            group.get_by_role("radio").first.check()
    journey.step("significance")
    press(page, "Save the significance")
    follow(page, "People")
    page.get_by_label("Email address").fill(COLLEAGUE)
    journey.step("people")
    press(page, "Add the person")
    heading(page, "Task list")
    journey.step("task-list-before-the-questions")


def questions(journey: Journey) -> None:
    """Answer all, one after another: "Save and continue" leads to the next."""
    page = journey.page
    press(page, "Continue")
    for spec in SPEC.questions:
        option = spec.option(BEST[spec.key])
        choose(page, spec.code, option.label)
        reason(page, spec.code, f"Because of {spec.title.lower()}.", label_of(spec.reason_label))
        if spec.code in ("G1", "G5", "L1"):
            journey.step(f"question-{spec.code}")
        press(page, "Save and continue")
    heading(page, "Check the answers")
    journey.step("check")


def label_of(own: str) -> str:
    return f"Reason: {own}" if own else "Why is this your answer?"


def steps_after(journey: Journey) -> None:
    page = journey.page
    follow(page, "Task list")
    journey.step("task-list-answered")
    follow(page, "G1 Purpose and evidence of need")
    press(page, "Save, and add evidence to G1")
    page.get_by_label("What is it?").fill("Waste survey")
    page.get_by_label("As a link", exact=True).check()
    page.get_by_label("Web address").fill("https://www.marlshire.example/waste-survey")
    journey.step("evidence-add")
    press(page, "Attach the evidence")
    journey.step("question-with-evidence")
    for name in ("Evidence", "Implications", "Declared interests", "Parts not published"):
        page.get_by_role("link", name="Task list", exact=True).first.click()
        follow(page, name)
        heading(page, name)
        journey.step(name.lower().replace(" ", "-"))
    follow(page, "Task list")
    follow(page, "Meeting")
    page.get_by_role("radio").first.check()
    journey.step("meeting")
    press(page, "Save the meeting")


def submit(journey: Journey) -> None:
    page = journey.page
    heading(page, "Task list")
    expect(page.get_by_text("Nothing is missing.").first).to_be_visible()
    journey.step("task-list-complete")
    press(page, "Submit for review")
    heading(page, "Submit for review")
    journey.step("submit")
    press(page, "Submit for review")
    expect(page.get_by_text("The assessment has been submitted.")).to_be_visible()
    journey.step("submitted")
    follow(page.get_by_role("navigation", name="Menu"), "My work")
    expect(page.get_by_role("link", name=NAME).first).to_be_visible()
    journey.step("my-work-after")


def test_a_manager_from_my_work_to_the_endorsement(visit: Visit) -> None:
    """Margaret finds what is flagged, reviews a case, treats its concerns one after another and endorses it."""
    journey = begin(visit, "manager", "manager")
    look_around(journey)
    review(journey)
    endorse(journey)


def look_around(journey: Journey) -> None:
    page, reference = journey.page, REVIEW[True].reference
    follow(page, "Flagged items")
    journey.step("flagged-items")
    page.get_by_role("checkbox", name=re.compile("^Concern")).check()
    press(page, "Apply filters")
    journey.step("flagged-items-filtered")
    page.get_by_role("link", name=f"in {reference}").first.click()
    heading(page, "Review: Mobile library vans")
    journey.step("review")


def review(journey: Journey) -> None:
    page = journey.page
    treat(page, "G5")
    page.get_by_label("Accept it with a mitigation").check()
    page.get_by_label("What will be done?").fill("Agree the timetable with Transport.")
    page.get_by_label("Who will do it?").fill("Head of Libraries")
    type_date(page, "By when?", timezone.localdate() + timedelta(days=60))
    journey.step("treat-mitigation")
    press(page, "Save the treatment")
    journey.step("review-one-treated")
    for code in ("G7", "G8", "G10"):
        treat(page, code)
        page.get_by_label("Accept it as justified").check()
        page.get_by_label("Why can it be accepted as it is?").fill("The trust's officers have agreed in writing.")
        if code == "G7":
            journey.step("treat-justified")
        press(page, "Save the treatment")
    expect(page.get_by_role("heading", name="Ready with conditions")).to_be_visible()
    journey.step("review-treated")


def treat(page: Page, code: str) -> None:
    press(page, "Treat this concern", code)


def endorse(journey: Journey) -> None:
    page = journey.page
    press(page, "Endorse")
    journey.step("endorse")
    press(page, "Endorse the case")
    expect(page.get_by_text("Endorsed by Margaret Okafor")).to_be_visible()
    journey.step("endorsed")
    follow(page.get_by_role("navigation", name="Menu"), "My work")
    journey.step("my-work-after")


def test_a_section_is_printed_without_empty_pages(visit: Visit, tmp_path: Path) -> None:
    """Each of its questions is as long as a page, and follows the one before."""
    page = visit("officer", f"{TYPED[True].address}sections/1.4.1/")
    pdf = tmp_path / "section.pdf"
    page.pdf(path=pdf, format="A4")
    first = subprocess.run(["pdftotext", "-l", "1", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    assert "Is the purpose of the proposed partnership clearly identified" in " ".join(first.split())


def test_a_review_is_printed_on_few_sheets(visit: Visit, tmp_path: Path) -> None:
    """18 answers, ten of them flagged, with the questions, in the size that people read: 17 sheets in 14 points."""
    page = visit("manager", f"{EQUIPMENT}review/")
    pdf = tmp_path / "review.pdf"
    page.pdf(path=pdf, format="A4", margin={"top": "15mm", "right": "15mm", "bottom": "15mm", "left": "15mm"})
    words = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    assert words.count("\f") <= 11
    assert "Has the organisation" in words
    assert "The question in full" not in words
