"""My work: what waits on the person, and their cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.guards import grants_of, signed_in, user_of
from partnerships.domain.access import Permission, role_may
from partnerships.worklist import authored_by, waiting_on


@signed_in
def my_work(request: HttpRequest) -> HttpResponse:
    user, grants = user_of(request), grants_of(request)
    context = {
        "waiting": waiting_on(user, grants),
        "cases": authored_by(user, grants),
        "can_start": role_may(Permission.CREATE, {grant.role for grant in grants}),
    }
    return render(request, "partnerships/my_work.html", context)
