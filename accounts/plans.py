"""PostgreSQL keeps the plans of prepared queries: to plan one of them takes it longer than to answer it.

Django writes all values into the text of a query, so that PostgreSQL reads and plans each one anew. Within `plans_kept`
a query is sent with places for values. From the third time on that a connection is asked it, PostgreSQL has it read
already, and once it has planned it for several values it decides whether one plan is good enough for any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

# Of each connection PostgreSQL keeps the plans of so many queries, those that it was asked last.
_MOST_KEPT = 200


@contextmanager
def plans_kept(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let PostgreSQL keep the plans of what the connection is asked within. Nothing changes on SQLite.

    The setting `DATABASE_KEEP_PLANS` decides whether they are kept; the answers are the same.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    raw: Any = connection.connection
    raw.prepared_max = _MOST_KEPT
    features: Any = connection.features
    usual, raw.cursor_factory = raw.cursor_factory, _psycopg(connection).Cursor
    # Logs and tests then have the text of a query by Django's way for such cursors: this one has none of what it prepared.
    features.uses_server_side_binding = True
    try:
        yield
    finally:
        raw.cursor_factory, features.uses_server_side_binding = usual, False


def with_constants(
    connection: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any], is_constant: Callable[[Any], bool]
) -> tuple[str, tuple[Any, ...]]:
    """Return the query with its constants in its text, and the other parameters.

    A plan for any value of a constant could not use an index of the rows that have one value. SQLite, which knows
    the values when it plans, gets the query as it is.
    """
    if connection.vendor != "postgresql":
        return sql, tuple(parameters)
    connection.ensure_connection()
    left, others = list(reversed(parameters)), list[Any]()

    def written(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return place[0]
        parameter = left.pop()
        if not is_constant(parameter):
            others.append(parameter)
            return place[0]
        literal: str = _psycopg(connection).sql.Literal(parameter).as_string(connection.connection)
        return literal.replace("%", "%%")

    text = re.sub("%%|%s", written, sql)
    return text, tuple(others)


def as_sent(connection: BaseDatabaseWrapper, value: Any) -> Any:
    """Return a whole number as one of eight bytes: the kind of a number would follow from its size, and the plan from the kind."""
    if type(value) is int and connection.vendor == "postgresql":
        return _psycopg(connection).types.numeric.Int8(value)
    return value


def _psycopg(connection: Any) -> Any:
    """Return the package as Django has imported it: SQLite needs none."""
    return connection.Database
