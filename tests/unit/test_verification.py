"""What people type and paste for a fingerprint, what data claims to be, and the words about pages and times."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.canonical import digest
from partnerships.domain.reference import partnership_number
from partnerships.reports.signatures import UNREADABLE
from verification import remarks, words
from verification.claims import MOST_BYTES, MOST_CLAIMS, claims_in
from verification.typed import fingerprint_digits

DIGITS = "9f2a41c077be03d1"


@pytest.mark.parametrize(
    "typed",
    [
        "9f2a-41c0-77be-03d1",
        "9F2A-41C0-77BE-03D1",
        "9f2a41c077be03d1",
        " 9f2a 41c0\t77be 03d1\n",
        "9f2a–41c0—77be‑03d1",
        "9f2a\u00ad41c0\u221277be\u200b03d1",
        "9f2a.41c0:77be_03d1",
        "Fingerprint 9f2a-41c0-77be-03d1",
        "SHA-256: 9f2a41c077be03d1",
        "9f2a-4lcO-77be-o3dI",
        "９ｆ２ａ-41c0-77be-03d1",
    ],
)
def test_a_fingerprint_is_read_however_it_is_typed(typed: str) -> None:
    assert fingerprint_digits(typed) == DIGITS


@pytest.mark.parametrize("typed", ["9f2a-41c0-77be-03dx", "xyz", "9f2a/41c0", "٩f2a41c077be03d1", "Issue 2"])
def test_what_is_no_fingerprint_is_none(typed: str) -> None:
    assert fingerprint_digits(typed) is None


def test_too_few_digits_are_handed_back_to_be_counted() -> None:
    assert fingerprint_digits("9f2a-41") == "9f2a41"


@pytest.mark.parametrize("typed", ["PR-0012", "pr-0012", "PR 12", "pr12", "12", " PR–0012 ", "PR-00012"])
def test_a_reference_is_read_however_it_is_typed(typed: str) -> None:
    assert partnership_number(typed) == 12


@pytest.mark.parametrize("typed", ["", "PR-", "AB-0012", "PR-12-x", "1" * 10, "PR-١٢"])
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert partnership_number(typed) is None


def data(content: Any) -> bytes:
    return json.dumps({"format": 2, "content": content}).encode()


def test_data_says_which_issue_it_claims_to_be() -> None:
    content = {"partnership": {"reference": "PR-0007"}, "issue": {"number": 3}}
    [claim], alien = claims_in([data(content)])
    assert (claim.reference, claim.issue, claim.digest, alien) == ("PR-0007", 3, digest(content), 0)


def test_data_without_an_issue_is_a_draft() -> None:
    [claim], _alien = claims_in([data({"partnership": {"reference": "PR-0007"}, "issue": None})])
    assert claim.issue is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b'"content"',
        b"7",
        b"{}",
        b"[" * 100_000,
        b'{"content":' * 100_000,
        b"9" * 10_000,
        data([]),
        data({"partnership": [], "issue": None}),
        data({"partnership": {"reference": "PR-0007"}}),
        data({"partnership": {"reference": 7}, "issue": None}),
        data({"partnership": {"reference": "<b>PR-0007"}, "issue": None}),
        data({"partnership": {"reference": "PR-0007"}, "issue": 3}),
        data({"partnership": {"reference": "PR-0007"}, "issue": {"number": True}}),
        data({"partnership": {"reference": "PR-0007"}, "issue": {"number": "3"}}),
        data({"partnership": {"reference": "PR-0007"}, "issue": {"number": 10**40}}),
        data({"partnership": {"reference": "PR-0007"}, "issue": None, "cost": 0.5}),
        data({"partnership": {"reference": "PR-0007"}, "issue": None, "name": "\ud800"}),
    ],
)
def test_what_is_no_data_of_a_report_claims_nothing(content: bytes) -> None:
    assert claims_in([content]) == ([], 1)


def test_no_more_is_read_than_a_pack_of_papers_holds() -> None:
    draft = data({"partnership": {"reference": "PR-0007"}, "issue": None})
    claims, alien = claims_in([draft] * (MOST_CLAIMS + 1))
    assert (len(claims), alien) == (MOST_CLAIMS, 0)
    assert claims_in([draft.ljust(MOST_BYTES + 1)]) == ([], 1)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([3], "page 3"),
        ([2, 1], "pages 1 and 2"),
        ([5, 6, 7], "pages 5 to 7"),
        ([1, 3], "pages 1 and 3"),
        ([7, 2, 3, 4, 2, 9], "pages 2 to 4, 7 and 9"),
    ],
)
def test_pages_are_named_in_runs(numbers: list[int], said: str) -> None:
    assert words.page_list(numbers) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2027, 3, 3, 10, 14, tzinfo=UTC), "3 March 2027 at 10:14 UTC (10:14 in London)"),
        (datetime(2027, 7, 3, 10, 14, tzinfo=UTC), "3 July 2027 at 10:14 UTC (11:14 in London)"),
        (datetime(2027, 7, 3, 23, 30, tzinfo=UTC), "3 July 2027 at 23:30 UTC (4 July 2027 at 00:30 in London)"),
    ],
)
def test_a_time_is_said_in_utc_and_on_the_clocks_of_the_council(at: datetime, said: str) -> None:
    assert words.utc_and_local_time(at) == said


def test_a_signature_that_could_not_be_judged_is_not_said_to_be_gone() -> None:
    assert remarks.signature_remarks(UNREADABLE, ()) == (
        "There is a digital signature in the file that could not be read.",
    )
