"""A backup is restored as it was: each issue, chain and file, on the database that it was made on and on the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import JSONField, Value
from django.test import Client
from django.test.utils import override_settings
from django_tasks_db.models import DBTaskResult
from pytest_django.plugin import DjangoDbBlocker

from accounts.actions.sealing import seal
from accounts.models import Service, User
from operations.actions.backup import back_up
from operations.actions.tables import LEFT_OUT, schema
from partnerships.models import Meeting, Notice
from tests import served
from tests.databases import Template, used_here
from tests.integration import backups
from tests.migrating import one_by_one, triggers

pytestmark = pytest.mark.spread(1)
NAMES = {"OIDC_CLIENT_SECRET", "SIGNING_PASSPHRASE"}
OFFICER, PASSWORD = "officer@marlshire.example", "readiness-demo"
# What the two databases write in JSON each in its own way.
JSON = {"é": [None, 1.5, 1e20, 1e-7, 2], "b": {"z": 1, "a": "\u2028"}, "large": 12345678901234567890}


@dataclass(frozen=True)
class BackedUp:
    """A backup of the demonstration, with what was in it and what the command said."""

    path: Path
    key: Path
    found: dict[str, Any]
    triggers: dict[str, str]
    said: str


@pytest.fixture(scope="module", autouse=True)
def _databases(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The tests work on databases of their own."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def backed_up(demonstration: Template, tmp_path_factory: pytest.TempPathFactory) -> BackedUp:
    folder, place = tmp_path_factory.mktemp("backed-up"), tmp_path_factory.mktemp("backups")
    with used_here(folder, demonstration):
        fill()
        key, public = backups.new_key(folder)
        path = place / "council.backup"
        with override_settings(ENVIRONMENT_NAMES=NAMES):
            said, fails = backups.command("backup", path, "--to", public)
        assert not fails, said
        return BackedUp(path, key, backups.found(), triggers(), said)


def fill() -> None:
    """A second factor, somebody who is signed in, an email that waits, and JSON of every kind."""
    officer = User.objects.get(email=OFFICER)
    Client().post("/sign-in/", {"login": OFFICER, "password": PASSWORD})
    Authenticator.objects.create(user=officer, type="totp", data={"secret": seal("ABC")})
    SocialAccount.objects.create(user=officer, provider="council", uid="1", extra_data=JSON)
    Notice.objects.update(sent_at=None)
    task = DBTaskResult.objects.create(args_kwargs={}, task_path="a", queue_name="b", backend_name="c")
    DBTaskResult.objects.filter(pk=task.pk).update(return_value=Value(None, JSONField()))


@pytest.fixture(scope="module")
def restored(backed_up: BackedUp, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is in a database into which it was restored: on PostgreSQL, by way of SQLite and a backup that was made there."""
    path, arguments = backed_up.path, ["--key", backed_up.key]
    if connection.vendor == "postgresql":
        path, arguments = by_sqlite(backed_up, tmp_path_factory.mktemp("sqlite")), []
    with used_here(tmp_path_factory.mktemp("restored")):
        said, fails = backups.command("restore", path, *arguments)
        assert not fails, said
        modes = {oct(file.stat().st_mode & 0o777) for file in backups.stored_files()}
        folders = {oct(file.parent.stat().st_mode & 0o777) for file in backups.stored_files()}
        found = backups.found() | {"said": said, "triggers": triggers(), "modes": modes | folders}
        found |= {"sessions": Session.objects.count() + UserSession.objects.count()}
        found |= {"json": SocialAccount.objects.get().extra_data}
        found["null"] = DBTaskResult.objects.filter(return_value=Value(None, JSONField())).count()
        found["new"] = Service.objects.create(slug="new", name="New").pk > Service.objects.earliest("pk").pk
        again = tmp_path_factory.mktemp("again") / "council.backup"
        found["again"] = backups.command("restore", path, *arguments)
        found["backup"] = backups.command("backup", again), backups.manifest_of(again)
        return found


def by_sqlite(backed_up: BackedUp, folder: Path) -> Path:
    """Restore it on SQLite, in a process of its own, and return a backup of that."""
    environment = served.environment(folder, f"sqlite:///{folder / 'db.sqlite3'}") | {"DEBUG": "true"}
    path = folder / "from-sqlite.backup"
    said = served.run(["manage.py", "restore", str(backed_up.path), "--key", str(backed_up.key)], environment)
    assert "All are whole." in said
    served.run(["manage.py", "backup", str(path)], environment)
    assert hashes(backups.manifest_of(path)) == hashes(backups.manifest_of(backed_up.path, backed_up.key))
    return path


def hashes(manifest: Any) -> dict[str, str]:
    return {member.path: member.sha256 for member in (*manifest.tables, *manifest.files)}


