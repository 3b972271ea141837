"""The pages for what went wrong, in the design of every other page, and the two pages about this site."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from accounts.guards import public
from accounts.models import User
from govuk import components
from tests.shown import title_of

pytestmark = pytest.mark.urls(__name__)

SCRIPT = "<script>alert(1)</script>"


@public
def page(request: HttpRequest, what: str) -> HttpResponse:
    """Go wrong in the way that is asked for."""
    errors = {
        "400": SuspiciousOperation("what was wrong is not for the page"),
        "403": PermissionDenied(),
        "404": Http404("not for the page either"),
        "403-because": PermissionDenied("Only the lead officer can do this."),
        "500": RuntimeError("not for the page either"),
    }
    if what in errors:
        raise errors[what]
    return HttpResponse(what)


# The pages of other apps to which the frame of every page leads.
NAVIGATED = ("my-work", "partnerships", "flags", "questions", "register", "conditions", "audit", "verify", "search")
urlpatterns = [
    *(path(f"{name}/", page, {"what": name}, name=name) for name in NAVIGATED),
    path("checklists/", page, {"what": "checklists"}, name="checklist-list"),
    path("go-wrong/<str:what>/", page),
    path("", include("accounts.urls")),
]
handler400 = "accounts.views.site.bad_request"
handler500 = "accounts.views.site.server_error"


@pytest.fixture
def visitor() -> Client:
    """A browser, to which an exception is a page."""
    return Client(raise_request_exception=False)


WRONG = [
    ("/go-wrong/400/", 400, "This request could not be understood"),
    ("/go-wrong/403/", 403, "You cannot do this"),
    ("/nowhere/", 404, "Page not found"),
    ("/go-wrong/500/", 500, "Sorry, something went wrong"),
]


@pytest.mark.django_db
class TestErrorPages:
    @pytest.mark.parametrize(("address", "status", "heading"), WRONG)
    @pytest.mark.parametrize("is_signed_in", [True, False])
    def test_page_in_our_design(
        self, visitor: Client, owner: User, address: str, status: int, heading: str, is_signed_in: bool
    ) -> None:
        if is_signed_in:
            visitor.force_login(owner)
        answer = visitor.get(address)
        html = answer.content.decode()
        assert answer.status_code == status
        assert html.count("<h1") == 1
        assert heading in html
        assert title_of(html) == f"{heading} – Partnership readiness – Marlshire County Council"
        assert '<html lang="en-gb"' in html
        assert "not for the page" not in html

    @pytest.mark.parametrize("address", ["/nowhere/", "/go-wrong/404/"])
    @pytest.mark.parametrize(("is_demo", "is_ours"), [(True, True), (False, False)])
    def test_the_demonstration_has_our_page_though_it_debugs(
        self, visitor: Client, settings: Settings, address: str, *, is_demo: bool, is_ours: bool
    ) -> None:
        settings.DEBUG, settings.DEMO = True, is_demo
        answer = visitor.get(address)
        assert answer.status_code == 404
        assert ("If you typed the address, check it." in answer.content.decode()) is is_ours

    def test_the_demonstration_adds_the_slash_that_an_address_lacks(self, visitor: Client, settings: Settings) -> None:
        settings.DEBUG = settings.DEMO = True
        assert visitor.get("/go-wrong/nothing")["Location"] == "/go-wrong/nothing/"

    def test_the_demonstration_keeps_the_traceback_of_an_error(self, visitor: Client, settings: Settings) -> None:
        settings.DEBUG = settings.DEMO = True
        answer = visitor.get("/go-wrong/500/")
        assert answer.status_code == 500
        assert "Traceback" in answer.content.decode()

    def test_refusal_says_why(self, visitor: Client) -> None:
        assert "Only the lead officer can do this." in visitor.get("/go-wrong/403-because/").content.decode()

    def test_form_of_another_session_gives_back_what_was_typed(self, owner: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(owner)
        answer = client.post(
            "/go-wrong/nothing/",
            {
                "why_not": f"Long thoughts {SCRIPT}",
                "empty": "",
                "password": "secret",
                "typed_by": "1",
                "skills-asked": "9c28a23e",
            },
        )
        html = answer.content.decode()
        assert answer.status_code == 403
        assert "This was not saved" in html
        assert "Why not" in html
        assert "Long thoughts &lt;script&gt;" in html
        assert "secret" not in html
        assert "9c28a23e" not in html
        assert html.count("<textarea") == 1
        assert 'readonly="readonly"' in html

    def test_nothing_that_a_stranger_sends_is_kept(self) -> None:
        """The names of the fields neither: whoever sends them chooses them, as many and as long as they like."""
        client = Client(enforce_csrf_checks=True)
        client.post("/go-wrong/nothing/", {"first": "text"})
        before = components._kept.cache_info().currsize
        answer = client.post("/go-wrong/nothing/", {"chosen by a stranger": "text", "and another": "text"})
        assert "Chosen by a stranger" in answer.content.decode()
        assert components._kept.cache_info().currsize == before

    def test_who_signs_in_on_an_old_page_is_led_back_to_it(self) -> None:
        sent = {"login": "anna@council.example", "password": "secret", "sign_in": "Sign in"}
        answer = Client(enforce_csrf_checks=True).post("/sign-in/", sent)
        html = answer.content.decode()
        assert answer.status_code == 403
        assert title_of(html).startswith("You are not signed in yet – ")
        assert '<a class="govuk-link" href="/sign-in/">Sign in again</a>' in html
        # There is nothing to copy.
        assert "<textarea" not in html
        assert "secret" not in html


def test_error_page_asks_the_database_nothing(visitor: Client) -> None:
    """Without a database fixture a query would fail."""
    assert "Sorry, something went wrong" in visitor.get("/go-wrong/500/").content.decode()


class TestPagesAboutThisSite:
    @pytest.mark.parametrize("name", ["accessibility", "privacy"])
    def test_names_the_council_and_whom_to_ask(self, client: Client, name: str) -> None:
        html = client.get(f"/{name}/").content.decode()
        assert html.count("<h1") == 1
        assert "Marlshire County Council" in html
        assert "mailto:partnerships@marlshire.example" in html

    @pytest.mark.parametrize(("seconds", "words"), [(43_200, "12 hours"), (3_600, "1 hour"), (5_400, "90 minutes")])
    def test_says_how_long_a_session_lasts(self, client: Client, settings: Settings, seconds: int, words: str) -> None:
        settings.SESSION_COOKIE_AGE, settings.SESSION_LONGEST = seconds, 86_400
        html = " ".join(client.get("/privacy/").content.decode().split())
        assert f"until you have not used the service for {words}, and for 24 hours at most" in html


@pytest.mark.django_db
class TestFrame:
    def test_navigation_follows_the_role(self, client: Client, owner: User, editor: User, admin: User) -> None:
        def links(user: User) -> set[str]:
            client.force_login(user)
            html = client.get("/privacy/").content.decode()
            names = ("My work", "Partnerships", "Flagged items", "Checklists")
            return {name for name in names if f"{name}</a>" in html.replace("\n", "").replace("  ", "")}

        assert links(owner) == {"My work", "Partnerships", "Flagged items", "Checklists"}
        assert links(editor) == {"My work", "Checklists"}

    def test_everything_comes_from_here_and_no_script_stands_in_the_page(self, client: Client, owner: User) -> None:
        client.force_login(owner)
        answer = client.get("/privacy/")
        html = answer.content.decode()
        assert "<script>" not in html
        assert " style=" not in html
        assert all(source.startswith("/static/") for source in _sources(html))
        assert "default-src 'self'" in answer["Content-Security-Policy"]


def _sources(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('src="')[1:]]
