#!/usr/bin/env python
"""Stop with a sentence when the database server of DATABASE_URL does not answer."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config import settings


def main() -> None:
    """Connect once to the server's own database, as the tests do to make theirs."""
    database = settings.DATABASES["default"]
    if "postgresql" not in database["ENGINE"]:
        return
    import psycopg

    try:
        psycopg.connect(
            host=database["HOST"],
            port=database["PORT"] or None,
            user=database["USER"],
            password=database["PASSWORD"],
            dbname="postgres",
            connect_timeout=5,
        ).close()
    except psycopg.OperationalError as error:
        sys.exit(
            f"\nStopped: the PostgreSQL server of DATABASE_URL does not answer: {error}\n"
            "  Debian, Ubuntu:  sudo apt-get install postgresql\n"
            "  Homebrew:        brew install postgresql && brew services start postgresql\n"
            "bin/with-postgres make test starts one for as long as the tests run."
        )


if __name__ == "__main__":
    main()
