"""Finds the editions on record by what a file or a person has of them. Their bytes are read only to be compared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock

from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Length

from partnerships.files.pages import METHOD, PdfPage, PdfPages, page_from, pages_of
from partnerships.models import AgendaPack, AgendaPackFile, EditionSummary, IssueEdition

DIGEST_DIGITS = 64
# How many packs, and files of packs, a file is compared with: those in which its issues were last.
MOST_PACKS = 20
# How many PDFs of issues one process reads, and of how many the digests of the pages are remembered.
READ_AT_ONCE, MOST_READ = 20, 800
_READING = Lock()
_READ: dict[str, PdfPages] = {}


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


def find_pack_file(sha256: str) -> AgendaPackFile | None:
    """Return the file of an agenda pack that was handed out and has that SHA-256."""
    return AgendaPackFile.objects.filter(pdf_sha256=sha256).defer("pages").select_related("pack").first()


def find_packs(keys: Collection[str], editions: Collection[IssueEdition]) -> list[AgendaPack]:
    """Return the agenda packs with these keys, and the newest of those that have one of the editions in them."""
    named = list(AgendaPack.objects.filter(key__in=keys).order_by("pk"))
    of_edition = Q(pk__in=())
    for edition in editions:
        of_edition |= Q(issues__issue=edition.issue_id, edition=edition.edition)
    others = AgendaPack.objects.filter(of_edition).exclude(key__in=keys).order_by("-pk").distinct()[:MOST_PACKS]
    return [*named, *others]


def files_of(packs: Collection[AgendaPack], *, first: Collection[str] = ()) -> list[tuple[AgendaPack, list[PdfPage]]]:
    """Return the files of the packs that were handed out, as the pages that they had: those with these keys, then the newest."""
    rows = AgendaPackFile.objects.filter(pack__in=packs, method=METHOD)
    rank = Case(When(pack__key__in=first, then=0), default=1)
    newest = rows.select_related("pack").order_by(rank, "-pk")[:MOST_PACKS]
    return [(row.pack, [page_from(page) for page in row.pages]) for row in newest]


def editions_of(pack: AgendaPack) -> list[IssueEdition]:
    """Return the editions that a pack is made of, in its order."""
    issues = list(pack.issues.values_list("issue", flat=True))
    found = {row.issue_id: row for row in _editions().filter(issue__in=issues, edition=pack.edition)}
    return [found[issue] for issue in issues if issue in found]


def find_by_pdf_hashes(hashes: Collection[str]) -> list[IssueEdition]:
    """Return the editions whose PDFs, or whose summaries, have these SHA-256, in the order of issue."""
    # Two queries, for each of which there is an index.
    found = set(IssueEdition.objects.filter(pdf_sha256__in=hashes).values_list("pk", flat=True))
    found |= set(EditionSummary.objects.filter(pdf_sha256__in=hashes).values_list("edition", flat=True))
    rows = _editions().filter(pk__in=found)
    return list(rows.order_by("issue__partnership__number", "issue__number", "edition"))


def pages_on_record(editions: Collection[IssueEdition]) -> dict[str, PdfPages]:
    """Return the pages of the PDFs of the editions, and of their summaries, by SHA-256. Each is read once, as none changes."""
    named = {sha256 for edition in editions for sha256 in (edition.pdf_sha256, summary_sha256(edition)) if sha256}
    found = {sha256: pages for sha256 in named if (pages := _READ.get(sha256))}
    missing = sorted(named - set(found))
    for start in range(0, len(missing), READ_AT_ONCE):
        stored = _stored(missing[start : start + READ_AT_ONCE])
        for sha256, read in zip(stored, pages_of(list(stored.values())), strict=True):
            if read.pages:
                found[sha256] = read
    with _READING:
        _READ.update(found)
        for sha256 in list(_READ)[:-MOST_READ]:
            del _READ[sha256]
    return found


def summary_sha256(edition: IssueEdition) -> str:
    """Return the SHA-256 of the edition's summary; "" for editions of before, which have none."""
    summary: EditionSummary | None = getattr(edition, "summary", None)
    return summary.pdf_sha256 if summary else ""


def _stored(hashes: Collection[str]) -> dict[str, bytes]:
    reports = IssueEdition.objects.filter(pdf_sha256__in=hashes).values_list("pdf_sha256", "pdf")
    summaries = EditionSummary.objects.filter(pdf_sha256__in=hashes).values_list("pdf_sha256", "pdf")
    return {sha256: bytes(pdf) for sha256, pdf in (*reports, *summaries)}


def _editions() -> QuerySet[IssueEdition]:
    rows = IssueEdition.objects.select_related("issue__partnership", "withdrawal", "summary")
    return rows.defer("snapshot", "pdf", "summary__pdf")
