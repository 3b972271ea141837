"""One's own account, the choice about emails, deputies, the pages about this site, the health check, and the error pages."""

from __future__ import annotations

from math import ceil

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import drafts
from accounts.actions.deputies import end_deputyship, name_deputy
from accounts.actions.mail_choice import choose_mail
from accounts.actions.sessions import end_other_sessions, end_session
from accounts.forms import DeputyForm, MailChoiceForm
from accounts.guards import came_by_provider, grants_of, public, signed_in, user_of
from accounts.limits import SIGN_IN_LIMITS, LimitReachedError
from accounts.models import Deputyship, MailChoice, User
from accounts.responses import texts_sent
from accounts.roles import Role
from accounts.selectors import has_second_factor, sessions_of


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    context = {
        "has_second_factor": has_second_factor(user_of(request)),
        "provider": settings.OIDC.name if came_by_provider(request) else "",
    }
    return render(request, "accounts/account.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    user, this = user_of(request), request.session.session_key or ""
    if request.method == "POST":
        only = request.POST.get("only", "")
        ended = (
            end_session(of=user, number=int(only), but=this)
            if only.isdecimal()
            else end_other_sessions(of=user, but=this)
        )
        said = ngettext("You were signed out in %(n)d place.", "You were signed out in %(n)d places.", ended)
        messages.success(request, said % {"n": ended})
        return redirect("sessions")
    return render(request, "accounts/sessions.html", {"sessions": sessions_of(user, this=this)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choice(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    typed = request.POST if request.method == "POST" else drafts.restore(request)
    form = MailChoiceForm(typed, initial={"choice": user.mail_choice, "has_news_mail": user.has_news_mail})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        choose_mail(by=user, choice=MailChoice(wanted["choice"]), has_news_mail=wanted["has_news_mail"])
        messages.success(request, _("Your choice was saved."))
        return redirect("mail-choice")
    return render(request, "accounts/mail_choice.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def deputy(request: HttpRequest) -> HttpResponse:
    user = _manager(request)
    form = DeputyForm(drafts.form_data(request), by=user)
    if request.method == "POST" and form.is_valid():
        named = name_deputy(by=user, **form.cleaned_data)
        messages.success(request, _("%(name)s will stand in for you.") % {"name": named.deputy})
        return redirect("deputy")
    named_before = Deputyship.objects.to_come().filter(manager=user).select_related("deputy")
    context = {"form": form, "deputyships": named_before}
    return render(request, "accounts/deputy.html", context, status=422 if request.method == "POST" else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def deputy_end(request: HttpRequest, deputyship_id: int) -> HttpResponse:
    user = _manager(request)
    own = Deputyship.objects.to_come().filter(manager=user).select_related("deputy")
    named = get_object_or_404(own, pk=deputyship_id)
    if request.method != "POST":
        return render(request, "accounts/deputy_end.html", {"named": named})
    end_deputyship(by=user, deputyship=named)
    messages.success(request, _("%(name)s does not stand in for you any more.") % {"name": named.deputy})
    return redirect("deputy")


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    context = {"statement": settings.ACCESSIBILITY, **_lengths()}
    return render(request, "accounts/accessibility.html", context)


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/privacy.html", _lengths())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show that the CSRF check refused the form, with the texts that were typed in it."""
    is_signing_in = request.path == reverse("account_login")
    context = {"typed": [] if is_signing_in else texts_sent(request), "reason": reason, "is_signing_in": is_signing_in}
    return render(request, "accounts/csrf_failure.html", context, status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show why access is denied and where to go on, with the texts that were typed in the form."""
    context = {
        "exception": str(exception),
        "typed": texts_sent(request),
        "leads_on": request.__dict__.get("leads_on"),
    }
    return render(request, "403.html", context, status=403)


def too_many(request: HttpRequest, exception: LimitReachedError) -> HttpResponse:
    """Show how long to wait because a limit was reached, with the texts that were typed in the form."""
    context = {"minutes": ceil(exception.seconds / 60), "typed": texts_sent(request)}
    template = "accounts/locked_out.html" if exception.name in SIGN_IN_LIMITS else "429.html"
    return render(request, template, context, status=429)


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show that the request was not understood, without using the session or the database."""
    return HttpResponse(_page_without_request("400.html"), status=400)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Show that an error occurred, without using the session or the database, which may be the cause."""
    return HttpResponse(_page_without_request("500.html"), status=500)


def _manager(request: HttpRequest) -> User:
    """Return the person of the request; PermissionDenied unless they are a manager in their own right."""
    if not any(grant.role is Role.MANAGER and grant.is_own for grant in grants_of(request)):
        raise PermissionDenied(_("Only a manager names a deputy."))
    return user_of(request)


def _lengths() -> dict[str, str]:
    """Return after what time without use, and after what time at most, somebody is signed out."""
    return {"idle": _length(settings.SESSION_COOKIE_AGE), "longest": _length(settings.SESSION_LONGEST)}


def _length(seconds: int) -> str:
    """Return a length of time in words, in hours if it is whole hours, else in minutes."""
    minutes = ceil(seconds / 60)
    if minutes % 60:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    hours = minutes // 60
    return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}


def _page_without_request(template: str) -> str:
    context = {
        "council_name": settings.COUNCIL_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "has_web_font": settings.WEB_FONT in settings.COUNCIL_FONT,
        "is_read_only": settings.READ_ONLY,
        "read_only_until": settings.READ_ONLY_UNTIL,
    }
    return render_to_string(template, context)
