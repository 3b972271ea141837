"""The work of each day: reminders, emails that wait, reviews that are due, and what nobody needs any more."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actions.limits import forget_limits
from accounts.actions.roles import withdraw_ended
from accounts.actions.sent_forms import forget_sent_forms
from accounts.actions.sessions import forget_sessions
from accounts.models import User
from checklists.selectors.versions import why_unreadable
from operations.actions.heartbeats import beat
from operations.models import HeartbeatName
from partnerships import emails
from partnerships.actions.register_import import forget_uploads
from partnerships.actions.rounds import open_reviews
from partnerships.rendering import store

# For how long a form that was sent is known: a page may stay open over a weekend.
KEPT = timedelta(days=7)


class Command(BaseCommand):
    help = (
        "Remind people of conditions, reviews, questions that they are to answer, papers and required versions that are due, send the daily emails and whatever could not be sent before, and open "
        "the review rounds that are due. Delete sessions, counts of limits and stored PDFs whose time is over, and tables whose rows were not entered. Run it once a day; to run it again, or twice at once, does no harm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--date", type=_date, metavar="2027-04-01", help="as if it were that day; today unless told"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.READ_ONLY:
            # The next run makes up for it.
            self.stdout.write("Nothing was done: read-only mode is on (READ_ONLY).")
            return
        today: date = options["date"] or timezone.localdate()
        reminders = emails.remind(today=today)
        unsent = emails.send_waiting(today=today)
        forget_sent_forms(before=timezone.now() - KEPT)
        rounds = open_reviews(by=User.objects.automatic(), today=today)
        call_command("clearsessions", verbosity=0)
        forget_sessions()
        withdraw_ended(by=User.objects.automatic())
        forget_limits(now=timezone.now())
        forget_uploads(now=timezone.now())
        if settings.RENDER_ROOT.exists():
            store.prune()
        if not settings.SENDS_AT_ONCE:
            call_command("prune_db_task_results", verbosity=0)
        for sentence in why_unreadable():
            # Nothing else stops for it; cases that were answered to it wait.
            self.stderr.write(sentence)
        beat(HeartbeatName.DAILY)
        if options["verbosity"] > 0:
            self.stdout.write(f"{reminders} reminders made, {unsent} emails left unsent, {len(rounds)} reviews opened.")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError("write the date like 2027-04-01") from error
