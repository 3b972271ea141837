"""What a person who may not do something reads: each permission has its words, and names whoever has it."""

from __future__ import annotations

import pytest

from partnerships.domain.permissions import PERMISSIONS_OF, Permission
from partnerships.domain.refusals import DONE, cannot_sentence


def test_every_permission_has_its_words() -> None:
    assert set(DONE) == set(Permission)
    assert len({str(words) for words in DONE.values()}) == len(DONE)


@pytest.mark.parametrize("permission", Permission)
def test_everybody_who_has_it_is_named(permission: Permission) -> None:
    said = cannot_sentence(permission)
    named = {"officer": "officer", "manager": "manager"}
    for role, granted in PERMISSIONS_OF.items():
        word = named.get(role.value, role.holder)
        if role.value != "officer" or permission in granted:
            assert (word in said) is (permission in granted), role


def test_one_of_several_is_enough() -> None:
    assert (
        cannot_sentence(Permission.RETURN)
        == "You cannot return this case. This can be done by a manager of its service."
    )
    assert cannot_sentence(Permission.HAND_OVER).endswith("by a manager of its service or an administrator.")
    assert cannot_sentence(Permission.KEEP_MEETINGS).endswith("This can be done by a board secretary.")


def test_only_the_lead_is_named_for_what_contributors_may_not() -> None:
    assert "contributor" not in cannot_sentence(Permission.WITHDRAW) + cannot_sentence(Permission.NAME)
    assert "its lead officer" in cannot_sentence(Permission.WITHDRAW)
