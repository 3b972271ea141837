"""manage.py publish_checklist: publishes a draft in the name of a second checklist editor."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from checklists import actions
from checklists.management.commands._versions import editor_named, version_named
from checklists.selectors.versions import newer_than
from checklists.spec import UnreadableError


class Command(BaseCommand):
    help = (
        "Publishes a draft, which then never changes. Another editor than the one who drafted or imported it does it; "
        "refused, with every problem, while the linter finds one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("version")
        parser.add_argument("--by", metavar="EMAIL", required=True, help="the checklist editor in whose name")

    def handle(self, *_args: Any, **options: Any) -> None:
        draft, by = version_named(options["slug"], options["version"]), editor_named(options["by"])
        try:
            published = actions.publish(version=draft, by=by)
        except actions.NotAllowedError as refused:
            mend = "Name a checklist editor who changed nothing in it with --by."
            raise CommandError(f"{draft} was not published.\n{refused} {mend}") from refused
        except (actions.WrongStateError, actions.NotPublishableError) as refused:
            raise CommandError(f"{draft} was not published.\n{refused}") from refused
        except UnreadableError as error:
            raise CommandError(f"{draft} cannot be read: {error}") from error
        newer = newer_than(published)
        follows = (
            f"New cases go on starting on version {newer.number}, which has a higher number."
            if newer
            else "New cases start on it from now on."
        )
        self.stdout.write(f"Published {published} with the digest {published.digest}. {follows}")
