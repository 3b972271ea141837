"""Lookups for queries that neither database would plan well by itself."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, QuerySet
from django.db.models.lookups import In


class PkAmong(In):
    """`pk IN (a subquery)`, where the subquery is few rows and finds them first.

    PostgreSQL would join it to the other tables in the order in which they are written once there are more than eight
    of them (`join_collapse_limit`), and so read each row of these. An array is worked out before.
    """

    def __init__(self, keys: QuerySet[Any, Any]) -> None:
        super().__init__(F("pk"), keys.query)

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        """Return the operator with the subquery, which stands in brackets."""
        return f"= ANY(ARRAY{rhs})" if connection.vendor == "postgresql" else super().get_rhs_op(connection, rhs)
