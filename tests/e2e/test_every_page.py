"""Every page and every refusal: WCAG 2.2 AA, at the width of a desk and of a phone, and nothing from elsewhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.browser import overflow, violations
from tests.e2e.conftest import Visit
from tests.e2e.pages import NO_PAGES, PAGES, REFUSALS, Row, names_of_pages

PHONE: ViewportSize = {"width": 320, "height": 640}
ROWS = [row for rows in PAGES.values() for row in rows] + REFUSALS


def problems_of(page: Page) -> list[str]:
    """What is wrong with the page as it stands, at both widths."""
    found = violations(page)
    page.set_viewport_size(PHONE)
    if (pixels := overflow(page)) > 0:
        found.append(f"at 320 pixels the page is {pixels} too wide")
    return found + [f"at 320 pixels: {line}" for line in violations(page)]


def test_the_table_names_every_address() -> None:
    assert names_of_pages() == set(PAGES) | NO_PAGES


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_page(visit: Visit, row: Row) -> None:
    page = visit(row.person, "/healthz")
    answer = page.goto(row.address)
    assert answer is not None
    assert (answer.status, page.url.split("/", 3)[3]) == (row.status, row.address.lstrip("/"))
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.title().endswith("Partnership readiness – Marlshire County Council")
    problems = problems_of(page)
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
