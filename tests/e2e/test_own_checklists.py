"""Checklists of ten and sixty questions, not the product's, from file to issued report; and the pages of two hundred questions.

The whole way of two hundred, without a browser, is that of `tests/integration/test_own_checklists.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from checklists.files import write_checklist
from checklists.spec import ChecklistSpec, QuestionSpec, SectionSpec
from tests import own_checklists
from tests.databases import Template
from tests.e2e.browser import overflow
from tests.e2e.conftest import WIDE, Visit
from tests.e2e.council import Council, place
from tests.e2e.journey import NARROW
from tests.e2e.steps import follow, heading, press
from tests.integration.test_own_checklists import printed

# What a database can change, `tests/integration/test_own_checklists.py` asks for on both.
pytestmark = pytest.mark.any_database

OWN = {"ten": own_checklists.ten, "sixty": own_checklists.sixty}
# With scripts each answer is saved as it is made: the short one shows that, the long ones are sent by their buttons.
WITH_SCRIPTS = "ten"
# Milliseconds that issuing may take, which makes four PDFs, on a machine that does much else.
PATIENCE = 600_000


@pytest.fixture(scope="module")
def council(people_only: Template, static: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A council of its own, in which nobody has a case."""
    with place(tmp_path_factory.mktemp("own"), people_only, static) as here, here.open() as council:
        yield council


@pytest.mark.parametrize("name", OWN)
def test_from_a_file_to_the_issued_report(name: str, visit: Visit, tmp_path: Path) -> None:
    """One editor gives in a file, another publishes it; Hannah answers it, Margaret reviews it, the secretary issues it.

    Every answer is given on the page of its section: the first of each "Partly", which Margaret accepts, the others at
    their best. Each page that has all questions fits a phone.
    """
    spec, js = OWN[name](), name == WITH_SCRIPTS
    publish(visit, spec, tmp_path)
    page = visit("officer", js=js)
    task_list = start(page, spec)
    judge(page, task_list, spec)
    for section in spec.sections:
        answer(page, task_list, section)
    submit(page, task_list, spec)
    review(visit, task_list, spec)
    text = printed(issue(visit("secretary", js=False), task_list, tmp_path).read_bytes(), tmp_path)
    for question in spec.questions:
        for part in (question.code, question.title, because(question)):
            assert "".join(part.split()) in text, part


def test_pages_with_two_hundred_questions_fit_a_phone(visit: Visit, tmp_path: Path) -> None:
    spec = own_checklists.two_hundred()
    publish(visit, spec, tmp_path)
    page = visit("officer", js=False)
    task_list = start(page, spec)
    judge(page, task_list, spec)
    first, *_others = spec.sections
    answer(page, task_list, first)
    page.goto(task_list)
    expect(page.get_by_text(f"Answered {len(first.questions)} of 200")).to_be_visible()
    fits(page, "the task list with answers")
    page.goto(f"{task_list}check/")
    heading(page, "Check the answers")
    fits(page, "the check")


def publish(visit: Visit, spec: ChecklistSpec, folder: Path) -> None:
    file = folder / "own.yaml"
    file.write_text(write_checklist(spec))
    page = visit("editor", "/checklists/", js=False)
    follow(page, "Read a draft from a file")
    page.get_by_label("Choose the file").set_input_files(file)
    press(page, "Read the file")
    heading(page, spec.title)
    fits(page, "the draft")
    page = visit("editor2", f"/checklists/{spec.slug}/{spec.version}/draft/check/", js=False)
    expect(page.get_by_text("Nothing stands in the way of publishing it.")).to_be_visible()
    press(page, "Publish it")
    expect(page.get_by_text(f"Version {spec.version} is published.")).to_be_visible()


def start(page: Page, spec: ChecklistSpec) -> str:
    """Start a partnership on the checklist, and return the address of its task list."""
    press(page, "Start a partnership")
    press(page, "Start now")
    page.get_by_label(spec.title, exact=True).check()
    page.get_by_label("What is the partnership called?").fill(f"Joint store, {spec.slug}")
    page.get_by_label("What is it for?").fill(f"One store for two councils, after a {spec.title.lower()}.")
    page.get_by_label("Who are the partners?").fill("Penmoel Town Council")
    page.get_by_label("Enter", exact=True).check()
    page.get_by_label("What will it cost the council a year?").fill("12000")
    press(page, "Start the partnership")
    heading(page, "Task list")
    expect(page.get_by_text(f"Answered 0 of {len(spec.by_key)}")).to_be_visible()
    fits(page, "the task list")
    return page.url


