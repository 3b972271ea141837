"""The canonical form of a snapshot, its digest and its printed fingerprint."""

from __future__ import annotations

import copy
import re

import pytest

from partnerships.snapshot import canonical, digest, fingerprint
from tests.pdf import samples


def test_keys_are_sorted_and_nothing_stands_between() -> None:
    assert canonical({"b": [1, None, True], "a": {"d": "x", "c": ""}}) == b'{"a":{"c":"","d":"x"},"b":[1,null,true]}'


def test_text_is_utf_8_in_its_composed_form() -> None:
    decomposed, composed = "w\u0302yn", "\u0175yn"
    assert canonical({"name": decomposed}) == canonical({"name": composed}) == b'{"name":"\xc5\xb5yn"}'


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
        canonical(value)


def test_two_drafts_of_one_content_have_one_fingerprint() -> None:
    first, second = samples.load("joint_equipment"), samples.load("joint_equipment")
    second["made_on"] = "2027-01-01"
    assert fingerprint(first["content"]) == fingerprint(second["content"])
    assert canonical(first) != canonical(second)


def test_one_letter_changes_the_fingerprint() -> None:
    content = samples.load("joint_equipment")["content"]
    changed = copy.deepcopy(content)
    changed["sections"][0]["questions"][0]["text"] += "."
    assert fingerprint(changed) != fingerprint(content)


def test_the_fingerprint_is_the_start_of_the_digest_in_four_groups() -> None:
    content = samples.load("community_hub")["content"]
    printed = fingerprint(content)
    assert re.fullmatch(r"([0-9a-f]{4}-){3}[0-9a-f]{4}", printed)
    assert digest(content).startswith(printed.replace("-", ""))
    assert len(digest(content)) == 64
