"""The search of what the person may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.guards import grants_of, user_of
from partnerships.domain.permissions import Permission
from partnerships.forms.search import SearchForm
from partnerships.guards import role_view
from partnerships.presenters.search import found_in, questions_asked
from partnerships.responses import list_page
from partnerships.selectors.published import questions_published
from partnerships.selectors.search import details_then, passages, referred_to

SEARCH = "partnerships/search/search.html"


@role_view(Permission.READ_FLAGS)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form, user, grants = SearchForm(request.GET), user_of(request), grants_of(request)
    if form.is_valid() and not form.wanted:
        return render(request, SEARCH, {"form": form})
    if form.is_valid() and (reference := referred_to(form.wanted, user, grants)):
        return redirect("partnership", reference)
    return list_page(
        request,
        SEARCH,
        form,
        lambda: passages(user, grants, form.wanted),
        also=lambda rows: {
            "found": found_in(rows, form.wanted, details_then(row.record for row in rows)),
            "asked": questions_asked(questions_published(), form.wanted),
        },
    )
