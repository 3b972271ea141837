"""Load the demonstration council: its people, and their cases, which are made by the actions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from accounts.models import Service, User
from checklists.actions import change_question, start_draft
from checklists.models import Version
from partnerships.management.commands._editions import rendered_together
from partnerships.models import Partnership

CHECKLIST = "partnership-readiness/1.0"
LATER = "partnership-readiness/1.1"
CASES = Path(settings.BASE_DIR) / "fixtures" / "demo_cases.yaml"
LATER_CASES = CASES.with_name("demo_cases_1_1.yaml")
MEETINGS = CASES.with_name("demo_meetings.yaml")
REGISTER = CASES.with_name("demo_register.yaml")
DRAFT = CASES.with_name("demo_draft.yaml")


class Command(BaseCommand):
    help = "Load the fictional Marlshire County Council with its partnerships into an empty database."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demonstration council is not loaded in production: its passwords are known to everybody."
            )
        # Its people are fictional, so no email is sent to them, now or later by a worker.
        at_once = {"default": {"BACKEND": settings.TASK_BACKENDS["immediate"]}}
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend", TASKS=at_once):
            self.stdout.write(load())


@transaction.atomic
def load() -> str:
    """Load the council into an empty database; return a sentence that says whether that was done."""
    if User.objects.filter(email="officer@marlshire.example").exists():
        return "The demonstration council is loaded already; nothing was changed."
    if User.objects.exists() or Service.objects.exists() or Partnership.objects.exists():
        return "This database is in use, so the demonstration council was left out: it needs one of its own."
    # Their cases were begun before there was another version, so that their later rounds answer this one too.
    call_command("load_checklists", CHECKLIST, verbosity=0)
    call_command("loaddata", "demo_council", verbosity=0)
    # What plays the cases is installed for the demonstration alone.
    try:
        from partnerships.management.commands._demo import cancel_meetings, fill_register, keep_meetings, play
    except ModuleNotFoundError as error:
        raise CommandError(
            f"The demonstration council was left out: it needs {error.name}, which requirements-demo.txt installs."
        ) from error
    today = timezone.localdate()
    cancelled = keep_meetings(MEETINGS, today=today)
    version = Version.objects.select_related("checklist").get(pk=CHECKLIST)
    with rendered_together() as render:
        cases = play(CASES, version=version, today=today, render=render)
        call_command("load_checklists", verbosity=0)
        cancel_meetings(cancelled)
        existing = fill_register(REGISTER, today=today)
        cases += play(LATER_CASES, version=Version.objects.get(pk=LATER), today=today, render=render)
    _write_draft(yaml.safe_load(DRAFT.read_text(encoding="utf-8")))
    return f"Loaded the demonstration council with {len(cases) + len(existing)} partnerships."


def _write_draft(written: dict[str, Any]) -> None:
    """Let the editor start a draft from the newest version, and put questions of it otherwise."""
    editor = User.objects.get(email="editor@marlshire.example")
    source = Version.objects.select_related("checklist").get(pk=LATER)
    draft = start_draft(checklist=source.checklist, number=written["number"], by=editor, source=source)
    for key, said in written["questions"].items():
        change_question(version=draft, key=key, by=editor, spec=replace(draft.read().by_key[key], **said))
