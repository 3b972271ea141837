"""What the tests of the application share beyond its people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from config.provider import Provider
from partnerships.reports.paper import Paper
from partnerships.reports.word import document_docx
from partnerships.snapshot import Snapshot
from partnerships.snapshot.decision_notice import DecisionNotice
from tests import layout, people, providers
from tests.bench import council
from tests.databases import Template, template
from tests.integration import busy_cases


@pytest.fixture(scope="module")
def laid_out_once() -> Iterator[None]:
    """For modules that read no page of a PDF: its engine lays out one document for all of them."""
    with layout.laid_out_once():
        yield


@pytest.fixture
def word_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that read no Word document: one of each kind of content is written; making it asks no database."""
    written: dict[type, bytes] = {}

    def once(document: Snapshot | DecisionNotice | Paper) -> bytes:
        if type(document) not in written:
            written[type(document)] = document_docx(document)
        return written[type(document)]

    monkeypatch.setattr("partnerships.reports.word.document_docx", once)


@pytest.fixture(scope="module")
def drafted_once(made_once: None) -> None:
    """For modules whose tests all work on one draft, PR-0001: it is their `assessment`."""
    people.draft()


@pytest.fixture(scope="module")
def endorsed_once(made_once: None) -> None:
    """For modules whose tests all work on one endorsed case, PR-0001."""
    people.endorsed()


@pytest.fixture(scope="session")
def busy(run_folder: Path, migrated: Template, django_db_blocker: DjangoDbBlocker) -> Template:
    """A database with the people and cases of `at_once`; `cases.json` has their numbers."""

    def fill(folder: Path) -> None:
        (folder / "cases.json").write_text(json.dumps(busy_cases.prepare()))

    with django_db_blocker.unblock():
        return template(run_folder, "busy", fill, migrated)


@pytest.fixture(scope="session")
def four_cases(run_folder: Path, migrated: Template, django_db_blocker: DjangoDbBlocker) -> Template:
    """A database with the people of the bench and the four cases that they work on; nobody was mailed."""

    def fill(_folder: Path) -> None:
        # A server knows production's hashers alone, not the fast one of the tests.
        hashers = settings.PASSWORD_HASHERS[1:]
        backend = "django.core.mail.backends.dummy.EmailBackend"
        with override_settings(PASSWORD_HASHERS=hashers, EMAIL_BACKEND=backend):
            council.fill(partnerships=4)

    with django_db_blocker.unblock():
        return template(run_folder, "four_cases", fill, migrated)


@pytest.fixture(scope="session")
def running_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[providers.RunningProvider]:
    """A provider of OpenID Connect, one for all tests of this process."""
    with providers.provider(tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.fixture
def idp(running_provider: providers.RunningProvider, settings: Any) -> providers.RunningProvider:
    """The same, as the council's own sign-in, with the answers that it gives by itself."""
    settings.OIDC = Provider(running_provider.url, providers.CLIENT, providers.SECRET, "Marlshire account")
    running_provider.tell()
    return running_provider


@pytest.fixture
def council_sign_in(settings: Any) -> None:
    """The council's own sign-in, whose provider is away: for tests of all pages, also of those that are there with it alone."""
    settings.OIDC = Provider("http://127.0.0.1:9", providers.CLIENT, providers.SECRET, "Marlshire account")
