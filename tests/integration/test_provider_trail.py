"""What the trail of accounts has of the council's own sign-in, of the roles that groups give, and of accounts for emergencies."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.actions.leaving import close_account
from accounts.models import AccountEvent, AccountEventKind, GroupRole, Service, User
from accounts.roles import Role
from config.limits import Rate
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of
from tests.integration.came import PROVIDED, come
from tests.integration.tampering import verify
from tests.providers import RunningProvider
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db
NIA = "nia.new@marlshire.example"
GROUPS = "/people/groups/"
GIVEN = {"role": "manager", "service": "housing"}


@dataclass
class Scene:
    """The provider, an administrator at their browser, and a service."""

    idp: RunningProvider
    ada: User
    access: Client

    def send(self, path: str, **typed: str) -> None:
        """Fill in the form of that page and send it."""
        answer = self.access.post(path, fields_of(one_spaced(self.access.get(path).content.decode()), path) | typed)
        assert answer.status_code == 302, answer.content.decode()


Said = tuple[User | None, User | None, dict[str, Any]]


@pytest.fixture
def scene(idp: RunningProvider, sign_in: SignIn) -> Scene:
    Service.objects.create(name="Housing", slug="housing")
    ada = factories.person("Ada Admin", Role.ADMIN)
    return Scene(idp, ada, sign_in(ada))


def account_came(scene: Scene) -> Said:
    come(scene.idp, "Nia New")
    nia = User.objects.get(email=NIA)
    return nia, nia, {}


def provider_linked(scene: Scene) -> Said:
    nia = factories.person("Nia New", Role.OFFICER)
    come(scene.idp, "Nia New")
    return nia, nia, {}


def provider_unlinked(scene: Scene) -> Said:
    provider_linked(scene)
    nia = User.objects.get(email=NIA)
    scene.send(f"/people/{nia.pk}/unlink/")
    return scene.ada, nia, {}


def provider_refused(scene: Scene) -> Said:
    nia = factories.person("Nia New")
    close_account(by=scene.ada, user=nia)
    come(scene.idp, "Nia New")
    return None, nia, {}


def group_role_added(scene: Scene) -> Said:
    service = Service.objects.get(slug="housing")
    scene.send(f"{GROUPS}add/", group="g-managers", role="manager", service=str(service.pk))
    return scene.ada, None, {"rule": GroupRole.objects.get().pk, **GIVEN}


def group_role_removed(scene: Scene) -> Said:
    _by, _about, data = group_role_added(scene)
    scene.send(f"{GROUPS}{data['rule']}/remove/")
    return scene.ada, None, data


def emergency_given(scene: Scene) -> Said:
    nia = factories.person("Nia New", Role.ADMIN)
    scene.send(f"/people/{nia.pk}/emergency/")
    return scene.ada, nia, {}


def emergency_ended(scene: Scene) -> Said:
    _by, nia, _data = emergency_given(scene)
    call_command("emergency_access", NIA, end=True)
    return None, nia, {}


ACTS: dict[AccountEventKind, Callable[[Scene], Said]] = {kind: globals()[kind.value] for kind in PROVIDED}


@pytest.mark.parametrize("kind", sorted(PROVIDED))
def test_each_kind_is_noted_by_what_people_do(scene: Scene, kind: AccountEventKind) -> None:
    by, about, data = ACTS[kind](scene)
    event = AccountEvent.objects.filter(kind=kind).order_by("-position")[0]
    assert (event.recorded_by, event.about, event.data) == (by, about, data)
    said, fails = verify()
    assert not fails, said
    kept = json.dumps(list(AccountEvent.objects.values("kind", "data")))
    assert not any(typed in kept for typed in ("g-managers", "@", "Nia"))


def test_roles_that_groups_give_are_noted_one_by_one(scene: Scene) -> None:
    group_role_added(scene)
    for groups in (["g-managers"], []):
        scene.idp.tell(groups={"nia": groups})
        come(scene.idp, "Nia New")
    kinds = list(AccountEvent.objects.filter(about__email=NIA).values_list("kind", flat=True))
    assert kinds == ["account_came", "role_granted", "signed_in", "role_withdrawn", "signed_in"]
    granted = AccountEvent.objects.get(kind="role_granted", about__email=NIA)
    assert (granted.recorded_by, granted.data) == (User.objects.automatic(), {**GIVEN, "ends_on": None})
    assert AccountEvent.objects.filter(kind="signed_in").last().data == {"ways": ["socialaccount"]}  # type: ignore[union-attr]


def test_a_stranger_who_is_refused_is_nobody(scene: Scene) -> None:
    scene.idp.tell(claims={"email_verified": False})
    come(scene.idp, "Nia New")
    event = AccountEvent.objects.get(kind="provider_refused")
    assert (event.about, event.data) == (None, {})


def test_so_many_refusals_of_one_person_are_noted_and_no_more(scene: Scene, settings: Any) -> None:
    settings.LIMITS = settings.LIMITS | {"refused": Rate(most=2, seconds=24 * 60 * 60)}
    scene.idp.tell(claims={"email_verified": False})
    for name in ["Nia New"] * 3 + ["Zed Zealous"]:
        come(scene.idp, name)
    assert AccountEvent.objects.filter(kind="provider_refused").count() == 3


def test_the_page_names_the_group(scene: Scene) -> None:
    group_role_added(scene)
    page = one_spaced(scene.access.get("/people/trail/").content.decode())
    assert "Role given to a group" in page
    assert "g-managers, Manager, Housing" in page
