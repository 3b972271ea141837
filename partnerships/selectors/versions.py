"""Which checklists a new case can answer, and whether there is more than one to tell apart."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Min

from accounts.models import Service
from accounts.prepared import PreparedQuery
from checklists.models import Checklist, Version, VersionState

_PUBLISHED = PreparedQuery(
    lambda: (
        Checklist.objects.filter(versions__in=Version.objects.exclude(state=VersionState.DRAFT))
        .order_by()
        .values_list("slug")
        .distinct()[:2]
    )
)


def versions_to_answer(services: Iterable[Service]) -> list[Version]:
    """Return the newest version of each checklist that is open to one of the services: published, and can be read.

    The checklist that was published first comes first. Where nobody chooses, as for a review that opens by itself, it is
    the one that is taken.
    """
    versions = Version.objects.published().open_to(services).select_related("checklist")
    newest: dict[str, Version] = {}
    for version in versions.readable():
        newest.setdefault(version.checklist_id, version)
    if len(newest) < 2:
        return list(newest.values())
    first = Checklist.objects.filter(pk__in=newest).annotate(first=Min("versions__published_at"))
    return [newest[checklist.pk] for checklist in first.order_by("first", "pk")]


def version_to_answer(services: Iterable[Service], checklist: str = "") -> Version | None:
    """Return the version of that checklist among them, of the first without a name; None when there is none."""
    versions = versions_to_answer(services)
    return next((version for version in versions if checklist in ("", version.checklist_id)), None)


def in_words(version: Version) -> str:
    """Return what lists call a version: its checklist and its number."""
    return f"{version.checklist.title} {version.number}"


def has_several_checklists() -> bool:
    """Whether cases may answer more than one checklist, so that lists name it."""
    return len(_PUBLISHED.rows()) > 1
