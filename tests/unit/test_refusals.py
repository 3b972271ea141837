"""What a person who may not do something reads: each permission has its words, and names whoever has it."""

from __future__ import annotations

import pytest

from partnerships.domain.permissions import PERMISSIONS_OF, Permission
from partnerships.domain.refusals import CANNOT, MOST_NAMED, NAMED_OF_MORE, cannot_sentence


def test_every_permission_has_its_words() -> None:
    assert set(CANNOT) == set(Permission)
    assert len({str(words) for words in CANNOT.values()}) == len(CANNOT)


@pytest.mark.parametrize("permission", Permission)
def test_everybody_who_has_it_is_named_or_counted(permission: Permission) -> None:
    said = cannot_sentence(permission)
    words = {role: {"officer": "officer", "manager": "manager"}.get(role.value, role.holder) for role in PERMISSIONS_OF}
    having = [role for role, granted in PERMISSIONS_OF.items() if permission in granted]
    named = having if len(having) <= MOST_NAMED else having[:NAMED_OF_MORE]
    assert all(words[role] in said for role in named)
    assert not any(words[role] in said for role in PERMISSIONS_OF if role not in named and role.value != "officer")
    assert (f"{len(having) - len(named)} other roles." in said) is (named != having)


def test_of_many_who_can_the_first_are_named_and_the_rest_counted() -> None:
    assert cannot_sentence(Permission.SEE) == (
        "You cannot open this case. This can be done by its lead officer or a contributor, a manager of its service, "
        "a legal adviser and 3 other roles."
    )


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
