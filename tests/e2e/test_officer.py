"""The officer: from an idea to a case in review."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.steps import choose, follow, heading, press, problem, reason, type_date

pytestmark = pytest.mark.any_database

APPRAISAL = Path(settings.BASE_DIR) / "fixtures" / "demo_evidence" / "options-appraisal.pdf"
LATER = "Save and come back later"


def test_from_start_to_submission(visit: Visit, js: bool) -> None:
    """Hannah starts a partnership and takes the screening test, which one mark of a partnership fails.

    She answers the first question, is told that it lacks a reason, gives it, and attaches a link and a file. She says
    that an essential partner has not agreed, and is told what that means. She answers the legal section on one page.
    She checks her answers, submits what is unanswered and flagged, each named, and can answer no more.
    """
    page = visit("officer", js=js)
    start(page, "Repair cafés" if js else "Repair cafés without scripts")
    screen(page)
    answer_with_evidence(page, js=js)
    answer_that_a_rule_judges(page, js=js)
    answer_legal_section(page)
    check_and_submit(page)


def start(page: Page, name: str) -> None:
    press(page, "Start a partnership")
    heading(page, "Before you start")
    expect(page.get_by_text("18 questions, in any order.")).to_be_visible()
    with page.expect_download() as download:
        follow(page, "Blank checklist as Word")
    assert download.value.suggested_filename.endswith("-blank.docx")
    press(page, "Start now")
    page.get_by_label("What is the partnership called?").fill(name)
    page.get_by_label("What is it for?").fill("People mend things together in our libraries.")
    page.get_by_label("Who are the partners?").fill("Marlshire Menders\nPenmoel Town Council")
    type_date(page, "When is it planned to start?", date(2031, 4, 1))
    page.get_by_label("What will it cost the council a year?").fill("£12,500")
    press(page, "Start the partnership")
    heading(page, name)


def screen(page: Page) -> None:
    expect(
        page.get_by_text("The screening test is not answered: it says whether this is a partnership.", exact=True)
    ).to_be_visible()
    press(page, "Continue")
    heading(page, "Is it a partnership?")
    for mark in page.get_by_role("group").all():
        mark.get_by_label("Yes", exact=True).check()
    page.get_by_role("group").last.get_by_label("No", exact=True).check()
    press(page, "Save")
    heading(page, "Task list")
    expect(page.locator("#status-screening")).to_have_text("In doubt")
    expect(page.get_by_role("main").get_by_text("Pool risks and rewards").first).to_be_visible()


def answer_with_evidence(page: Page, *, js: bool) -> None:
    follow(page, "G1 Purpose and evidence of need")
    choose(page, "G1", "Partly")
    press(page, "Save and continue")
    problem(page, "This answer needs a written reason.", js=js)
    reason(page, "G1", "31 tonnes a year are thrown away that could be mended.")
    if js:
        expect(page.get_by_text(re.compile(r"^Saved at \d\d:\d\d$"))).to_be_visible()
        page.goto(page.url)
        expect(page.get_by_label("Why is this your answer?")).to_have_value(re.compile("31 tonnes"))
    press(page, "Save, and add evidence to G1")
    attach(page, "Waste survey", "As a link", js=js)
    expect(page.get_by_role("link", name="E1 Waste survey")).to_be_visible()
    press(page, "Save, and add evidence to G1")
    attach(page, "Options appraisal", "As files", js=js)
    with page.expect_download() as download:
        follow(page, "E2 Options appraisal")
    assert download.value.suggested_filename == APPRAISAL.name
    assert download.value.path().read_bytes() == APPRAISAL.read_bytes()


def attach(page: Page, title: str, kind: str, *, js: bool) -> None:
    page.get_by_label("What is it?").fill(title)
    press(page, "Attach the evidence")
    problem(page, "Select whether it is a link or a file", js=js)
    page.get_by_label(kind, exact=True).check()
    if kind == "As a link":
        page.get_by_label("Web address").fill("https://www.marlshire.example/waste-survey")
    else:
        page.locator("input[type=file]").set_input_files(APPRAISAL)
    press(page, "Attach the evidence")
    expect(page.get_by_text("The evidence has been attached to G1.")).to_be_visible()


def answer_that_a_rule_judges(page: Page, *, js: bool) -> None:
    follow(page, "All questions")
    follow(page, "G7 Partners understand and agree the objectives")
    choose(page, "G7", "Yes")
    choose(page, "G7", "Yes", fact="Has a partner that is essential not agreed yet?")
    reason(page, "G7", "The Menders agree; the town council has not met.")
    if js:
        expect(page.locator("#state-partners-agree")).to_contain_text("An essential partner has not agreed.")
        expect(page.locator("#progress")).to_contain_text("Answered 2 of 18")
    press(page, LATER)
    expect(page.get_by_text("What you entered for G7 has been saved.")).to_be_visible()
    expect(page.locator("#status-partners-agree")).to_have_text("Flagged: blocker")
    expect(page.locator("#status-customers-consulted")).to_have_text("Not started")


def answer_legal_section(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^The whole section on one page.*Legal issues$")).click()
    choose(
        page,
        "L4",
        "All in place: partners told nothing binds until signed, responsibilities and liabilities written down, records kept",
    )
    choose(page, "L5", "Routine here")
    choose(page, "L6", "Not considered")
    press(page, LATER)
    expect(page.get_by_text("Answered 4 of 18")).to_be_visible()
    expect(page.locator("#status-no-accidental-contract")).to_have_text("Incomplete")


def check_and_submit(page: Page) -> None:
    follow(page, "Check the answers")
    expect(page.get_by_role("heading", name="Not ready")).to_be_visible()
    expect(page.get_by_text("31 tonnes a year are thrown away that could be mended.")).to_be_visible()
    press(page, "Continue to submit")
    expect(page.get_by_role("heading", name="13 questions are unanswered")).to_be_visible()
    expect(page.get_by_role("heading", name="1 answer is not complete")).to_be_visible()
    expect(page.get_by_role("heading", name="2 answers are flagged")).to_be_visible()
    expect(page.get_by_role("heading", name="Waiting for a confirmation")).to_be_visible()
    press(page, "Submit for review")
    expect(page.get_by_text("The assessment has been submitted.")).to_be_visible()
    expect(page.get_by_role("heading", name="Submitted for review")).to_be_visible()
    press(page, "Read the task list")
    follow(page, "G1 Purpose and evidence of need")
    expect(page.get_by_role("button", name=LATER)).to_have_count(0)
