"""What views with a form share: the data to bind it to, and the status of the page that shows it again."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, even if nothing was typed; None for a page that is only read."""
    return request.POST if request.method == "POST" else None


def status_of(request: HttpRequest) -> int:
    """A form that is shown again after a POST has something wrong with it."""
    return 422 if request.method == "POST" else 200
