"""What is stored about one person, in every table that names people."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import BinaryField, Field, Model, Q, QuerySet

from accounts.models import User

# What lets somebody sign in is not what is held about a person, and must not leave the database.
SECRET = {
    ("accounts.User", "password"),
    ("mfa.Authenticator", "data"),
    ("usersessions.UserSession", "session_key"),
    ("accounts.SentForm", "token"),
}
Row = dict[str, Any]


def data_about(user: User) -> dict[str, list[Row]]:
    """Return every row that names the person in a column of its own, by table: each as its columns in words.

    What only a text or the data of an event says of them is not found; the search for their name finds that.
    """
    found = {}
    for model in apps.get_models():
        names = [field.name for field in _fields(model) if field.related_model is User]
        if model is User:
            names.append("pk")
        rows = _rows(model._base_manager.all(), names, user) if names else []
        if rows:
            found[str(model._meta.verbose_name_plural)] = rows
    return found


def _rows(every: QuerySet[Any], names: list[str], user: User) -> list[Row]:
    """Return the rows that name the person in one of these columns, in the order in which they were made."""
    named = Q()
    for name in names:
        named |= Q((name, user.pk))
    relations = [field.name for field in _fields(every.model) if field.is_relation]
    return [_row(row) for row in every.filter(named).select_related(*relations).order_by("pk").iterator()]


def _row(row: Model) -> Row:
    return {
        str(field.verbose_name): _value(row, field)
        for field in _fields(type(row))
        if (row._meta.label, field.name) not in SECRET
    }


def _value(row: Model, field: Field[Any, Any]) -> Any:
    """Return the value in words: of a choice its label, of another row what it is called, of a person their name and address."""
    value = getattr(row, field.name)
    if isinstance(value, User):
        return f"{value.full_name}, {value.email}"
    if isinstance(field, BinaryField):
        return f"{len(value or b'')} bytes"
    if field.choices and value is not None:
        return str(dict(field.flatchoices).get(value, value))
    return str(value) if isinstance(value, Model) or field.get_internal_type() == "FileField" else value


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.concrete_fields)
