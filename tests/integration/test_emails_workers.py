"""Several processes send what waits, at once, over a database of their own: each mail comes once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import mail_server, served
from tests.databases import Template, new_database
from tests.integration.own_database import played
from tests.mail_server import Mailbox

pytestmark = pytest.mark.spread(1)

TIMES = 20
WORKER = ("db_worker", "--batch", "--no-startup-delay", "--no-reload")
DAILY = ("run_daily",)
# Each notice leads to a page of its own, so that its mail can be told from the others.
POST = f"""
from django.db import transaction
from accounts.models import User
from partnerships.emails import outbox
from partnerships.models import Partnership
partnership, user = Partnership.objects.first(), User.objects.get(full_name="anna")
for number in range({TIMES}):
    with transaction.atomic():
        outbox.post(outbox.notices("person_added", partnership, [user], outbox.NoticeDetails(f"/number-{{number}}/")))
"""
# What has said that it ran.
BEATS = "from operations.models import Heartbeat; print(*Heartbeat.objects.values_list('name', flat=True))"


@pytest.fixture(scope="module")
def environment(busy: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[served.Environment]:
    folder = tmp_path_factory.mktemp("mail-workers")
    with new_database(folder, busy) as url:
        environment = served.environment(folder, url) | {"EMAIL_URL": "dummymail://"}
        environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "TASKS": "immediate"}
        yield environment


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server.running() as mailbox:
        yield mailbox


def pages(mailbox: Mailbox) -> Counter[str]:
    """Return how many mails lead to each page."""
    lines = [line for mail in mailbox.mails for line in mail.get_content().splitlines()]
    return Counter(line.rpartition("number-")[2].strip("/") for line in lines if "number-" in line)


@pytest.mark.parametrize("commands", [(DAILY, DAILY, DAILY), (WORKER, WORKER, DAILY)], ids=["daily", "workers"])
def test_processes_that_send_at_once_send_each_mail_once(
    environment: served.Environment, mailbox: Mailbox, tmp_path: Path, commands: tuple[tuple[str, ...], ...]
) -> None:
    down = {
        **environment,
        "TASKS": "database" if WORKER in commands else "immediate",
        "EMAIL_URL": "smtp://127.0.0.1:9",
    }
    served.run(["manage.py", "shell", "--verbosity", "0", "-c", POST], down)
    assert mailbox.mails == []
    up = {**down, "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}"}
    played(up, [["command", *words] for words in commands])
    assert pages(mailbox) == {str(number): 1 for number in range(TIMES)}


def test_a_worker_alone_sends_what_the_page_left_to_it(environment: served.Environment, mailbox: Mailbox) -> None:
    by_worker = {**environment, "TASKS": "database", "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}"}
    served.run(["manage.py", "shell", "--verbosity", "0", "-c", POST], by_worker)
    assert mailbox.mails == []
    played(by_worker, [["command", *WORKER]])
    assert sum(pages(mailbox).values()) == TIMES
    assert "worker" in served.run(["manage.py", "shell", "--verbosity", "0", "-c", BEATS], by_worker)


def test_a_mail_server_that_is_away_for_a_day_loses_nothing(environment: served.Environment, mailbox: Mailbox) -> None:
    by_worker = {
        **environment,
        "TASKS": "database",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "DEBUG": "true",
        "DEMO": "false",
    }
    served.run(["-m", "tests.integration.day_without_mail", str(mailbox.port)], by_worker)
    subjects = [subject for _address, subject in mailbox.told()]
    assert sorted(subjects) == [
        "Choose a new password for Partnership readiness",
        "PR-0001: you were added to a partnership",
    ]
