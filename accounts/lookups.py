"""Lookups for queries that PostgreSQL does not plan well by itself."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, QuerySet
from django.db.models.lookups import In


class PkAmong(In):
    """`pk IN (subquery)`, for a subquery of few rows.

    With more than eight tables PostgreSQL joins in the order in which they are written (`join_collapse_limit`), and would
    read all rows of them first. An array is worked out before the joins.
    """

    def __init__(self, keys: QuerySet[Any, Any]) -> None:
        super().__init__(F("pk"), keys.query.clone())

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        """Return the operator with the subquery, which stands in brackets."""
        return f"= ANY(ARRAY{rhs})" if connection.vendor == "postgresql" else super().get_rhs_op(connection, rhs)
