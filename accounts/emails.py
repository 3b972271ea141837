"""Emails about somebody's account: links by which a password is chosen, and what was done to the account.

They are sent at once or by a worker, as the setting TASKS says, and again while the mail server is down. A link is made
when its email is, so that it stands in no queue.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend, task

from accounts.models import RoleGrant, User
from accounts.selectors import invitation_key, is_invited

logger = logging.getLogger(__name__)

# Errors about one email; other errors mean that the server cannot be reached. ValueError: an invalid address.
REFUSALS = (SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, ValueError)
# How often a worker tries again: for more than a day.
RETRIES = 30
# Those that let whoever reads them choose a password.
WITH_KEY = frozenset({"invitation", "password_reset"})


class Server:
    """One connection to the mail server, for several emails. `is_down` once the server could not be reached."""

    def __init__(self) -> None:
        self.is_down = False
        self._connection = get_connection(fail_silently=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._connection.close()

    def takes(self, mail: EmailMessage) -> bool:
        """Send the email; return whether the server accepted it. Errors are logged without addresses."""
        try:
            self._connection.open()
            self._connection.send_messages([mail])
        except REFUSALS as refusal:
            logger.warning("The mail server refused an email, which stays unsent: %s", type(refusal).__name__)
            return False
        except OSError as failure:
            self.is_down = True
            logger.warning("The mail server cannot be reached, emails stay unsent: %s", type(failure).__name__)
            return False
        return True


def post(kind: str, *, address: str, person: User | None = None, by: User | None = None) -> None:
    """Send the email of that kind to the address once the transaction is committed; which person it is about, who did it."""
    about, author = (user.pk if user else None for user in (person, by))
    transaction.on_commit(lambda: send_account_mail.enqueue(kind, address, about, author), robust=True)


def post_to_administrators(kind: str, *, about: User, by: User | None) -> None:
    """Send the email of that kind to each administrator but the person it is about, and whoever did it."""
    others = RoleGrant.objects.administering().exclude(user__in=[person.pk for person in (about, by) if person])
    for address in sorted(set(others.values_list("user__email", flat=True))):
        post(kind, address=address, person=about, by=by)


@task()
def send_account_mail(
    kind: str, address: str, person: int | None = None, by: int | None = None, attempt: int = 0
) -> None:
    """Write the email and send it, unless its link is nobody's any more. A worker tries again while the server is down."""
    people = User.objects.select_related("invited_by").in_bulk([number for number in (person, by) if number])
    about = people.get(person or 0)
    if kind in WITH_KEY and not _is_theirs(kind, address, about):
        return
    with Server() as server:
        server.takes(_written(kind, address, about, people.get(by or 0)))
    if server.is_down and default_task_backend.supports_defer and attempt < RETRIES:
        later = timezone.now() + delay_after(attempt)
        send_account_mail.using(run_after=later).enqueue(kind, address, person, by, attempt + 1)


def delay_after(attempt: int) -> timedelta:
    """Return how long a worker waits after so many attempts more: twice as long each time, an hour at most."""
    return timedelta(minutes=min(2**attempt, 60))


def _is_theirs(kind: str, address: str, person: User | None) -> bool:
    """Whether the person still has that address, and can use the link: it is made now, for whoever reads the email."""
    if person is None or not person.is_active or person.email != address:
        return False
    return kind != "invitation" or is_invited(person)


def _written(kind: str, address: str, person: User | None, by: User | None) -> EmailMessage:
    """Return the email: the first line of the kind's template is its subject."""
    context = {
        "council": settings.COUNCIL_NAME,
        "contact": settings.CONTACT_EMAIL,
        "address": address,
        "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
        "days": settings.INVITATION_DAYS,
        "link": settings.SITE_URL + _path(kind, person),
        "person": person,
        "by": by,
        "provider": settings.OIDC,
        "change": person.address_changes.first() if person else None,
    }
    text = render_to_string(f"emails/account/{kind}.txt", context).strip()
    subject, _blank, body = text.partition("\n")
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(subject=subject.strip(), body=body.lstrip(), to=[address], headers=headers)


def _path(kind: str, person: User | None) -> str:
    """Return the path of the page to which the email leads."""
    if kind == "password_not_used" or (kind == "invitation" and settings.OIDC and settings.OIDC.is_only):
        return reverse("account_login")
    if person and kind == "invitation":
        return _with_key("invitation", invitation_key(person))
    if person and kind == "password_reset":
        return _with_key("password-link", f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}")
    if person and kind.endswith("_of"):
        return reverse("person", kwargs={"user_id": person.pk})
    return reverse("mfa_index" if kind.startswith("second_factor") else "password-reset")


def _with_key(name: str, key: str) -> str:
    """Return the address of the page with the key in its query, which logs leave out: whoever has the key has the account."""
    return f"{reverse(name)}?{urlencode({'key': key})}"
