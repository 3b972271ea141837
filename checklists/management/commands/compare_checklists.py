"""manage.py compare_checklists: prints what is different between two versions, as text to send to those who answer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from checklists.management.commands._versions import version_named
from checklists.models import VersionAlteredError
from checklists.selectors.compared import difference_between
from checklists.spec import UnreadableError, number_order
from checklists.wording import difference_as_text, difference_in_words


class Command(BaseCommand):
    help = (
        "Prints the difference of two versions of a checklist, question by question, as plain text for an email. The "
        "order of the two does not matter: it tells what the later one changes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("version")
        parser.add_argument("other")

    def handle(self, *_args: Any, **options: Any) -> None:
        two = [version_named(options["slug"], options[name]) for name in ("version", "other")]
        old, new = sorted(two, key=lambda version: number_order(version.number))
        try:
            found = difference_between(old, new)
        except (VersionAlteredError, UnreadableError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(difference_as_text(difference_in_words(found)), ending="")
