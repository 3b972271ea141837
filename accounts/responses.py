"""What views answer with: a page of a form after its action was tried, or a file to save."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils.text import capfirst

from accounts import drafts
from accounts.actions.acting import ActionError
from accounts.actions.version_tokens import StaleError
from accounts.drafts import TYPED_BY
from accounts.forms.version_tokens import VersionedForm
from accounts.guards import path_on_this_site
from accounts.refused_forms import RefusedForm
from accounts.sent_forms import FORM_TOKEN

# Fields that nobody types. In a form with several questions, these are the ends of the field names.
NOT_SHOWN = {
    "asked",
    "back",
    "before",
    "by",
    "copy",
    "credential",
    "csrfmiddlewaretoken",
    "edit_token",
    "follows",
    "in_conflict",
    "keep",
    "mine",
    "next",
    "only",
    "page",
    "public_digest",
    "revision",
    "rows",
    "theirs",
    "then",
    "to",
    "version_token",
    "was",
    "was_given",
    TYPED_BY,
    FORM_TOKEN,
}


def refusal_of(act: Callable[[], object]) -> str:
    """Do it, or check whether it can be done; return why it is refused, "" when it is not."""
    try:
        act()
    except ActionError as error:
        return str(error)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def done_or_refused(
    request: HttpRequest, *, check: Callable[[], object], act: Callable[[], object]
) -> tuple[bool, str]:
    """Return whether it is done, as the form of the page asks for, and why it cannot be, "" when nothing is against it.

    `check` is asked first, also where the page is only shown.
    """
    refusal = refusal_of(check)
    if request.method != "POST" or refusal:
        return False, refusal
    refusal = refusal_of(act)
    return not refusal, refusal


def attempt(form: VersionedForm, act: Callable[[str], object]) -> str:
    """Do it with the version token of what the page showed; return why it was not done, "" when it was.

    Where somebody else was first, the form then shows both versions.
    """
    try:
        act(form.version_token)
    except StaleError as stale:
        form.show_what_stands(stale)
        return str(stale)
    except ActionError as error:
        return str(error)
    return ""


def done_at(
    request: HttpRequest, address: str, place: str, said: str, *, level: int = messages.SUCCESS
) -> HttpResponse:
    """Lead to a place on the page of that address, and say there what was done.

    Whoever lands further down does not see the banner at the top. Templates say it at the place by `{% done_at place %}`;
    a page without the place says it in a banner.
    """
    messages.add_message(request, level, said, extra_tags=place)
    return redirect(f"{address}#{place}")


def form_page(
    request: HttpRequest, template: str, form: BaseForm, refusal: str, context: dict[str, Any]
) -> HttpResponse:
    """Show the form with its page: 409 with what stands in its way, 422 with what is wrong in it."""
    has_errors = request.method == "POST" and bool(form.errors)
    status = 409 if refusal else 422 if has_errors else 200
    return render(request, template, {"form": form, "refusal": refusal, **context}, status=status)


def refused_form_page(request: HttpRequest, refused: RefusedForm, *, is_kept: bool = False) -> HttpResponse:
    """Show why a form was refused and what was sent in it, where its own page cannot: see `accounts.refused_forms`.

    `is_kept` says that its own page shows it later.
    """
    context = {
        "sentence": refused.sentence,
        "typed": texts_sent(request),
        "is_kept": is_kept,
        "page": request.get_full_path() if is_kept else page_before(request),
    }
    return render(request, "accounts/refused_form.html", context, status=refused.status)


def texts_sent(request: HttpRequest) -> list[dict[str, str]]:
    """Return the texts in the form that was sent, with the names of their fields; none when it cannot be parsed.

    A page that is refused after signing in returns what was typed before.
    """
    if _is_of_second_factor(request):
        # A recovery code opens as long as nobody has used it.
        return []
    try:
        typed = request.POST if request.method == "POST" else drafts.restore(request)
        fields = list(typed.lists()) if typed else []
    except (MultiPartParserError, SuspiciousOperation):
        return []
    return [
        {"name": capfirst(name.replace("_", " ").replace("-", " ")), "id": f"typed-{number}", "text": text}
        for number, (name, texts) in enumerate(fields)
        for text in texts
        if text and _is_typed(name)
    ]


def page_before(request: HttpRequest) -> str:
    """Return the address, on this site, of the page that sent the request; that of the first page when it is not known."""
    return path_on_this_site(request, request.headers.get("Referer", "")) or "/"


def http_status_of(request: HttpRequest) -> int:
    """Return 422 for a form that is shown again after a POST, since something is wrong with it; else 200."""
    return 422 if request.method == "POST" else 200


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file that is saved under that name."""
    return HttpResponse(content, content_type=media_type, headers=download_headers(name))


def download_headers(name: str) -> dict[str, str]:
    """Return the headers of a file that is saved under that name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _is_of_second_factor(request: HttpRequest) -> bool:
    address = request.resolver_match
    return address is not None and (address.url_name or "").startswith("mfa_")


def _is_typed(name: str) -> bool:
    """Whether somebody typed into the field of that name; those of the administration's buttons begin with "_"."""
    return name.rpartition("-")[2] not in NOT_SHOWN and "password" not in name and not name.startswith("_")