def test_every_issue_chain_and_file_is_there(backed_up: BackedUp, restored: dict[str, Any]) -> None:
    assert {key: restored[key] for key in backed_up.found} == backed_up.found
    assert len(backed_up.found["issues"]) > 5
    assert len(backed_up.found["files"]) > 1
    assert backed_up.found["factors"] == ["ABC"]
    assert all(backed_up.found["search"])


def test_the_command_says_what_came_and_what_to_heed(backed_up: BackedUp, restored: dict[str, Any]) -> None:
    said = restored["said"]
    assert "All are whole." in said
    assert re.search(r"Emails that were not sent yet: \d+\. .*EMAIL_URL=dummymail://", said)
    if connection.vendor == "sqlite":
        printed = re.findall(r"\b[0-9a-f]{64}\b", backed_up.said)
        assert printed[0] in said
        assert "SECRET_KEY is another" not in said
        assert "Set where the backup was made, and not here: OIDC_CLIENT_SECRET, SIGNING_PASSPHRASE." in said
    else:
        assert "SECRET_KEY is another one than where the backup was made" in said
        assert "Set where the backup was made, and not here: ALLOWED_HOSTS, " in said


def test_what_the_database_refuses_and_works_out_is_as_before(backed_up: BackedUp, restored: dict[str, Any]) -> None:
    assert restored["triggers"] == backed_up.triggers
    assert restored["new"]


def test_values_are_what_they_were_on_either_database(restored: dict[str, Any]) -> None:
    assert restored["json"] == JSON
    assert restored["null"] == 1


def test_a_second_backup_has_the_same_rows(backed_up: BackedUp, restored: dict[str, Any]) -> None:
    (_said, fails), manifest = restored["backup"]
    assert not fails
    before = hashes(backups.manifest_of(backed_up.path, backed_up.key))
    after = hashes(manifest)
    # The one that was made after it was restored.
    assert {path for path in before if before[path] != after[path]} == {"tables/accounts_service.jsonl"}


def test_evidence_is_for_the_application_alone(restored: dict[str, Any]) -> None:
    assert restored["modes"] == {"0o600", "0o700"}


def test_what_was_restored_is_not_restored_over(restored: dict[str, Any]) -> None:
    said, fails = restored["again"]
    assert fails
    assert "has tables already. A backup is restored into a new one: " in said


def test_nobody_is_signed_in_by_a_backup(backed_up: BackedUp, restored: dict[str, Any]) -> None:
    assert restored["sessions"] == 0
    tables = {table.name for table in backups.manifest_of(backed_up.path, backed_up.key).tables}
    assert not tables & LEFT_OUT.keys()


def test_an_encrypted_backup_holds_nothing_that_can_be_read(backed_up: BackedUp) -> None:
    content = backed_up.path.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    assert b"manifest.json" not in content
    assert backed_up.path.stat().st_mode & 0o777 == 0o600
    assert backed_up.key.stat().st_mode & 0o777 == 0o600
    assert "It is encrypted to 1 key." in backed_up.said


def test_nothing_that_can_be_read_has_a_name_while_it_is_written(migrated: Template, tmp_path: Path) -> None:
    place, seen = tmp_path / "backups", set[str]()
    place.mkdir()

    def look(_steps: int) -> None:
        seen.update(entry.name for entry in place.iterdir())
        assert (place / "council.backup.part").stat().st_size == 0

    _key, public = backups.new_key(tmp_path)
    with used_here(tmp_path, migrated):
        back_up(place / "council.backup", recipients=[public], start_bar=lambda _steps: look)
    assert seen == {"council.backup.part"}
    assert [entry.name for entry in place.iterdir()] == ["council.backup"]


def test_every_table_is_in_a_backup_or_said_to_be_in_none(migrated: Template, tmp_path: Path) -> None:
    with used_here(tmp_path, migrated):
        tables = set(connection.introspection.table_names())
        known = {table.name for table in schema("default").tables} | LEFT_OUT.keys()
        derived = {"django_migrations"}
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT name FROM sqlite_master WHERE instr(sql, 'USING fts5')")
                for (name,) in cursor.fetchall():
                    derived |= {table for table in tables if table == name or table.startswith(f"{name}_")}
        assert tables - known == derived


def test_a_backup_of_an_earlier_version_is_brought_up_to_this_one(demonstration: Template, tmp_path: Path) -> None:
    path, before = tmp_path / "earlier.backup", tmp_path / "before"
    before.mkdir()
    with used_here(before, demonstration):
        meetings = Meeting.objects.count()
        one_by_one(("partnerships", "0048"))
        said, fails = backups.command("backup", path)
        assert not fails, said
        assert "partnerships_meetingmove" not in {table.name for table in backups.manifest_of(path).tables}
    after = tmp_path / "after"
    after.mkdir()
    with used_here(after):
        said, fails = backups.command("restore", path)
        assert not fails, said
        assert "All are whole." in said
        assert meetings == Meeting.objects.count()
        assert "partnerships_meetingmove" in connection.introspection.table_names()
