"""The administration pages: for administrators alone, of accounts and the areas of implications, and nothing is deleted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.actions.passwords import choose_password
from accounts.actions.people import invite
from accounts.actions.roles import grant_role
from accounts.admin import site
from accounts.models import AccountEventKind, RoleGrant, Service, User
from accounts.roles import Grant, Role
from partnerships.models import ImplicationArea
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashing slowly is what production wants, and what tests need not wait for."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def access(sign_in: SignIn, admin: User) -> Client:
    return sign_in(admin)


def errors_of(answer: Any) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = answer.context["adminform"].form.errors
    return errors


class TestWhoMayComeIn:
    def test_administrator(self, access: Client) -> None:
        html = access.get("/admin/").content.decode()
        assert "Adam Admin" in html
        assert all(name in html for name in ("Users", "Services", "Role grants"))

    @pytest.mark.parametrize("who", ["owner", "manager", "legal", "secretary", "editor", "auditor"])
    def test_nobody_else(self, who: str, request: pytest.FixtureRequest, sign_in: SignIn) -> None:
        client = sign_in(request.getfixturevalue(who))
        for address in ("/admin/", "/admin/accounts/user/", "/admin/accounts/rolegrant/add/"):
            answer = client.get(address, follow=True)
            assert answer.status_code == 403
            assert "You cannot do this" in answer.content.decode()

    def test_signed_out_goes_to_our_own_sign_in_page_and_back(self, client: Client) -> None:
        answer = client.get("/admin/accounts/user/", follow=True)
        assert answer.redirect_chain[-1][0] == "/sign-in/?next=/admin/accounts/user/"

    def test_signing_out_there_is_signing_out(self, access: Client) -> None:
        assert access.post("/admin/logout/")["Location"] == "/sign-in/"
        assert access.get("/admin/").status_code == 302


class TestWhatIsThere:
    def test_accounts_and_the_areas_of_implications_alone(self) -> None:
        assert set(site._registry) == {User, Service, RoleGrant, ImplicationArea}

    def test_an_area_is_renamed_and_ended_under_its_short_name(self, access: Client) -> None:
        area = ImplicationArea.objects.get(slug="climate")
        address = f"/admin/partnerships/implicationarea/{area.pk}/change/"
        page = access.get(address).content.decode()
        assert 'name="slug"' not in page
        sent = {"name": "Climate and nature", "slug": "other", "usually_asked": "", "position": "5"}
        kept = {name: value for name, value in fields_of(page, address).items() if name != "is_active"}
        assert access.post(address, kept | sent).status_code == 302
        area.refresh_from_db()
        assert (area.name, area.slug, area.position, area.is_active) == ("Climate and nature", "climate", 5, False)

    @pytest.mark.parametrize("model", ["user", "service", "rolegrant"])
    def test_nothing_can_be_deleted(self, access: Client, admin: User, service: Service, model: str) -> None:
        rows: dict[str, Any] = {"user": admin, "service": service, "rolegrant": RoleGrant.objects.get(user=admin)}
        address = f"/admin/accounts/{model}/{rows[model].pk}/delete/"
        assert access.post(address, {"post": "yes"}).status_code == 403
        answer = access.post(
            f"/admin/accounts/{model}/",
            {"action": "delete_selected", "_selected_action": rows[model].pk, "post": "yes"},
        )
        assert answer.status_code in (200, 302)
        assert type(rows[model])._default_manager.filter(pk=rows[model].pk).exists()


class TestUsers:
    def test_nobody_is_added_nor_given_a_password(self, access: Client, admin: User, owner: User) -> None:
        assert access.get("/admin/accounts/user/add/").status_code == 403
        assert access.get(f"/admin/accounts/user/{owner.pk}/password/").status_code in (302, 404)
        page = access.get(f"/admin/accounts/user/{owner.pk}/change/").content.decode()
        assert "password" not in page.partition('id="content"')[2].lower()

    def test_renamed_and_led_to_where_accounts_are_closed(self, access: Client, owner: User, sign_in: SignIn) -> None:
        theirs = sign_in(owner)
        address = f"/admin/accounts/user/{owner.pk}/change/"
        page = access.get(address).content.decode()
        assert f"/people/{owner.pk}/close/" in page
        data = {"email": "Olive.Owner@Marlshire.example", "full_name": "Olive Owner-Smith", "is_active": ""}
        assert access.post(address, fields_of(page, address) | data).status_code == 302
        owner.refresh_from_db()
        assert (owner.email, owner.full_name) == ("olive.owner@marlshire.example", "Olive Owner-Smith")
        assert owner.is_active, "an account is closed on a page of its own, which hands over what the person leaves"
        assert theirs.get("/checklists/").status_code == 200

    @pytest.mark.parametrize("model", ["user", "service", "rolegrant"])
    def test_lists_and_forms_open(self, access: Client, service: Service, model: str) -> None:
        assert access.get(f"/admin/accounts/{model}/").status_code == 200
        assert access.get(f"/admin/accounts/{model}/add/").status_code == (403 if model == "user" else 200)


class TestRoles:
    def test_granted_once_for_one_service_and_once_for_all(
        self, access: Client, admin: User, outsider: User, service: Service
    ) -> None:
        RoleGrant.objects.filter(user=outsider).delete()
        for service_id in (service.pk, ""):
            data = {"user": outsider.pk, "role": Role.MANAGER.value, "service": service_id}
            assert access.post("/admin/accounts/rolegrant/add/", data).status_code == 302
            again = access.post("/admin/accounts/rolegrant/add/", data)
            assert errors_of(again)["__all__"] == ["This person already has this role there."]
        assert {grant.granted_by for grant in RoleGrant.objects.held_by(outsider)} == {admin}
        assert set(RoleGrant.objects.grants_of(outsider)) == {Grant(Role.MANAGER, service.pk), Grant(Role.MANAGER)}

    def test_withdrawn_never_altered_and_can_be_granted_anew(self, access: Client, admin: User, manager: User) -> None:
        grant = RoleGrant.objects.get(user=manager)
        changed = access.post(f"/admin/accounts/rolegrant/{grant.pk}/change/", {"role": Role.ADMIN.value})
        assert changed.status_code == 403
        answer = access.post(
            "/admin/accounts/rolegrant/", {"action": "withdraw", "_selected_action": grant.pk}, follow=True
        )
        assert "1 role was withdrawn." in answer.content.decode()
        grant.refresh_from_db()
        assert grant.revoked_by == admin
        assert RoleGrant.objects.grants_of(manager) == ()
        data = {"user": manager.pk, "role": grant.role, "service": grant.service_id}
        assert access.post("/admin/accounts/rolegrant/add/", data).status_code == 302

    def test_nobody_grants_themselves_a_role(self, access: Client, admin: User, service: Service) -> None:
        for role in Role:
            data = {"user": admin.pk, "role": role.value, "service": service.pk if role == Role.MANAGER else ""}
            answer = access.post("/admin/accounts/rolegrant/add/", data)
            assert errors_of(answer)["user"] == ["You cannot grant yourself a role. Ask another administrator."]
            with pytest.raises(ValidationError):
                grant_role(by=admin, user=admin, role=role)
        assert RoleGrant.objects.grants_of(admin) == (Grant(Role.ADMIN),)

    @pytest.mark.parametrize("role", [Role.MONITORING, Role.EDITOR, Role.ADMIN])
    def test_a_role_for_the_whole_council_is_for_no_single_service(
        self, access: Client, admin: User, outsider: User, service: Service, role: Role
    ) -> None:
        data = {"user": outsider.pk, "role": role.value, "service": service.pk}
        answer = access.post("/admin/accounts/rolegrant/add/", data)
        sentence = f"{role.label} is a role for the whole council. Leave the service empty to grant it."
        assert errors_of(answer)["service"] == [sentence]
        with pytest.raises(ValidationError):
            grant_role(by=admin, user=outsider, role=role, service=service)
        assert access.post("/admin/accounts/rolegrant/add/", {**data, "service": ""}).status_code == 302

    def test_the_last_administrator_keeps_the_role(
        self, access: Client, admin: User, manager: User, sign_in: SignIn
    ) -> None:
        grants = RoleGrant.objects.filter(user__in=[admin, manager])
        sent = {"action": "withdraw", "_selected_action": [grant.pk for grant in grants]}
        page = access.post("/admin/accounts/rolegrant/", sent, follow=True).content.decode()
        assert "This would leave nobody who administers." in page
        assert grants.current().count() == 2
        second = factories.person("Ada Admin", Role.ADMIN)
        own = access.post("/admin/accounts/rolegrant/", sent, follow=True).content.decode()
        assert "You cannot withdraw a role of your own." in own
        sign_in(second).post("/admin/accounts/rolegrant/", sent)
        assert [grant.user for grant in RoleGrant.objects.administering()] == [second]


class TestWhatTheDatabaseRefuses:
    def test_is_in_the_constraints(self, manager: User, service: Service) -> None:
        def refused(write: Any) -> bool:
            try:
                with transaction.atomic():
                    write()
            except IntegrityError:
                return True
            return False

        grants = RoleGrant.objects
        assert refused(lambda: User.objects.create(email="Upper@marlshire.example", full_name="U"))
        assert refused(lambda: grants.create(user=manager, role=Role.MANAGER, service=service))
        assert refused(lambda: grants.create(user=manager, role="mayor"))
        assert refused(lambda: grants.create(user=manager, role=Role.LEGAL, revoked_by=manager))
        assert not refused(lambda: grants.create(user=manager, role=Role.MANAGER))
        assert refused(lambda: grants.create(user=manager, role=Role.MANAGER))
        assert refused(lambda: grants.create(user=manager, role=Role.LEGAL, granted_by=manager))
        assert refused(lambda: grants.filter(user=manager).update(granted_by=manager))
        assert refused(lambda: grants.create(user=manager, role=Role.MONITORING, service=service))
        assert refused(lambda: grants.create(user=manager, role=Role.EDITOR, service=service))
        assert refused(lambda: grants.create(user=manager, role=Role.ADMIN, service=service))

    def test_there_is_always_somebody_who_administers(self, admin: User) -> None:
        second = factories.person("Ada Admin", Role.ADMIN)
        RoleGrant.objects.filter(user=admin).update(revoked_at=timezone.now())
        theirs = RoleGrant.objects.filter(user=second)
        writes: list[Callable[[], int]] = [
            lambda: theirs.update(revoked_at=timezone.now()),
            lambda: theirs.update(role=Role.OFFICER),
            lambda: User.objects.filter(pk=second.pk).update(is_active=False),
        ]
        for write in writes:
            with pytest.raises(IntegrityError, match="nobody who administers"), transaction.atomic():
                write()
        User.objects.filter(pk=admin.pk).update(is_active=False)
        assert [grant.user for grant in RoleGrant.objects.administering()] == [second]

    def test_who_was_invited_and_never_came_administers_nothing(self, admin: User) -> None:
        second = invite(by=admin, email="ada.admni@marlshire.example", full_name="Ada Admin")
        RoleGrant.objects.create(user=second, role=Role.ADMIN)
        assert [grant.user for grant in RoleGrant.objects.administering()] == [admin]
        writes: list[Callable[[], int]] = [
            lambda: RoleGrant.objects.filter(user=admin).update(revoked_at=timezone.now()),
            lambda: User.objects.filter(pk=admin.pk).update(is_active=False),
        ]
        for write in writes:
            with pytest.raises(IntegrityError, match="nobody who administers"), transaction.atomic():
                write()
        choose_password(of=second, password=PASSWORD, kind=AccountEventKind.PASSWORD_CHANGED)
        RoleGrant.objects.filter(user=admin).update(revoked_at=timezone.now())
        assert [grant.user for grant in RoleGrant.objects.administering()] == [second]


class TestTwoAdministrators:
    def test_different_fields_both_stand(self, admin: User, owner: User, sign_in: SignIn) -> None:
        client, address = sign_in(admin), f"/admin/accounts/user/{owner.pk}/change/"
        first, second = (fields_of(client.get(address).content.decode(), address) for _each in range(2))
        assert client.post(address, first | {"full_name": "Olive Other"}).status_code == 302
        assert client.post(address, second | {"email": "other@marlshire.example"}).status_code == 302
        owner.refresh_from_db()
        assert (owner.full_name, owner.email, owner.is_active) == ("Olive Other", "other@marlshire.example", True)

    @pytest.mark.parametrize("field", ["full_name", "email"])
    def test_one_field_shows_both(self, field: str, admin: User, owner: User, sign_in: SignIn) -> None:
        client, address = sign_in(admin), f"/admin/accounts/user/{owner.pk}/change/"
        first, second = (fields_of(client.get(address).content.decode(), address) for _each in range(2))
        client.post(address, first | {field: "first@marlshire.example"})
        refused = client.post(address, second | {field: "second@marlshire.example"})
        page = refused.content.decode()
        assert refused.status_code == 409
        assert "Somebody else changed this to “first@marlshire.example”" in page
        assert 'value="second@marlshire.example"' in page
        owner.refresh_from_db()
        assert getattr(owner, field) == "first@marlshire.example"
        assert client.post(address, fields_of(page, address)).status_code == 302
        owner.refresh_from_db()
        assert getattr(owner, field) == "second@marlshire.example"

    def test_a_service(self, admin: User, service: Service, sign_in: SignIn) -> None:
        client, address = sign_in(admin), f"/admin/accounts/service/{service.pk}/change/"
        first, second = (fields_of(client.get(address).content.decode(), address) for _each in range(2))
        closed = {name: value for name, value in first.items() if name != "is_active"}
        assert client.post(address, closed).status_code == 302
        assert client.post(address, second | {"name": "Another name"}).status_code == 302
        service.refresh_from_db()
        assert (service.name, service.is_active) == ("Another name", False)

    def test_an_area_of_implications(self, admin: User, sign_in: SignIn) -> None:
        area = ImplicationArea.objects.get(slug="climate")
        client, address = sign_in(admin), f"/admin/partnerships/implicationarea/{area.pk}/change/"
        first, second, third = (fields_of(client.get(address).content.decode(), address) for _each in range(3))
        assert client.post(address, first | {"usually_asked": "Head of climate"}).status_code == 302
        assert client.post(address, second | {"position": "7"}).status_code == 302
        assert client.post(address, third | {"usually_asked": "Nobody"}).status_code == 409
        area.refresh_from_db()
        assert (area.usually_asked, area.position) == ("Head of climate", 7)

    @pytest.mark.parametrize("page", ["accounts/user", "accounts/service", "partnerships/implicationarea"])
    def test_the_browser_puts_back_no_text_of_before(
        self, admin: User, service: Service, sign_in: SignIn, page: str
    ) -> None:
        """The texts and the token beside them are always those that the page came with."""
        number = {"accounts/user": admin.pk, "accounts/service": service.pk}.get(
            page
        ) or ImplicationArea.objects.earliest("pk").pk
        html = sign_in(admin).get(f"/admin/{page}/{number}/change/").content.decode()
        form = html.partition('id="content"')[2]
        controls = [tag for tag in re.findall("<(?:input|textarea|select)[^>]*>", form) if "csrf" not in tag]
        typed = [tag for tag in controls if 'type="submit"' not in tag]
        assert len(typed) > 2
        assert [tag for tag in typed if 'autocomplete="off"' not in tag] == []
