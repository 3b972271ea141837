"""Issues the report of one case on the database of DATABASE_URL, at a fixed time, and writes what was stored.

`python -m tests.pdf.issue_at_fixed_time FOLDER` wants an empty database, or one with the checklist and nobody. It writes `full.json`, `full.pdf`,
`full-summary.pdf` and the same of the public edition, as they are in the database, and `vendor.txt`, which names the kind of database.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import django
import time_machine
import yaml

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CASE = "Penmoel community hub"


def main(folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from checklists.models import Version
    from partnerships.management.commands._demo import play
    from partnerships.management.commands.load_demo import CASES
    from partnerships.models import IssueEdition

    (folder / "vendor.txt").write_text(connection.vendor, encoding="utf-8")
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
        call_command("loaddata", "partnership_readiness_1_0", verbosity=0)
    with time_machine.travel(NOON, tick=False):
        call_command("loaddata", "demo_council", verbosity=0)
        play(_issued(CASES, folder), version=Version.objects.get(), today=NOON.date())
    for edition in IssueEdition.objects.all():
        (folder / f"{edition.edition}.json").write_bytes(bytes(edition.snapshot))
        (folder / f"{edition.edition}.pdf").write_bytes(bytes(edition.pdf))
        (folder / f"{edition.edition}-summary.pdf").write_bytes(bytes(edition.summary.pdf))


def _issued(cases: Path, folder: Path) -> Path:
    """Write one endorsed case of the demonstration to a file, done in one moment and then issued. No meeting is kept here."""
    case = next(case for case in yaml.safe_load(cases.read_text(encoding="utf-8")) if case["details"]["name"] == CASE)
    del case["day"]
    case["steps"] = [step for step in case["steps"] if not step.keys() & {"day", "meeting"}] + [
        {"issue": None, "by": "secretary"}
    ]
    path = folder / "cases.yaml"
    path.write_text(yaml.safe_dump([case], allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


if __name__ == "__main__":
    main(Path(sys.argv[1]))
