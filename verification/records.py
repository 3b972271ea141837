"""Finds the editions on record by what a file or a person has of them. Their bytes are read only to be compared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from partnerships.models import IssueEdition

DIGEST_DIGITS = 64


@dataclass(frozen=True, slots=True)
class IssuedFile:
    """A PDF that was issued: the report of an edition, or its summary. `size` is in bytes."""

    edition: IssueEdition
    is_summary: bool
    size: int


def find_by_pdf_hash(sha256: str) -> IssuedFile | None:
    """Return the issued PDF that has that SHA-256. Two queries, for each of which there is an index."""
    if edition := _editions().filter(pdf_sha256=sha256).annotate(size=Length("pdf")).first():
        return IssuedFile(edition, is_summary=False, size=edition.size)
    if edition := _editions().filter(summary__pdf_sha256=sha256).annotate(size=Length("summary__pdf")).first():
        return IssuedFile(edition, is_summary=True, size=edition.size)
    return None


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


def file_at_start(edition: IssueEdition, data: bytes) -> IssuedFile | None:
    """Return the PDF of the edition with which the data begins, whole; None when it begins with neither."""
    report, summary = IssueEdition.objects.values_list("pdf", "summary__pdf").get(pk=edition.pk)
    # Editions of before have no summary.
    for pdf, is_summary in ((bytes(report), False), (bytes(summary or b""), True)):
        if pdf and data.startswith(pdf):
            return IssuedFile(edition, is_summary=is_summary, size=len(pdf))
    return None


def _editions() -> QuerySet[IssueEdition]:
    return IssueEdition.objects.select_related("issue__partnership", "withdrawal").defer("snapshot", "pdf")
