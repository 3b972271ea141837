"""For the administrator who has lost the second factor and has no recovery code: nobody else can take it away."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.actions.second_factor import remove_second_factor
from accounts.models import User


class Command(BaseCommand):
    help = "Take the second factor of the person with this address away. They are told by email, and signed out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.signing_in_as(options["address"])
        if user is None:
            raise CommandError("Nobody signs in with this address.")
        try:
            remove_second_factor(by=None, user=user)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(f"The second factor of {user.full_name} was taken away.")
