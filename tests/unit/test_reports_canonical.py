"""The canonical form of a snapshot, its digest and its printed fingerprint."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from accounts.canonical import canonical as canonical_form
from accounts.canonical import digest
from partnerships.snapshot import canonical, read
from tests.pdf import samples


def test_keys_are_sorted_and_nothing_stands_between() -> None:
    assert (
        canonical_form({"b": [1, None, True], "a": {"d": "x", "c": ""}}) == b'{"a":{"c":"","d":"x"},"b":[1,null,true]}'
    )


def test_text_is_utf_8_in_its_composed_form() -> None:
    decomposed, composed = "w\u0302yn", "\u0175yn"
    assert canonical_form({"name": decomposed}) == canonical_form({"name": composed}) == b'{"name":"\xc5\xb5yn"}'


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"cost": 1.5}, r"\$\.cost: float"),
        ({"a": [{"b": b"raw"}]}, r"\$\.a\[0\]\.b: bytes"),
        ({"a": {1: "x"}}, r"\$\.a: the key 1 is not text"),
        ({"a": {"x"}}, r"\$\.a: set"),
    ],
)
def test_what_has_no_exact_form_is_refused_with_its_place(value: dict[str, object], path: str) -> None:
    with pytest.raises(TypeError, match=path):
        canonical_form(value)


def test_two_drafts_of_one_content_have_one_fingerprint() -> None:
    first = samples.load("joint_equipment")
    second = replace(first, made_on=date(2027, 1, 1))
    assert first.fingerprint == second.fingerprint
    assert canonical(first) != canonical(second)


def test_one_letter_changes_the_fingerprint() -> None:
    def add_a_letter(content: samples.Json) -> None:
        content["sections"][0]["questions"][0]["text"] += "."

    snapshot = samples.load("joint_equipment")
    assert samples.edited(snapshot, add_a_letter).fingerprint != snapshot.fingerprint


def test_the_fingerprint_is_the_start_of_the_digest_in_four_groups() -> None:
    snapshot = samples.load("community_hub")
    assert re.fullmatch(r"([0-9a-f]{4}-){3}[0-9a-f]{4}", snapshot.fingerprint)
    assert snapshot.digest.startswith(snapshot.fingerprint.replace("-", ""))
    assert len(snapshot.digest) == 64


@pytest.mark.parametrize("name", samples.NAMES)
def test_what_is_stored_reads_as_what_was_made(name: str) -> None:
    stored = canonical(samples.make(name))
    read_again = read(stored)
    assert canonical(read_again) == stored
    assert read_again.digest == samples.make(name).digest == digest(json.loads(stored)["content"])


def test_every_part_is_read_as_its_type() -> None:
    content = samples.load("second_issue").content
    assert content.issue
    assert content.issue.issued_at == datetime(2026, 11, 23, 16, 40, tzinfo=UTC)
    assert content.conditions[0].due_on == date(2026, 6, 30)
    assert content.questions[0].answer
    assert content.questions[0].answer.saved_at.tzinfo is UTC


def test_what_a_later_format_adds_is_passed_over() -> None:
    snapshot = samples.load("nearly_empty")
    later = samples.edited(snapshot, lambda content: content.update(weather="fine"))
    assert later.content == snapshot.content
    assert later.digest != snapshot.digest, "the digest is that of what is stored"


def test_what_is_no_snapshot_is_refused() -> None:
    with pytest.raises(KeyError):
        samples.edited(samples.load("nearly_empty"), lambda content: content.pop("outcome"))
