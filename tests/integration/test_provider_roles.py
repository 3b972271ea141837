"""The roles that groups of the council's own sign-in give: come and go with each sign-in, beside those of people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from accounts.actions.group_roles import add_group_role
from accounts.actions.leaving import close_account
from accounts.models import GroupRole, GroupSeen, RoleGrant, Service, User
from accounts.roles import Role
from tests import factories
from tests.conftest import SignIn
from tests.integration.came import come, said
from tests.providers import RunningProvider
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db
NIA = "nia.new@marlshire.example"


@pytest.fixture
def ada() -> User:
    return factories.person("Ada Admin", Role.ADMIN)


@pytest.fixture
def housing() -> Service:
    return Service.objects.create(name="Housing", slug="housing")


def held(email: str = NIA) -> set[tuple[str, str, str]]:
    rows = RoleGrant.objects.current().filter(user__email=email).select_related("service")
    return {(grant.role, str(grant.service or ""), grant.group) for grant in rows}


def in_groups(idp: RunningProvider, *groups: Any, name: str = "Nia New", **told: Any) -> str:
    """Sign in with these groups; return the page that comes."""
    idp.tell(groups={name.split(" ")[0].lower(): list(groups)}, **told)
    return said(*come(idp, name))


class TestSigningIn:
    def test_gives_what_the_groups_give_and_nothing_else(
        self, idp: RunningProvider, ada: User, housing: Service
    ) -> None:
        add_group_role(by=ada, group="g-managers", role=Role.MANAGER, service=housing)
        add_group_role(by=ada, group="g-legal", role=Role.LEGAL)
        in_groups(idp, "g-managers", "g-others", 7, "", "x" * 300)
        assert held() == {("manager", "Housing", "g-managers")}
        grant = RoleGrant.objects.get(user__email=NIA)
        assert grant.granted_by is None
        assert set(GroupSeen.objects.values_list("group", flat=True)) == {"g-managers", "g-others"}

    def test_withdraws_it_when_the_group_was_left_and_says_so(self, idp: RunningProvider, ada: User) -> None:
        add_group_role(by=ada, group="g-managers", role=Role.MANAGER)
        in_groups(idp, "g-managers")
        page = in_groups(idp, "g-others")
        assert held() == set()
        assert "which you no longer have: Manager." in page
        assert RoleGrant.objects.get(user__email=NIA).revoked_by == User.objects.automatic()

    def test_leaves_what_somebody_granted(self, idp: RunningProvider, ada: User, housing: Service) -> None:
        nia = factories.person("Nia New", Role.LEGAL)
        RoleGrant.objects.create(user=nia, role=Role.MANAGER, service=housing, granted_by=ada)
        add_group_role(by=ada, group="g", role=Role.MANAGER, service=housing)
        add_group_role(by=ada, group="g", role=Role.OFFICER, service=housing)
        in_groups(idp, "g")
        assert held() == {("legal", "", ""), ("manager", "Housing", ""), ("officer", "Housing", "g")}
        in_groups(idp)
        assert held() == {("legal", "", ""), ("manager", "Housing", "")}

    def test_goes_by_another_group_that_gives_the_same(self, idp: RunningProvider, ada: User) -> None:
        for group in ("a", "b"):
            add_group_role(by=ada, group=group, role=Role.OFFICER)
        in_groups(idp, "b", "a")
        assert held() == {("officer", "", "a")}
        assert "no longer have" not in in_groups(idp, "b")
        assert held() == {("officer", "", "b")}

    def test_leaves_the_last_administrator_one_by_another_group(self, idp: RunningProvider, ada: User) -> None:
        for group in ("a", "b"):
            add_group_role(by=ada, group=group, role=Role.ADMIN)
        in_groups(idp, "b")
        RoleGrant.objects.filter(user=ada).update(revoked_at=timezone.now(), revoked_by=ada)
        assert "you are the last one" not in in_groups(idp, "a")
        assert held() == {("admin", "", "b")}

    def test_gives_it_anew_after_a_last_day(self, idp: RunningProvider, ada: User) -> None:
        nia = factories.person("Nia New")
        yesterday = timezone.localdate() - timedelta(days=1)
        RoleGrant.objects.create(user=nia, role=Role.OFFICER, ends_on=yesterday, granted_by=ada)
        add_group_role(by=ada, group="g", role=Role.OFFICER)
        in_groups(idp, "g")
        assert held() == {("officer", "", "g")}

    @pytest.mark.parametrize(
        "told",
        [
            {
                "claims": {
                    "_claim_names": {"groups": "src1"},
                    "_claim_sources": {"src1": {"endpoint": "https://x.example"}},
                }
            },
            {"claims": {"hasgroups": True}},
            {"claims": {"groups": ["g"], "_claim_names": {"groups": "src1"}}},
        ],
        ids=str,
    )
    def test_with_more_groups_than_can_be_named_gives_none_and_says_so(
        self, idp: RunningProvider, ada: User, sign_in: SignIn, told: Any
    ) -> None:
        add_group_role(by=ada, group="g", role=Role.OFFICER)
        in_groups(idp, "g")
        assert held() == {("officer", "", "g")}
        idp.tell(**told)
        page = said(*come(idp, "Nia New"))
        assert held() == set()
        assert "You are in more groups than Marlshire account can name" in page
        assert "which you no longer have: Officer." in page
        listed = one_spaced(sign_in(ada).get("/people/groups/").content.decode())
        assert "People with more groups than can be named" in listed
        assert "Nia New" in listed
        nia = User.objects.get(email=NIA)
        assert "none counted" in sign_in(ada).get(f"/people/{nia.pk}/").content.decode()

    @pytest.mark.parametrize("told", [{}, {"claims": {"groups": {"g": 1}}}, {"claims": {"groups": None}}], ids=str)
    def test_without_groups_gives_none(self, idp: RunningProvider, ada: User, sign_in: SignIn, told: Any) -> None:
        add_group_role(by=ada, group="g", role=Role.OFFICER)
        in_groups(idp, "g")
        idp.tell(**told)
        come(idp, "Nia New")
        assert held() == set()
        assert not GroupSeen.objects.exists()
        assert "People without groups" in sign_in(ada).get("/people/groups/").content.decode()

    def test_takes_the_groups_from_the_claim_of_the_settings(
        self, idp: RunningProvider, ada: User, settings: Any
    ) -> None:
        settings.OIDC = settings.OIDC.__class__(**(vars(settings.OIDC) | {"groups_claim": "roles"}))
        add_group_role(by=ada, group="Readiness.Officer", role=Role.OFFICER)
        in_groups(idp, "g", claims={"roles": ["Readiness.Officer"]})
        assert held() == {("officer", "", "Readiness.Officer")}

    def test_gives_nothing_for_a_service_that_has_closed(
        self, idp: RunningProvider, ada: User, housing: Service
    ) -> None:
        add_group_role(by=ada, group="g", role=Role.OFFICER, service=housing)
        Service.objects.filter(pk=housing.pk).update(is_active=False)
        in_groups(idp, "g")
        assert held() == set()

    def test_gives_nobody_what_they_have_added_themselves(self, idp: RunningProvider) -> None:
        ada, other = factories.person("Ada Admin", Role.ADMIN), factories.person("Max Manager", Role.ADMIN)
        add_group_role(by=ada, group="g", role=Role.SECRETARY)
        add_group_role(by=other, group="g", role=Role.AUDITOR)
        in_groups(idp, "g", name="Ada Admin")
        assert held(ada.email) == {("admin", "", ""), ("auditor", "", "g")}

    def test_leaves_the_last_administrator(self, idp: RunningProvider, ada: User) -> None:
        add_group_role(by=ada, group="g", role=Role.ADMIN)
        in_groups(idp, "g")
        close_account(by=User.objects.get(email=NIA), user=ada)
        page = in_groups(idp)
        assert held() == {("admin", "", "g")}
        assert "you are the last one" in page
        factories.person("Max Manager", Role.ADMIN)
        in_groups(idp)
        assert held() == set()

    def test_makes_nobody_more_than_the_roles_say(self, idp: RunningProvider, ada: User) -> None:
        in_groups(idp, "admin", claims={"is_superuser": True, "is_staff": True, "roles": ["admin"]})
        nia = User.objects.get(email=NIA)
        assert (held(), nia.is_active) == (set(), True)
        assert RoleGrant.objects.grants_of(AnonymousUser()) == ()

    def test_forgets_the_groups_of_a_closed_account(self, idp: RunningProvider, ada: User) -> None:
        in_groups(idp, "g")
        close_account(by=ada, user=User.objects.get(email=NIA))
        assert not GroupSeen.objects.exists()

    def test_says_by_which_group_in_the_review_and_on_the_page_of_the_person(
        self, idp: RunningProvider, ada: User, sign_in: SignIn
    ) -> None:
        add_group_role(by=ada, group="g-officers", role=Role.OFFICER)
        in_groups(idp, "g-officers")
        nia, client = User.objects.get(email=NIA), sign_in(ada)
        assert "by the council’s sign-in, group g-officers" in one_spaced(
            client.get(f"/people/{nia.pk}/").content.decode()
        )
        assert "the council’s sign-in, group g-officers" in client.get("/people/access/").content.decode()


class TestThePages:
    @pytest.fixture
    def client(self, ada: User, sign_in: SignIn, idp: RunningProvider) -> Client:
        return sign_in(ada)

    def test_say_what_saving_would_change_and_change_nothing_then(
        self, client: Client, idp: RunningProvider, housing: Service
    ) -> None:
        in_groups(idp, "g")
        typed = {"group": " g ", "role": "manager", "service": housing.pk}
        page = one_spaced(client.post("/people/groups/add/", typed | {"preview": "yes"}).content.decode())
        assert "It would give the role to 1 person who had this group" in page
        assert "<li>Nia New</li>" in page
        assert not GroupRole.objects.exists()
        assert client.post("/people/groups/add/", typed)["Location"] == "/people/groups/"
        assert held() == set()
        in_groups(idp, "g")
        assert held() == {("manager", "Housing", "g")}
        listed = one_spaced(client.get("/people/groups/").content.decode())
        assert "Manager, Housing" in listed
        assert "1 person" in listed

    def test_offer_the_groups_that_give_nothing(self, client: Client, idp: RunningProvider) -> None:
        in_groups(idp, "g & h")
        assert "?group=g%20%26%20h" in client.get("/people/groups/").content.decode()
        assert 'value="g &amp; h"' in client.get("/people/groups/add/?group=g%20%26%20h").content.decode()

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"role": "officer"}, "Enter the group"),
            ({"group": "g"}, "Select a role"),
            ({"group": "g", "role": "auditor"}, "This group gives this role there already."),
            ({"group": "g", "role": "editor", "service": "housing"}, "is a role for the whole council"),
            ({"group": "g" * 201, "role": "officer"}, "200"),
        ],
    )
    def test_refuse(self, client: Client, ada: User, housing: Service, typed: dict[str, Any], sentence: str) -> None:
        add_group_role(by=ada, group="g", role=Role.AUDITOR)
        if "service" in typed:
            typed = typed | {"service": housing.pk}
        answer = client.post("/people/groups/add/", typed)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()

    def test_withdraw_at_once_what_is_changed_or_removed(self, client: Client, ada: User, idp: RunningProvider) -> None:
        rule = add_group_role(by=ada, group="g", role=Role.OFFICER)
        in_groups(idp, "g")
        typed = {"group": "g", "role": "auditor", "note": "Auditors"}
        page = one_spaced(client.post(f"/people/groups/{rule.pk}/", typed | {"preview": "yes"}).content.decode())
        assert "It would withdraw what the group gives now from 1 person, at once." in page
        assert held() == {("officer", "", "g")}
        client.post(f"/people/groups/{rule.pk}/", typed | {"role": "officer"})
        assert (held(), GroupRole.objects.get().note) == ({("officer", "", "g")}, "Auditors")
        client.post(f"/people/groups/{rule.pk}/", typed)
        assert held() == set()
        assert client.post(f"/people/groups/{rule.pk}/", typed).status_code == 404
        in_groups(idp, "g")
        assert held() == {("auditor", "", "g")}
        now = GroupRole.objects.current().get()
        assert "from 1 person who has it" in one_spaced(client.get(f"/people/groups/{now.pk}/remove/").content.decode())
        client.post(f"/people/groups/{now.pk}/remove/")
        assert held() == set()
        assert GroupRole.objects.filter(removed_by=ada).count() == 2

    def test_refuse_to_take_away_ones_own_role_or_the_last_administrator(
        self, client: Client, ada: User, idp: RunningProvider, sign_in: SignIn
    ) -> None:
        rule = add_group_role(by=ada, group="g", role=Role.ADMIN)
        in_groups(idp, "g")
        nia = sign_in(User.objects.get(email=NIA))
        answer = nia.post(f"/people/groups/{rule.pk}/remove/")
        assert answer.status_code == 409
        assert "You cannot withdraw a role of your own." in answer.content.decode()
        answer = nia.post(f"/people/groups/{rule.pk}/", {"group": "h", "role": "admin"})
        assert answer.status_code == 409
        assert "You cannot withdraw a role of your own." in answer.content.decode()
        assert held() == {("admin", "", "g")}

    def test_try_groups_for_somebody(self, client: Client, ada: User, idp: RunningProvider, housing: Service) -> None:
        add_group_role(by=ada, group="a", role=Role.OFFICER, service=housing)
        add_group_role(by=ada, group="b", role=Role.AUDITOR)
        in_groups(idp, "a")
        page = one_spaced(client.get("/people/groups/preview/", {"groups": "b\r\nother"}).content.decode())
        assert "b: Auditor, all services" in page
        assert "signs in with them" not in page
        page = one_spaced(client.get("/people/groups/preview/", {"groups": "b", "person": NIA}).content.decode())
        come_, go, stay = (page.index(words) for words in ("These roles come", "These go", "These stay"))
        assert "Auditor" in page[come_:go]
        assert "Officer, Housing" in page[go:stay]
        page = one_spaced(client.get("/people/groups/preview/", {"person": NIA}).content.decode())
        assert "Officer, Housing" in page[page.index("These stay") :]
        assert "Enter groups, or the email address" in client.get("/people/groups/preview/?groups=").content.decode()
        assert held() == {("officer", "Housing", "a")}

    def test_are_for_administrators(self, idp: RunningProvider, sign_in: SignIn) -> None:
        client = sign_in(factories.person("Olive Officer", Role.OFFICER))
        for address in ("", "add/", "preview/", "1/", "1/remove/"):
            assert client.get(f"/people/groups/{address}").status_code == 403
