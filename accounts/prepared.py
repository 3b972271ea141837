"""Queries that every request asks: the ORM writes their SQL once a process, for which it takes ten times as long as the answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


class Parameter(models.Expression):
    """Stands in a query for a value of that kind, which comes when the query is asked."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Return the place of a value, and this as the value in it."""
        return "%s", (self,)


class PreparedQuery:
    """A query whose SQL is the same at each call. `write` builds it, with a `Parameter` for what comes later.

    Its columns must be of a kind that both databases return as Python wants them: text and whole numbers are.
    """

    def __init__(self, write: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self._write = write

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        compiler = self._write().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        if compiler.get_converters([column for column, *_others in compiler.select]):
            raise TypeError("A column of this query is not returned as the model would have it.")
        return sql, tuple(parameters)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values, one for each parameter by its name; KeyError when one is missing."""
        sql, parameters = self._written
        with connection.cursor() as cursor:
            cursor.execute(sql, [_value(parameter, values) for parameter in parameters])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _value(parameter: Any, values: dict[str, Any]) -> Any:
    if not isinstance(parameter, Parameter):
        return parameter
    return parameter.output_field.get_db_prep_value(values[parameter.name], connection)
