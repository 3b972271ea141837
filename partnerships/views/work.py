"""My work: what waits on the person, and their cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import grants_of, signed_in, user_of
from partnerships.domain.access import Permission, role_may
from partnerships.selectors.worklist import conditions_of, others_of, waiting_on


@signed_in
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    user, grants = user_of(request), grants_of(request)
    context = {
        "waiting": waiting_on(user, grants),
        "conditions": conditions_of(user, grants),
        "cases": others_of(user, grants),
        "can_start": role_may(Permission.CREATE, {grant.role for grant in grants}),
    }
    return render(request, "partnerships/my_work.html", context)
