"""A row as it stands, for a form that was shown before."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def locked(row: Row) -> Row:
    """Return the row, read again and locked until the transaction ends, in which the caller writes it."""
    return type(row)._base_manager.select_for_update().get(pk=row.pk)
