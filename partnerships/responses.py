"""What views answer with: a page of a form after its action was tried, a page of a list, a PDF or a stored file."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.limits import use
from accounts.responses import (
    attempt,
    done_at,
    done_or_refused,
    download,
    download_headers,
    form_page,
    http_status_of,
    refusal_of,
)
from checklists.models import Question
from checklists.spec import ChecklistSpec, QuestionSpec
from partnerships import rendering
from partnerships.forms.lists import ListForm
from partnerships.forms.version_tokens import VersionedForm
from partnerships.guards import CaseAccess
from partnerships.models import Assessment, Condition, Evidence, Meeting
from partnerships.presenters.lists import headings, pagination
from partnerships.presenters.question import unasked_context
from partnerships.reports.documents import Document
from partnerships.reports.paper import Paper
from partnerships.selectors.case import Case
from partnerships.selectors.csv import csv_lines, in_words
from partnerships.selectors.flags import Counts
from partnerships.selectors.lists import Listing, Row
from partnerships.selectors.versions import has_several_checklists
from partnerships.selectors.xlsx import XLSX, write_xlsx
from partnerships.snapshot import Snapshot
from partnerships.snapshot.decision_notice import DecisionNotice

__all__ = [
    "attempt",
    "case_page",
    "done_at",
    "done_in_review",
    "done_or_refused",
    "download",
    "download_headers",
    "form_page",
    "http_status_of",
    "list_page",
    "list_sheet",
    "no_longer_asked",
    "page",
    "pdf_when_made",
    "question_or_404",
    "question_row",
    "refusal_of",
    "stored_file",
    "trail_file",
    "word_document",
]

LOGGER = logging.getLogger(__name__)
READS = BoundedSemaphore(1)
RETRY_SECONDS = 3
# Without scripts the page of a PDF that is being made loads again: after as long as WCAG 2.2.1 wants people to have to stop it.
RELOAD_SECONDS, STAY = 20, "stay"
PDF = "application/pdf"
# The browser is to save the file, not to show it or run it.
STORED_FILE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
}

# Of a file of which only the trail tells by now.
UNKNOWN_TYPE = "application/octet-stream"


def no_longer_asked(request: HttpRequest, access: CaseAccess, case: Case, key: str) -> HttpResponse:
    """Show what was answered to a question of an earlier version. What is sent to it is refused, and shown."""
    context = unasked_context(access, case, key)
    if context is None:
        raise Http404
    if request.method == "POST":
        raise PermissionDenied(
            _("This question is not asked any more: the case answers another version of its checklist.")
        )
    return render(request, "partnerships/upgrading/question.html", context)


def case_page(access: CaseAccess) -> str:
    """Return the address from which the person goes on with the case: authors from its task list, others from its record."""
    if access.can["edit"]:
        return reverse("assessment", args=[access.assessment.pk])
    return reverse("partnership", args=[access.assessment.partnership.reference])


def page(
    request: HttpRequest, access: CaseAccess, template: str, form: VersionedForm, refusal: str, context: dict[str, Any]
) -> HttpResponse:
    """`form_page` of a case."""
    shared = {"assessment": access.assessment, "can": access.can}
    return form_page(request, template, form, refusal, {**shared, **context})


def list_page(
    request: HttpRequest,
    template: str,
    form: ListForm,
    read: Callable[[], Listing[Any]],
    *,
    count: Callable[[], Counts | None] = lambda: None,
    also: Callable[[list[Row[Any]]], dict[str, Any]] = lambda _rows: {},
) -> HttpResponse:
    """Show the page of the list that the address asks for, or the filters with what is wrong in them.

    `read` and `count` are called once the filters are valid; what is counted stands beside the choices of the filters.
    `also` returns what else the page says of its rows.
    """
    if not form.is_valid():
        return render(request, template, {"form": form}, status=422)
    listing, counts = read(), count()
    rows = listing.page(form.number, form.order)
    form.show_counts(counts or {})
    has_checklist = any(column.name == "checklist" for column in listing.columns)
    context = {
        "page": rows,
        "pagination": pagination(rows, form),
        "headings": headings(listing, form),
        # With one checklist, no row names it.
        "names_checklist": has_checklist and has_several_checklists(),
    }
    return render(request, template, {"form": form, "counts": counts, **context, **also(rows.rows)})


def list_sheet(
    request: HttpRequest,
    template: str,
    form: ListForm,
    read: Callable[[], Listing[Any]],
    *,
    name: str,
    title: Any,
    kind: str,
) -> HttpResponseBase:
    """Return every row of the list that the address asks for as a file for spreadsheets, `csv` or `xlsx`, in its order.

    Its name has the day. The workbook says on its second sheet which list it is, of which day, and each filter. With
    something wrong in the filters: the page of the list, which says what.
    """
    if not form.is_valid():
        return render(request, template, {"form": form}, status=422)
    listing = read()
    today = timezone.localdate()
    about = [(_("List"), title), (_("Made on"), today), *form.in_words()]
    labels = [column.label for column in listing.columns]
    return sheet(
        labels, listing.lines(form.order), name=f"{name}-{today:%Y-%m-%d}", kind=kind, title=title, about=about
    )


def sheet(
    headings: Iterable[object],
    lines: Iterable[Sequence[object]],
    *,
    name: str,
    kind: str,
    title: Any = "",
    about: Sequence[tuple[object, object]] = (),
) -> HttpResponseBase:
    """Return a table as a file for spreadsheets, `csv` or `xlsx`. `title` and `about` are those of `write_xlsx`."""
    labels = [str(heading) for heading in headings]
    if kind == "csv":
        table = csv_lines(labels, ([in_words(value) for value in line] for line in lines))
        headers = download_headers(f"{name}.csv")
        return StreamingHttpResponse(table, content_type="text/csv; charset=utf-8", headers=headers)
    book = TemporaryFile()  # noqa: SIM115 - the response closes it, once it is sent
    write_xlsx(book, labels, lines, title=str(title), about=about)
    book.seek(0)
    return FileResponse(book, content_type=XLSX, headers=download_headers(f"{name}.xlsx"))


def trail_file(
    lines: Iterable[dict[str, Any]],
    columns: Sequence[str],
    cells_of: Callable[[dict[str, Any]], list[Any]],
    *,
    name: str,
    kind: str,
) -> HttpResponseBase:
    """Stream the lines of a trail, `csv` or `jsonl`, so that the longest needs no more memory than the shortest."""
    rows: Iterable[str] = (
        (json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        if kind == "jsonl"
        else csv_lines(columns, map(cells_of, lines))
    )
    media_type = "application/jsonl" if kind == "jsonl" else "text/csv; charset=utf-8"
    return StreamingHttpResponse(rows, content_type=media_type, headers=download_headers(f"{name}-trail.{kind}"))


def pdf_when_made(
    request: HttpRequest,
    read: Callable[[], Document],
    name: str,
    *,
    assessment: Assessment | None = None,
    meeting: Meeting | None = None,
    back: tuple[str, str] | None = None,
    keep: Callable[..., object] | None = None,
) -> HttpResponse:
    """Return the PDF of what `read` returns, or a page that asks for it again by itself; 503 for programs.

    `assessment` is the case of which it is the report, `meeting` that of which it is the agenda pack; both are None for
    another document, whose page waits with a link to `back`, an address and its words. `keep` is called with `pdf`, and its `pages` where they were read, before it is handed out. One thread of this process at a time reads
    what it is made of: the others have pages to answer.
    """
    about = {"assessment": assessment, "meeting": meeting, "back": back}
    if not READS.acquire(blocking=False):
        return _not_yet(request, about)
    try:
        job = rendering.Job(read())
        if not rendering.is_asked_for(job):
            use("reports", request)
    finally:
        READS.release()
    try:
        pdf = rendering.pdf_if_soon(job)
    except rendering.CannotRenderError as error:
        return _not_yet(request, about, refusal=str(error))
    if pdf is None:
        return _not_yet(request, about, job=job)
    if keep is not None:
        keep(pdf=pdf, pages=rendering.pages_of(job))
    return download(pdf, PDF, name)


def _not_yet(
    request: HttpRequest,
    about: dict[str, Any],
    *,
    job: rendering.Job | None = None,
    refusal: str = "",
) -> HttpResponse:
    """Say that the PDF is being made, or why it is not; `about` is what its page is about. A script asks again after a while, each a little later than others.

    Without scripts the page loads again by itself, unless somebody has stopped that.
    """
    before = rendering.number_before(job) if job else 0
    seconds = RETRY_SECONDS + min(before, RETRY_SECONDS) + secrets.randbelow(RETRY_SECONDS)
    query = request.GET.copy()
    looks_again = not refusal and STAY not in query
    query.pop(STAY, None)
    path = f"{request.path}?{query.urlencode()}" if query else request.path
    stopped = f"{path}{'&' if query else '?'}{STAY}"
    context = {
        **about,
        "progress": (rendering.issues_done(job), job.issues) if job and job.issues else None,
        "before": before,
        "refusal": refusal,
        "seconds": seconds,
        "reload_seconds": RELOAD_SECONDS + seconds,
        "looks_again": looks_again,
        "stopped": stopped,
        "path": path,
        "again": path if looks_again else stopped,
    }
    if "text/html" not in request.headers.get("Accept", ""):
        words = refusal or _("The PDF is being made. Ask again.")
        response = HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=503)
    else:
        response = render(request, "partnerships/issues/waiting.html", context, status=503 if refusal else 202)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "private, no-store"
    return response


def word_document(document: Snapshot | DecisionNotice | Paper, name: str) -> HttpResponse:
    """Answer with the document for Word, in the council's template. `name` is without an ending."""
    # The library for Word is imported when it is needed, not at every start.
    from partnerships.reports.word import MEDIA_TYPE, document_docx

    return download(document_docx(document), MEDIA_TYPE, f"{name}.docx")


def stored_file(row: Evidence | Condition) -> HttpResponse:
    """Hand out the file of a row under the name that it had; Http404 when it cannot be read."""
    name = content_disposition_header(as_attachment=True, filename=row.file_name)
    headers = {**STORED_FILE_HEADERS, "Content-Disposition": name or "attachment"}
    try:
        with row.file.open("rb") as stored:
            return HttpResponse(stored.read(), content_type=row.media_type or UNKNOWN_TYPE, headers=headers)
    except OSError as error:
        LOGGER.exception("evidence could not be read")
        raise Http404 from error


def done_in_review(request: HttpRequest, assessment: Assessment, place: str, said: str) -> HttpResponse:
    """Lead to a place on the review page of the case, and say there what was done."""
    return done_at(request, reverse("assessment-review", args=[assessment.pk]), place, said)


def question_row(assessment: Assessment, key: str) -> Question:
    """Return the row of the question of that key; Http404 when the version has none."""
    return get_object_or_404(Question, version=assessment.version_id, key=key)


def question_or_404(checklist: ChecklistSpec, key: str) -> QuestionSpec:
    """Return the question of that key; Http404 when the version has none."""
    spec = checklist.by_key.get(key)
    if spec is None:
        raise Http404
    return spec
