"""People are invited, choose their own password, and are given roles for a service and until a day."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.actions import people as people_actions
from accounts.actions.people import accept_invitation
from accounts.actions.roles import grant_role
from accounts.models import RoleGrant, Service, User
from accounts.roles import Grant, Role
from tests import factories
from tests.conftest import SignIn
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db

PASSWORD = "staple wagon harbour"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")
NIA = {"full_name": "Nia New", "email": " Nia.New@Marlshire.example "}


@pytest.fixture
def access(admin: User, sign_in: SignIn) -> Client:
    return sign_in(admin)


@pytest.fixture
def invite(access: Client, django_capture_on_commit_callbacks: Any) -> Any:
    """Send an invitation, or another; return the link of the email."""

    def invite(path: str = "/people/invite/") -> str:
        with django_capture_on_commit_callbacks(execute=True):
            assert access.post(path, NIA).status_code == 302
        [link] = LINK.findall(str(mail.outbox[-1].body))
        return str(link)

    return invite


def accept(link: str, password: str = PASSWORD) -> Any:
    client = Client()
    page = client.get(link, follow=True)
    return client.post("/invitation/", {"password1": password}, follow=True) if page.status_code == 200 else page


def nia() -> User:
    return User.objects.get(email="nia.new@marlshire.example")


class TestInvitation:
    def test_lets_its_person_choose_a_password_once(self, invite: Any, admin: User) -> None:
        link = invite()
        assert (nia().created_by, nia().invited_by) == (admin, admin)
        assert not nia().has_usable_password()
        [message] = mail.outbox
        assert message.to == ["nia.new@marlshire.example"]
        assert "Adam Admin has made an account for Nia New" in message.body or admin.full_name in message.body
        assert "For the account of Nia New." in one_spaced(Client().get(link, follow=True).content.decode())
        done = accept(link)
        assert done.redirect_chain == [("/sign-in/", 302)]
        assert "Your password was saved. Sign in with it." in done.content.decode()
        signed_in = Client().post("/sign-in/", {"login": nia().email, "password": PASSWORD})
        assert signed_in.status_code == 302
        again = accept(link, "another good password")
        assert again.status_code == 410
        assert nia().check_password(PASSWORD)

    def test_looking_at_it_uses_nothing_up(self, invite: Any) -> None:
        """The mail servers of councils open the links of emails."""
        link = invite()
        assert [Client().get(link, follow=True).status_code for _each in range(3)] == [200] * 3

    def test_has_its_key_in_no_address_that_is_logged(self, invite: Any) -> None:
        link = invite()
        path, _mark, key = link.partition("?key=")
        assert (path, len(key) > 40) == ("/invitation/", True)
        assert Client().get(link).headers["Location"] == "/invitation/"

    def test_opened_by_somebody_who_is_signed_in_signs_them_out(self, invite: Any, access: Client) -> None:
        access.get(invite())
        done = access.post("/invitation/", {"password1": PASSWORD}, follow=True)
        assert done.redirect_chain == [("/sign-in/", 302)]
        assert nia().check_password(PASSWORD)

    def test_ends_after_the_days_of_the_setting(self, invite: Any, settings: Any, access: Client, admin: User) -> None:
        link = invite()
        with time_machine.travel(timezone.now() + timedelta(days=settings.INVITATION_DAYS, seconds=1)):
            assert accept(link).status_code == 410
            access.force_login(admin)
            page = one_spaced(access.get(f"/people/{nia().pk}/").content.decode())
            assert "Invited, but they chose no password until the link ended on" in page
        assert not nia().has_usable_password()

    def test_another_makes_the_first_worthless(self, invite: Any) -> None:
        first = invite()
        second = invite(f"/people/{nia().pk}/invite/")
        assert accept(first).status_code == 410
        assert accept(second).status_code == 200

    def test_of_somebody_who_shall_not_come_ends_with_the_account(self, invite: Any, access: Client) -> None:
        invite()
        page = access.get(f"/people/{nia().pk}/").content.decode()
        assert f"/people/{nia().pk}/invite/" in page
        assert f"/people/{nia().pk}/close/" in page

    def test_of_a_closed_account_is_over(self, invite: Any) -> None:
        link = invite()
        User.objects.filter(pk=nia().pk).update(is_active=False)
        assert accept(link).status_code == 410

    @pytest.mark.parametrize(
        "change", [lambda link: f"{link}x", lambda _link: "/invitation/?key=none", lambda _link: "/invitation/"]
    )
    def test_that_was_changed_is_none(self, invite: Any, change: Any) -> None:
        assert Client().get(change(invite())).status_code == 410

    def test_two_at_once_choose_one_password(self, invite: Any) -> None:
        invite()
        first = second = nia()
        accept_invitation(of=first, password=PASSWORD)
        with pytest.raises(ValidationError):
            accept_invitation(of=second, password="another good password")

    @pytest.mark.parametrize("email", ["OLIVE.OWNER@marlshire.example", "not an address", ""])
    def test_a_wrong_address_is_said_and_what_was_typed_stays(self, access: Client, owner: User, email: str) -> None:
        refused = access.post("/people/invite/", {"full_name": "Nia New", "email": email})
        assert refused.status_code == 422
        assert '<a href="#id_email">' in refused.content.decode()
        assert 'value="Nia New"' in refused.content.decode()

    def test_whoever_has_a_password_is_not_invited_again(self, access: Client, owner: User) -> None:
        owner.set_password(PASSWORD)
        owner.save()
        refused = access.post(f"/people/{owner.pk}/invite/")
        assert refused.status_code == 409
        assert "they choose another themselves" in refused.content.decode()
        assert mail.outbox == []

    def test_of_one_address_by_two_at_once_makes_one_account(
        self, access: Client, owner: User, monkeypatch: Any
    ) -> None:
        """The other one is saved after the form has looked, and before the row is made."""
        sent, look = {"full_name": "Olive Again", "email": owner.email}, people_actions.check_invitable
        looks = [None]

        def late(**given: Any) -> None:
            if looks:
                looks.pop()
            else:
                look(**given)

        monkeypatch.setattr("accounts.forms.administering.check_invitable", lambda **_given: None)
        monkeypatch.setattr(people_actions, "check_invitable", late)
        refused = access.post("/people/invite/", sent)
        assert refused.status_code == 422
        assert "Somebody has an account with this address already" in refused.content.decode()


class TestPeople:
    def test_are_found_by_parts_of_name_and_address(self, access: Client, owner: User, manager: User) -> None:
        page = access.get("/people/?text=OWNER").content.decode()
        assert owner.full_name in page
        assert manager.full_name not in page
        assert "Nobody here has these words" in access.get("/people/?text=zzz").content.decode()
        assert "automatic@" not in access.get("/people/").content.decode()

    def test_a_page_says_what_somebody_has_and_had(self, access: Client, admin: User, service: Service) -> None:
        person = factories.person("Nia New")
        grant_role(by=admin, user=person, role=Role.LEGAL)
        withdrawn = grant_role(by=admin, user=person, role=Role.MANAGER, service=service)
        assert access.post(f"/people/{person.pk}/roles/{withdrawn.pk}/withdraw/").status_code == 302
        page = one_spaced(access.get(f"/people/{person.pk}/").content.decode())
        assert "<strong>Legal adviser</strong>, all services" in page
        assert f"<strong>Manager</strong>, {service.name}" in page
        assert f"by {admin.full_name}. Withdrawn on" in page
        assert RoleGrant.objects.grants_of(person) == (Grant(Role.LEGAL),)

    def test_ones_own_roles_are_for_another_administrator(self, access: Client, admin: User) -> None:
        page = access.get(f"/people/{admin.pk}/").content.decode()
        assert "Another administrator sees to your own roles." in page
        refused = access.post(f"/people/{admin.pk}/roles/grant/", {"role": "legal"})
        assert refused.status_code == 422
        assert "You cannot grant yourself a role." in refused.content.decode()

    def test_the_last_administrator_stays_one(self, access: Client, admin: User) -> None:
        grant = admin.role_grants.get()
        refused = access.post(f"/people/{admin.pk}/roles/{grant.pk}/withdraw/")
        assert refused.status_code == 409
        assert "This would leave nobody who administers." in refused.content.decode()


class TestLastDay:
    def sent(self, ends_on: Any, **more: str) -> dict[str, str]:
        parts = {"ends_on-day": ends_on.day, "ends_on-month": ends_on.month, "ends_on-year": ends_on.year}
        return {"role": "manager", **{name: str(part) for name, part in parts.items()}, **more}

    def test_the_role_lasts_until_the_end_of_it(self, access: Client, service: Service) -> None:
        person, today = factories.person("Nia New"), timezone.localdate()
        sent = self.sent(today, service=str(service.pk))
        assert access.post(f"/people/{person.pk}/roles/grant/", sent).status_code == 302
        assert RoleGrant.objects.grants_of(person) == (Grant(Role.MANAGER, service.pk),)
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            assert RoleGrant.objects.grants_of(person) == ()
            call_command("run_daily", verbosity=0)
            grant = person.role_grants.get()
            assert (grant.revoked_at is not None, grant.revoked_by) == (True, User.objects.automatic())

    def test_one_that_is_over_can_be_granted_again_before_the_daily_run(self, admin: User) -> None:
        person = factories.person("Nia New")
        grant_role(by=admin, user=person, role=Role.LEGAL, ends_on=timezone.localdate())
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            grant_role(by=admin, user=person, role=Role.LEGAL)
            assert RoleGrant.objects.grants_of(person) == (Grant(Role.LEGAL),)

    @pytest.mark.parametrize(("role", "days", "said"), [("manager", -1, "today or later"), ("admin", 5, "no last day")])
    def test_that_cannot_be_is_said_beside_the_field(self, access: Client, role: str, days: int, said: str) -> None:
        person = factories.person("Nia New")
        sent = self.sent(timezone.localdate() + timedelta(days=days), role=role)
        refused = access.post(f"/people/{person.pk}/roles/grant/", sent)
        assert refused.status_code == 422
        assert said in refused.content.decode()
        assert "#id_ends_on" in refused.content.decode()
