"""One partnership from a draft to a decision, and to a condition that is overdue a year later."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from tests.databases import Template
from tests.e2e.browser import Chromium
from tests.e2e.conftest import Visit, visits
from tests.e2e.council import Place, place
from tests.e2e.steps import choose, follow, heading, press, reason, sign_in, type_date

NAME = "Books to the door with the hospital trust"
MITIGATION = "Agree the timetable with Transport."
NEED = "310 readers cannot leave their homes."
COMMENT = "The cost of £42,000 a year is in the base budget."
EVIDENCE = Path(settings.BASE_DIR) / "fixtures" / "demo_evidence" / "meeting-log.txt"
A_YEAR, DUE = 370, 60
LATE = f"Overdue by {A_YEAR - DUE} days"


@pytest.mark.spread(1)
def test_from_draft_to_overdue(tmp_path: Path, chromium: Chromium, people_only: Template, static: Path) -> None:
    """From draft to decision, and the overdue condition a year later.

    Hannah starts a partnership, judges its significance, answers the first question (and then the others), declares
    an interest, records what Finance said, and submits. Daniel confirms the three legal answers. Margaret accepts the
    one concern with a mitigation, declares, and endorses. The board secretary issues the report and downloads it;
    somebody who is not signed in is told that this file is the issue, unaltered. The secretary records "Approved with
    conditions", and the partnership is on the register.

    A year later the daily command has opened the review. Hannah sees in words on her work, the partnership's page and
    the register that the condition is overdue. The review has her answers, and "Since the last issue" names what is
    overdue. She records with a file that the condition is met, and nowhere is it overdue any more.
    """
    with place(tmp_path, people_only, static) as here:
        with here.open() as council, visits(council, chromium, {}) as visit:
            reference = write_the_case(visit, here)
            review_the_case(visit, reference)
            report = issue_the_report(visit("secretary"), reference, tmp_path)
            verify_the_report(visit(None, "/verify/"), reference, report)
            record_the_decision(visit("secretary"), reference)
        assert "1 reviews opened" in here.run("manage.py", "run_daily", days_later=A_YEAR)
        with here.open(days_later=A_YEAR) as council, visits(council, chromium, {}) as visit:
            a_year_later(visit, reference)


def write_the_case(visit: Visit, here: Place) -> str:
    """Return the reference of the case that the officer has submitted."""
    page = visit("officer")
    reference = start(page)
    judge_significance(page)
    follow(page, "G1 Purpose and evidence of need")
    choose(page, "G1", "Yes")
    reason(page, "G1", NEED)
    press(page, "Save and come back later")
    expect(page.get_by_text("Answered 1 of 18")).to_be_visible()
    here.run("tests/e2e/go_on.py", reference, "tests/e2e/answers.yaml")
    page.goto(f"/partnerships/{reference}/")
    expect(page.get_by_text("Answered 18 of 18")).to_be_visible()
    declare(page, reference, interest="My brother drives for the hospital trust.")
    ask_finance(page, reference)
    page.goto(f"/partnerships/{reference}/")
    press(page, "Go to the task list")
    press(page, "Submit for review")
    press(page, "Submit for review")
    expect(page.get_by_text("The assessment has been submitted.")).to_be_visible()
    return reference


def start(page: Page) -> str:
    press(page, "Start a partnership")
    press(page, "Start now")
    page.get_by_label("What is the partnership called?").fill(NAME)
    page.get_by_label("What is it for?").fill("Volunteers of the trust bring library books to people at home.")
    page.get_by_label("Who are the partners?").fill("Marlshire Hospitals")
    page.get_by_label("Enter", exact=True).check()
    page.get_by_label("What will it cost the council a year?").fill("42000")
    press(page, "Start the partnership")
    heading(page, NAME)
    caption = page.get_by_role("heading", level=1).text_content() or ""
    return caption.split()[0]


def judge_significance(page: Page) -> None:
    follow(page, "Significance")
    for question in page.get_by_role("group").all():
        question.get_by_role("radio").first.check()
    page.get_by_role("group", name="How far would the council rely on the partner?").get_by_role("radio").last.check()
    press(page, "Save the significance")
    expect(page.get_by_text("The significance has been saved: High.")).to_be_visible()
    expect(page.get_by_text("The board decides")).to_be_visible()


def declare(page: Page, reference: str, *, interest: str = "") -> None:
    page.goto(f"/partnerships/{reference}/")
    follow(page, "Declared interests")
    page.get_by_label("Yes" if interest else "No, I have no interest to declare", exact=True).check()
    if interest:
        page.get_by_label("What is the interest?").fill(interest)
    press(page, "Declare")
    expect(page.get_by_text("Your declaration has been recorded.")).to_be_visible()


def ask_finance(page: Page, reference: str) -> None:
    page.goto(f"/partnerships/{reference}/")
    follow(page, "Implications")
    page.get_by_role("link", name="Record who was asked, or a comment Finance", exact=True).click()
    page.get_by_label("Who was asked?").fill("Head of Finance")
    type_date(page, "When were they asked?", timezone.localdate() - timedelta(days=3))
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Who wrote the comment?").fill("Gwen Aldous, Head of Finance")
    type_date(page, "When did they write it?", timezone.localdate())
    page.get_by_label("What did they say?").fill(COMMENT)
    press(page, "Save")
    expect(page.get_by_text(COMMENT)).to_be_visible()


def review_the_case(visit: Visit, reference: str) -> None:
    daniel = visit("legal")
    open_work(daniel, reference)
    region = daniel.get_by_role("region", name="Answers that must be confirmed")
    for code in ("L1", "L2", "L6"):
        region.get_by_role("link", name=f"Confirm {code}", exact=True).click()
        press(daniel, "Confirm the answer")
    expect(region.get_by_text("Confirmed by Daniel Fairweather")).to_have_count(3)
    margaret = visit("manager")
    declare(margaret, reference)
    open_work(margaret, reference)
    press(margaret, "Treat this concern", "G5")
    margaret.get_by_label("Accept it with a mitigation").check()
    margaret.get_by_label("What will be done?").fill(MITIGATION)
    margaret.get_by_label("Who will do it?").fill("Head of Libraries")
    type_date(margaret, "By when?", timezone.localdate() + timedelta(days=DUE))
    press(margaret, "Save the treatment")
    press(margaret, "Endorse")
    press(margaret, "Endorse the case")
    expect(margaret.get_by_text("Endorsed by Margaret Okafor")).to_be_visible()


def issue_the_report(page: Page, reference: str, folder: Path) -> Path:
    """Return the file that was downloaded: the bytes of which the page states the digest."""
    open_work(page, reference)
    expect(page.get_by_role("heading", name="Ready with conditions")).to_be_visible()
    page.get_by_label("I have read the public edition").check()
    page.get_by_label("Why is the report issued though something is missing?").fill("The board meets tomorrow.")
    press(page, "Issue the report")
    heading(page, "Issue 1 of the readiness report")
    expect(page.get_by_text("It waits for the decision of the board.")).to_be_visible()
    with page.expect_download() as download:
        follow(page, "Download the full edition (PDF)")
    report = folder / download.value.suggested_filename
    download.value.save_as(report)
    page.get_by_text("Digests and data of the full edition").click()
    expect(page.get_by_text(hashlib.sha256(report.read_bytes()).hexdigest())).to_be_visible()
    return report


def verify_the_report(page: Page, reference: str, report: Path) -> None:
    page.get_by_label("PDF file").set_input_files(report)
    press(page, "Verify the file")
    verdict = page.get_by_role("region", name="Proved: an issued report, unaltered")
    expect(verdict).to_contain_text("This is the file that was issued: not one byte differs.")
    expect(verdict).to_contain_text(reference)


def record_the_decision(page: Page, reference: str) -> None:
    open_work(page, reference)
    expect(page.get_by_text(MITIGATION)).to_be_visible()
    page.get_by_label("Approved with conditions", exact=True).check()
    type_date(page, "When was it decided?", timezone.localdate())
    page.get_by_label("Which meeting or decision-maker decided?").fill("Cabinet")
    page.get_by_label("What is the minute reference?").fill("CAB/26/201")
    page.get_by_label("What were the reasons?").fill("Readers at home are reached at a low cost.")
    page.get_by_label("Which alternatives were considered and rejected?").fill("Couriers, at twice the cost.")
    page.get_by_label("None declared").check()
    press(page, "Continue")
    heading(page, "Check the decision before you record it")
    press(page, "Record the decision")
    expect(page.get_by_text("The decision has been recorded.")).to_be_visible()
    after = page.get_by_role("region", name="On the register")
    expect(after).to_contain_text(f"Due on {in_words(timezone.localdate() + timedelta(days=DUE))}")
    page.goto("/register/")
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("Approved with conditions")
    expect(row).not_to_contain_text("overdue")


def a_year_later(visit: Visit, reference: str) -> None:
    page = visit(None, "/sign-in/")
    sign_in(page, "officer")
    expect(page.get_by_role("listitem").filter(has_text=f"{NAME}, condition 1")).to_contain_text(LATE)
    page.goto("/register/")
    expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text("1 overdue")
    page.goto(f"/partnerships/{reference}/")
    expect(page.get_by_role("region", name="On the register")).to_contain_text(LATE)
    follow(page, "What has changed since the last issue")
    expect(page.get_by_text("Condition 1 is overdue.")).to_be_visible()
    see_the_review(page, reference)
    meet_the_condition(page, reference)
    page.goto("/")
    expect(page.get_by_role("link", name=reference)).to_have_count(1)
    expect(page.get_by_text("Overdue by")).to_have_count(0)
    page.goto("/register/")
    expect(page.get_by_role("row").filter(has_text=reference)).not_to_contain_text("1 overdue")
    page.goto(f"/partnerships/{reference}/since/")
    expect(page.get_by_text("Condition 1 is overdue.")).to_have_count(0)


def see_the_review(page: Page, reference: str) -> None:
    page.goto(f"/partnerships/{reference}/")
    press(page, "Go to the task list")
    expect(page.get_by_text("round 2")).to_be_visible()
    expect(page.get_by_text("Carried over, please confirm")).to_have_count(18)
    follow(page, "G1 Purpose and evidence of need")
    expect(page.get_by_label("Why is this your answer?")).to_have_value(NEED)


def meet_the_condition(page: Page, reference: str) -> None:
    page.goto(f"/partnerships/{reference}/")
    region = page.get_by_role("region", name="On the register")
    follow(region, "Condition 1")
    press(page, "Record that it is met")
    page.get_by_label("What was done to meet it?").fill("Transport agreed to the timetable of the mornings.")
    page.get_by_label("By a file").check()
    page.get_by_label("File", exact=True).set_input_files(EVIDENCE)
    press(page, "Record that it is met")
    expect(page.get_by_text("Condition 1 is completed.")).to_be_visible()
    with page.expect_download() as download:
        follow(page, EVIDENCE.name)
    assert download.value.path().read_bytes() == EVIDENCE.read_bytes()
    page.goto(f"/partnerships/{reference}/")
    expect(region).to_contain_text(f"Completed on {in_words(timezone.localdate() + timedelta(days=A_YEAR))}")
    expect(region).not_to_contain_text("Overdue by")


def open_work(page: Page, reference: str) -> None:
    """Open what waits on the person about that case."""
    page.goto("/")
    page.get_by_role("link", name=reference).first.click()


def in_words(day: date) -> str:
    return date_format(day, "j F Y")
