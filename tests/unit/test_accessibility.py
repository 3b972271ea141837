"""What the settings say for the accessibility statement."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.accessibility import VARIABLES, Statement, statement_of


def said(**texts: str) -> Statement:
    return statement_of(dict.fromkeys(VARIABLES, "") | {f"ACCESSIBILITY_{name}": text for name, text in texts.items()})


def test_nothing_is_said_by_itself() -> None:
    assert said() == Statement(None, None, "", ())


def test_what_the_council_says() -> None:
    found = said(
        PREPARED="2027-01-04",
        REVIEWED=" 2027-12-01 ",
        TESTED=" By us. ",
        PROBLEMS="Our logo has no text; see 1.1.1. | |The map, too.",
    )
    assert (found.prepared_on, found.reviewed_on) == (date(2027, 1, 4), date(2027, 12, 1))
    assert (found.tested, found.problems) == ("By us.", ("Our logo has no text; see 1.1.1.", "The map, too."))


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"PREPARED": "4 January 2027"}, "ACCESSIBILITY_PREPARED must be a day such as 2027-04-30."),
        ({"PREPARED": "2027-02-30"}, "ACCESSIBILITY_PREPARED must be a day"),
        ({"PREPARED": "2027-01-04", "REVIEWED": "soon"}, "ACCESSIBILITY_REVIEWED must be a day"),
        ({"PREPARED": "2027-01-04", "REVIEWED": "2026-12-01"}, "must not be before ACCESSIBILITY_PREPARED"),
        ({"REVIEWED": "2026-12-01"}, "must not be before ACCESSIBILITY_PREPARED"),
    ],
)
def test_what_is_no_day_or_no_review_is_refused(texts: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        said(**texts)
