"""The accessibility statement has the parts that the regulations ask for, and says of the council what it has set."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from config.accessibility import Statement
from tests.shown import one_spaced

pytestmark = pytest.mark.any_database

# The headings of the model statement, in its words and order.
HEADINGS = [
    "Accessibility statement for Partnership readiness",
    "How accessible this website is",
    "Feedback and contact information",
    "Enforcement procedure",
    "Technical information about this website’s accessibility",
    "Compliance status",
    "Non-accessible content",
    "Non-compliance with the accessibility regulations",
    "Disproportionate burden",
    "Content that’s not within the scope of the accessibility regulations",
    "What we’re doing to improve accessibility",
    "Preparation of this accessibility statement",
]


def statement(client: Client) -> str:
    return one_spaced(client.get("/accessibility/").content.decode())


def test_it_has_the_parts_of_the_model(client: Client) -> None:
    main = statement(client).partition("<main")[2].partition("</main>")[0]
    assert re.findall(r"<h[1-3][^>]*>(.*?)</h[1-3]>", main) == HEADINGS
    assert "is committed to making its website accessible, in accordance with the Public Sector Bodies" in main
    assert "(Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018" in main
    assert "This website is partially compliant with the" in main
    assert "Equality and Human Rights Commission" in main
    assert "Equality Commission for Northern Ireland" in main


def test_it_claims_nothing_for_a_council_that_has_said_nothing(client: Client, settings: Settings) -> None:
    settings.COUNCIL_NAME = "Upper Sallow Council"
    page = statement(client)
    assert "Upper Sallow Council has not recorded yet when it prepared this statement" in page
    assert "Upper Sallow Council has not recorded a test of its own" in page
    assert "This statement was prepared on" not in page


def test_it_says_what_the_council_has_set(client: Client, settings: Settings) -> None:
    settings.ACCESSIBILITY = Statement(date(2027, 1, 4), None, "Tested by <b>us</b>.", ("Our logo & its text.",))
    page = statement(client)
    assert "This statement was prepared on 4 January 2027. It has not been reviewed since." in page
    assert "Tested by &lt;b&gt;us&lt;/b&gt;." in page
    assert "has not recorded" not in page
    # In short at the top, and with what does not comply.
    assert page.count("<li>Our logo &amp; its text.</li>") == 2
    settings.ACCESSIBILITY = Statement(date(2027, 1, 4), date(2027, 12, 1), "", ())
    assert "prepared on 4 January 2027. It was last reviewed on 1 December 2027." in statement(client)


def test_it_says_how_long_somebody_stays_signed_in(client: Client, settings: Settings) -> None:
    settings.SESSION_COOKIE_AGE, settings.SESSION_LONGEST = 1_800, 36_000
    assert "when you have not used this website for 30 minutes, and after 10 hours at most" in statement(client)
