"""The databases of the tests, the people of every test, and the case that they meet on: see `databases` and `people`."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Service, User
from partnerships.models import Assessment
from tests import layout, people
from tests.databases import Template, drop_all, template, used_here

SignIn = Callable[[User], Client]
LONGEST_BYTES = 40


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Tell the processes how to share the tests: module by module, or part by part where the mark `spread` says so.

    pytest-xdist reads the groups in the same hook, so they are formed before it. pytest puts tests in an order of its own
    there, so what takes long is put first after it, the browser after the rest of it: one process can load the
    demonstration meanwhile. Small tests come last: no process then waits long for another one at the end.
    """
    for module, tests in groupby(items, lambda item: item.path):
        for place, item in enumerate(tests):
            spread = item.get_closest_marker("spread")
            part = place % spread.args[0] if spread else 0
            item.add_marker(pytest.mark.xdist_group(f"{module.name}-{part}"))
    yield
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    is_long, is_browser = item.get_closest_marker("spread"), item.get_closest_marker("e2e")
    return (1 if is_browser else 0) if is_long else (2 if is_browser else 3)


def pytest_configure() -> None:
    """Look for no garbage while modules are imported and tests collected: there is next to none, and always more to look through."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage among what the tests make, and less often than a server: not in all that was imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    gc.enable()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name tests of files by the name of the argument: bytes may hold the time, and every process must find the same names."""
    return argname if isinstance(val, bytes) and len(val) > LONGEST_BYTES else None


def pytest_unconfigure(config: pytest.Config) -> None:
    """The processes of a run end before the one that started them."""
    if not hasattr(config, "workerinput"):
        drop_all()


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def migrated(run_folder: Path, django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Template:
    """A database with the published checklist and nobody in it."""

    def fill(_folder: Path) -> None:
        call_command("migrate", verbosity=0)
        call_command("loaddata", "partnership_readiness_1_0", verbosity=0)

    with django_db_blocker.unblock():
        return template(run_folder, "migrated", fill)


@pytest.fixture(scope="session")
def demonstration(run_folder: Path, migrated: Template, django_db_blocker: DjangoDbBlocker) -> Template:
    """A database with the demonstration council; what loading it printed, emails too, is in `printed.txt`.

    Nobody reads a page of the PDFs of its issues.
    """

    def fill(folder: Path) -> None:
        mails_too = override_settings(EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend")
        printed = (folder / "printed.txt").open("w", encoding="utf-8")
        with printed, redirect_stdout(printed), mails_too, layout.laid_out_once():
            call_command("load_demo")

    with django_db_blocker.unblock():
        return template(run_folder, "demonstration", fill, migrated)


@pytest.fixture(scope="session")
def django_db_setup(migrated: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The database of this process's tests, with the published checklist in it."""
    with used_here(tmp_path_factory.mktemp("database"), migrated):
        yield


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hash the passwords of tests fast. Those of the demonstration, hashed as in production, can be checked too."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    with override_settings(PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(scope="session", autouse=True)
def _reports_here() -> Iterator[None]:
    """Make PDFs in the process of the test, unless the test is about the process that makes them."""
    with override_settings(RENDER_PROCESSES=0):
        yield


@pytest.fixture(scope="module")
def made_once(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A transaction around all tests of a module: what a fixture of the module makes in it is made once for all of them."""
    evidence = override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("evidence")))
    with django_db_blocker.unblock(), evidence, transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _evidence_folder(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> None:
    """No test leaves a file behind."""
    if "made_once" not in request.fixturenames:
        settings.MEDIA_ROOT = str(tmp_path / "evidence")


@pytest.fixture
def service(db: None) -> Service:
    return people.service("service")


@pytest.fixture
def other_service(db: None) -> Service:
    return people.service("other_service")


@pytest.fixture
def owner(db: None) -> User:
    return people.person("owner")


@pytest.fixture
def contributor(db: None) -> User:
    return people.person("contributor")


@pytest.fixture
def outsider(db: None) -> User:
    """An officer of the same service who is not on the case."""
    return people.person("outsider")


@pytest.fixture
def other_officer(db: None) -> User:
    return people.person("other_officer")


@pytest.fixture
def manager(db: None) -> User:
    return people.person("manager")


@pytest.fixture
def other_manager(db: None) -> User:
    return people.person("other_manager")


@pytest.fixture
def legal(db: None) -> User:
    return people.person("legal")


@pytest.fixture
def secretary(db: None) -> User:
    return people.person("secretary")


@pytest.fixture
def monitoring(db: None) -> User:
    return people.person("monitoring")


@pytest.fixture
def editor(db: None) -> User:
    return people.person("editor")


@pytest.fixture
def auditor(db: None) -> User:
    return people.person("auditor")


@pytest.fixture
def admin(db: None) -> User:
    return people.person("admin")


@pytest.fixture
def assessment(request: pytest.FixtureRequest, db: None) -> Assessment:
    """A draft without an answer, led by `owner`, with `contributor`; that of the module, if it is `drafted_once`."""
    return people.first_case() if "drafted_once" in request.fixturenames else people.draft()


@pytest.fixture
def sign_in() -> SignIn:
    """Return a client in which that person is signed in."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter
