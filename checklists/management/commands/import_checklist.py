"""manage.py import_checklist: makes or replaces the draft of a version from a YAML file, and says what the linter finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.acting import ActionError
from checklists import actions
from checklists.files import FileError, read_checklist
from checklists.management.commands._versions import editor_named
from checklists.spec import ChecklistSpec, digest


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
        spec = _read(file)
        try:
            draft = actions.import_draft(spec=spec, by=by)
        except ActionError as refused:
            raise CommandError(f"{file} was not imported, and nothing has changed.\n{refused}") from refused
        problems = actions.findings_of(draft, spec)
        for problem in problems:
            self.stdout.write(str(problem))
        mended = f" Before it can be published, mend {len(problems)}." if problems else " The linter finds no problems."
        self.stdout.write(f"Draft {draft.id} has {len(spec.by_key)} questions and the digest {digest(spec)}.{mended}")


def _read(file: Path) -> ChecklistSpec:
    """Return the version that the file holds; CommandError when there is none that can be read."""
    try:
        return read_checklist(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not text in UTF-8: byte {error.start} cannot be read.") from error
    except FileError as error:
        raise CommandError(f"{file}: {error}") from error
