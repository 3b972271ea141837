"""The lists across cases: my work, partnerships, and what is flagged in them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import grants_of, signed_in, user_of
from accounts.roles import Role
from partnerships.domain.access import role_may
from partnerships.domain.permissions import Permission
from partnerships.forms.lists import FlagListForm, PartnershipListForm
from partnerships.guards import role_view
from partnerships.responses import list_page
from partnerships.selectors import lists
from partnerships.selectors.worklist import conditions_of, others_of, owned_by, waiting_on


@role_view(Permission.READ_FLAGS)
@require_safe
def partnerships(request: HttpRequest) -> HttpResponse:
    form = PartnershipListForm(request.GET)
    user, grants = user_of(request), grants_of(request)
    return list_page(
        request, "partnerships/lists/partnerships.html", form, lambda: lists.partnerships(user, grants, form.wanted)
    )


@role_view(Permission.READ_FLAGS)
@require_safe
def flags(request: HttpRequest) -> HttpResponse:
    form = FlagListForm(request.GET)
    user, grants = user_of(request), grants_of(request)
    return list_page(request, "partnerships/lists/flags.html", form, lambda: lists.flags(user, grants, form.wanted))


@signed_in
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    user, grants = user_of(request), grants_of(request)
    context = {
        "waiting": waiting_on(user, grants),
        "conditions": conditions_of(user, grants),
        "owned": owned_by(user),
        "stands_in_for": sorted({grant.absent_name for grant in grants if not grant.is_own}),
        "is_manager": any(grant.role is Role.MANAGER and grant.is_own for grant in grants),
        "cases": others_of(user, grants),
        "can_start": role_may(Permission.CREATE, {grant.role for grant in grants}),
    }
    return render(request, "partnerships/lists/my_work.html", context)
