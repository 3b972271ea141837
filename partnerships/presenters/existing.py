"""A partnership that exists already, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnerships.domain.money import pounds
from partnerships.models import RegisterEntry
from partnerships.presenters.overview import when_given


def summary_of(entry: RegisterEntry) -> list[tuple[str, str]]:
    """Return labels with what is known of it, "" where nothing is."""
    own = entry.partnership
    approved = (_day(entry.earlier_decided_on), entry.earlier_meeting, entry.earlier_minute_reference)
    return [
        (_("Service"), own.service.name),
        (_("Lead officer"), own.lead.full_name),
        (_("Purpose"), own.purpose),
        (_("Partners"), "\n".join(row.name for row in own.partners.all())),
        (_("The council's role"), own.council_role),
        (_("Significance"), str(own.get_significance_display()) if own.significance else ""),
        (_("Cost to the council a year"), "" if own.annual_cost is None else pounds(own.annual_cost)),
        (_("Source of funding"), own.funding_source),
        (_("Started"), _day(own.planned_start_on)),
        (_("Planned end"), _day(own.planned_end_on)),
        *when_given(own),
        (_("Approved"), ", ".join(filter(None, approved))),
        (_("Next review"), _day(entry.review_on)),
    ]


def _day(value: date | Any) -> str:
    return date_format(value, "j F Y") if value else ""
