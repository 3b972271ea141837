"""Columns that hold other texts of their row folded (`accounts.folding`), by which rows are found and sorted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from accounts.folding import begins_words, fold, words_to_find

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    Text = models.TextField[str, str]
else:
    Text = models.TextField


class Folded(DeferredAttribute):
    """Gives the folded text of the other fields, whatever was set, so that no row is written with another."""

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        return cast("DerivedField", self.field).folded(instance)

    def __set__(self, instance: models.Model, value: str) -> None:
        """Note that the column is loaded, as Django does by a value in the row's dictionary."""
        instance.__dict__[self.field.attname] = value


class DerivedField(Text):
    """A text that is worked out from others of its row, written whenever the row is: also by fixtures and in bulk.

    `QuerySet.update` and `save(update_fields=...)` of the others write it only when they name it too. PostgreSQL
    compares it by code point, as SQLite does, so that both sort alike.
    """

    descriptor_class = Folded

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"editable": False, "default": "", **kwargs})

    def folded(self, instance: models.Model) -> str:
        """Return what the column of that row holds."""
        raise NotImplementedError  # each kind of field says what its column holds; a field cannot be an abstract class

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Return the column's type and its collation."""
        parameters: dict[str, Any] = super().db_parameters(connection)
        return {**parameters, "collation": "C" if connection.vendor == "postgresql" else None}


class FoldedField(DerivedField):
    """The text of the field `of`, folded."""

    def __init__(self, *, of: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.of = of

    def folded(self, instance: models.Model) -> str:
        """Return what the column of that row holds."""
        return fold(getattr(instance, self.of))

    def deconstruct(self) -> Any:
        """Return what a migration needs to make the field again."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}


class WordsField(DerivedField):
    """The words by which the texts `of` the row are found.

    A name with a dot reaches into another row; of a dictionary, the values are its texts.
    """

    def __init__(self, *, of: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.of = tuple(of)

    def deconstruct(self) -> Any:
        """Return what a migration needs to make the field again."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def folded(self, instance: models.Model) -> str:
        """Return what the column of that row holds."""
        values = [reduce(_attribute, path.split("."), instance) for path in self.of]
        return words_to_find(*(text for value in values for text in _texts_of(value)))


def _attribute(value: Any, name: str) -> Any:
    return None if value is None else getattr(value, name)


def _texts_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return list(value.values())
    return [value] if value else []


class SearchedField(Text):
    """Words with a space between them, which `words__have` finds by the index that `checklists.triggers.WordIndex` makes.

    The index is called like the table and the column. PostgreSQL has a second column, which it generates: `words_vector`.
    """


class HaveWords(models.Lookup[Any]):
    """Whether the column has each of the words: `words__have=["caffe", "trust"]`. One of three letters is the beginning of a word."""

    lookup_name = "have"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Ask FTS5. A word holds letters and digits alone, so that none is an operator."""
        quote, model = compiler.quote_name_unless_alias, self.lhs.target.model
        index = quote(f"{model._meta.db_table}_{self.lhs.target.column}")
        row = f"{quote(self.lhs.alias)}.{quote(model._meta.pk.column)}"
        match = " ".join(f'"{word}" *' if begins_words(word) else f'"{word}"' for word in self.rhs)
        return f"{row} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", [match]  # noqa: S608 - names of a model

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Ask the generated column. The words are taken as they are: no parser and no dictionary."""
        quote = compiler.quote_name_unless_alias
        column = f"{quote(self.lhs.alias)}.{quote(f'{self.lhs.target.column}_vector')}"
        query = " & ".join(f"'{word}':*" if begins_words(word) else f"'{word}'" for word in self.rhs)
        return f"{column} @@ %s::tsquery", [query]


SearchedField.register_lookup(HaveWords)
