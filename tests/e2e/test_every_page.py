"""Every page and every refusal: WCAG 2.2 AA and best practice, at the width of a desk and of a phone, and nothing from elsewhere."""

from __future__ import annotations

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.test import RequestFactory
from playwright.sync_api import expect

from accounts.views.site import bad_request, server_error
from tests.e2e.browser import CONTRAST, judge, overflow, violations
from tests.e2e.conftest import Look, Visit
from tests.e2e.mistakes import MISTAKES, Mistake
from tests.e2e.pages import ADMINISTRATION, NO_PAGES, PAGES, REFUSALS, WITH_SECOND_FACTOR, Row, names_of_pages
from tests.e2e.steps import follow, heading, press, problem, sign_in

pytestmark = [pytest.mark.spread(8), pytest.mark.any_database]

ROWS = [row for rows in PAGES.values() for row in rows] + ADMINISTRATION + REFUSALS
# The field with the focus, or the group that it belongs to, says what is wrong with it to screen readers.
DESCRIBES_AN_ERROR = """() => {
    const field = document.activeElement;
    const described = [field, field.closest("fieldset")].map(element => element?.getAttribute("aria-describedby") ?? "");
    return field.matches("input, select, textarea") && described.some(names => names.includes("error"));
}"""
NOBODY = RequestFactory().get("/")


def test_the_table_names_every_address() -> None:
    assert names_of_pages() == set(PAGES) | NO_PAGES | WITH_SECOND_FACTOR


def test_the_judge_sees_what_is_wrong(visit: Visit) -> None:
    page = visit(None, "/sign-in/")
    page.evaluate("() => { document.querySelector('h1').style.color = '#eee'; }")
    page.evaluate("() => { document.querySelector('label').remove(); }")
    page.evaluate("() => { document.querySelector('main').style.minWidth = '2000px'; }")
    assert {line.split(":")[0] for line in violations(page)} == {CONTRAST, "label"}
    assert {line.split(":")[0] for line in violations(page, leave_out=[CONTRAST])} == {"label"}
    assert overflow(page) > 700


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_page(look: Look, row: Row) -> None:
    page = look(row.person)
    answer = page.goto(row.address)
    assert answer is not None
    assert (answer.status, page.url.split("/", 3)[3]) == (row.status, row.address.lstrip("/"))
    judge(page)


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_form_with_a_mistake(visit: Visit, mistake: Mistake) -> None:
    """The summary of what is wrong has the focus, each line of it leads to its field, and what was typed is there."""
    page = visit(mistake.person, mistake.address)
    for label, text in mistake.typed:
        page.get_by_label(label, exact=True).fill(text)
    with page.expect_response(lambda answer: answer.request.is_navigation_request()) as sent:
        press(page, mistake.button)
    assert sent.value.status == 422
    problem(page, mistake.says, js=True)
    for label, text in mistake.typed:
        expect(page.get_by_label(label, exact=True)).to_have_value(text)
    page.locator(".govuk-error-summary a").first.click()
    assert page.evaluate(DESCRIBES_AN_ERROR), "the first line of the summary does not lead to a field with an error"
    judge(page)


@pytest.mark.parametrize("broken", [bad_request(NOBODY, BadRequest()), server_error(NOBODY)], ids=["400", "500"])
def test_page_for_what_broke(visit: Visit, broken: HttpResponse) -> None:
    """They are made without a request, so they are put into the browser as they are."""
    page = visit(None, None)
    page.route("**/broken", lambda route: route.fulfill(body=broken.content, content_type="text/html"))
    page.goto("/broken")
    judge(page)


def test_page_for_a_form_of_another_session(visit: Visit) -> None:
    page = visit("officer2", "/assessments/3/questions/skills/", js=False)
    page.get_by_label("Why is this your answer?").fill("Not lost.")
    page.context.clear_cookies(name="csrftoken")
    press(page, "Save and continue")
    expect(page.get_by_text("Not lost.")).to_be_visible()


def test_page_for_signing_in_on_an_old_page(visit: Visit) -> None:
    page = visit(None, "/sign-in/")
    page.context.clear_cookies(name="csrftoken")
    sign_in(page, "officer")
    heading(page, "You are not signed in yet")
    judge(page)
    follow(page, "Sign in again")
    sign_in(page, "officer")
    heading(page, "My work")


def test_page_for_too_many_attempts(visit: Visit) -> None:
    page = visit(None, "/sign-in/")
    for _time in range(11):
        sign_in(page, "somebody", "guessed")
    heading = page.get_by_role("heading", level=1)
    expect(heading).not_to_have_text("Sign in")
    judge(page)
