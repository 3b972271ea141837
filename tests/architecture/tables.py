"""The rules of models: a time has a person beside it, nothing is deleted in cascade, column names show the type."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from accounts.models import User
from tests.architecture.source import APPS, Module

# A time without a person beside it, and why.
NOBODY = {
    "accounts.LimitUse.ends_at": "the end of an hour or a day: nobody did it",
    "accounts.User.created_at": "has created_by, which is empty for who was made at the command line",
    "operations.Heartbeat.ran_at": "a process of the server ran: nobody did it",
    "partnerships.Notice.created_at": "made by what was done or by the calendar; the trail says who did it",
    "partnerships.Notice.claimed_at": "a process claimed it: nobody did",
    "partnerships.Notice.sent_at": "the mail server took it: nobody did",
}
# A row that is deleted with another, and why nothing is lost.
NOT_PROTECTED = {
    "partnerships.PartnershipWord.partnership": "derived from the partnership's own text, never shown",
    "partnerships.Passage.partnership": "triggers derive passages from the texts of others",
    "partnerships.Passage.assessment": "the same",
    "partnerships.Passage.answer": "the same",
    "partnerships.Passage.condition": "the same",
    "partnerships.Passage.confirmation": "the same",
    "partnerships.Passage.decision": "the same",
    "partnerships.Passage.opinion": "the same",
    "partnerships.Passage.raised": "the same",
    "partnerships.Passage.return_reason": "the same",
    "partnerships.Passage.treatment": "the same",
    "partnerships.Passage.implication": "the same",
    "partnerships.Passage.reply": "the same",
    "partnerships.Passage.referral": "the same",
    "partnerships.Passage.entry": "the same",
}
# A name that Django gives, or that no convention covers.
OTHER_NAMES = {
    "accounts.User.last_login": "Django's own field",
    "checklists.Requirement.required_from": "not the day of one thing, but the first of many",
    "partnerships.Flag.since": "nobody did it: the moment from which a question is flagged",
}
QUERIES = {"aggregate", "all", "count", "exists", "filter", "first", "get", "last", "objects", "values", "values_list"}


def own_models() -> list[type[models.Model]]:
    """Return the models of the apps."""
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def own_fields() -> Iterator[tuple[str, models.Field[object, object]]]:
    """Yield every column of every model with its full name, such as accounts.User.email."""
    for model in own_models():
        for field in model._meta.concrete_fields:
            yield f"{model._meta.label}.{field.name}", field


def unpaired() -> Iterator[str]:
    """Yield the `_at` columns without a `_by`, and the `_by` columns without an `_at`."""
    names = {name for name, _ in own_fields()}
    for name, field in own_fields():
        if isinstance(field, models.DateTimeField) and name.endswith("_at"):
            if f"{name[:-3]}_by" not in names:
                yield f"{name} has no {field.name[:-3]}_by beside it"
        elif field.related_model is User and name.endswith("_by") and f"{name[:-3]}_at" not in names:
            yield f"{name} has no {field.name[:-3]}_at beside it"


def unprotected() -> Iterator[str]:
    """Yield the foreign keys that are not PROTECT."""
    for name, field in own_fields():
        if field.remote_field is not None and getattr(field.remote_field, "on_delete", None) is not models.PROTECT:
            yield name


def misnamed() -> Iterator[str]:
    """Yield the columns whose name does not show their type."""
    for name, field in own_fields():
        column = field.name
        if isinstance(field, models.DateTimeField):
            is_right = column.endswith("_at")
        elif isinstance(field, models.DateField):
            is_right = column.endswith("_on")
        elif isinstance(field, models.BooleanField):
            is_right = column.startswith(("is_", "has_"))
        else:
            is_right = not column.endswith(("_at", "_on")) and not column.startswith(("is_", "has_"))
        is_flag = isinstance(field, models.GeneratedField) and column.startswith("is_")
        if not is_right and not is_flag:
            yield name


def querying_properties(module: Module, relations: set[str]) -> Iterator[str]:
    """Yield the properties of a models module that query, or read another row by an attribute in `relations`."""
    for owner in module.classes():
        for node in owner.body:
            if isinstance(node, ast.FunctionDef) and "property" in " ".join(map(ast.unparse, node.decorator_list)):
                reached = {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}
                for name in sorted(reached & (QUERIES | relations)):
                    yield module.at(node, f"{owner.name}.{node.name} reaches for .{name}")


def relations() -> set[str]:
    """Return the attributes of models that may read another row."""
    found = {field.name for model in own_models() for field in model._meta.get_fields() if field.is_relation}
    reverse = {
        field.get_accessor_name()
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignObjectRel)
    }
    return found | {name for name in reverse if name}
