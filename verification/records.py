"""The editions on record, found by what a file or a person has of them. Their bytes stay in the database until compared."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from partnerships.models import IssueEdition

DIGEST_DIGITS = 64


def with_file(sha256: str) -> IssueEdition | None:
    """Return the edition whose PDF has that SHA-256."""
    return _editions().filter(pdf_sha256=sha256).first()


def with_fingerprints(starts: Collection[str]) -> list[IssueEdition]:
    """Return the editions whose digest starts with one of these digits, in the order of issue."""
    wanted = Q(pk__in=())
    for start in starts:
        # A range, for which the index is used on both databases.
        wanted |= Q(digest__gte=start.ljust(DIGEST_DIGITS, "0"), digest__lte=start.ljust(DIGEST_DIGITS, "f"))
    return list(_editions().filter(wanted).order_by("issue__partnership__number", "issue__number", "edition"))


def has_snapshot(edition: IssueEdition, data: bytes) -> bool:
    """Whether these are the very bytes of the snapshot that was frozen with the edition."""
    return IssueEdition.objects.filter(pk=edition.pk, snapshot=data).exists()


def starts_with_file(edition: IssueEdition, data: bytes) -> bool:
    """Whether the bytes begin with the edition's PDF, whole."""
    return data.startswith(bytes(IssueEdition.objects.values_list("pdf", flat=True).get(pk=edition.pk)))


def size_of(edition: IssueEdition) -> int:
    """Return how many bytes the edition's PDF has."""
    return int(IssueEdition.objects.values_list(Length("pdf"), flat=True).get(pk=edition.pk) or 0)


def _editions() -> QuerySet[IssueEdition]:
    return IssueEdition.objects.select_related("issue__partnership").defer("snapshot", "pdf")
