"""Signing in and out."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.databases import Template
from tests.e2e.cases import PARTNERSHIPS
from tests.e2e.conftest import Visit
from tests.e2e.steps import press, sign_in


def test_loading_the_demonstration_mails_nobody(demonstration: Template) -> None:
    printed = (demonstration.folder / "printed.txt").read_text(encoding="utf-8")
    assert printed.splitlines() == [f"Loaded the demonstration council with {PARTNERSHIPS} partnerships."]


def test_in_and_out(visit: Visit, js: bool) -> None:
    """The auditor opens a checklist and is asked to sign in.

    They mistype the password, and the error summary has the focus; they sign in and are on the checklist; they sign
    out and are asked again.
    """
    checklist = "/checklists/partnership-readiness/1.0/"
    page = visit(None, checklist, js=js)
    sign_in(page, "auditor", "readiness-dmeo")
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("heading")).to_have_text("There is a problem")
    expect(page).to_have_title("Error: Sign in – Partnership readiness – Marlshire County Council")
    if js:
        expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label("Email address")).to_have_value("auditor@marlshire.example")
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    sign_in(page, "auditor")
    expect(page).to_have_url(checklist)
    press(page, "Sign out")
    expect(page).to_have_url("/sign-in/")
    page.goto(checklist)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
