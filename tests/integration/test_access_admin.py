"""The addresses of the administration: administrators alone, and even they delete nothing."""

from __future__ import annotations

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from accounts.middleware import PERMISSIONS
from accounts.models import User
from accounts.roles import Role
from partnerships.models import ImplicationArea
from tests import factories
from tests.addresses import addresses
from tests.conftest import SignIn

# What an administrator gets, by the name of the address. Nothing of a case is here, and nothing is ever deleted.
ADMINISTRATOR = {
    "admin:index": 200,
    "admin:login": 403,
    "admin:logout": 200,
    "admin:password_change": 302,
    "admin:password_change_done": 200,
    "admin:autocomplete": 403,
    "admin:jsi18n": 200,
    "admin:view_on_site": 404,
    "admin:app_list": 200,
    "admin:accounts_user_changelist": 200,
    "admin:accounts_user_add": 403,
    "admin:accounts_user_change": 200,
    "admin:accounts_user_history": 200,
    "admin:accounts_user_delete": 403,
    "admin:accounts_service_changelist": 200,
    "admin:accounts_service_add": 200,
    "admin:accounts_service_change": 200,
    "admin:accounts_service_history": 200,
    "admin:accounts_service_delete": 403,
    "admin:accounts_rolegrant_changelist": 200,
    "admin:accounts_rolegrant_add": 200,
    "admin:accounts_rolegrant_change": 200,
    "admin:accounts_rolegrant_history": 200,
    "admin:accounts_rolegrant_delete": 403,
    "admin:partnerships_implicationarea_changelist": 200,
    "admin:partnerships_implicationarea_add": 200,
    "admin:partnerships_implicationarea_change": 200,
    "admin:partnerships_implicationarea_history": 200,
    "admin:partnerships_implicationarea_delete": 403,
}
NAMED = [address for address in addresses() if address.is_admin and address.name]


def path_of(route: str, person: User, content_type: ContentType) -> str:
    """Fill a route of the administration: its objects are the rows of one person."""
    route = re.sub(r"\^\(\?P<app_label>accounts\b[^)]*\)/\$", "accounts/", route)
    route = route.replace("<path:content_type_id>", str(content_type.pk))
    grant = person.role_grants.get()
    area = ImplicationArea.objects.get(slug="legal")
    keys = {"service": grant.service_id, "rolegrant": grant.pk, "implicationarea": area.pk}
    key = next((key for model, key in keys.items() if f"/{model}/" in route), person.pk)
    return "/" + re.sub(r"<[^>]*>", str(key), route)


@pytest.fixture
def content_type(db: None) -> ContentType:
    return ContentType.objects.get_for_model(User)


def test_every_address_has_its_line() -> None:
    assert {address.name for address in NAMED} == set(ADMINISTRATOR)


# Django's own page for changing a password asks a form for a field that it may lack.
@pytest.mark.ignore_template_errors
def test_an_administrator_gets_what_the_table_says(
    admin: User, manager: User, content_type: ContentType, sign_in: SignIn
) -> None:
    client, got = sign_in(admin), {}
    for address in NAMED:
        page = client.get(path_of(address.route, manager, content_type))
        assert "no-store" in page["Cache-Control"]
        assert page["Permissions-Policy"] == PERMISSIONS
        got[address.name] = page.status_code
    assert got == ADMINISTRATOR


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.ADMIN)])
def test_nobody_else_gets_anything(
    role: Role | None, method: str, manager: User, content_type: ContentType, sign_in: SignIn
) -> None:
    client = sign_in(factories.person("Nora Nobody", *([role] if role else [])))
    for address in NAMED:
        path = path_of(address.route, manager, content_type)
        answer = getattr(client, method)(path, follow=True)
        assert answer.status_code == 403, path


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_signed_out_is_asked_to_sign_in(
    method: str, manager: User, content_type: ContentType, client: Client
) -> None:
    for address in NAMED:
        path = path_of(address.route, manager, content_type)
        answer = getattr(client, method)(path, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/sign-in/"), path


def test_what_does_not_exist_there_is_not_found(admin: User, sign_in: SignIn) -> None:
    assert sign_in(admin).get("/admin/partnerships/answer/").status_code == 404
