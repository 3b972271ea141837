"""What somebody is given who asks what is held about them."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command

from accounts.models import User
from partnerships.models import Assessment
from tests import factories
from tests.conftest import SignIn

pytestmark = [pytest.mark.usefixtures("drafted_once"), pytest.mark.any_database]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "held.json"


def exported(file: Path, user: User) -> Any:
    """Return what the command writes about that person."""
    call_command("export_person", user.email.upper(), str(file), stdout=StringIO())
    return json.loads(file.read_text())


def test_what_somebody_did_is_in_it_by_its_names(assessment: Assessment, owner: User, file: Path) -> None:
    factories.save(assessment, "purpose-and-need", "partly", reason="Two days of two officers.")
    found = exported(file, owner)
    held = found["what is held"]
    assert found["about"] == f"{owner.full_name}, {owner.email}"
    [account] = held["users"]
    assert account["email address"] == owner.email
    assert "Two days of two officers." in [answer["reason"] for answer in held["answers"]]
    assert {grant["user"] for grant in held["role grants"]} == {f"{owner.full_name}, {owner.email}"}
    assert held["events"]


def test_what_others_did_is_not(assessment: Assessment, owner: User, legal: User, file: Path) -> None:
    factories.save(assessment, "purpose-and-need", "partly", reason="Two days of two officers.")
    assert "Two days of two officers." not in json.dumps(exported(file, legal))


def test_nothing_that_lets_anybody_sign_in_is_in_it(owner: User, file: Path, sign_in: SignIn) -> None:
    owner.password = make_password("a password that nobody else knows")
    owner.save(update_fields=["password"])
    TOTP.activate(owner, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    key = sign_in(owner).session.session_key
    found = exported(file, owner)
    text = json.dumps(found)
    [factor] = found["what is held"][str(Authenticator._meta.verbose_name_plural)]
    assert str(Authenticator._meta.get_field("type").verbose_name) in factor
    assert str(Authenticator._meta.get_field("data").verbose_name) not in factor
    assert owner.password not in text
    assert "secret" not in text
    assert key is not None
    assert key not in text


def test_the_file_is_for_its_owner_alone_and_replaces_none(owner: User, file: Path) -> None:
    exported(file, owner)
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_text()
    with pytest.raises(CommandError, match="File exists"):
        call_command("export_person", owner.email, str(file))
    assert file.read_text() == before


@pytest.mark.django_db
def test_an_address_of_nobody_is_said(file: Path) -> None:
    with pytest.raises(CommandError, match="There is no account with the address"):
        call_command("export_person", "nobody@marlshire.example", str(file))
    assert not file.exists()
