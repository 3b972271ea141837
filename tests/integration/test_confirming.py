"""The second factor, or the password of who has none, is asked for anew before what is decisive."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from tests import people
from tests.addresses import addresses
from tests.filled_forms import fields_of
from tests.integration.codes import APP, CODES, PASSWORD, code_of, enter, made, set_up
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db

# The pages on which something decisive is done, beside those of Django's administration.
DECISIVE = {
    *("assessment-issue", "assessment-decide", "assessment-reopen", "edition-withdraw"),
    *("draft-check", "checklist-retire", "account-close", "account-open"),
    *("people", "person", "person-invite", "person-invite-again", "role-grant", "role-withdraw"),
    *("group-roles", "group-role-add", "group-roles-preview", "group-role-change", "group-role-remove"),
    *("emergency-access", "provider-unlink"),
    *("second-factor-remove", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn"),
    *("mfa_remove_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
}


@pytest.fixture
def olive() -> User:
    return made("Olive Officer", Role.OFFICER)


def test_what_is_decisive_is_marked_so() -> None:
    assert {address.name for address in addresses() if getattr(address.view, "is_decisive", False)} == DECISIVE


class TestConfirmed:
    """What is decisive asks for the password or the second factor of whoever has not given it lately."""

    @pytest.fixture(autouse=True)
    def _asked(self, settings: Any) -> None:
        settings.CONFIRM_MINUTES = 30

    def later(self) -> Any:
        return time_machine.travel(timezone.now() + timedelta(minutes=31))

    def test_at_once_nothing_is_asked(self, olive: User) -> None:
        client = enter(made("Ada Admin", Role.ADMIN))[0]
        assert client.get(f"/people/{olive.pk}/roles/grant/").status_code == 200

    def test_later_the_password_is_and_what_was_typed_comes_back(self, olive: User) -> None:
        ada = made("Ada Admin", Role.ADMIN)
        client, path = enter(ada)[0], f"/people/{olive.pk}/roles/grant/"
        with self.later():
            asked = client.post(path, {"role": "legal", "typed_by": str(ada.pk)})
            assert asked["Location"] == f"/account/confirm/?next={path}"
            assert not RoleGrant.objects.filter(user=olive, role=Role.LEGAL).exists()
            assert "What you have typed is kept" in client.get(asked["Location"]).content.decode()
            wrong = client.post(asked["Location"], {"password": "not it"})
            assert wrong.status_code == 422
            assert "This is not your password" in wrong.content.decode()
            back = client.post(asked["Location"], {"password": PASSWORD})
            assert back["Location"] == path
            page = client.get(path).content.decode()
            assert "You were asked to confirm that it is you before this was done. What you had" in one_spaced(page)
            assert 'value="legal" checked' in one_spaced(page)
            assert client.post(path, {"role": "legal"}).status_code == 302
        assert RoleGrant.objects.filter(user=olive, role=Role.LEGAL).exists()

    def test_the_same_form_sent_again_is_done(self, olive: User) -> None:
        """As by a browser that goes back to it."""
        client, path = enter(made("Ada Admin", Role.ADMIN))[0], f"/people/{olive.pk}/roles/grant/"
        sent = {"role": "legal", "form_token": "0" * 32}
        with self.later():
            asked = client.post(path, sent)
            client.post(asked["Location"], {"password": PASSWORD})
            assert client.post(path, sent)["Location"] == f"/people/{olive.pk}/"
        assert RoleGrant.objects.filter(user=olive, role=Role.LEGAL).count() == 1

    def test_who_has_a_second_factor_gives_that(self, olive: User) -> None:
        client = enter(made("Ada Admin", Role.ADMIN))[0]
        secret, path = set_up(client), f"/people/{olive.pk}/roles/grant/"
        with self.later():
            asked = client.get(path)
            assert asked["Location"] == f"/account/confirm/code/?next={path}"
            assert "What you have typed" not in client.get(asked["Location"]).content.decode()
            assert "Use your password" not in client.get(asked["Location"]).content.decode()
            assert client.post(asked["Location"], {"code": code_of(secret)})["Location"] == path
            assert client.get(path).status_code == 200

    def test_and_not_the_password_with_which_somebody_else_would_take_it_away(self, olive: User) -> None:
        client = enter(olive)[0]
        set_up(client)
        with self.later():
            asked = client.post(f"/account/confirm/?next={APP}remove/", {"password": PASSWORD})
            assert asked["Location"].startswith("/account/confirm/code/?next=")
            assert client.post(f"{APP}remove/")["Location"] == f"/account/confirm/code/?next={APP}remove/"
        assert Authenticator.objects.filter(user=olive, type="totp").exists()

    def test_nor_one_that_was_given_before_it_was_set_up(self, olive: User) -> None:
        client = enter(olive)[0]
        Authenticator.objects.create(user=olive, type="totp", data={"secret": "-"})
        assert client.get(f"{APP}remove/")["Location"] == f"/account/confirm/code/?next={APP}remove/"

    def test_whoever_has_just_set_it_up_has_given_it(self, olive: User) -> None:
        client = enter(olive)[0]
        set_up(client)
        assert client.get(CODES).status_code == 200

    def test_before_a_report_is_issued_and_decided(self, secretary: User) -> None:
        endorsed = people.endorsed()
        secretary.set_password(PASSWORD)
        secretary.save()
        client = enter(secretary)[0]
        path = f"/assessments/{endorsed.pk}/issue/"
        form = fields_of(client.get(path).content.decode(), path)
        with self.later():
            asked = client.post(path, form)
            assert asked["Location"] == f"/account/confirm/?next={path}"
            assert not endorsed.issues.exists()
            client.post(asked["Location"], {"password": PASSWORD})
            assert client.get(path).status_code == 200

    def test_before_anything_is_done_to_people(self, olive: User) -> None:
        client = enter(made("Ada Admin", Role.ADMIN))[0]
        own, grant = f"/people/{olive.pk}/", olive.role_grants.get()
        paths = ["/people/invite/", f"{own}invite/", f"{own}roles/{grant.pk}/withdraw/", f"{own}close/", f"{own}open/"]
        with self.later():
            for path in paths:
                assert client.post(path, {"reason": "-"})["Location"] == f"/account/confirm/?next={path}"
        olive.refresh_from_db()
        assert (olive.is_active, RoleGrant.objects.held_by(olive).count()) == (True, 1)

    @pytest.mark.parametrize(
        ("page", "sent"),
        [
            ("rolegrant/add/", {}),
            # Django adds a row by this name of a button, whatever the address.
            ("rolegrant/{grant}/change/", {"_saveasnew": "1"}),
            ("rolegrant/", {"action": "withdraw", "index": "0", "_selected_action": "{grant}"}),
            ("user/{user}/change/", {"email": "another@marlshire.example", "full_name": "Olive"}),
        ],
    )
    def test_before_anything_is_done_in_the_administration(self, olive: User, page: str, sent: dict[str, str]) -> None:
        client, grant = enter(made("Ada Admin", Role.ADMIN))[0], olive.role_grants.get()
        numbers = {"grant": grant.pk, "user": olive.pk}
        path = f"/admin/accounts/{page.format(**numbers)}"
        typed = {name: text.format(**numbers) for name, text in sent.items()}
        with self.later():
            asked = client.post(path, {"user": olive.pk, "role": "admin"} | typed)
        assert asked["Location"] == f"/account/confirm/?next={path}"
        olive.refresh_from_db()
        assert olive.email != "another@marlshire.example"
        assert [row.role for row in RoleGrant.objects.held_by(olive)] == ["officer"]

    @pytest.mark.parametrize("path", ["/account/second-factor/app/", "/account/second-factor/passkeys/add/"])
    def test_before_the_second_factor_is_changed(self, olive: User, path: str) -> None:
        client = enter(olive)[0]
        with self.later():
            assert client.get(path)["Location"] == f"/account/confirm/?next={path}"

    def test_whoever_has_neither_is_told_what_to_do(self, olive: User, sign_in: Any) -> None:
        User.objects.filter(pk=olive.pk).update(password="!")
        olive.refresh_from_db()
        refused = sign_in(olive).get(APP)
        assert refused.status_code == 403
        assert "Choose a password first" in refused.content.decode()
