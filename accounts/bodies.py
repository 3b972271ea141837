"""What is sent beyond a limit: as much of it as can be read is shown again, with a sentence, and nothing of it is done.

Django refuses a body that is too large, or has too many fields or files, before any view sees it, and what was typed is
gone. The middleware here reads what it can; the guard of a page then shows the page with that.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError, multipartparser
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.refused_forms import RefusedForm, refuse_form

# Django has no setting for it. The name of a file stands in the head of its part: one of 300 characters that take four
# bytes each is beyond Django's own limit of 1,024, and the whole form with it.
multipartparser.MAX_TOTAL_HEADER_SIZE = 16 * 1024  # type: ignore[attr-defined]  # not in the stubs

_DRAINED = 64 * 1024 * 1024
"""How much more of a body is taken and forgotten: a browser that cannot send it all shows no answer."""
_CHUNK = 64 * 1024
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class BodyMiddleware:
    """Reads what is sent, before anything else does; of what is too much, as many fields as the limits allow."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if request.method == "POST":
            _read(request)
        return self.get_response(request)


def _read(request: HttpRequest) -> None:
    is_multipart = request.content_type == "multipart/form-data"
    try:
        if is_multipart:
            _read_parts(request)
        else:
            request.POST  # noqa: B018 - Django reads it when it is asked for
    except _TOO_MUCH as error:
        data = request.POST if is_multipart else _fields_of(request)
        refuse_form(request, RefusedForm(*_said(error), data, HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
        _drain(request)
    except UnreadablePostError:
        # Whoever sent it has gone. What reads the form next finds it empty.
        return


def _read_parts(request: HttpRequest) -> None:
    """Read the fields and files of a form with files; when it is too much, keep the fields that were read before."""
    try:
        parser = MultiPartParser(request.META, request, request.upload_handlers, request.encoding or "utf-8")
    except MultiPartParserError:
        # Django finds the same, and answers 400.
        return
    try:
        request.POST, request._files = parser.parse()  # type: ignore[assignment, attr-defined]  # as Django's own request
    except _TOO_MUCH:
        request.POST = parser._post  # type: ignore[attr-defined]  # what it had read, of which the stubs know nothing
        raise


def _fields_of(request: HttpRequest) -> QueryDict:
    """Return the first fields of a form without files; the last of them may be cut off."""
    most, size = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or 0, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    body = request.body if hasattr(request, "_body") else request.read(size)
    return QueryDict(b"&".join(body.split(b"&", most)[:most]), encoding=request.encoding)


def _drain(request: HttpRequest) -> None:
    left = _DRAINED
    while left > 0 and (chunk := request.read(_CHUNK)):
        left -= len(chunk)


def _said(error: Exception) -> tuple[str, str]:
    """Return what was too much, and what to do about it."""
    words = {
        "most": number_format(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, force_grouping=True),
        "files": number_format(settings.DATA_UPLOAD_MAX_NUMBER_FILES or 0),
        "size": number_format((settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1_048_576),
    }
    if isinstance(error, TooManyFilesSent):
        found = _("What you sent has more than %(files)s files, so nothing was saved.") % words
        return found, _("Choose up to %(files)s, then send the others after them.") % words
    if isinstance(error, RequestDataTooBig):
        found = _("What you sent is larger than %(size)s MB, so nothing was saved.") % words
    else:
        found = _("What you sent has more than %(most)s fields, so nothing was saved.") % words
    return found, _("What could be read of it is below: shorten it, then send it again.")
