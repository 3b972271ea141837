"""What allauth says and sends is said and sent in our words: nothing is left out because it was renamed or is new."""

from __future__ import annotations

from pathlib import Path

import allauth

from accounts.adapter import MAILED, SAID

TEMPLATES = Path(allauth.__file__).parent / "templates"
# Of the app `account` only what can happen here: nobody signs up, has several addresses or signs in by a code.
HAPPENS = {"account/messages/password_changed.txt", "account/email/password_changed", "account/email/password_reset"}


def test_every_message_about_a_second_factor_has_our_words() -> None:
    found = {f"mfa/messages/{path.name}" for path in (TEMPLATES / "mfa" / "messages").glob("*.txt")}
    assert set(SAID) == found | {name for name in HAPPENS if "/messages/" in name}


def test_every_email_about_a_second_factor_has_one_of_ours() -> None:
    subjects = (TEMPLATES / "mfa" / "email").glob("*_subject.txt")
    found = {f"mfa/email/{path.name.removesuffix('_subject.txt')}" for path in subjects}
    assert set(MAILED) == found | {name for name in HAPPENS if "/email/" in name}


def test_what_can_happen_is_what_allauth_has() -> None:
    for name in HAPPENS:
        assert list((TEMPLATES / name).parent.glob(f"{Path(name).stem}*.txt")), name
