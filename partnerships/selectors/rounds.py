"""A partnership as it stood in one of its rounds: the rounds after it change its details, and not everybody reads those."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, Subquery, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from accounts.prepared import PreparedQuery, key
from partnerships.domain.chain import NO_ROUND
from partnerships.domain.significance import Factor
from partnerships.models import Assessment, EarlierPartners, Event, Partner, Partnership
from partnerships.models.partnership import BESIDES
from partnerships.models.trail import EventKind

# A round that opens leaves the key decision reference to the round before.
CHANGES = (EventKind.DETAILS_CHANGED, EventKind.SIGNIFICANCE_JUDGED, EventKind.ROUND_OPENED)
# Not the name, under which everybody knows it, and not `is_restricted`: what holds now says who may read.
VALUES = ("purpose", "council_role", "funding_source", "annual_cost", "significance", *BESIDES)
DATES = ("planned_start_on", "planned_end_on")

_PARTNERS = PreparedQuery(
    lambda: Partner.objects.filter(partnership=key("partnership", Partnership)).values_list("name")
)


def show_as_in_round(assessment: Assessment) -> None:
    """Give the partnership of a round that another has followed the details that it had then. It is read, never saved."""
    if not assessment.is_current:
        rewind(assessment.partnership, before(_later_changes(assessment)))


def partners_in_round(assessment: Assessment) -> list[str]:
    """Return the names of the partners in that round."""
    changes = {} if assessment.is_current else before(_later_changes(assessment))
    if "partners" in changes:
        return list(changes["partners"])
    return [name for (name,) in _PARTNERS.rows(partnership=assessment.partnership_id)]


def later_changes_by_round(assessments: Iterable[Assessment]) -> dict[int, dict[str, Any]]:
    """Return what later rounds have changed of each of these, as it was before, by its primary key. One query, none for none."""
    cases = list(assessments)
    if not cases:
        return {}
    changes: dict[int, list[Event]] = {}
    events = Event.objects.filter(partnership__in={case.partnership_id for case in cases}, kind__in=CHANGES)
    for event in events.filter(assessment__round__gt=1).select_related("assessment").order_by("pk"):
        changes.setdefault(event.partnership_id, []).append(event)
    return {
        case.pk: before(
            event
            for event in changes.get(case.partnership_id, [])
            if event.assessment is not None and event.assessment.round > case.round
        )
        for case in cases
    }


def before(changes: Iterable[Event]) -> dict[str, Any]:
    """Return what the changed values were before these events, the oldest first."""
    found: dict[str, Any] = {}
    for event in changes:
        found = {**event.old, **found}
    return found


def rewind(partnership: Partnership, found: Mapping[str, Any]) -> Partnership:
    """Give the partnership the values that `before` found, and return it."""
    values = {name: found[name] for name in VALUES if name in found}
    values |= {name: found[name] and date.fromisoformat(found[name]) for name in DATES if name in found}
    for name, value in values.items():
        setattr(partnership, name, value)
    basis = partnership.significance_basis
    if basis:
        answers = {factor.value: found.get(factor.value, basis["answers"].get(factor.value)) for factor in Factor}
        parts = {name: found.get(name, basis[name]) for name in ("values", "thresholds")}
        partnership.significance_basis = {"answers": answers, **parts} if partnership.significance else {}
    return partnership


def partners_before(partnership: Partnership, found: Mapping[str, Any]) -> list[str]:
    """Return the names of the partners, before the changes in which `before` found the values."""
    names: list[str] = found["partners"] if "partners" in found else [row.name for row in partnership.partners.all()]
    return names


def significance_in_round(case: str) -> Case:
    """Return an expression for the significance of a row's `partnership` in its round, of which `case` is the lookup."""
    later = Event.objects.filter(
        kind=EventKind.SIGNIFICANCE_JUDGED,
        partnership=OuterRef("partnership"),
        assessment__round__gt=Coalesce(OuterRef(f"{case}__round"), NO_ROUND),
        old__has_key="significance",
    )
    was: Func = KeyTextTransform("significance", "old")
    first = later.order_by("pk").annotate(was=was).values("was")[:1]
    by_now = F("partnership__significance")
    is_current = When(**{f"{case}__is_current": True}, then=by_now)
    return Case(is_current, default=Coalesce(Subquery(first), by_now), output_field=CharField())


def found_in_round(text: str, *, case: str) -> Q:
    """Return the condition for rows that `PartnershipQuerySet.found_by` finds, by the partners that it had in their round.

    `case` is the lookup of the row's assessment.
    """
    then = EarlierPartners.objects.filter(assessment=OuterRef(case))
    by_now = Q(partnership__in=Partnership.objects.found_by(text))
    return by_now & ~Q(Exists(then)) | Q(Exists(then.found_by(text)))


def _later_changes(assessment: Assessment) -> Iterable[Event]:
    """Return the changes of the rounds after that one, the oldest first."""
    later = Event.objects.filter(partnership=assessment.partnership_id, assessment__round__gt=assessment.round)
    return later.filter(kind__in=CHANGES).order_by("pk")
