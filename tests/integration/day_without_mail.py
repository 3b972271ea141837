"""A day on which the mail server is away, for a process of its own: a worker and the work of the day go on.

`python -m tests.integration.day_without_mail PORT` lets somebody be asked to review a case and ask for a new password, tries
for a day at a port at which nobody listens, then at PORT.
"""

from __future__ import annotations

import sys
from datetime import timedelta

import django
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

HOURS = 24
NOBODY_LISTENS = 9


def main(port: int) -> None:
    django.setup()
    with time_machine.travel(timezone.now()) as clock:
        _ask_for_emails()
        settings.EMAIL_PORT = NOBODY_LISTENS
        for _each in range(HOURS):
            _work()
            clock.shift(timedelta(hours=1))
        call_command("run_daily", verbosity=0)
        settings.EMAIL_PORT = port
        clock.shift(timedelta(hours=1))
        _work()
        call_command("run_daily", verbosity=0)
        _work()


def _ask_for_emails() -> None:
    from accounts import emails as of_accounts
    from accounts.models import User
    from partnerships import emails as of_cases
    from partnerships.models import Partnership

    user = User.objects.get(full_name="anna")
    of_accounts.post("password_reset", address=user.email, person=user)
    partnership = Partnership.objects.order_by("pk").first()
    assert partnership is not None
    of_cases.outbox.post(
        of_cases.outbox.notices("person_added", partnership, [user], of_cases.outbox.NoticeDetails("/number-0/"))
    )


def _work() -> None:
    """Do what a worker has to do by now."""
    call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
