"""Who may open a page: every view is decorated with `public`, `signed_in`, or a guard that builds on `signed_in`.

A guard stores its name on the view as `view.guard`, so that a test can find a view without one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import drafts
from accounts.actions.sessions import save_session
from accounts.models import RoleGrant, User
from accounts.refused_forms import NotShownError, RefusedForm, refused_form
from accounts.roles import Grant, Role
from accounts.selectors import has_second_factor
from accounts.sent_forms import PUT_OFF, act_once

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
# In the session of whoever came by the council's own sign-in: when they had shown it who they are, in seconds.
SHOWN_AT = "provider_shown_at"
# In the session of whoever has a password for emergencies, and signed in without the council's own sign-in.
IN_EMERGENCY = "in_emergency"


class Guarded(Protocol):
    """A view that says what guards it."""

    guard: str


class Decisive(Protocol):
    """A view on which something decisive is done."""

    is_decisive: bool


def mark(view: View, guard: str) -> View:
    """Store the name of the guard on the view."""
    cast(Guarded, view).guard = guard
    return view


def public(view: View) -> View:
    """Mark a view that everybody may open, signed in or not."""
    return mark(view, "public")


def is_unguarded(view: Callable[..., HttpResponseBase]) -> bool:
    """Whether everybody may open the view, or it is the administration's, whose pages are Django's."""
    return getattr(view, "guard", "public") == "public"


def signed_in(view: Callable[..., HttpResponseBase], *, is_set_up: bool = False) -> Callable[..., HttpResponseBase]:
    """Redirect whoever is not signed in to the sign-in page, and from there back. What they sent is kept until then.

    403 for what somebody else typed, whose page was still open when this person signed in. Whoever needs a second factor
    and has none is led to where it is set up, by all views but those on which it is (`is_set_up`).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User):
            # Before all else: also a form that is too large would show its page.
            if not is_set_up and lacks_second_factor(request):
                drafts.stash(request, said=drafts.SET_UP)
                return redirect("mfa_index")
            act = partial(view, request, *args, **kwargs)
            _check_typed_by(request, request.user)
            if refused := refused_form(request):
                return _shown_again(request, refused, act)
            return act_once(request, request.user, act)
        if request.method == "POST":
            drafts.stash(request)
        if not is_autosave(request):
            return redirect_to_login(request.get_full_path())
        # The script would follow a redirect without showing it; it reads this header and opens the page.
        return HttpResponse(headers={"X-Sign-In": redirect_to_login(sending_page(request)).url})

    return mark(guarded, "signed_in")


signed_in_to_set_up = partial(signed_in, is_set_up=True)


