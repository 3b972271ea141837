"""A database as it was before the board came, with a case in it, brought up to date: run by test_upgrade.py."""

import os
from datetime import UTC, datetime
from typing import Any

import django

BEFORE = ("partnerships", "0002_refuse_what_no_action_does")
AFTER = [("accounts", "0002_mail_choice"), ("partnerships", "0005_refuse_what_no_action_does")]
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate([BEFORE])
    fill(executor.loader.project_state([BEFORE]).apps)
    executor = MigrationExecutor(connection)
    executor.migrate(AFTER)
    call_command("migrate", verbosity=0)
    call_command("verify_trail", verbosity=2)


def fill(apps: Any) -> None:
    """Two partnerships, whose events come by turns."""
    user = apps.get_model("accounts", "User").objects.create(email="olive@marlshire.example", full_name="Olive Owner")
    service = apps.get_model("accounts", "Service").objects.create(slug="adults", name="Adult Care")
    checklist = apps.get_model("checklists", "Checklist").objects.create(slug="c", title="Checklist")
    version = apps.get_model("checklists", "Version").objects.create(
        id="c/1", checklist=checklist, number="1", drafted_at=NOON
    )
    cases = []
    for number in (1, 2):
        partnership = apps.get_model("partnerships", "Partnership").objects.create(
            number=number, name="Store", purpose="One store.", service=service, lead=user, created_by=user
        )
        assessment = apps.get_model("partnerships", "Assessment").objects.create(
            partnership=partnership, version=version, state_changed_by=user, created_by=user
        )
        cases.append((partnership, assessment))
    for count in range(3):
        for partnership, assessment in cases:
            apps.get_model("partnerships", "Event").objects.create(
                partnership=partnership,
                assessment=assessment,
                kind="details_changed",
                old={"name": f"Störe {count}"},
                new={"name": f"Store {count}", "annual_cost": count, "planned_start_on": None},
                recorded_at=NOON,
                recorded_by=user,
            )


if __name__ == "__main__":
    main()
