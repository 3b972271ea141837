"""A real server, a real browser, and the people of Marlshire in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, StorageState, ViewportSize, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from checklists import actions as checklists
from checklists.models import Version
from partnerships.management.commands._demo import play
from tests import served
from tests.databases import Template, once, template
from tests.e2e import browser
from tests.e2e.browser import Chromium
from tests.e2e.council import Council, place
from tests.e2e.steps import sign_in

HERE = Path(__file__).parent
WIDE: ViewportSize = {"width": 1280, "height": 900}

# As long as a page may take on a machine that does much else: issuing a report, with two PDFs to make, took more than 15
# seconds there.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Page]
Look = Callable[[str | None], Page]
# The cookies of whoever has signed in, by the address of the server and the person.
Sessions = dict[tuple[str, str], StorageState]


# What Playwright says when the process behind a page has died. Once in some thousand journeys Chromium's does by itself.
CRASHED = "(Page|Target) crashed"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests. One whose browser crashed runs once more; what our pages do wrong they do again."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[CRASHED]))


@pytest.fixture(scope="session")
def people_only(run_folder: Path, migrated: Template, django_db_blocker: DjangoDbBlocker) -> Template:
    """A database with the people of the demonstration, and nothing that they did."""

    def fill(_folder: Path) -> None:
        call_command("loaddata", "demo_council", verbosity=0)

    with django_db_blocker.unblock():
        return template(run_folder, "people", fill, migrated)


@pytest.fixture(scope="session")
def visited(run_folder: Path, demonstration: Template, django_db_blocker: DjangoDbBlocker) -> Template:
    """A database with the demonstration and the cases of `cases.yaml`, where cases start on 1.0: the journeys answer that."""

    def fill(_folder: Path) -> None:
        later = Version.objects.get(pk="partnership-readiness/1.1")
        checklists.retire(version=later, by=User.objects.get(email="editor@marlshire.example"))
        version = Version.objects.get(pk="partnership-readiness/1.0")
        play(HERE / "cases.yaml", version=version, today=timezone.localdate())

    with django_db_blocker.unblock():
        return template(run_folder, "visited", fill, demonstration)


@pytest.fixture(scope="session")
def static(run_folder: Path) -> Path:
    """The static files, compressed as a production server wants them."""

    def collect(folder: Path) -> None:
        served.collect_static(served.environment(folder, "sqlite://:memory:") | {"STATIC_ROOT": str(folder)})

    return once(run_folder, "static", collect)


@pytest.fixture(scope="session")
def council(visited: Template, static: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """The server, one for all tests of this process."""
    with place(tmp_path_factory.mktemp("council"), visited, static) as here, here.open() as council:
        yield council


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Chromium]:
    """The browser; the one with windows for modules that are marked `complete_browser`.

    It ends with its module: while its event loop runs, Django refuses this process its database.
    """
    complete = request.node.get_closest_marker("complete_browser") is not None
    with sync_playwright() as playwright:
        chromium = Chromium(playwright.chromium, complete=complete)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def sessions() -> Sessions:
    """The cookies of those who have signed in so far, by the server's address and the person."""
    return {}


@pytest.fixture
def visit(council: Council, chromium: Chromium, sessions: Sessions) -> Iterator[Visit]:
    """Return `visit(person, address="/", js=True, **context)`, see `visits`."""
    with visits(council, chromium, sessions) as start:
        yield start


@contextmanager
def visits(council: Council, chromium: Chromium, sessions: Sessions, *, refusal: int = 0) -> Iterator[Visit]:
    """Hand over `visit(person, address="/", js=True, **context)`: a page on which that person is signed in.

    Without a person nobody is; without an address the page is blank. After the block, whatever a page did that no page
    may do fails it. `refusal`: see `browser.Watch`.
    """
    visitors = Visitors(council, chromium, sessions, refusal)
    yield visitors.visit
    visitors.close()


@pytest.fixture(scope="module")
def _shared(council: Council, chromium: Chromium, sessions: Sessions) -> Iterator[Visitors]:
    visitors = Visitors(council, chromium, sessions)
    yield visitors
    visitors.close()


@pytest.fixture
def look(_shared: Visitors) -> Iterator[Look]:
    """Return `look(person)`: a blank or used page of theirs, for tests that only open an address and change nothing.

    It is one page for all such tests of the module: opening a page in a new window takes twice as long.
    """
    yield _shared.look
    _shared.check()


@dataclass
class Visitors:
    """Pages of people, and what these pages did that no page may do."""

    council: Council
    chromium: Chromium
    sessions: Sessions
    refusal: int = 0
    contexts: list[BrowserContext] = field(default_factory=list)
    shared: dict[str | None, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.watch = browser.Watch(self.council.url, self.refusal)

    def visit(self, person: str | None = None, address: str | None = "/", *, js: bool = True, **options: Any) -> Page:
        state = None
        if person:
            key = (self.council.url, person)
            if key not in self.sessions:
                self.sessions[key] = _session(self.chromium, self.council, person)
            state = self.sessions[key]
        options = {"viewport": WIDE, "locale": "en-GB", **options}
        context = self.chromium.new_context(
            base_url=self.council.url,
            java_script_enabled=js,
            storage_state=state,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        self.watch.over(context)
        self.contexts.append(context)
        page = context.new_page()
        if address:
            page.goto(address)
        return page

    def look(self, person: str | None) -> Page:
        if person not in self.shared:
            self.shared[person] = self.visit(person, None)
        page = self.shared[person]
        page.set_viewport_size(WIDE)
        return page

    def check(self) -> None:
        """Fail with what the pages did since the last time."""
        problems = [*self.watch.problems]
        self.watch.problems.clear()
        if problems:
            pytest.fail("\n".join([*problems, "The server's log ends:", self.council.log()]))

    def close(self) -> None:
        with browser.ended_if_stuck():
            for context in self.contexts:
                context.close()
        self.check()


def _session(chromium: Chromium, council: Council, person: str) -> StorageState:
    context = chromium.new_context(base_url=council.url)
    page = context.new_page()
    page.goto("/sign-in/")
    sign_in(page, person)
    page.wait_for_url(f"{council.url}/")
    state = context.storage_state()
    with browser.ended_if_stuck():
        context.close()
    return state


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def js(request: pytest.FixtureRequest) -> bool:
    """Whether scripts run: every journey is made once with and once without."""
    return bool(request.param)
