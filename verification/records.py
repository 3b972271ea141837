"""Finds the editions on record by what a file or a person has of them. Their bytes are read only to be compared."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from partnerships.models import IssueEdition

DIGEST_DIGITS = 64


def find_by_pdf_hash(sha256: str) -> IssueEdition | None:
    """Return the edition whose PDF has that SHA-256."""
    return _editions().filter(pdf_sha256=sha256).first()


def find_by_digest_prefixes(prefixes: Collection[str]) -> list[IssueEdition]:
    """Return the editions whose digest starts with one of these digits, in the order of issue."""
    wanted = Q(pk__in=())
    for prefix in prefixes:
        # A range, for which both databases use the index.
        wanted |= Q(digest__gte=prefix.ljust(DIGEST_DIGITS, "0"), digest__lte=prefix.ljust(DIGEST_DIGITS, "f"))
    return list(_editions().filter(wanted).order_by("issue__partnership__number", "issue__number", "edition"))


def has_snapshot(edition: IssueEdition, data: bytes) -> bool:
    """Whether the snapshot of the edition is exactly these bytes."""
    return IssueEdition.objects.filter(pk=edition.pk, snapshot=data).exists()


def starts_with_pdf(edition: IssueEdition, data: bytes) -> bool:
    """Whether the data begins with the whole PDF of the edition."""
    return data.startswith(bytes(IssueEdition.objects.values_list("pdf", flat=True).get(pk=edition.pk)))


def pdf_size(edition: IssueEdition) -> int:
    """Return the size of the edition's PDF in bytes."""
    return int(IssueEdition.objects.values_list(Length("pdf"), flat=True).get(pk=edition.pk) or 0)


def _editions() -> QuerySet[IssueEdition]:
    return IssueEdition.objects.select_related("issue__partnership", "withdrawal").defer("snapshot", "pdf")
