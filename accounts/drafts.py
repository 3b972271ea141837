"""Keeps in the session what somebody sent after their session had ended, until they have signed in again.

A form takes part by the hidden field `typed_by` with the user's primary key, so that nobody else who signs in with the
same browser gets its content; nor is it saved as theirs, which `accounts.guards.signed_in` refuses. Files are not kept.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import limits
from accounts.refused_forms import refused_form
from accounts.sent_forms import FORM_TOKEN

TYPED_BY = "typed_by"
LIMIT = 250_000
"""The most characters that are kept of one form: a whole section with every text at its limit."""
MOST_FORMS = 3
"""The most forms that are kept at once: somebody may have several tabs open."""

SIGNED_OUT = gettext_lazy("You were signed out before this was saved.")
TO_CONFIRM = gettext_lazy("You were asked to confirm that it is you before this was done.")
SET_UP = gettext_lazy("Your second factor was asked for before this was saved.")
REFUSED = gettext_lazy("Nothing could be saved when you sent this.")
TYPED_BELOW = gettext_lazy("What you had typed is below. It is not saved yet: check it, then save.")

_KEY = "drafts"
_NOT_KEPT = {"csrfmiddlewaretoken", TYPED_BY, FORM_TOKEN}


def stash(request: HttpRequest, *, said: Any = SIGNED_OUT) -> bool:
    """Keep the fields of a POST that is not done yet, by its path; False when it has no `typed_by`.

    `said` is what the page then says of why it was not done.

    PermissionDenied when it is too large, LimitReachedError when enough is kept of that address: the pages of both show
    what was typed.
    """
    typed_by = request.POST.get(TYPED_BY, "")
    fields = {name: values for name, values in request.POST.lists() if name not in _NOT_KEPT}
    size = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    if not typed_by.isdecimal():
        return False
    if size > LIMIT:
        raise PermissionDenied(
            _("You are not signed in any more, and what you typed is too long to be kept until you are.")
        )
    limits.use("drafts", request)
    limits.use("draft_characters", request, size)
    kept: list[dict[str, Any]] = [draft for draft in _kept(request) if draft["path"] != request.path]
    draft = {"path": request.path, TYPED_BY: typed_by, "fields": fields, "said": str(said)}
    request.session[_KEY] = [*kept, draft][-MOST_FORMS:]
    return True


def stash_if_possible(request: HttpRequest, *, said: Any) -> bool:
    """Do the same; False also when it is too large, or enough is kept."""
    try:
        return stash(request, said=said)
    except (PermissionDenied, limits.LimitReachedError):
        return False


def restore(request: HttpRequest, path: str = "") -> QueryDict | None:
    """Return what the signed-in user had typed at the path (by default that of the request), and forget it.

    Of a form that was refused, what could be read of it is returned instead.
    What anybody else had typed is discarded.
    """
    if refused := refused_form(request):
        return refused.data if path in ("", request.path) else None
    drafts = _kept(request)
    if not drafts or not request.user.is_authenticated:
        return None
    own = [draft for draft in drafts if draft[TYPED_BY] == str(request.user.pk)]
    wanted = path or request.path
    request.session[_KEY] = [draft for draft in own if draft["path"] != wanted]
    found = next((draft for draft in own if draft["path"] == wanted), None)
    if not found:
        return None
    request.__dict__["said_of_draft"] = found.get("said", str(SIGNED_OUT))
    data = QueryDict(mutable=True)
    for name, values in found["fields"].items():
        data.setlist(name, values)
    return data


def form_data(request: HttpRequest) -> Any:
    """Return what was sent, or what was typed before the session ended, which the page says; None when there is nothing."""
    if request.method == "POST":
        return request.POST
    typed = restore(request)
    if typed is not None and not refused_form(request):
        messages.info(request, f"{request.__dict__.get('said_of_draft', SIGNED_OUT)} {TYPED_BELOW}")
    return typed


def _kept(request: HttpRequest) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = request.session.get(_KEY, [])
    return kept
