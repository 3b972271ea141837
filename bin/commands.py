#!/usr/bin/env python
"""Run several commands of manage.py in one process, since to start costs more than most of them do.

Each argument is a command with its options: bin/commands.py "migrate --verbosity 0" load_checklists
"""

import shlex
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.db import OperationalError

import manage


def main(commands: list[str]) -> None:
    """Run each as manage.py would; the first that fails ends it, with its sentence and its exit status."""
    for command in commands:
        # What runserver starts again after a change is this one alone.
        sys.argv = ["manage.py", *shlex.split(command)]
        try:
            manage.main()
        except OperationalError as error:
            sys.exit(f"The database of DATABASE_URL could not be used: {error}. Lines above may say more.")


if __name__ == "__main__":
    main(sys.argv[1:])
