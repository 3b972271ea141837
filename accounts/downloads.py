"""What somebody takes away as a file, noted in the trail of accounts: full editions and exports."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Protocol, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.actions.trail import note
from accounts.models import AccountEventKind, User

View = Callable[..., HttpResponseBase]
_NAMED = 'attachment; filename="'


class Exporting(Protocol):
    """A view that notes what is exported by it."""

    is_export: bool


def exported(view: View) -> View:
    """Note each file that the view hands out. It stands below the guard and the limit."""

    @wraps(view)
    def noting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return note_file(AccountEventKind.EXPORTED, request, view(request, *args, **kwargs))

    cast(Exporting, noting).is_export = True
    return noting


def note_file(
    kind: AccountEventKind, request: HttpRequest, response: HttpResponseBase, **data: Any
) -> HttpResponseBase:
    """Return the answer, and note the file in it under its name, which is ours; nothing when it is a page, or none was asked for."""
    if has_file(request, response) and isinstance(request.user, User):
        name = response.headers["Content-Disposition"].removeprefix(_NAMED).rstrip('"')
        note(kind, by=request.user, file=name, **data)
    return response


def has_file(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer hands out a file."""
    header = response.headers.get("Content-Disposition", "")
    return request.method == "GET" and response.status_code == HTTPStatus.OK and header.startswith(_NAMED)
