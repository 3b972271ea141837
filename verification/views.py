"""Verifying a report: for everybody, signed in or not. What is sent is read, compared and forgotten."""

from __future__ import annotations

from threading import BoundedSemaphore

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.guards import public
from verification.forms import FingerprintForm, PdfForm
from verification.pdf import MAX_BYTES, Problem
from verification.verdict import Conclusion, Verdict
from verification.verify import verify_pdf, verify_typed

# How many files this process reads at once for strangers: each takes seconds of a processor and up to 512 MB.
AT_ONCE = 2
SLOTS = BoundedSemaphore(AT_ONCE)
RETRY_AFTER_SECONDS = 30
# What a form may hold beside the file.
AROUND = 64 * 1024
# A browser shows the answer only once it was rid of the file: this much of one that is refused is read, and dropped.
MOST_DROPPED, PIECE = 100 * 1024 * 1024, 1024 * 1024
TYPED = "typed"
# The colour behind the words; everything else is neither good nor bad.
TONES = {Conclusion.UNALTERED: "none", Conclusion.CONFLICT: "blocker", Conclusion.TYPED: "note"}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
# Django would take in the whole of what was sent to look for its token there. Here the size is looked at first, and
# then the token: `_answer` asks for it.
@csrf_exempt
def verify(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and _length(request) > MAX_BYTES + AROUND:
        _drop(request)
        form = PdfForm({})
        form.errors.clear()
        form.add_error("file", Problem.TOO_LARGE.label)
        return _page(request, form, FingerprintForm(), status=413)
    return _answer(request)


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, PdfForm(), FingerprintForm())
    if request.POST.get("by") == TYPED:
        return _by_fingerprint(request)
    return _by_file(request)


def _by_fingerprint(request: HttpRequest) -> HttpResponse:
    form = FingerprintForm(request.POST)
    if not form.is_valid():
        return _page(request, PdfForm(), form, status=422)
    verdict = verify_typed(form.cleaned_data["reference"], form.cleaned_data["fingerprint"])
    return _page(request, PdfForm(), form, verdict)


def _by_file(request: HttpRequest) -> HttpResponse:
    form = PdfForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, FingerprintForm(), status=422)
    if not SLOTS.acquire(blocking=False):
        form.add_error("file", _("Other files are being verified at this moment. Wait a minute, then choose it again."))
        response = _page(request, form, FingerprintForm(), status=503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    try:
        verdict = verify_pdf(form.cleaned_data["file"].read())
    finally:
        SLOTS.release()
    if verdict.problem and not verdict.is_readable:
        form.add_error("file", verdict.problem.label)
        return _page(request, form, FingerprintForm(), status=422)
    return _page(request, PdfForm(), FingerprintForm(), verdict)


def _page(
    request: HttpRequest, pdf_form: Form, typed_form: Form, verdict: Verdict | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "pdf_form": pdf_form,
        "typed_form": typed_form,
        "forms": [pdf_form, typed_form],
        "verdict": verdict,
        "tone": TONES.get(verdict.conclusion, "concern") if verdict else "",
    }
    return render(request, "verification/verify.html", context, status=status)


def _length(request: HttpRequest) -> int:
    """Return how much was sent. Django reads no more than this, whatever comes."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdigit() else 0


def _drop(request: HttpRequest) -> None:
    """Read what was sent and forget it, up to a limit: beyond it the connection is closed instead."""
    if _length(request) > MOST_DROPPED:
        return
    try:
        while request.read(PIECE):
            """Nothing is done with it."""
    except OSError:
        """Whoever sent it has gone."""
