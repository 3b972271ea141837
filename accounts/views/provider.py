"""Signing in by the council's own sign-in, confirming by it that it is the same person, and accounts for emergencies.

django-allauth's views behind guards of ours; see docs/decisions/0094-the-councils-own-sign-in.md.
"""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from accounts.actions.emergency import check_emergency, end_emergency_access, give_emergency_access
from accounts.actions.provider import check_unlinkable, unlink
from accounts.group_roles import is_for_emergencies
from accounts.guards import (
    administering,
    came_by_provider,
    public,
    signed_in_to_set_up,
    user_of,
    with_provider,
)
from accounts.limits import limited
from accounts.models import User
from accounts.provider import CallbackView, CouncilSignIn, ProviderAdapter, refused_by
from accounts.responses import done_or_refused
from accounts.selectors import has_second_factor
from accounts.views.sign_in import as_page_of_ours


@with_provider
@public
@require_http_methods(["GET"])
@limited("council_sign_in")
def provider_sign_in(request: HttpRequest) -> HttpResponse:
    onward = get_next_redirect_url(request) or "/"
    is_confirming = "confirm" in request.GET and came_by_provider(request)
    if request.user.is_authenticated and not is_confirming:
        return redirect(onward)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        # Only a page of ours, or the person, begins a sign-in.
        return redirect_to_login(onward)
    process = AuthProcess.REDIRECT if is_confirming else AuthProcess.LOGIN
    provider = ProviderAdapter(request).get_provider(request, settings.OIDC.issuer)
    try:
        return provider.redirect(request, process, onward)
    except (RequestException, OAuth2Error) as fault:
        return refused_by(request, fault, {"process": process, "next": onward})


@with_provider
@public
@require_http_methods(["GET"])
@limited("council_sign_in")
def provider_callback(request: HttpRequest) -> HttpResponseBase:
    view = CallbackView.adapter_view(CouncilSignIn(request, settings.OIDC.issuer))  # type: ignore[no-untyped-call]  # allauth has no types
    try:
        return as_page_of_ours(request, view(request))
    except (RequestException, OAuth2Error) as fault:
        return refused_by(request, fault, {})


@with_provider
@signed_in_to_set_up
@require_safe
def provider_confirm(request: HttpRequest) -> HttpResponse:
    onward = get_next_redirect_url(request) or "/"
    if not came_by_provider(request):
        return redirect_to_login(onward, "account_reauthenticate")
    context = {
        "start": f"{reverse('provider-sign-in')}?{urlencode({'confirm': 'yes', 'next': onward})}",
        "onward": onward,
        "name": settings.OIDC.name,
        "has_second_factor": has_second_factor(user_of(request)),
    }
    return render(request, "accounts/provider/confirm.html", context)


@with_provider
@administering
@require_http_methods(["GET", "HEAD", "POST"])
def emergency_access(request: HttpRequest, user_id: int) -> HttpResponse:
    by, user = user_of(request), get_object_or_404(User, pk=user_id)
    is_given = is_for_emergencies(user)
    act = end_emergency_access if is_given else give_emergency_access

    def as_asked() -> None:
        _check_as_asked(request, is_given)
        act(by=by, user=user)

    is_done, refusal = done_or_refused(request, check=lambda: check_emergency(by=by, user=user), act=as_asked)
    if is_done:
        messages.success(request, _("It was saved."))
        return redirect("person", user_id=user.pk)
    context = {
        "person": user,
        "is_given": is_given,
        "refusal": refusal,
        "provider": settings.OIDC,
        "has_second_factor": has_second_factor(user),
    }
    return render(request, "accounts/provider/emergency.html", context, status=409 if refusal else 200)


@with_provider
@administering
@require_http_methods(["GET", "HEAD", "POST"])
def provider_unlink(request: HttpRequest, user_id: int) -> HttpResponse:
    by, user = user_of(request), get_object_or_404(User, pk=user_id)
    is_done, refusal = done_or_refused(
        request, check=lambda: check_unlinkable(by=by, user=user), act=lambda: unlink(by=by, user=user)
    )
    if is_done:
        messages.success(request, _("The link of %(name)s was ended.") % {"name": user.full_name})
        return redirect("person", user_id=user.pk)
    context = {"person": user, "refusal": refusal, "provider": settings.OIDC}
    return render(request, "accounts/provider/unlink.html", context, status=409 if refusal else 200)


def _check_as_asked(request: HttpRequest, is_given: bool) -> None:
    """Raise ValidationError when somebody else has done it since the page was shown."""
    if (request.POST.get("was_given") == "yes") is not is_given:
        raise ValidationError(_("Somebody else has changed this meanwhile. See what it is now."))
