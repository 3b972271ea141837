"""A column that holds another text of its row folded (`accounts.folding`), by which rows are found and sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from accounts.folding import fold

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    Text = models.TextField[str, str]
else:
    Text = models.TextField


class Folded(DeferredAttribute):
    """Gives the folded text of the other field, whatever was set, so that no row is written with another."""

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        return fold(getattr(instance, cast("FoldedField", self.field).of))

    def __set__(self, instance: models.Model, value: str) -> None:
        """Note that the column is loaded, as Django does by a value in the row's dictionary."""
        instance.__dict__[self.field.attname] = value


class FoldedField(Text):
    """The text of the field `of`, folded, written whenever the row is: also by fixtures and in bulk.

    `QuerySet.update` and `save(update_fields=...)` of the other field write it only when they name it too. PostgreSQL
    compares it by code point, as SQLite does, so that both sort alike.
    """

    descriptor_class = Folded

    def __init__(self, *, of: str, **kwargs: Any) -> None:
        super().__init__(**{"editable": False, "default": "", **kwargs})
        self.of = of

    def deconstruct(self) -> Any:
        """Return what a migration needs to make the field again."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Return the column's type and its collation."""
        parameters: dict[str, Any] = super().db_parameters(connection)
        return {**parameters, "collation": "C" if connection.vendor == "postgresql" else None}
