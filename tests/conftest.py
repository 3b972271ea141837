"""The people of every test, and the case that they meet on.

Marlshire has two services. `owner` leads the case of `service`, `contributor` works on it; everybody else stands to
it as their name says. The published checklist is loaded once a run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Service, User
from accounts.roles import Role
from partnerships.models import Assessment
from tests import factories
from tests.databases import Template, drop_all, template, used_here

SignIn = Callable[[User], Client]


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
    """A database with the demonstration council; what loading it printed, emails too, is in `printed.txt`."""

    def fill(folder: Path) -> None:
        mails_too = override_settings(EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend")
        with (folder / "printed.txt").open("w", encoding="utf-8") as printed, redirect_stdout(printed), mails_too:
            call_command("load_demo")

    with django_db_blocker.unblock():
        return template(run_folder, "demonstration", fill, migrated)


@pytest.fixture(scope="session")
def django_db_setup(migrated: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The database of this process's tests, with the published checklist in it."""
    with used_here(tmp_path_factory.mktemp("database"), migrated):
        yield


@pytest.fixture(autouse=True)
def _evidence_folder(settings: Any, tmp_path: Path) -> None:
    """No test leaves a file behind."""
    settings.MEDIA_ROOT = str(tmp_path / "evidence")


@pytest.fixture
def service(db: None) -> Service:
    return Service.objects.create(slug="adults", name="Adult Care")


@pytest.fixture
def other_service(db: None) -> Service:
    return Service.objects.create(slug="highways", name="Highways")


@pytest.fixture
def owner(service: Service) -> User:
    return factories.person("Olive Owner", Role.OFFICER, service=service)


@pytest.fixture
def contributor(service: Service) -> User:
    return factories.person("Carl Contributor", Role.OFFICER, service=service)


@pytest.fixture
def outsider(service: Service) -> User:
    """An officer of the same service who is not on the case."""
    return factories.person("Oscar Outsider", Role.OFFICER, service=service)


@pytest.fixture
def other_officer(other_service: Service) -> User:
    return factories.person("Otto Other", Role.OFFICER, service=other_service)


@pytest.fixture
def manager(service: Service) -> User:
    return factories.person("Mary Manager", Role.MANAGER, service=service)


@pytest.fixture
def other_manager(other_service: Service) -> User:
    return factories.person("Mike Manager", Role.MANAGER, service=other_service)


@pytest.fixture
def legal(db: None) -> User:
    return factories.person("Laura Legal", Role.LEGAL)


@pytest.fixture
def secretary(db: None) -> User:
    return factories.person("Sam Secretary", Role.SECRETARY)


@pytest.fixture
def editor(db: None) -> User:
    return factories.person("Edith Editor", Role.EDITOR)


@pytest.fixture
def auditor(db: None) -> User:
    return factories.person("Anna Auditor", Role.AUDITOR)


@pytest.fixture
def admin(db: None) -> User:
    return factories.person("Adam Admin", Role.ADMIN)


@pytest.fixture
def assessment(owner: User, contributor: User, service: Service) -> Assessment:
    """A draft without an answer, led by `owner`, with `contributor`."""
    case = factories.start(owner, service)
    factories.join(case, contributor)
    return case


@pytest.fixture
def sign_in() -> SignIn:
    """Return a client in which that person is signed in."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter
