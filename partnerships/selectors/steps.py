"""What the steps of a case need to know beside the case itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from partnerships.models import Assessment, Exemption, Partner


@dataclass(frozen=True, slots=True)
class Tally:
    """How many partners are known, and how many parts of the report are not to be published."""

    partners: int
    exempt: int


def tally_of(assessment: Assessment) -> Tally:
    """Count them in one query."""
    partners = Partner.objects.filter(partnership=OuterRef("partnership")).order_by().values("partnership")
    exempt = Exemption.objects.filter(assessment=OuterRef("pk"), replaced_at=None).order_by().values("assessment")
    row = Assessment.objects.order_by().values_list(
        Coalesce(Subquery(partners.annotate(n=Count("pk")).values("n")), 0),
        Coalesce(Subquery(exempt.annotate(n=Count("pk")).values("n")), 0),
    )
    return Tally(*row.get(pk=assessment.pk))
