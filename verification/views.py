"""The page that verifies a report, for everybody, signed in or not. What is sent is compared and not stored."""

from __future__ import annotations

from contextlib import suppress
from threading import BoundedSemaphore

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.guards import public
from accounts.limits import use
from verification.forms import FingerprintForm, PdfForm
from verification.pdf import MAX_BYTES, Problem
from verification.verdict import Conclusion, Verdict
from verification.verify import verify_pdf, verify_typed

# How many files this process reads at once: each takes seconds of processor time and up to 512 MB.
AT_ONCE = 2
SLOTS = BoundedSemaphore(AT_ONCE)
RETRY_AFTER_SECONDS = 30
# The most bytes of a form beside the file.
FORM_OVERHEAD = 64 * 1024
# A browser shows the response only after it has sent the whole file: this much of a refused one is read and discarded.
MAX_DISCARDED, CHUNK = 100 * 1024 * 1024, 1024 * 1024
# The most that is filled in of what an address says.
MAX_PRINTED = 100
# The colours of the other conclusions are those of a concern.
TONES = {
    Conclusion.UNALTERED: "none",
    Conclusion.PACK: "none",
    Conclusion.PAGES: "note",
    Conclusion.TYPED: "note",
    Conclusion.CONFLICT: "blocker",
}


@public
@require_http_methods(["GET", "HEAD", "POST"])
# Django reads the whole body to find the CSRF token. Here the size is checked first; `_respond` then checks the token.
@csrf_exempt
def verify(request: HttpRequest) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or ""
    size = int(length) if length.isascii() and length.isdigit() else 0
    if request.method == "POST" and size > MAX_BYTES + FORM_OVERHEAD:
        if size <= MAX_DISCARDED:
            with suppress(OSError):  # the client closed the connection
                while request.read(CHUNK):
                    pass
        form = PdfForm({})
        form.errors.clear()
        form.add_error("file", Problem.TOO_LARGE.label)
        return _page(request, form, FingerprintForm(), status=413)
    return _respond(request)


@csrf_protect
def _respond(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, PdfForm(), FingerprintForm(initial=_printed_in(request)))
    use("verify", request)
    if request.POST.get("by") != "typed":
        return _verify_file(request)
    form = FingerprintForm(request.POST)
    if not form.is_valid():
        return _page(request, PdfForm(), form, status=422)
    verdict = verify_typed(form.cleaned_data["reference"], form.cleaned_data["fingerprint"])
    return _page(request, PdfForm(), form, verdict)


def _printed_in(request: HttpRequest) -> dict[str, str]:
    """Return what the address says of a report, such as that of its QR code: it is filled in, and not yet compared."""
    return {name: request.GET[name][:MAX_PRINTED] for name in ("reference", "fingerprint") if name in request.GET}


def _verify_file(request: HttpRequest) -> HttpResponse:
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
