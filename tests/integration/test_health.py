"""What programs ask about the application as it runs: whether it answers, and whether pages can be answered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import emails
from operations.management.commands import db_worker
from operations.models import Heartbeat, HeartbeatName
from partnerships.management.commands.make_demo_certificate import demo_certificate

BY_WORKER = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def refuse(*_args: Any) -> None:
    raise OperationalError


def asked(client: Client) -> tuple[int, dict[str, str]]:
    """Return the status of /readyz, and the state of each part."""
    answer = client.get("/readyz")
    return answer.status_code, {name: part["state"] for name, part in answer.json()["parts"].items()}


def what(client: Client, name: str) -> str:
    """Return the sentence about that part."""
    return str(client.get("/readyz").json()["parts"][name]["what"])


@pytest.mark.any_database
def test_a_process_is_healthy_without_a_database(client: Client) -> None:
    # This test has no database: any query fails.
    page = client.get("/healthz")
    assert (page.status_code, page.content) == (200, b"ok\n")


@pytest.mark.django_db
class TestWhatIsLookedAt:
    @pytest.fixture(autouse=True)
    def evidence(self, settings: Any, tmp_path: Path) -> Path:
        settings.MEDIA_ROOT = str(tmp_path / "evidence")
        return tmp_path / "evidence"

    def test_a_new_installation_is_ready_and_waits_for_its_first_day(self, client: Client) -> None:
        assert asked(client) == (
            200,
            {"database": "ok", "migrations": "ok", "daily": "attention", "storage": "ok"},
        )
        assert what(client, "daily") == "The work of each day never ran: manage.py run_daily."

    def test_the_work_of_the_day_is_noted(self, client: Client) -> None:
        call_command("run_daily", verbosity=0)
        assert asked(client)[1]["daily"] == "ok"
        Heartbeat.objects.update(ran_at=timezone.now() - timedelta(hours=27))
        assert asked(client)[1]["daily"] == "attention"

    def test_a_database_that_is_away_is_said_and_logged(self, client: Client, caplog: pytest.LogCaptureFixture) -> None:
        with connection.execute_wrapper(refuse):
            assert asked(client) == (503, {"database": "failed", "storage": "ok"})
        assert "the database does not answer" in caplog.text

    def test_one_that_goes_away_in_the_middle_is_said(self, client: Client) -> None:
        def refuse_later(execute: Any, sql: str, *rest: Any) -> Any:
            return refuse() if "operations_heartbeat" in sql else execute(sql, *rest)

        with connection.execute_wrapper(refuse_later):
            assert asked(client) == (503, {"database": "failed", "storage": "ok"})

    def test_migrations_that_have_not_run_are_counted(self, client: Client) -> None:
        MigrationRecorder(connection).record_unapplied("operations", "0001_heartbeats")
        assert asked(client) == (503, {"database": "ok", "migrations": "failed", "storage": "ok"})
        assert what(client, "migrations") == "Migrations that have not run: 1. Run bin/update-database."

    def test_a_folder_that_takes_no_file_is_said_and_its_path_is_not(
        self, client: Client, evidence: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        evidence.write_text("A file where the folder should be.")
        status, states = asked(client)
        assert (status, states["storage"]) == (503, "failed")
        assert str(evidence) not in client.get("/readyz").content.decode()
        assert str(evidence) in caplog.text

    def test_read_only_mode_is_told(self, client: Client, settings: Any) -> None:
        settings.READ_ONLY = True
        status, states = asked(client)
        assert (status, states["read-only"]) == (200, "attention")

    def test_looking_leaves_no_file(self, client: Client, evidence: Path) -> None:
        asked(client)
        assert list(evidence.iterdir()) == []

    @pytest.mark.parametrize(
        ("days", "state"), [(31, "ok"), (29, "attention"), (-1, "attention")], ids=["long", "soon", "over"]
    )
    def test_the_end_of_the_certificate_is_told(
        self, client: Client, settings: Any, tmp_path: Path, days: int, state: str
    ) -> None:
        file = tmp_path / "council.p12"
        settings.SIGNING_CERTIFICATE, settings.SIGNING_PASSPHRASE = str(file), "a passphrase"
        made_at = timezone.now() - timedelta(days=100)
        file.write_bytes(demo_certificate("A council", "a passphrase", now=made_at, life=timedelta(days=100 + days)))
        status, states = asked(client)
        assert (status, states["certificate"]) == (200, state)

    def test_no_cache_keeps_it_and_nothing_is_sent_to_it(self, client: Client) -> None:
        assert client.get("/readyz").headers["Cache-Control"] == "private, no-store"
        assert client.post("/readyz").status_code == 405


@pytest.mark.django_db
class TestTheMailWorker:
    @pytest.fixture(autouse=True)
    def by_worker(self, settings: Any, tmp_path: Path) -> None:
        settings.MEDIA_ROOT = str(tmp_path)
        settings.TASKS, settings.SENDS_AT_ONCE = BY_WORKER, False

    def test_one_that_never_ran_is_missed(self, client: Client) -> None:
        assert asked(client)[1]["worker"] == "attention"
        assert what(client, "worker") == "The mail worker never ran: manage.py db_worker."

    def test_one_that_has_not_been_heard_of_is_missed(self, client: Client) -> None:
        beat_at(timedelta(minutes=4))
        assert asked(client)[1]["worker"] == "ok"
        beat_at(timedelta(minutes=6))
        assert asked(client)[1]["worker"] == "attention"

    def test_one_that_runs_and_does_nothing_is_noticed(self, client: Client) -> None:
        beat_at(timedelta(0))
        emails.send_account_mail.enqueue("password_reset", "nobody@marlshire.example")
        assert asked(client)[1]["worker"] == "ok"
        DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=11))
        assert what(client, "worker") == "The mail worker runs; tasks that wait for it too long: 1."

    def test_what_is_tried_again_later_does_not_wait_too_long(self, client: Client) -> None:
        beat_at(timedelta(0))
        soon = timezone.now() - timedelta(minutes=1)
        emails.send_account_mail.using(run_after=soon).enqueue("password_reset", "nobody@marlshire.example")
        DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))
        assert asked(client)[1]["worker"] == "ok"


def beat_at(ago: timedelta) -> None:
    """Let the worker have been heard of so long ago."""
    at = timezone.now() - ago
    Heartbeat.objects.update_or_create(name=HeartbeatName.WORKER, defaults={"ran_at": at})


@pytest.mark.django_db
class TestTheHeartbeat:
    def test_a_worker_notes_that_it_runs(self) -> None:
        db_worker.note_worker()
        assert timezone.now() - Heartbeat.objects.get(name=HeartbeatName.WORKER).ran_at < timedelta(minutes=1)

    def test_a_database_that_is_away_ends_no_worker(self, caplog: pytest.LogCaptureFixture) -> None:
        with connection.execute_wrapper(refuse):
            db_worker.note_worker()
        assert "the heartbeat of the mail worker could not be noted" in caplog.text
