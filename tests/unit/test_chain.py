"""The links of a partnership's trail: each covers its whole content and the link before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from partnerships.domain.chain import START, Link, link_of

LINK = Link(
    partnership=3,
    position=7,
    round=1,
    question="partnership-readiness/1.0#skills",
    kind="answered",
    old={"option": "gap"},
    new={"option": "in_place", "reason": "Trained – all of them."},
    at=datetime(2026, 3, 2, 9, 30, 0, 25, tzinfo=UTC),
    by=5,
    name="Olive Officer",
)


def test_a_link_is_the_hash_of_content_that_others_can_write_down() -> None:
    """Written here by hand, as docs say: an auditor's own program must find the same."""
    content: dict[str, Any] = {
        "at": "2026-03-02T09:30:00.000025+00:00",
        "by": 5,
        "format": 1,
        "kind": "answered",
        "name": "Olive Officer",
        "new": {"option": "in_place", "reason": "Trained – all of them."},
        "old": {"option": "gap"},
        "partnership": 3,
        "position": 7,
        "previous": "0" * 64,
        "question": "partnership-readiness/1.0#skills",
        "round": 1,
    }
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert link_of(START, LINK) == hashlib.sha256(written.encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"partnership": 4},
        {"position": 8},
        {"round": 2},
        {"question": ""},
        {"kind": "confirmed"},
        {"old": {}},
        {"new": {"option": "gap"}},
        {"at": LINK.at + timedelta(microseconds=1)},
        {"by": 6},
        {"name": "Olive"},
    ],
)
def test_any_change_gives_another_link(change: dict[str, Any]) -> None:
    assert link_of(START, replace(LINK, **change)) != link_of(START, LINK)


def test_the_link_before_is_part_of_it_and_the_clock_of_a_place_is_not() -> None:
    assert link_of("1" * 64, LINK) != link_of(START, LINK)
    summer = replace(LINK, at=LINK.at.astimezone(timezone(timedelta(hours=1))))
    assert link_of(START, summer) == link_of(START, LINK)