def judge(page: Page, task_list: str, spec: ChecklistSpec) -> None:
    """Answer the screening, where the checklist has marks of a partnership, and the significance."""
    screening = page.get_by_role("link", name="Is it a partnership?", exact=True)
    expect(screening).to_have_count(1 if spec.characteristics else 0)
    if spec.characteristics:
        screening.click()
        for mark in page.get_by_role("group").all():
            mark.get_by_label("Yes", exact=True).check()
        press(page, "Save")
        page.goto(task_list)
    follow(page, "Significance")
    for group in page.get_by_role("group").all():
        group.get_by_role("radio").first.check()
    press(page, "Save the significance")
    heading(page, "Task list")


def answer(page: Page, task_list: str, section: SectionSpec) -> None:
    number = int(re.findall(r"/assessments/(\d+)/", task_list)[0])
    page.goto(reverse("assessment-section", kwargs={"assessment_id": number, "code": section.code}))
    fits(page, f"section {section.code}")
    for question in section.questions:
        own = page.locator(f"#block-{question.key}")
        best = question is not section.questions[0]
        own.get_by_label("Yes, and it is written down" if best else "Partly", exact=True).check()
        own.get_by_label("Why is this your answer?", exact=True).fill(because(question))
        if question.facts and question.facts[0].is_required:
            own.get_by_label("Yes", exact=True).check()
    press(page, "Save and continue")
    expect(page.get_by_text("Your answers have been saved.")).to_be_visible()


def submit(page: Page, task_list: str, spec: ChecklistSpec) -> None:
    page.goto(task_list)
    expect(page.get_by_text(f"Answered {len(spec.by_key)} of {len(spec.by_key)}")).to_be_visible()
    fits(page, "the task list with its answers")
    page.goto(f"{task_list}check/")
    heading(page, "Check the answers")
    fits(page, "the check")
    page.goto(task_list)
    press(page, "Submit for review")
    press(page, "Submit for review")
    expect(page.get_by_text("The assessment has been submitted.")).to_be_visible()


def review(visit: Visit, task_list: str, spec: ChecklistSpec) -> None:
    """Confirm what waits for that, accept each concern, and endorse."""
    pages = {role: visit(role, f"{task_list}review/", js=False) for role in ("legal", "manager")}
    for question in spec.questions:
        if question.confirm:
            confirming = pages[question.confirm.role]
            confirming.get_by_role("link", name=f"Confirm {question.code}", exact=True).first.click()
            press(confirming, "Confirm the answer")
    page = pages["manager"]
    for section in spec.sections:
        page.goto(f"{task_list}review/")
        fits(page, "the review")
        press(page, "Treat this concern", re.escape(section.questions[0].code))
        page.get_by_label("Accept it as justified").check()
        page.get_by_label("Why can it be accepted as it is?").fill("It is known and small.")
        press(page, "Save the treatment")
    press(page, "Endorse")
    press(page, "Endorse the case")
    expect(page.get_by_text("Endorsed by Margaret Okafor")).to_be_visible()


def issue(page: Page, task_list: str, folder: Path) -> Path:
    """Issue the report, and return the file that was downloaded."""
    page.set_default_timeout(PATIENCE)
    page.goto(f"{task_list}issue/")
    page.get_by_label("I have read the public edition").check()
    page.get_by_label("Why is the report issued though something is missing?").fill("The board meets tomorrow.")
    press(page, "Issue the report")
    heading(page, "Issue 1 of the readiness report")
    with page.expect_download() as download:
        follow(page, "Download the full edition (PDF)")
    report = folder / download.value.suggested_filename
    download.value.save_as(report)
    return report


def because(question: QuestionSpec) -> str:
    return f"Reason for {question.key}."


def fits(page: Page, what: str) -> None:
    """Expect the page to fit a phone, and leave it wide."""
    page.set_viewport_size(NARROW)
    assert overflow(page) <= 0, f"{what} is too wide for a phone"
    page.set_viewport_size(WIDE)