def with_provider(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 404, to whomever, where there is no council's own sign-in. Stands above the guard."""

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.OIDC is None:
            raise Http404
        return view(request, *args, **kwargs)

    return found


def came_by_provider(request: HttpRequest) -> bool:
    """Whether the person signed in by the council's own sign-in, and not by a password."""
    return settings.OIDC is not None and SHOWN_AT in request.session


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the signed-in user needs a second factor and has set up none.

    Who acts in a role that needs one (SECOND_FACTOR_ROLES) does, also for somebody else: a deputy does what the manager
    would. So does who signs in by a password where others cannot. The council's own sign-in has asked for its own.
    """
    provider, came = settings.OIDC, came_by_provider(request)
    if came and not provider.asks_second_factor:
        return False
    needing = settings.SECOND_FACTOR_ROLES
    is_emergency = provider is not None and not came and (provider.is_only or IN_EMERGENCY in request.session)
    if not is_emergency and not (needing and any(grant.role in needing for grant in grants_of(request))):
        return False
    return not has_second_factor(user_of(request))


def confirmed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask for the second factor, or the password, of whoever has not given it lately (CONFIRM_MINUTES), and lead back.

    It stands below the guard, on what is decisive. What was typed is kept meanwhile.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = user_of(request)
        if was_confirmed(request, user):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            drafts.stash(request, said=drafts.TO_CONFIRM)
        request.__dict__[PUT_OFF] = True
        ways = get_adapter(request).get_reauthentication_methods(user)
        if not ways:
            raise PermissionDenied(_("Choose a password first, or set up a second factor: see “Your account”."))
        return redirect_to_login(request.get_full_path(), login_url=ways[0]["url"])

    cast(Decisive, guarded).is_decisive = True
    return guarded


def confirmed_to_send(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same for a page that is read too: only what is sent from it is decisive."""
    asked = confirmed(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (asked if request.method == "POST" else view)(request, *args, **kwargs)

    cast(Decisive, guarded).is_decisive = True
    return guarded


def was_confirmed(request: HttpRequest, user: User) -> bool:
    """Whether the person gave their second factor, or password if they have none, in this session and not too long ago.

    Who came by the council's own sign-in shows it again who they are instead, unless it asks for our second factor too.
    """
    if not settings.CONFIRM_MINUTES:
        return True
    since = time.time() - settings.CONFIRM_MINUTES * 60
    methods = {record["method"] for record in get_authentication_records(request, user) if record["at"] > since}
    if "mfa" in methods:
        return True
    if came_by_provider(request):
        is_shown = request.session[SHOWN_AT] > since
        return is_shown and not (settings.OIDC.asks_second_factor and has_second_factor(user))
    return "password" in methods and not has_second_factor(user)


def administering(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Guard a page about people and roles: it is for administrators (403), and what is sent from it is decisive."""
    asked = confirmed_to_send(view)

    @wraps(asked)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not any(grant.role is Role.ADMIN for grant in grants_of(request)):
            raise PermissionDenied(_("Only an administrator sees to people and roles."))
        return asked(request, *args, **kwargs)

    return mark(signed_in(guarded), "administering")


def _check_typed_by(request: HttpRequest, user: User) -> None:
    """Refuse what was typed on a page that somebody else had opened: it would be recorded as this person's."""
    if request.method == "POST" and request.POST.get(drafts.TYPED_BY, str(user.pk)) != str(user.pk):
        refusal = _("Somebody else opened this page, and you are signed in as %(name)s now. Nothing was saved.")
        raise PermissionDenied(refusal % {"name": user.full_name})


def _shown_again(request: HttpRequest, refused: RefusedForm, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Show the page with what could be read of a form that was refused: as one that is read, so that nothing is done.

    Its error summary says why (templates/accounts/_refused_form.html). NotShownError when it is not the page that comes.
    """
    request.method = "GET"
    response = act()
    is_shown = response.status_code in (HTTPStatus.OK, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
    # Who has to confirm first that it is them reads the page afterwards.
    is_kept = not is_shown and PUT_OFF in request.__dict__ and drafts.stash_if_possible(request, said=drafts.REFUSED)
    if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR and request.session.modified:
        # Django saves none with such an answer.
        save_session(request.session)
    if not is_shown:
        raise NotShownError(refused, is_kept=is_kept)
    if response.status_code == HTTPStatus.OK:
        response.status_code = refused.status
    return response


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user; TypeError when nobody is signed in, which a guard prevents."""
    if not isinstance(request.user, User):
        raise TypeError("This view is not behind a guard that signs people in.")
    return request.user


def grants_of(request: HttpRequest) -> tuple[Grant, ...]:
    """Return the roles of the signed-in user (none when signed out), with one query per request."""
    kept: tuple[Grant, ...] | None = request.__dict__.get("role_grants")
    if kept is None:
        kept = request.__dict__["role_grants"] = RoleGrant.objects.grants_of(request.user)
    return kept


def is_autosave(request: HttpRequest) -> bool:
    """Return whether static/js/autosave.js sent the request."""
    return "X-Autosave" in request.headers


def upload_of(request: HttpRequest) -> tuple[int, int] | None:
    """Return which file of how many static/js/upload.js sends with the request, one after another; None when it does not."""
    place, _slash, number = request.headers.get("X-Upload", "").partition("/")
    return (int(place), int(number)) if place.isdecimal() and number.isdecimal() else None


def is_sent_again(request: HttpRequest) -> bool:
    """Return whether static/js/autosave.js sends what was typed on an earlier page, whose save nobody answered."""
    return "X-Again" in request.headers


def sending_page(request: HttpRequest) -> str:
    """Return the path of the page that static/js/autosave.js was on, or that of the request when it is not on this site."""
    return path_on_this_site(request, request.headers.get("X-Page", "")) or request.get_full_path()


def path_on_this_site(request: HttpRequest, address: str) -> str:
    """Return the path and the query of an address; "" when it is none on this site."""
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_sent_by_own_page(request: HttpRequest) -> bool:
    """Whether the page that sent a form by script is that of its address, and not another one that holds it."""
    return sending_page(request).partition("?")[0] == request.path
