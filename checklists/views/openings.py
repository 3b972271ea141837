"""The page that says to which services a checklist is open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from accounts.guards import user_of
from checklists import actions
from checklists.forms.openings import OpeningsForm
from checklists.guards import checklist_opener
from checklists.models import Checklist


@checklist_opener
def openings(request: HttpRequest, checklist: Checklist) -> HttpResponse:
    current = list(checklist.openings.values_list("service", flat=True))
    form, is_late = OpeningsForm(form_data(request), current=current), False
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["version_token"]
        try:
            actions.open_to(
                checklist=checklist,
                by=user_of(request),
                services=form.chosen(),
                version_token=token,
            )
        except actions.OpeningsChangedError:
            is_late = True
            form.add_error(None, _("Somebody else has changed this since. Open the page again to see what holds now."))
        else:
            messages.success(request, _("It is saved to whom “%(title)s” is open.") % {"title": checklist.title})
            return redirect("checklist-list")
    status = 409 if is_late else 422 if form.is_bound and form.errors else 200
    return render(request, "checklists/openings.html", {"form": form, "checklist": checklist}, status=status)
