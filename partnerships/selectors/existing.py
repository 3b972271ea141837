"""Partnerships that exist already and have no case: what is known of one, and who may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from accounts.models import User
from accounts.roles import Grant
from partnerships.models import Assessment, RegisterEntry
from partnerships.models.partnership import BESIDES


def entry_without_case(number: int, user: User, grants: Iterable[Grant]) -> RegisterEntry | None:
    """Return the entry of a partnership that has no case, if the person may see it; None otherwise."""
    entries = RegisterEntry.objects.without_case().visible_to(user, grants)
    return (
        entries.select_related("partnership__service", "partnership__lead").filter(partnership__number=number).first()
    )


def seen_among(partnerships: Collection[int], user: User, grants: Iterable[Grant]) -> set[int]:
    """Return the primary keys of those partnerships, with a case or without one, that the person may see now."""
    seen = Assessment.objects.current().visible_to(user, grants).filter(partnership__in=partnerships)
    existing = RegisterEntry.objects.without_case().visible_to(user, grants).filter(partnership__in=partnerships)
    return {*seen.values_list("partnership", flat=True), *existing.values_list("partnership", flat=True)}


def draft_values(entry: RegisterEntry) -> dict[str, Any]:
    """Return what is known of it, by the names of `actions.ExistingDraft`."""
    partnership = entry.partnership
    same = (
        *("name", "purpose", "service", "lead", "council_role", "significance", "planned_start_on", "planned_end_on"),
        *("annual_cost", "funding_source", *BESIDES),
    )
    earlier = ("decided_on", "meeting", "minute_reference")
    return {
        **{name: getattr(partnership, name) for name in same},
        "review_on": entry.review_on,
        "partners": [row.name for row in partnership.partners.all()],
        **{name: getattr(entry, f"earlier_{name}") for name in earlier},
    }
