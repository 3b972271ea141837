"""Fill the empty database of DATABASE_URL: the tables, the demonstration council, and the cases of files.

A program of its own, because the demonstration is refused by the production settings under which the server runs.
With `--no-cases` it loads the checklist and the people of the demonstration, and nothing that they did.
"""

import os
import sys
from pathlib import Path

import django

NO_CASES = "--no-cases"


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.test.utils import override_settings
    from django.utils import timezone

    from checklists.models import Version
    from partnerships.management.commands._demo import play

    call_command("migrate", verbosity=0)
    if arguments == [NO_CASES]:
        call_command("loaddata", "partnership_readiness_1_0", "demo_council", verbosity=0)
        return
    call_command("load_demo")
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        version = Version.objects.get(pk="partnership-readiness/1.0")
        for file in arguments:
            play(Path(file), version=version, today=timezone.localdate())


if __name__ == "__main__":
    main(sys.argv[1:])
