"""What the steps of a case need to know beside the case itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.prepared import PreparedRows, key
from partnerships.models import Assessment, Exemption, Partner


@dataclass(frozen=True, slots=True)
class Tally:
    """How many partners are known, and how many parts of the report are not to be published."""

    partners: int
    exempt: int


def tally_of(assessment: Assessment) -> Tally:
    """Count them in one query."""
    [row] = _TALLY.rows(assessment=assessment.pk)
    return Tally(*row)


def _tally() -> QuerySet[Assessment, tuple[Any, ...]]:
    partners = Partner.objects.filter(partnership=OuterRef("partnership")).order_by().values("partnership")
    exempt = Exemption.objects.filter(assessment=OuterRef("pk"), replaced_at=None).order_by().values("assessment")
    return (
        Assessment.objects.filter(pk=key("assessment", Assessment))
        .order_by()
        .values_list(
            Coalesce(Subquery(partners.annotate(n=Count("pk")).values("n")), 0),
            Coalesce(Subquery(exempt.annotate(n=Count("pk")).values("n")), 0),
        )
    )


_TALLY = PreparedRows(_tally)
