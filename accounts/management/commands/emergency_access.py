"""For the first account that may use a password although the council's own sign-in is the only one (OIDC_ONLY)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.actions.emergency import end_emergency_access, give_emergency_access
from accounts.models import User


class Command(BaseCommand):
    help = "Let the person with this address sign in with a password and a second factor in an emergency, or no more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--end", action="store_true", help="take it away, and sign the person out")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.signing_in_as(options["address"])
        if user is None:
            raise CommandError("Nobody signs in with this address.")
        act = end_emergency_access if options["end"] else give_emergency_access
        try:
            done = act(by=None, user=user)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        if not done:
            raise CommandError(f"{user.full_name} may not use a password in an emergency anyway.")
        said = "may no longer" if options["end"] else "may"
        self.stdout.write(f"{user.full_name} {said} use a password in an emergency.")
