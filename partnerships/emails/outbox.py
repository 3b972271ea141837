"""The outbox: notices are stored in the transaction of a change, sent after its commit, and kept until they are sent.

A process claims a notice, outside any transaction, before it sends it, and marks it as sent afterwards, so that no two
processes send the same one. If a process dies in between, its claim expires and the notice is sent again under the
same Message-ID: emails may arrive twice, but none is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend, task

from accounts.emails import Server
from accounts.models import MailChoice, RoleGrant, User
from partnerships.emails import messages
from partnerships.models import Notice, Partnership
from partnerships.models.notice import NoticeQuerySet
from partnerships.selectors.existing import seen_among

# How long a claim is valid.
CLAIM = timedelta(minutes=15)
# How often a worker tries again, with twice the delay each time; after that the daily command sends the notice.
RETRIES = 8
# The kinds that ask for nothing.
NEWS = ("ended", "endorsed", "issued", "referred")
# The kinds that are sent to people who can no longer see the case.
SENT_ANYWAY = ("withdrawn", "lead_changed", "owner_named", "owner_due", "owner_chased")


@dataclass(frozen=True, slots=True)
class NoticeDetails:
    """What a notice says beside its kind: the page it leads to, who did what it is about, and until when something is asked.

    The default page is the partnership's. `key` identifies a reminder.
    """

    path: str = ""
    by: User | None = None
    due_on: date | None = None
    key: str = ""


def notices(kind: str, partnership: Partnership, people: Iterable[User], details: NoticeDetails) -> list[Notice]:
    """Return a notice that is not saved yet for each of the people; of a kind that asks for nothing, for who chose it."""
    path = details.path or reverse("partnership", args=[partnership.reference])
    return [
        Notice(
            kind=kind,
            partnership=partnership,
            recipient=user,
            path=path,
            actor=details.by,
            due_on=details.due_on,
            key=details.key,
        )
        for user in people
        if user.has_news_mail or kind not in NEWS
    ]


def post(waiting: list[Notice]) -> None:
    """Save the notices in this transaction, and send them once it is committed."""
    numbers = [kept.pk for kept in Notice.objects.bulk_create(waiting)]
    if numbers:
        transaction.on_commit(lambda: send_notices.enqueue(numbers), robust=True)


@transaction.atomic
def replace_reminders(wanted: list[Notice]) -> int:
    """Delete the unsent reminders that are not wanted, save those that are new, and return how many are new."""
    names = {(reminder.key, reminder.recipient_id) for reminder in wanted}
    known = Notice.objects.exclude(key="")
    waiting = known.unsent().values_list("pk", "key", "recipient")
    gone = [pk for pk, key, recipient in waiting if (key, recipient) not in names]
    known.unsent().filter(pk__in=gone).delete()
    keys = {reminder.key for reminder in wanted}
    there = set(known.filter(key__in=keys).values_list("key", "recipient"))
    new = [reminder for reminder in wanted if (reminder.key, reminder.recipient_id) not in there]
    # Another run may be saving the same reminders: the unique constraint keeps one of each.
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def cancel(*, partnership: Partnership, prefix: str = "") -> None:
    """Delete the partnership's unsent reminders, or those whose key has that prefix."""
    Notice.objects.unsent().filter(partnership=partnership, key__startswith=prefix).exclude(key="").delete()


def forget(*, partnership: Partnership, prefix: str) -> None:
    """Clear the keys with that prefix, so that the reminders are created again."""
    Notice.objects.filter(partnership=partnership, key__startswith=prefix).update(key="")


@task()
def send_notices(numbers: list[int], attempt: int = 0) -> None:
    """Send those notices that are not for the daily email. A worker tries again later while the mail server is down."""
    chosen = Notice.objects.filter(pk__in=numbers)
    if not send_singly(chosen) and default_task_backend.supports_defer and attempt < RETRIES:
        later = timezone.now() + timedelta(minutes=2**attempt)
        send_notices.using(run_after=later).enqueue(numbers, attempt + 1)


def send_waiting(*, today: date) -> int:
    """Send all unsent notices, singly or as daily emails by the recipient's choice. Return how many are left."""
    send_singly(Notice.objects.all())
    send_digests(today=today)
    return Notice.objects.unsent().count()


def send_singly(chosen: NoticeQuerySet) -> bool:
    """Send one email for each notice that is not for a daily one; return whether the mail server accepted all."""
    rows = chosen.unsent().exclude(recipient__mail_choice=MailChoice.DAILY)
    took_all = True
    with Server() as server:
        for row in rows.select_related("recipient", "actor", "partnership"):
            if not _claim(Notice.objects.filter(pk=row.pk)):
                continue
            if lines := _that_still_hold([row], row.recipient):
                took_all &= _hand_over(server, lines, messages.single)
            if server.is_down:
                break
    return took_all


def send_digests(*, today: date) -> None:
    """Send one email with all their notices to everybody who chose daily emails, unless they had today's."""
    waiting = Notice.objects.unsent().filter(recipient__mail_choice=MailChoice.DAILY)
    with Server() as server:
        for user in User.objects.filter(pk__in=waiting.values("recipient")).order_by("pk"):
            if lines := _that_still_hold(_claim_for_the_day(user, today), user):
                _hand_over(server, lines, messages.digest)
            if server.is_down:
                break


def _claim(chosen: NoticeQuerySet) -> list[Notice]:
    """Claim the unsent notices that no other process has claimed, and return them."""
    now = timezone.now()
    is_free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
    chosen.unsent().filter(is_free).update(claimed_at=now)
    return list(chosen.filter(claimed_at=now).select_related("recipient", "actor", "partnership"))


@transaction.atomic
def _claim_for_the_day(user: User, today: date) -> list[Notice]:
    """Claim the person's notices for the daily email; none when today's was sent or is being sent."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    own = Notice.objects.filter(recipient=user)
    if own.filter(Q(sent_at__gte=midnight) | Q(claimed_at__gte=midnight)).exists():
        return []
    return _claim(own)


def _that_still_hold(rows: list[Notice], user: User | None) -> list[Notice]:
    """Return the notices that the person may still get; delete the others."""
    if user is None or not user.is_active:
        kept = []
    else:
        grants = RoleGrant.objects.grants_of(user)
        seen = seen_among({row.partnership_id for row in rows}, user, grants)
        kept = [row for row in rows if row.partnership_id in seen or row.kind in SENT_ANYWAY]
    if len(kept) < len(rows):
        Notice.objects.filter(pk__in={row.pk for row in rows} - {row.pk for row in kept}).delete()
    return kept


def _hand_over(server: Server, rows: list[Notice], write: Callable[[list[Notice]], EmailMessage]) -> bool:
    """Send the claimed notices as one email; mark them as sent, or release the claim if the server refused it."""
    claimed = Notice.objects.filter(pk__in=[row.pk for row in rows])
    if server.takes(write(rows)):
        claimed.update(sent_at=timezone.now())
        return True
    claimed.update(claimed_at=None)
    return False
