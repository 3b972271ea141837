"""The council's own sign-in in a browser, with a real provider: a person comes, groups give roles, the provider goes away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.databases import Template
from tests.e2e.browser import Chromium, judge, runs_scripts
from tests.e2e.conftest import WIDE
from tests.e2e.council import Council, Place, place
from tests.e2e.steps import follow, heading, press, sign_in
from tests.providers import CLIENT, PASSWORD, SECRET, RunningProvider, provider

pytestmark = [pytest.mark.complete_browser, pytest.mark.any_database]

NAME = "Marlshire account"


@pytest.fixture(scope="module")
def idp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProvider]:
    with provider(tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.fixture(scope="module")
def linked(
    idp: RunningProvider, people_only: Template, static: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Council]:
    """A server with that provider as the only way to sign in but for emergencies; its administrator's account is for those."""
    asked = {
        "OIDC_SERVER_URL": idp.url,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
        "OIDC_NAME": NAME,
    }
    with (
        place(tmp_path_factory.mktemp("linked"), people_only, static) as here,
        Place(here.folder, here.environment | asked).open() as council,
    ):
        idp.lets_in(council.url)
        yield council


@contextmanager
def page_of(chromium: Chromium, council: Council, *, js: bool = True) -> Iterator[Page]:
    """A page of a browser that knows nobody; it goes to the provider too, where our rules for pages do not hold."""
    with ExitStack() as stack:
        context = chromium.new_context(base_url=council.url, java_script_enabled=js, viewport=WIDE)
        stack.callback(context.close)
        yield context.new_page()


def seen(page: Page, at: Path, name: str) -> None:
    """Judge the page, and keep a picture of it narrow and wide."""
    if runs_scripts(page):
        judge(page)
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=at / f"{name}-{width}.png", full_page=True)


def come(page: Page, person: str) -> None:
    """Sign in by the button on our page, and the form of the provider."""
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    page.get_by_label("Username").fill(person)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_person_comes_and_a_group_gives_a_role(
    linked: Council, idp: RunningProvider, chromium: Chromium, js: bool, tmp_path: Path
) -> None:
    """Somebody new has no role; the administrator gives one to their group, with a preview; at the next sign-in it is there."""
    group = f"g-officers-{js}"
    idp.tell(groups={"nia": [group, "g-others"]})
    with page_of(chromium, linked, js=js) as page:
        page.goto("/sign-in/?next=/privacy/")
        seen(page, tmp_path, "sign-in")
        come(page, "nia")
        heading(page, "Privacy")
        page.goto("/")
        expect(page.get_by_text("You have no role here yet").first).to_be_visible()
    with page_of(chromium, linked, js=js) as page:
        give_role(page, group, tmp_path)
    with page_of(chromium, linked, js=js) as page:
        page.goto("/sign-in/")
        come(page, "nia")
        heading(page, "My work")
        expect(page.get_by_role("link", name="Partnerships", exact=True).first).to_be_visible()
        confirm_and_leave(page, tmp_path)
    with page_of(chromium, linked, js=js) as page:
        take_role(page, group, tmp_path)


def give_role(page: Page, group: str, at: Path) -> None:
    """Let the group give the role of an officer, as the administrator, after looking at what it changes."""
    page.goto("/sign-in/")
    sign_in(page, "admin")
    heading(page, "My work")
    page.goto("/people/")
    follow(page, "Roles that groups give")
    seen(page, at, "groups-before")
    follow(page, group)
    page.get_by_label("What is this group?").fill("Officers of adult social care")
    page.get_by_label("Officer", exact=True).check()
    press(page, "See what it would change")
    expect(page.get_by_text("It would give the role to 1 person")).to_be_visible()
    seen(page, at, "preview")
    press(page, "Save")
    expect(page.get_by_text("It was added.")).to_be_visible()
    seen(page, at, "groups")
    follow(page, "Try what groups would change")
    page.get_by_label("Somebody’s email address").fill("nia.new@marlshire.example")
    press(page, "See")
    expect(page.get_by_text("These roles come")).to_be_visible()
    seen(page, at, "try")


def confirm_and_leave(page: Page, at: Path) -> None:
    """Show the provider again who one is, from the page that asks for it, and sign out."""
    page.goto("/account/")
    seen(page, at, "account")
    page.goto("/account/confirm/council/?next=/account/")
    seen(page, at, "confirm")
    page.get_by_role("button", name=f"Sign in with {NAME} again").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    heading(page, "Your account")
    page.goto("/sign-out/")
    seen(page, at, "sign-out")
    press(page.locator("main"), "Sign out")
    expect(page.get_by_text(f"You may still be signed in with {NAME}")).to_be_visible()


def take_role(page: Page, group: str, at: Path) -> None:
    """Let the group give it no more, as the administrator."""
    page.goto("/sign-in/")
    sign_in(page, "admin")
    heading(page, "My work")
    page.goto("/people/?text=nia.new")
    follow(page, "Nia New")
    seen(page, at, "person")
    page.get_by_role("link", name="End the link").click()
    heading(page, "End the link of Nia New")
    seen(page, at, "unlink")
    follow(page, "Cancel")
    page.goto("/people/groups/")
    page.get_by_role("link", name=re.compile(f"^Remove.*{group}")).click()
    expect(page.get_by_text("The role is withdrawn at once from 1 person")).to_be_visible()
    seen(page, at, "remove")
    press(page, "Remove it")
    expect(page.get_by_text("It was removed")).to_be_visible()
    page.goto("/people/?text=nia.new")
    follow(page, "Nia New")
    page.get_by_role("link", name="End the link").click()
    press(page, "End the link")
    expect(page.get_by_text("The link of Nia New was ended.")).to_be_visible()
    expect(page.get_by_text("Has not signed in with it yet")).to_be_visible()


def test_the_provider_is_away_and_a_password_works(
    idp: RunningProvider, people_only: Template, static: Path, chromium: Chromium, tmp_path: Path
) -> None:
    """Nobody answers where the provider should be: the sign-in page says so, and the account for emergencies lets in."""
    asked = {
        "OIDC_SERVER_URL": "http://127.0.0.1:9",
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
        "OIDC_NAME": NAME,
        "OIDC_ONLY": "true",
    }
    with place(tmp_path, people_only, static) as copied:
        here = Place(copied.folder, copied.environment | asked)
        here.run("manage.py", "emergency_access", "admin@marlshire.example")
        with here.open() as council, page_of(chromium, council) as page:
            page.goto("/sign-in/")
            page.get_by_role("button", name=f"Sign in with {NAME}").click()
            expect(page.get_by_text(f"{NAME} cannot be reached now.")).to_be_visible()
            seen(page, tmp_path, "away")
            sign_in(page, "officer")
            expect(page.get_by_text("do not match an account here").first).to_be_visible()
            sign_in(page, "admin")
            heading(page, "Your second factor")
            seen(page, tmp_path, "second-factor")
