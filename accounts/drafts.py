"""What somebody typed when their session had ended, kept until they have signed in again.

A form that should be kept has the hidden field `typed_by` with the user's number: another person who signs in at the
same browser does not get it. Files are not kept.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict

TYPED_BY = "typed_by"
LIMIT = 250_000
"""Most characters kept of one form: a whole section with every text at its limit."""
MOST = 3
"""Most forms kept at once: one for each tab that somebody may have had open."""

_KEY = "drafts"
_NOT_KEPT = {"csrfmiddlewaretoken", TYPED_BY}


def stash(request: HttpRequest) -> bool:
    """Keep the typed fields of a signed-out POST by its path; False when it has no `typed_by` or is too large."""
    typed_by = request.POST.get(TYPED_BY, "")
    fields = {name: values for name, values in request.POST.lists() if name not in _NOT_KEPT}
    size = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    if not typed_by.isdecimal() or size > LIMIT:
        return False
    kept: list[dict[str, Any]] = [draft for draft in _kept(request) if draft["path"] != request.path]
    draft = {"path": request.path, TYPED_BY: typed_by, "fields": fields}
    request.session[_KEY] = [*kept, draft][-MOST:]
    return True


def restore(request: HttpRequest, path: str = "") -> QueryDict | None:
    """Return, once, what the signed-in user had typed at the path (that of the request, if none is given).

    What somebody else had typed is dropped as soon as it is met.
    """
    drafts = _kept(request)
    if not drafts:
        return None
    own = [draft for draft in drafts if draft[TYPED_BY] == str(request.user.pk)]
    wanted = path or request.path
    request.session[_KEY] = [draft for draft in own if draft["path"] != wanted]
    found = next((draft for draft in own if draft["path"] == wanted), None)
    return _query_dict(found["fields"]) if found else None


def _kept(request: HttpRequest) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = request.session.get(_KEY, [])
    return kept


def _query_dict(fields: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data
