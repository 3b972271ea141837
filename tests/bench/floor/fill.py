"""Fill the empty database of DATABASE_URL with the floor's cases, as many as the argument says, of 18 rows each."""

from __future__ import annotations

import sys

from tests.bench.floor.app import Case, Row
from tests.bench.people import LEAD, PASSWORD

ROWS = 18
TEXT = "The head of service has seen the figures and agrees with them. Nothing has been signed so far."


def main(cases: int) -> None:
    from django.contrib.auth.models import Permission, User
    from django.core.management import call_command

    # First the tables of Django's own apps, to which the floor's refer; it has no migrations.
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    user = User.objects.create_user(LEAD, password=PASSWORD, first_name="Olive", last_name="Owner")
    user.user_permissions.add(Permission.objects.get(codename="view_case"))
    made = Case.objects.bulk_create(Case(name=f"Joint service {n}", lead=user) for n in range(cases))
    Row.objects.bulk_create(
        Row(case=case, number=n, title=f"Question {n}", text=f"{TEXT} " * 3, saved_by=user)
        for case in made
        for n in range(1, ROWS + 1)
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
