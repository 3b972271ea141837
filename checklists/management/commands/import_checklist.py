"""manage.py import_checklist: makes or replaces the draft of a version from a YAML file, and says what the linter finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.actions.acting import ActionError
from checklists import actions
from checklists.files import ChecklistFile
from checklists.management.commands._files import read_checklist_file
from checklists.management.commands._versions import editor_named
from checklists.models import Version


class Command(BaseCommand):
    help = (
        "Reads a checklist from a YAML file (docs/checklists.md) and makes or replaces the draft of its version. Says "
        "what must be mended before another editor can publish it. A file that cannot be read changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.yaml", type=Path)
        parser.add_argument("--by", metavar="EMAIL", required=True, help="the checklist editor in whose name")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        by = editor_named(options["by"])
        read = read_checklist_file(file)
        try:
            draft = actions.import_draft(spec=read.spec, by=by)
        except actions.NotStorableError as refused:
            found = "\n".join(read.sentences(refused.problems))
            raise CommandError(f"{file} was not imported, and nothing has changed.\n{found}") from refused
        except ActionError as refused:
            raise CommandError(f"{file} was not imported, and nothing has changed.\n{refused}") from refused
        self._tell(draft, read)

    def _tell(self, draft: Version, read: ChecklistFile) -> None:
        problems = actions.findings_of(draft, read.spec)
        for sentence in read.sentences(problems):
            self.stdout.write(sentence)
        path = reverse("draft", args=[draft.checklist_id, draft.number])
        self.stdout.write(f"Draft {draft.id} has {len(read.spec.by_key)} questions, as in the file. Read it at {path}")
        if problems:
            self.stdout.write(
                f"Before it can be published, mend {len(problems)}, listed above, and import the file again."
            )
        else:
            publish = f"manage.py publish_checklist {draft.checklist_id} {draft.number} --by EMAIL"
            self.stdout.write(f"Nothing stands in the way of publishing it. Another editor does that: {publish}")
