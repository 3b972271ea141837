"""The running lines of a report, in the text of a page as programs hand it over."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from verification.pdf.parser import printed_in

HEAD = "PR-0001   Partnership readiness report   Issue 2"
FOOT = "Fingerprint 9f2a-41c0-77be-03d1 Page 2 of 9"
LINE: dict[str, Any] = {
    "fingerprint": "9f2a-41c0-77be-03d1",
    "number": 2,
    "of": 9,
    "reference": "PR-0001",
    "issue": 2,
}
DRAFT = HEAD.replace("Issue 2", "DRAFT – not issued")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"Text\r\n{HEAD}\r\n{FOOT}", [LINE]),
        (f"{HEAD}\nText\nFingerprint 9f2a-41c0-77be-03d1\nPage 2 of 9\n", [LINE]),
        (f"{HEAD} Agenda item 7\n{FOOT} Page 137", [LINE]),
        (f"{HEAD}\nOlion bysedd 9f2a-41c0-77be-03d1 Tudalen 2 o 9", [LINE]),
        (f"{HEAD}\n{FOOT}".replace("-", "\u2010"), [LINE]),
        (f"{DRAFT}\n{FOOT}", [LINE | {"issue": None}]),
        (f"{DRAFT} 14\n{FOOT}", [LINE | {"issue": None}]),
        (FOOT, [{key: LINE[key] for key in ("fingerprint", "number", "of")}]),
        (HEAD, [{"fingerprint": "", "reference": "PR-0001", "issue": 2}]),
        (DRAFT, []),
        ("As PR-0001 says. Issue 2", []),
        ("see 9f2a-41c0-77be-03d1, or 9f2a-41c0-77be-03d1", [{"fingerprint": "9f2a-41c0-77be-03d1"}]),
        ("id 550e8400-e29b-41d4-a716-446655440000", []),
        ("9f2a-41c0-77be-03d1-0000 Page 2 of 9", []),
        ("", []),
    ],
)
def test_what_a_page_prints(text: str, lines: list[dict[str, Any]]) -> None:
    assert printed_in(text) == lines


def test_a_fingerprint_in_the_text_is_not_that_of_the_page() -> None:
    assert printed_in(f"Issue 1 had 0000-1111-2222-3333.\n{HEAD}\n{FOOT}") == [LINE]


def test_two_pages_on_one_sheet() -> None:
    other = HEAD.replace("0001", "0002").replace("Issue 2", "Issue 1")
    text = f"{HEAD}\nText\n{FOOT}\n{other}\nText\n{FOOT.replace('Page 2', 'Page 3')}"
    assert printed_in(text) == [LINE, LINE | {"reference": "PR-0002", "issue": 1, "number": 3}]


def test_a_page_of_blank_lines_takes_no_time() -> None:
    began = process_time()
    assert printed_in("\n" * 100_000 + f"{HEAD}\n{FOOT}") == [LINE]
    assert process_time() - began < 1
