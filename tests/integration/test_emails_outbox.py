"""Notices wait in the database until a mail server has taken them: none is lost, none is sent twice, no page waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import MailChoice, RoleGrant, User
from accounts.roles import Role
from partnerships import actions, emails
from partnerships.emails.outbox import CLAIM, RETRIES, send_notices
from partnerships.models import Assessment, Notice, Participant
from tests import factories, mail_server
from tests.conftest import SignIn
from tests.mail_server import Mailbox

pytestmark = pytest.mark.usefixtures("drafted_once")

REVIEW, RETURNED = "PR-0001: an assessment is waiting for your review", "PR-0001: your assessment was returned"
Committed = Callable[[Callable[[], object]], None]


@pytest.fixture
def server(settings: Any) -> Iterator[Mailbox]:
    """A mail server that listens, and settings that send to it."""
    with mail_server.running() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", mailbox.port, 0.5
        yield mailbox


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    """Return a function that acts, and does what follows a commit."""

    def act(what: Callable[[], object]) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            what()

    return act


def daily(today: Any = None) -> None:
    call_command("run_daily", date=today or timezone.localdate(), verbosity=0)


def choose(user: User, choice: MailChoice) -> None:
    User.objects.filter(pk=user.pk).update(mail_choice=choice)


def tomorrow() -> Any:
    return timezone.localdate() + timedelta(days=1)


def test_what_is_taken_back_is_told_to_nobody(
    assessment: Assessment, manager: User, server: Mailbox, committed: Committed
) -> None:
    def fail() -> None:
        with transaction.atomic():
            factories.submit(assessment)
            assert Notice.objects.filter(kind="awaiting_review").count() == 1
            transaction.set_rollback(True)

    committed(fail)
    assert not Notice.objects.filter(kind="awaiting_review").exists()
    assert server.mails == []


def test_a_mail_carries_a_link_and_whom_it_must_not_wake(
    assessment: Assessment, manager: User, server: Mailbox, committed: Committed, settings: Any
) -> None:
    settings.SITE_URL = "https://readiness.example"
    committed(lambda: factories.submit(assessment))
    (mail,) = server.mails
    assert (mail["To"], mail["Subject"], mail["Auto-Submitted"]) == (manager.email, REVIEW, "auto-generated")
    assert mail["Message-ID"] == f"<notice-{Notice.objects.get(kind='awaiting_review').pk}@readiness.example>"
    assert f"https://readiness.example/assessments/{assessment.pk}/review/" in mail.get_content()
    assert assessment.partnership.name not in mail.as_string()
    assert not mail.is_multipart()


def test_a_silent_mail_server_delays_a_page_once_and_loses_nothing(
    assessment: Assessment,
    owner: User,
    manager: User,
    service: Any,
    server: Mailbox,
    committed: Committed,
    sign_in: SignIn,
) -> None:
    for number in range(3):
        factories.person(f"Manager Number{number}", Role.MANAGER, service=service)
    server.goes_silent.set()
    client, began = sign_in(owner), monotonic()
    committed(lambda: client.post(f"/assessments/{assessment.pk}/submit/"))
    assert monotonic() - began < 2
    waiting = Notice.objects.filter(kind="awaiting_review")
    assert set(waiting.values_list("sent_at", "claimed_at")) == {(None, None)}
    server.goes_silent.clear()
    Notice.objects.exclude(kind="awaiting_review").delete()
    daily()
    assert len(server.told()) == waiting.count() == 4
    assert not Notice.objects.unsent().exists()
    daily()
    assert len(server.mails) == 4


def test_an_address_that_is_refused_holds_up_nobody_else(
    assessment: Assessment, manager: User, owner: User, contributor: User, server: Mailbox, committed: Committed
) -> None:
    factories.submit(assessment)
    Notice.objects.all().delete()
    server.refused = contributor.email
    committed(lambda: factories.give_back(assessment, manager, {"": "Add the data."}))
    assert server.told() == [(owner.email, RETURNED)]
    assert [row.recipient for row in Notice.objects.unsent()] == [contributor]


def test_what_another_process_has_in_hand_is_left_to_it(assessment: Assessment, manager: User, server: Mailbox) -> None:
    factories.submit(assessment)
    Notice.objects.update(claimed_at=timezone.now())
    daily()
    assert server.mails == []


def test_what_a_process_had_in_hand_when_it_died_is_sent_again(
    assessment: Assessment, manager: User, server: Mailbox, committed: Committed
) -> None:
    committed(lambda: factories.submit(assessment))
    Notice.objects.filter(kind="awaiting_review").update(claimed_at=timezone.now() - CLAIM * 2, sent_at=None)
    emails.send_waiting(today=timezone.localdate())
    first, second = (mail for mail in server.mails if mail["Subject"] == REVIEW)
    assert first["Message-ID"] == second["Message-ID"]


def test_a_worker_tries_again_while_the_mail_server_is_down(
    assessment: Assessment, manager: User, server: Mailbox, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": settings.TASK_BACKENDS["database"]}}
    factories.submit(assessment)
    numbers = list(Notice.objects.values_list("pk", flat=True))
    server.goes_silent.set()
    send_notices.call(numbers, RETRIES - 1)
    (again,) = DBTaskResult.objects.all()
    assert again.args_kwargs["args"] == [numbers, RETRIES]
    assert again.run_after > timezone.now() + timedelta(hours=2)
    send_notices.call(numbers, RETRIES)
    assert DBTaskResult.objects.count() == 1
    server.goes_silent.clear()
    send_notices.call(numbers, RETRIES)
    assert (manager.email, REVIEW) in server.told()


def test_a_daily_mail_lists_what_happened_once(
    assessment: Assessment, owner: User, contributor: User, manager: User, server: Mailbox, committed: Committed
) -> None:
    choose(contributor, MailChoice.DAILY)
    Notice.objects.all().delete()
    for _time in range(2):
        factories.submit(assessment)
        factories.give_back(assessment, manager, {"": "Add the data."})
    committed(lambda: actions.withdraw(assessment=assessment, by=owner, reason="The partner withdrew."))
    assert server.mails == []
    daily()
    (mail,) = [mail for mail in server.mails if mail["To"] == contributor.email]
    assert mail["Subject"] == "Partnership readiness: your daily email"
    text = mail.get_content().replace("\r\n", "\n")
    assert text.count(RETURNED) == text.count("PR-0001: the assessment was withdrawn") == 1
    assert f"/assessments/{assessment.pk}/\n" in text
    assert assessment.partnership.name not in text


def test_there_is_one_daily_mail_a_day(
    assessment: Assessment, manager: User, server: Mailbox, committed: Committed
) -> None:
    choose(manager, MailChoice.DAILY)
    Notice.objects.all().delete()
    factories.submit(assessment)
    daily()
    factories.give_back(assessment, manager, {"": "Add the data."})
    factories.submit(assessment)
    daily()
    assert len([mail for mail in server.mails if mail["To"] == manager.email]) == 1
    daily(tomorrow())
    assert len([mail for mail in server.mails if mail["To"] == manager.email]) == 2


def test_a_daily_mail_that_could_not_be_sent_comes_with_the_next_run(
    assessment: Assessment, manager: User, server: Mailbox
) -> None:
    choose(manager, MailChoice.DAILY)
    factories.submit(assessment)
    server.goes_silent.set()
    daily()
    server.goes_silent.clear()
    daily()
    assert [mail["To"] for mail in server.mails].count(manager.email) == 1


def test_what_waits_follows_the_choice(assessment: Assessment, manager: User, server: Mailbox) -> None:
    choose(manager, MailChoice.DAILY)
    factories.submit(assessment)
    choose(manager, MailChoice.SINGLE)
    daily()
    assert (manager.email, REVIEW) in server.told()


@pytest.mark.parametrize("choice", MailChoice)
@pytest.mark.parametrize("loses", ["account", "role"])
def test_who_may_not_know_any_more_is_not_told(
    assessment: Assessment, manager: User, server: Mailbox, choice: MailChoice, loses: str
) -> None:
    choose(manager, choice)
    factories.submit(assessment)
    if loses == "account":
        User.objects.filter(pk=manager.pk).update(is_active=False)
    else:
        RoleGrant.objects.filter(user=manager).update(revoked_at=timezone.now())
    daily()
    assert manager.email not in [mail["To"] for mail in server.mails]
    assert not Notice.objects.filter(recipient=manager).exists()


def test_who_was_taken_off_the_case_is_not_told_what_waited(
    assessment: Assessment, contributor: User, owner: User, manager: User, server: Mailbox
) -> None:
    choose(contributor, MailChoice.DAILY)
    factories.submit(assessment)
    factories.give_back(assessment, manager, {"": "Add the data."})
    person = Participant.objects.get(user=contributor)
    actions.remove_person(assessment=assessment, by=owner, person=person)
    daily()
    assert contributor.email not in [mail["To"] for mail in server.mails]


def test_an_email_of_an_older_version_without_a_recipient_is_dropped(assessment: Assessment, server: Mailbox) -> None:
    Notice.objects.create(kind="monitoring_officer_told", partnership=assessment.partnership, path="/", recipient=None)
    daily()
    assert "monitoring" not in str(server.told())
    assert not Notice.objects.filter(recipient=None).exists()
