"""Signing in and out, and what happens to typed text when a session ends in the middle of an answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from accounts import drafts
from accounts.adapter import AccountAdapter
from accounts.guards import grants_of, public, signed_in, user_of
from accounts.models import RoleGrant, User
from accounts.roles import Grant, Role
from config.limits import Rate
from tests.factories import person
from tests.shown import one_spaced, title_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

PASSWORD = "correct horse battery"
WRONG = "The email address and password do not match an account here. Check both and try again."


@signed_in
def answer(request: HttpRequest) -> HttpResponse:
    """Stand for any page with a form: it shows what came back after signing in."""
    typed = drafts.restore(request)
    return HttpResponse(f"{user_of(request)}: {typed.dict() if typed else 'nothing typed'}")


@public
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


# The pages of other apps to which the frame of every page leads.
NAVIGATED = ("my-work", "partnerships", "flags", "register", "audit", "verify", "checklist-list")
urlpatterns = [
    *(path(f"{name}/", home, name=name) for name in NAVIGATED),
    path("answer/", answer),
    path("other-answer/", answer),
    path("", include("accounts.urls")),
]


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashing slowly is what production wants, and what these tests do dozens of times."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("olive@marlshire.example", PASSWORD, full_name="Olive Officer")


def sign_in(client: Client, email: str, password: str = PASSWORD, *, where: str = "/sign-in/") -> Any:
    return client.post(where, {"login": email, "password": password})


class TestSignIn:
    def test_address_in_any_case_and_the_page_that_was_asked_for(self, client: Client, officer: User) -> None:
        asked = client.get("/answer/?page=2")
        assert asked.status_code == 302
        done = sign_in(client, " Olive@MARLSHIRE.example ", where=asked["Location"])
        assert done.status_code == 302
        assert done["Location"] == "/answer/?page=2"
        assert client.get("/answer/").content == b"Olive Officer: nothing typed"

    @pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
    def test_next_never_leads_elsewhere(self, client: Client, officer: User, wanted: str) -> None:
        done = client.post("/sign-in/", {"login": officer.email, "password": PASSWORD, "next": wanted})
        assert done["Location"] == "/"

    def test_unknown_address_and_wrong_password_look_the_same(self, client: Client, officer: User) -> None:
        inactive = User.objects.create_user("gone@marlshire.example", PASSWORD, full_name="Gone")
        User.objects.filter(pk=inactive.pk).update(is_active=False)
        tries = [("nobody@marlshire.example", PASSWORD), (officer.email, "wrong"), (inactive.email, PASSWORD)]
        pages = [sign_in(client, email, password) for email, password in tries]
        assert [page.status_code for page in pages] == [422, 422, 422]
        assert all(WRONG in page.content.decode() for page in pages)
        assert all(title_of(page.content.decode()).startswith("Error: Sign in") for page in pages)

    def test_empty_form_links_its_errors_and_never_shows_a_password_again(self, client: Client) -> None:
        page = sign_in(client, "olive@marlshire.example", "").content.decode()
        assert '<a href="#id_password">Enter your password</a>' in page
        assert 'value="olive@marlshire.example"' in page
        assert "secret-typed" not in sign_in(client, "not an address", "secret-typed").content.decode()

    def test_who_is_signed_in_is_sent_on(self, client: Client, officer: User) -> None:
        client.force_login(officer)
        assert client.get("/sign-in/?next=/answer/")["Location"] == "/answer/"

    def test_eleventh_wrong_password_has_to_wait_and_others_do_not(
        self, client: Client, officer: User, settings: Any
    ) -> None:
        # It ends in 2033: no test is run over the end of a period.
        settings.LIMITS = {**settings.LIMITS, "sign_in_account": Rate(most=10, seconds=1_000_000_000)}
        other = User.objects.create_user("carl@marlshire.example", PASSWORD, full_name="Carl")
        tries = [sign_in(client, email, "wrong") for email in [officer.email, officer.email.upper()] * 5]
        assert [page.status_code for page in tries] == [422] * 10
        locked = sign_in(client, officer.email)
        assert locked.status_code == 429
        assert "minutes, then try again" in one_spaced(locked.content.decode())
        assert "choose a new one" in locked.content.decode()
        assert int(locked["Retry-After"]) > 0
        assert sign_in(client, other.email).status_code == 302

    def test_nobody_signs_up(self, client: Client) -> None:
        assert client.get("/signup/").status_code == 404
        assert AccountAdapter().is_open_for_signup(HttpRequest()) is False


class TestSignOut:
    def test_only_a_post_signs_out(self, client: Client, officer: User) -> None:
        client.force_login(officer)
        page = client.get("/sign-out/")
        assert "Do you want to sign out?" in page.content.decode()
        assert client.get("/answer/").status_code == 200
        assert client.post("/sign-out/")["Location"] == "/sign-in/"
        assert client.get("/answer/").status_code == 302


class TestSessionEndsInMidAnswer:
    def type(self, client: Client, user: User, **headers: str) -> Any:
        data = {"reason": "Half an hour of typing", "option": ["yes"], "typed_by": str(user.pk)}
        return client.post("/answer/", data, headers=headers)

    def test_typed_text_comes_back_once_to_the_same_person(self, client: Client, officer: User) -> None:
        sent = self.type(client, officer)
        assert sign_in(client, officer.email, where=sent["Location"])["Location"] == "/answer/"
        assert b"nothing typed" in client.get("/other-answer/").content
        assert b"Half an hour of typing" in client.get("/answer/").content
        assert b"nothing typed" in client.get("/answer/").content

    def test_another_person_at_the_same_browser_does_not_get_it(self, client: Client, officer: User) -> None:
        User.objects.create_user("carl@marlshire.example", PASSWORD, full_name="Carl")
        self.type(client, officer)
        sign_in(client, "carl@marlshire.example")
        assert b"nothing typed" in client.get("/answer/").content
        assert client.session["drafts"] == []

    def test_a_page_that_saves_is_told_where_to_sign_in(self, client: Client, officer: User) -> None:
        sent = self.type(client, officer, x_autosave="true", x_page="http://testserver/other-answer/?a=1")
        assert sent.content == b""
        assert sent["X-Sign-In"] == "/sign-in/?next=/other-answer/%3Fa%3D1"
        away = self.type(client, officer, x_autosave="true", x_page="https://elsewhere.example/")
        assert away["X-Sign-In"] == "/sign-in/?next=/answer/"

    def test_keeps_little_and_only_what_says_whose_it_is(self, client: Client, officer: User) -> None:
        client.post("/answer/", {"reason": "whose?"})
        long = {"reason": "x" * (drafts.LIMIT + 1), "typed_by": "1"}
        assert client.post("/answer/", long).status_code == 403
        assert "drafts" not in client.session
        for number in range(drafts.MOST_FORMS + 1):
            client.post(f"/answer/?tab={number}", {"reason": f"{number}", "typed_by": str(officer.pk)})
        assert [draft["fields"]["reason"] for draft in client.session["drafts"]] == [["3"]]


class TestGrants:
    def test_one_query_a_request_and_only_what_is_held_now(self, django_assert_num_queries: Any) -> None:
        user = person("Mary Manager", Role.MANAGER)
        RoleGrant.objects.create(user=user, role=Role.AUDITOR, revoked_at=user.created_at)
        request = HttpRequest()
        request.user = user
        with django_assert_num_queries(1):
            assert grants_of(request) == (Grant(Role.MANAGER),)
            assert grants_of(request) == (Grant(Role.MANAGER),)

    def test_superuser_of_the_command_line_is_administrator_of_all(self) -> None:
        chief = User.objects.create_superuser("Chief@Marlshire.example", PASSWORD, full_name="Chief")
        assert chief.email == "chief@marlshire.example"
        assert RoleGrant.objects.grants_of(chief) == (Grant(Role.ADMIN),)

    def test_view_behind_no_guard_has_nobody(self) -> None:
        request = HttpRequest()
        request.user = AnonymousUser()
        assert grants_of(request) == ()
        with pytest.raises(TypeError):
            user_of(request)
