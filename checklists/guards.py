"""Who may read a checklist version: everybody who is signed in, but drafts only checklist editors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from accounts.guards import grants_of, mark, signed_in
from checklists.models import Version


def version_reader(view: Callable[[HttpRequest, Version], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Call the view with the version in the URL; 404 when there is none that the user may read."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, number: str) -> HttpResponseBase:
        if not number.isprintable():  # PostgreSQL refuses some unprintable characters in a query.
            raise Http404
        versions = Version.objects.for_reading().visible_to(grants_of(request))
        return view(request, get_object_or_404(versions, pk=f"{slug}/{number}"))

    return mark(guarded, "version_reader")
