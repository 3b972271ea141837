"""Ending the link with the council's own sign-in: for somebody whose account there was made anew, with a real provider."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail

from accounts.models import GroupRole, RoleGrant, User
from accounts.roles import Role
from tests import factories
from tests.conftest import SignIn
from tests.integration.came import come, said
from tests.integration.codes import is_in, made
from tests.providers import RunningProvider

pytestmark = pytest.mark.django_db
NIA = "nia.new@marlshire.example"


def roles_of(user: User) -> set[str]:
    return set(RoleGrant.objects.current().filter(user=user).values_list("role", flat=True))


def test_whose_account_was_made_anew_there_comes_in_again(
    idp: RunningProvider, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    ada, nia = factories.person("Ada Admin", Role.ADMIN), made("Nia New", Role.OFFICER)
    GroupRole.objects.create(group="g-legal", role=Role.LEGAL, added_by=ada)
    idp.tell(groups={"nia": ["g-legal"]})
    before, _answer = come(idp, "Nia New")
    SocialAccount.objects.update(uid="the account there that is gone")
    client, answer = come(idp, "Nia New")
    assert "Somebody else of Marlshire account signs in here as" in said(client, answer)
    access, page = sign_in(ada), f"/people/{nia.pk}/unlink/"
    assert page in access.get(f"/people/{nia.pk}/").content.decode()
    assert roles_of(nia) == {Role.OFFICER, Role.LEGAL}
    with django_capture_on_commit_callbacks(execute=True):
        assert access.post(page).status_code == 302
    assert not is_in(before)
    assert roles_of(nia) == {Role.OFFICER}
    assert [message.to for message in mail.outbox] == [[NIA]]
    assert is_in(come(idp, "Nia New")[0])
    assert SocialAccount.objects.get().user == nia
    assert roles_of(nia) == {Role.OFFICER, Role.LEGAL}


def test_the_other_administrators_are_told(
    idp: RunningProvider, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    ada, olga = factories.person("Ada Admin", Role.ADMIN), factories.person("Olga Other", Role.ADMIN)
    nia = made("Nia New")
    come(idp, "Nia New")
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(ada).post(f"/people/{nia.pk}/unlink/")
    told = {message.to[0]: str(message.body) for message in mail.outbox}
    assert told.keys() == {NIA, olga.email}
    assert "Ada Admin has ended the link" in told[olga.email]


def test_nobody_ends_their_own_or_one_that_is_not_there(idp: RunningProvider, sign_in: SignIn) -> None:
    ada, nia = factories.person("Ada Admin", Role.ADMIN), made("Nia New", Role.ADMIN)
    come(idp, "Nia New")
    client = sign_in(nia)
    assert f"/people/{nia.pk}/unlink/" not in client.get(f"/people/{nia.pk}/").content.decode()
    own = client.post(f"/people/{nia.pk}/unlink/")
    assert (own.status_code, "Another administrator ends yours." in own.content.decode()) == (409, True)
    none = client.post(f"/people/{ada.pk}/unlink/")
    assert (none.status_code, "They are not linked with it." in none.content.decode()) == (409, True)
    assert SocialAccount.objects.get().user == nia


def test_not_soon_after_a_change_of_address(idp: RunningProvider, sign_in: SignIn) -> None:
    """Else whoever may change addresses would come in as that person."""
    ada, nia = factories.person("Ada Admin", Role.ADMIN), made("Nia New")
    come(idp, "Nia New")
    nia.address_changes.create(before="nia.neu@marlshire.example", after=NIA, changed_by=ada)
    page = sign_in(ada).post(f"/people/{nia.pk}/unlink/")
    assert (page.status_code, "changed in the last 7 days" in page.content.decode()) == (409, True)
    assert SocialAccount.objects.get().user == nia


def test_the_last_administrator_stays_one(idp: RunningProvider, sign_in: SignIn) -> None:
    ada, nia = factories.person("Ada Admin", Role.ADMIN), made("Nia New")
    GroupRole.objects.create(group="g-admins", role=Role.ADMIN, added_by=ada)
    idp.tell(groups={"nia": ["g-admins"]})
    come(idp, "Nia New")
    assert roles_of(nia) == {Role.ADMIN}
    sign_in(ada).post(f"/people/{nia.pk}/unlink/")
    assert roles_of(nia) == set()
    assert RoleGrant.objects.administering().get().user == ada
