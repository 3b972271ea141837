"""People and their roles, for administrators: invited, given roles for a service and until a day, withdrawn."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import drafts
from accounts.actions.people import accept_invitation, check_invitable_again, invite, invite_again
from accounts.actions.roles import check_withdrawable, grant_role, withdraw_roles
from accounts.actions.second_factor import check_removable, remove_second_factor
from accounts.forms.administering import GrantForm, InviteForm, PeopleSearchForm
from accounts.forms.sign_in import NewPasswordForm
from accounts.group_roles import is_for_emergencies, link_of, may_use_password
from accounts.guards import administering, confirmed, public, user_of
from accounts.models import RoleGrant, User
from accounts.responses import done_or_refused, form_page, http_status_of, refusal_of
from accounts.selectors import (
    grants_for_page,
    has_second_factor,
    invitation_ends,
    invited_by_key,
    is_invited,
    people_found,
)
from govuk import pages_around

# Where the session has the key of the link by which somebody came.
INVITATION = "invitation_key"


@administering
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    form = PeopleSearchForm(request.GET)
    form.is_valid()
    text, page = form.cleaned_data.get("text", ""), form.cleaned_data.get("page") or 1
    found = people_found(text, page=page)
    around = pages_around(found, lambda number: f"?{urlencode({'text': text, 'page': number})}")
    context = {"form": form, "found": found, "pagination": around, "provider": settings.OIDC}
    return render(request, "accounts/people/list.html", context)


@administering
@require_safe
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(User.objects.select_related("created_by", "invited_by", "closed_by"), pk=user_id)
    context = {
        "person": user,
        "grants": grants_for_page(user),
        "today": timezone.localdate(),
        "is_invited": is_invited(user),
        "ends_at": invitation_ends(user.invited_at) if user.invited_at else None,
        "is_self": user == user_of(request),
        "has_second_factor": has_second_factor(user),
        "provider": settings.OIDC,
        "link": link_of(user),
        "is_for_emergencies": settings.OIDC is not None and is_for_emergencies(user),
        "address_changes": user.address_changes.select_related("changed_by"),
    }
    return render(request, "accounts/people/person.html", context)


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def person_invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(drafts.form_data(request))
    if request.method == "POST" and form.is_valid():
        try:
            user = invite(by=user_of(request), **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            said = _("%(name)s was sent an invitation. Give them a role now.") % {"name": user.full_name}
            messages.success(request, said)
            return redirect("person", user_id=user.pk)
    return render(request, "accounts/people/invite.html", {"form": form}, status=http_status_of(request))


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def person_invite_again(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=user_id)
    is_done, refusal = done_or_refused(
        request,
        check=lambda: check_invitable_again(user=user),
        act=lambda: invite_again(by=user_of(request), user=user),
    )
    if is_done:
        messages.success(request, _("%(name)s was sent another invitation.") % {"name": user.full_name})
        return redirect("person", user_id=user.pk)
    context = {"person": user, "refusal": refusal}
    return render(request, "accounts/people/invite_again.html", context, status=409 if refusal else 200)


@administering
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def role_grant(request: HttpRequest, user_id: int) -> HttpResponse:
    by, user = user_of(request), get_object_or_404(User, pk=user_id)
    form = GrantForm(drafts.form_data(request), by=by, user=user)
    if request.method == "POST" and form.is_valid():
        grant = grant_role(by=by, user=user, **form.cleaned_data)
        words = {"name": user.full_name, "role": grant.get_role_display()}
        messages.success(request, _("%(name)s has the role now: %(role)s.") % words)
        return redirect("person", user_id=user.pk)
    context = {"person": user}
    return form_page(request, "accounts/people/grant.html", form, "", context)


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def role_withdraw(request: HttpRequest, user_id: int, grant_id: int) -> HttpResponse:
    rows = RoleGrant.objects.filter(user=user_id, revoked_at=None).select_related("user", "service")
    by, grant = user_of(request), get_object_or_404(rows, pk=grant_id)
    is_done, refusal = done_or_refused(
        request,
        check=lambda: check_withdrawable(by=by, grants=[grant]),
        act=lambda: withdraw_roles(by=by, grants=[grant]),
    )
    if is_done:
        messages.success(request, _("The role was withdrawn."))
        return redirect("person", user_id=user_id)
    context = {"grant": grant, "person": grant.user, "refusal": refusal}
    return render(request, "accounts/people/withdraw.html", context, status=409 if refusal else 200)


@administering
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_remove(request: HttpRequest, user_id: int) -> HttpResponse:
    by, user = user_of(request), get_object_or_404(User, pk=user_id)
    is_done, refusal = done_or_refused(
        request,
        check=lambda: check_removable(by=by, user=user),
        act=lambda: remove_second_factor(by=by, user=user),
    )
    if is_done:
        messages.success(request, _("The second factor of %(name)s was taken away.") % {"name": user.full_name})
        return redirect("person", user_id=user.pk)
    context = {"person": user, "refusal": refusal}
    return render(request, "accounts/people/second_factor.html", context, status=409 if refusal else 200)


@public
@sensitive_post_parameters("password1")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    key = request.GET.get("key") or request.session.get(INVITATION, "")
    user = invited_by_key(key)
    if user is None:
        return render(request, "accounts/people/invitation_over.html", status=410)
    if not may_use_password(user):
        return redirect("account_login")
    if "key" in request.GET:
        # Out of the address, which stands in logs and in the history of the browser.
        request.session[INVITATION] = key
        return redirect("invitation")
    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        if refusal_of(lambda: accept_invitation(of=user, password=form.cleaned_data["password1"])):
            return render(request, "accounts/people/invitation_over.html", status=410)
        # Whoever is signed in here is somebody else.
        get_adapter(request).logout(request)
        messages.success(request, _("Your password was saved. Sign in with it."))
        return redirect("account_login")
    context = {"form": form, "person": user}
    return render(request, "accounts/people/invitation.html", context, status=http_status_of(request))
