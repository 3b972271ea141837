"""The way back from a page: places that have an address, each named as it is."""

from __future__ import annotations

from lxml import html

from govuk.templatetags.govuk import crumbs


def test_places_without_an_address_are_left_out_and_names_stay_text() -> None:
    shown = html.fromstring(crumbs("/", "My work", "", "Task list", "/register/", "A & B <x>"))
    assert [(link.get("href"), link.text) for link in shown.iter("a")] == [("/", "My work"), ("/register/", "A & B <x>")]
    assert shown.get("aria-label") == "Breadcrumb"
    assert "app-no-print" in shown.get("class", "")
