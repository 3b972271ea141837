"""A form that is sent twice acts once: a button pressed twice, a page sent again by the browser or by two tabs.

The page's form carries `form_token`, a new one each time it is shown. Together with a digest of what was sent it is
kept in the database, under a unique constraint, in the transaction of what the form does. So something else that is
typed in the same page, after going back, is another form.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from accounts.actions.sent_forms import SentBeforeError, forget_sending, note_location, note_sending
from accounts.models import User

# Where a guard notes on the request that it leads away before anything was done.
PUT_OFF = "is_put_off"
FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field

_TOKEN = re.compile(r"[0-9a-f]{32}")
_NOT_CONTENT = {"csrfmiddlewaretoken"}


def act_once(request: HttpRequest, user: User, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return the answer to the request; to a form that was done before, a redirect to where it led the first time.

    What the form does is one transaction. It counts as done when it leads on; what is refused, or put off until
    the person has confirmed that it is them, can be sent again.
    """
    token = request.POST.get(FORM_TOKEN, "") if request.method == "POST" else ""
    if not _TOKEN.fullmatch(token):
        return act()
    try:
        with transaction.atomic():
            sent = note_sending(by=user, token=token, digest=_digest(request))
            response = act()
            if isinstance(response, HttpResponseRedirect) and not request.__dict__.get(PUT_OFF):
                note_location(sent, response.url)
            else:
                forget_sending(sent)
    except SentBeforeError as before:
        return HttpResponseRedirect(before.location)
    return response


def _digest(request: HttpRequest) -> str:
    """Return the SHA-256 of the address, the fields and the files."""
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_CONTENT)
    digest = hashlib.sha256(json.dumps([request.get_full_path(), fields]).encode("utf-8", "surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(f"{name} {file.name} {file.size}".encode("utf-8", "surrogatepass"))
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()
