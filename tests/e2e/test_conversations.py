"""A question that is asked about and replied to, and one that is given to a contributor."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.days import in_days
from tests.e2e.browser import judge
from tests.e2e.cases import ASKED
from tests.e2e.conftest import Visit
from tests.e2e.steps import follow, heading, press, problem, type_date

pytestmark = pytest.mark.any_database

DUE_IN = 10
TEXT, REPLY = "Does the insurer cover volunteers?", "Only those who signed up beforehand."


def test_somebody_is_asked_and_replies(visit: Visit, js: bool) -> None:
    """Hannah asks Daniel, the legal adviser, about G12 of her draft, forgetting to say whom at first.

    Daniel finds it under My work and replies. Hannah reads it, resolves the conversation, and reopens it for one more.
    """
    case = ASKED[js]
    hannah = visit("officer", f"{case.address}questions/interests-protected/", js=js)
    follow(hannah, "Ask somebody about this question")
    hannah.get_by_label("What do you ask?").fill(TEXT)
    press(hannah, "Send")
    problem(hannah, "Select whom you ask", js=js)
    if js:
        judge(hannah)
    hannah.get_by_label("Somebody by name").check()
    hannah.get_by_label("Who?").select_option("Daniel Fairweather")
    press(hannah, "Send")
    expect(hannah.get_by_text("Waiting for a reply")).to_be_visible()
    follow(hannah, "All questions")
    expect(hannah.get_by_text("1 open conversation")).to_be_visible()
    daniel = visit("legal", "/", js=js)
    daniel.get_by_role("link", name=f"{case.reference} ").filter(has_text="G12").click()
    heading(daniel, "Conversation about G12")
    expect(daniel.get_by_text(TEXT)).to_be_visible()
    daniel.get_by_label("Your reply").fill(REPLY)
    press(daniel, "Send")
    expect(daniel.get_by_text("Your reply was sent.")).to_be_visible()
    hannah.goto("/")
    expect(hannah.get_by_role("heading", name="Replies to what you asked")).to_be_visible()
    hannah.get_by_role("link", name=f"{case.reference} ").filter(has_text="G12").click()
    expect(hannah.get_by_text(REPLY)).to_be_visible()
    follow(hannah, "Resolve this conversation")
    press(hannah, "Resolve it")
    expect(hannah.get_by_text("Resolved", exact=True)).to_be_visible()
    hannah.get_by_role("link", name="Read conversation 1").click()
    follow(hannah, "Reopen this conversation")
    hannah.get_by_label("What is still open?").fill("How do they sign up?")
    press(hannah, "Reopen it")
    expect(hannah.get_by_text("How do they sign up?")).to_be_visible()
    if js:
        judge(hannah)


def test_a_question_is_given_to_a_contributor(visit: Visit, js: bool) -> None:
    """Hannah gives G11 to Tomos, until a day that has passed at first. He finds it under My work and in the task list.

    Hannah takes it from him again.
    """
    case = ASKED[js]
    hannah = visit("officer", f"{case.address}questions/skills/", js=js)
    follow(hannah, "Assign this question")
    hannah.get_by_role("radio", name="Tomos Pryce").check()
    type_date(hannah, "By when?", in_days(-1))
    press(hannah, "Save")
    problem(hannah, "The date must be today or later", js=js)
    type_date(hannah, "By when?", in_days(DUE_IN))
    press(hannah, "Save")
    expect(hannah.get_by_text(f"Assigned to Tomos Pryce, by {in_days(DUE_IN):%-d %B %Y}")).to_be_visible()
    tomos = visit("contributor", "/", js=js)
    expect(tomos.get_by_role("heading", name="Questions assigned to you")).to_be_visible()
    expect(tomos.get_by_role("link", name=f"{case.reference} ").filter(has_text="G11")).to_be_visible()
    tomos.goto(case.address)
    follow(tomos, "Show only the question that is assigned to you")
    expect(tomos.get_by_role("link", name="G11 ")).to_be_visible()
    expect(tomos.get_by_role("link", name="G2 ")).to_have_count(0)
    if js:
        judge(tomos)
    follow(hannah, "Change the assignment")
    hannah.get_by_role("radio", name="Nobody in particular").check()
    press(hannah, "Save")
    expect(hannah.get_by_role("link", name="Assign this question")).to_be_visible()
