"""The cases of an address that a person may know of: what every page of a case asks first."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.models import User
from accounts.prepared import Parameter, PreparedRows
from accounts.roles import Grant
from partnerships.models import Assessment, Partnership

if TYPE_CHECKING:
    from partnerships.models.assessment import CaseOfUser

LOOKUPS: dict[str, Any] = {
    "pk": Assessment._meta.get_field("id"),
    "partnership__number": Partnership._meta.get_field("number"),
}
# The people of a council hold few different roles: about as many as it has services.
MOST_WRITTEN = 200


def cases_known_to(user: User, grants: tuple[Grant, ...], lookup: str, value: int) -> list[CaseOfUser]:
    """Return the assessments that one of `LOOKUPS` finds for the value, as `for_case` returns them.

    Those that the person may see, without order. The query is written once for all who hold the same roles.
    """
    return _query(grants, lookup).rows(user=user.pk, value=value)


@lru_cache(MOST_WRITTEN)
def _query(grants: tuple[Grant, ...], lookup: str) -> PreparedRows[CaseOfUser]:
    def write() -> models.QuerySet[CaseOfUser]:
        user: Any = Parameter("user", models.BigAutoField())
        visible = Assessment.objects.visible_to(user, grants).for_case(user, grants)
        # There are few, and the database would sort them for each page.
        return visible.filter(**{lookup: Parameter("value", LOOKUPS[lookup])}).order_by()

    return PreparedRows(write)
