"""For whoever has changed SECRET_KEY: afterwards the one of before need not be named in SECRET_KEY_FALLBACKS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions.sealing import seal_anew


class Command(BaseCommand):
    help = "Keep the secrets of second factors under SECRET_KEY, also those kept under one of SECRET_KEY_FALLBACKS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        renewed, unreadable = seal_anew()
        self.stdout.write(f"Secrets kept under SECRET_KEY: {renewed}.")
        if unreadable:
            raise CommandError(
                f"Secrets that no key opens: {unreadable}. Name the SECRET_KEY of before in SECRET_KEY_FALLBACKS, or take "
                "these second factors away (manage.py remove_second_factor ADDRESS)."
            )
