"""Queries that every request asks: the ORM writes their SQL once a process, for which it takes ten times as long as the answer.

PostgreSQL keeps their plans besides (`accounts.plans`).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from accounts.plans import as_sent, plans_kept, with_constants

Row = TypeVar("Row")


class Parameter(models.Expression):
    """Stands in a query for a value of that kind, which comes when the query is asked."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Return the place of a value, and this as the value in it."""
        return "%s", (self,)


def key(name: str, of: type[models.Model]) -> Any:
    """Return the parameter for the primary key of a row of that model."""
    return Parameter(name, of._meta.pk)


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
        return with_constants(connection, sql, parameters, _is_constant)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values, one for each parameter by its name; KeyError when one is missing."""
        sql, parameters = self._written
        try:
            given = [_value(parameter, values) for parameter in parameters]
        except EmptyResultSet:
            return []
        with plans_kept(connection), connection.cursor() as cursor:
            cursor.execute(sql, given)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


class PreparedRows(Generic[Row]):
    """The same for rows of a model or tuples of values, with what is selected and annotated besides, of any kind."""

    def __init__(self, write: Callable[[], models.QuerySet[Any, Row]]) -> None:
        self._write = write

    @cached_property
    def _written(self) -> tuple[models.QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...]] | None:
        """The query with its SQL; None when no row can meet its conditions."""
        queryset = self._write()
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        converters = compiler.get_converters([column for column, *_others in compiler.select])
        # What is an attribute of the compiler itself stands before the method of its class.
        vars(compiler)["get_converters"] = lambda _columns: converters
        return queryset, compiler, *with_constants(connection, sql, parameters, _is_constant)

    def rows(self, **values: Any) -> list[Row]:
        """Return the rows for these values, one for each parameter by its name; KeyError when one is missing.

        A row of a model that is given for a key is that of each row found, under the name of the parameter.
        """
        owners = {name: value for name, value in values.items() if isinstance(value, models.Model)}
        if self._written is None:
            return []
        queryset, written, sql, parameters = self._written
        if queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("Rows are locked within a transaction.")
        values |= {name: owner.pk for name, owner in owners.items()}
        try:
            given = tuple(_value(parameter, values) for parameter in parameters)
        except EmptyResultSet:
            return []
        # Each thread has a connection of its own; what the compiler has worked out is read by all.
        compiler = copy(written)
        compiler.connection = connection
        asked = queryset.all()
        vars(compiler)["as_sql"] = lambda *_args, **_options: (sql, given)
        vars(asked.query)["get_compiler"] = lambda *_args, **_options: compiler
        with plans_kept(connection):
            found = list(asked)
        for name, owner in owners.items():
            for row in found:
                setattr(row, name, owner)
        return found

    def first(self, **values: Any) -> Row | None:
        """Return the first of these rows, None where there is none."""
        return next(iter(self.rows(**values)), None)

    def get(self, **values: Any) -> Row:
        """Return the first of these rows; DoesNotExist of the model where there is none."""
        for row in self.rows(**values):
            return row
        model = self._write().model
        raise model.DoesNotExist(f"No {model._meta.verbose_name} matches.")


def _is_constant(parameter: Any) -> bool:
    return not isinstance(parameter, Parameter)


def _value(parameter: Any, values: dict[str, Any]) -> Any:
    """Return what stands for the parameter; EmptyResultSet for a number that no column of the kind can hold."""
    if _is_constant(parameter):
        return parameter
    field, value = parameter.output_field, values[parameter.name]
    if isinstance(field, models.IntegerField) and value is not None:
        lowest, highest = connection.ops.integer_field_range(field.get_internal_type())
        if not lowest <= value <= highest:
            raise EmptyResultSet
    return as_sent(connection, field.get_db_prep_value(value, connection))
