"""The pages on which an administrator closes the account of somebody who leaves, or opens it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from accounts.guards import confirmed_to_send, user_of
from accounts.models import User
from partnerships.actions.leaving import check_can_close, check_can_open, hand_over_and_close, open_again
from partnerships.domain.permissions import Permission
from partnerships.forms.leaving import CloseForm
from partnerships.guards import role_view
from partnerships.responses import done_or_refused, refusal_of
from partnerships.selectors.leaving import leaving_of


@role_view(Permission.CLOSE_ACCOUNTS)
@confirmed_to_send
def account_close(request: HttpRequest, user_id: int) -> HttpResponse:
    by, user = user_of(request), get_object_or_404(User, pk=user_id)
    leaving = leaving_of(user)
    form = CloseForm(form_data(request), leaving=leaving, by=by)
    refusal = refusal_of(lambda: check_can_close(user=user, by=by))
    if request.method == "POST" and not refusal and form.is_valid():
        said = {"successors": form.successors(form.cleaned_data), "reason": form.cleaned_data["reason"]}
        refusal = refusal_of(lambda: hand_over_and_close(user=user, by=by, **said))
        if not refusal:
            messages.success(request, _("The account of %(name)s is closed.") % {"name": user.full_name})
            return redirect("account-open", user_id=user.pk)
    context = {"person": user, "leaving": leaving, "form": form, "refusal": refusal}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "partnerships/leaving/close.html", context, status=status)


@role_view(Permission.CLOSE_ACCOUNTS)
@confirmed_to_send
def account_open(request: HttpRequest, user_id: int) -> HttpResponse:
    by, user = user_of(request), get_object_or_404(User.objects.select_related("closed_by"), pk=user_id)
    is_done, refusal = done_or_refused(
        request, check=lambda: check_can_open(user=user, by=by), act=lambda: open_again(user=user, by=by)
    )
    if is_done:
        said = _("The account of %(name)s is open, and they were sent an invitation. It has no role yet.")
        messages.success(request, said % {"name": user.full_name})
        return redirect("account-close", user_id=user.pk)
    context = {"person": user, "refusal": refusal}
    return render(request, "partnerships/leaving/open.html", context, status=409 if refusal else 200)
