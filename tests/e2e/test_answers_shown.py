"""What pages show of answers: changes in words stand beside their labels, and progress is that of the section shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.cases import TYPED
from tests.e2e.conftest import Visit
from tests.e2e.steps import choose, heading, press

pytestmark = pytest.mark.any_database

WIDTH_OF_LABELS = """() => {
    const words = document.createElement("dl");
    words.className = "app-words";
    words.innerHTML = "<dt>Reason</dt><dd>Before</dd><dd>After</dd><dt>Fact</dt><dd>Value</dd>";
    document.querySelector("main").append(words);
    const left = (part) => Math.round(part.getBoundingClientRect().left);
    return [...words.children].map((part) => [part.textContent, left(part)]);
}"""


@pytest.mark.parametrize(("width", "columns"), [(1280, 2), (375, 1)])
def test_each_value_stands_beside_its_label(visit: Visit, width: int, columns: int) -> None:
    """A change of an answer has two values for one label: both stand in the column of values, no label does."""
    page = visit("officer", TYPED[True].address)
    page.set_viewport_size({"width": width, "height": 900})
    left = dict(page.evaluate(WIDTH_OF_LABELS))
    assert left["Reason"] == left["Fact"]
    assert left["Before"] == left["After"] == left["Value"]
    assert len(set(left.values())) == columns


def test_progress_is_that_of_the_section_shown(visit: Visit) -> None:
    """A save that the page before did not get done is sent again by the next one, which goes on to show its own section."""
    page = visit("officer", f"{TYPED[True].address}sections/1.4.1/")

    def refuse_scripts(route: Route) -> None:
        if route.request.headers.get("x-autosave"):
            route.abort()
        else:
            route.continue_()

    page.route("**/questions/**", refuse_scripts)
    choose(page, "G10", "Yes")
    expect(page.get_by_text("Not saved yet").or_(page.locator(".app-saved--problem")).first).to_be_visible()
    page.unroute("**/questions/**")
    with page.expect_response(lambda response: "x-autosave" in response.request.headers):
        press(page, "Save and continue")
        heading(page, "1.4.2")
    expect(page.locator("#progress")).to_contain_text("Legal issues")
    page.wait_for_timeout(500)
    expect(page.locator("#progress")).to_contain_text("Legal issues")
