"""Writing emails from notices."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.models import Notice
from partnerships.selectors.decider import decider_name


def single(rows: list[Notice]) -> EmailMessage:
    """Return the email of one notice."""
    (row,) = rows
    subject, body = _written(row)
    return _mail(rows, subject, body)


def digest(rows: list[Notice]) -> EmailMessage:
    """Return one email to one person with the subject, the day and the link of each notice, without duplicates."""
    lines = dict.fromkeys((_written(row)[0], row.due_on, _link(row)) for row in rows)
    context = _of_every_email() | {
        "lines": [{"subject": subject, "due_on": due_on, "link": link} for subject, due_on, link in lines]
    }
    subject, _blank, body = render_to_string("emails/digest.txt", context).partition("\n")
    return _mail(rows, subject.strip(), body.lstrip())


def _written(row: Notice) -> tuple[str, str]:
    """Return the subject, which is the first line of the kind's template, and the body."""
    context = _of_every_email() | {
        "reference": row.partnership.reference,
        "link": _link(row),
        "who": row.actor.full_name if row.actor else _("Somebody"),
        "due_on": row.due_on,
        "decider": decider_name(row.partnership),
    }
    text = render_to_string(f"emails/{row.kind}.txt", context).strip()
    subject, _blank, body = text.partition("\n")
    return subject.strip(), body.lstrip()


def _of_every_email() -> dict[str, object]:
    return {"council": settings.COUNCIL_NAME, "choices": f"{settings.SITE_URL}{reverse('mail-choice')}"}


def _link(row: Notice) -> str:
    return f"{settings.SITE_URL}{row.path}"


def _mail(rows: list[Notice], subject: str, body: str) -> EmailMessage:
    """Return the email with its address and headers. The same notices give the same Message-ID, should it be sent twice."""
    to = [row.recipient.email for row in rows[:1] if row.recipient]
    name = "-".join(str(number) for number in sorted({rows[0].pk, rows[-1].pk}))
    headers = {
        "Message-ID": f"<notice-{name}@{urlsplit(settings.SITE_URL).hostname}>",
        # Prevents out-of-office replies.
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(subject=subject, body=body, to=to, headers=headers)
