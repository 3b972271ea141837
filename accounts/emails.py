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

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend, task

from accounts.models import User
from accounts.selectors import invitation_key

logger = logging.getLogger(__name__)

# Errors about one email; other errors mean that the server cannot be reached. ValueError: an invalid address.
REFUSALS = (SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, ValueError)
# How often a worker tries again, with twice the delay each time.
RETRIES = 8


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


def post(kind: str, *, address: str, person: User | None = None) -> None:
    """Send the email of that kind to the address once the transaction is committed. One with a link is about a person."""
    number = person.pk if person else None
    transaction.on_commit(lambda: send_account_mail.enqueue(kind, address, number), robust=True)


@task()
def send_account_mail(kind: str, address: str, person: int | None = None, attempt: int = 0) -> None:
    """Write the email and send it. A worker tries again later while the mail server is down."""
    with Server() as server:
        server.takes(_written(kind, address, person))
    if server.is_down and default_task_backend.supports_defer and attempt < RETRIES:
        later = timezone.now() + timedelta(minutes=2**attempt)
        send_account_mail.using(run_after=later).enqueue(kind, address, person, attempt + 1)


def _written(kind: str, address: str, person: int | None) -> EmailMessage:
    """Return the email: the first line of the kind's template is its subject."""
    user = User.objects.select_related("invited_by").get(pk=person) if person else None
    context = {
        "council": settings.COUNCIL_NAME,
        "contact": settings.CONTACT_EMAIL,
        "address": address,
        "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
        "days": settings.INVITATION_DAYS,
        "link": settings.SITE_URL + _path(kind, user),
        "person": user,
    }
    text = render_to_string(f"emails/account/{kind}.txt", context).strip()
    subject, _blank, body = text.partition("\n")
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(subject=subject.strip(), body=body.lstrip(), to=[address], headers=headers)


def _path(kind: str, user: User | None) -> str:
    if user is None:
        return reverse("mfa_index" if kind in ("second_factor_changed", "second_factor_removed") else "password-reset")
    if kind == "invitation":
        return reverse("invitation", kwargs={"key": invitation_key(user)})
    words = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=words)
