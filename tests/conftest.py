"""The people of every test, and the case that they meet on.

Marlshire has two services. `owner` leads the case of `service`, `contributor` works on it; everybody else stands to
it as their name says. The published checklist is loaded once a session.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from accounts.models import Service, User
from accounts.roles import Role
from partnerships.models import Assessment
from tests import factories

SignIn = Callable[[User], Client]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A SQLite database of this run alone, so that two runs at once do not meet. PostgreSQL's is named by Django."""
    database = connections.databases["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database, with the published checklist in it."""
    with django_db_blocker.unblock():
        call_command("loaddata", "partnership_readiness_1_0", verbosity=0)


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
