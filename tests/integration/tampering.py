"""Changes what is on record as somebody with the password of the database could, and asks whether that is noticed."""

from __future__ import annotations

import io

from django.core.management import CommandError, call_command
from django.db import connection


def verify(*references: str) -> tuple[str, bool]:
    """Return what the command prints, and whether it fails."""
    out = io.StringIO()
    try:
        call_command("verify_trail", *references, stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}", True
    return out.getvalue(), False


def without_triggers(table: str, sql: str, *values: str | bytes | int) -> None:
    """Change a table as somebody with the password of the database could."""
    postgres = connection.vendor == "postgresql"
    find = (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
        if postgres
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(find, [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}{f' ON {table}' if postgres else ''}")
        cursor.execute(sql, values)
