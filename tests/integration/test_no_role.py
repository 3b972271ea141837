"""Somebody who can sign in and has neither a role nor a case is told whom to ask."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests import factories
from tests.conftest import SignIn
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db


def test_who_has_no_role_reads_whom_to_ask(sign_in: SignIn) -> None:
    page = one_spaced(sign_in(factories.person("Nia New")).get("/").content.decode())
    assert "You have no role here yet" in page
    assert "mailto:partnerships@marlshire.example" in page
    assert "you sign in as nia.new@marlshire.example" in page
    assert "Nothing waits on you." not in page


def test_who_has_one_does_not(sign_in: SignIn, owner: User) -> None:
    assert "You have no role here yet" not in sign_in(owner).get("/").content.decode()
