"""Who works on a case."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from partnerships import actions
from partnerships.actions.people import can_be_removed, check_hands_over, check_naming
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.forms.people import LeadForm, PersonForm
from partnerships.guards import CaseAccess, handing_over_view, partnership_view
from partnerships.responses import attempt, case_page, http_status_of, page, refusal_of
from partnerships.selectors.people import people_of


@partnership_view(Permission.SEE)
def add(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    can_name = access.can["edit"] or access.can["name"]
    naming = partial(check_naming, access.assessment, access.user)
    capacities = [capacity for capacity in Capacity if can_name and not refusal_of(partial(naming, capacity))]
    if not capacities:
        raise PermissionDenied(_("People cannot be added to this case now, or not by you."))
    form = PersonForm(form_data(request), partnership=access.assessment.partnership, capacities=capacities)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        try:
            actions.add_person(assessment=access.assessment, by=access.user, user=form.user, capacity=form.wanted)
        except actions.ActionError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("%(name)s is on the case now.") % {"name": form.user.full_name})
            return redirect(case_page(access))
    people = people_of(access.assessment.partnership_id)
    context = {
        "form": form,
        "assessment": access.assessment,
        "can": access.can,
        "people": people,
        "removable": [person for person in people if can_be_removed(person, access.assessment.partnership)],
    }
    return render(request, "partnerships/partnership/person_add.html", context, status=http_status_of(request))


@partnership_view(Permission.EDIT)
def remove(request: HttpRequest, access: CaseAccess, person_id: int) -> HttpResponse:
    partnership = access.assessment.partnership
    person = get_object_or_404(partnership.participants.current().select_related("user"), pk=person_id)
    if not can_be_removed(person, partnership):
        raise Http404
    if request.method == "POST":
        actions.remove_person(assessment=access.assessment, by=access.user, person=person)
        messages.success(request, _("%(name)s is no longer on the case.") % {"name": person.user.full_name})
        return redirect("assessment", access.assessment.pk)
    return render(
        request, "partnerships/partnership/person_remove.html", {"person": person, "assessment": access.assessment}
    )


@handing_over_view
def lead(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    partnership = access.assessment.partnership
    refusal = refusal_of(partial(check_hands_over, access.user, partnership))
    form = LeadForm(form_data(request), partnership=partnership)
    if request.method == "POST" and not refusal and form.is_valid():
        said = {"user": form.cleaned_data["lead"], "reason": form.cleaned_data["reason"]}
        case: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        refusal = attempt(form, lambda token: actions.change_lead(**case, **said, version_token=token))
        if not refusal:
            words = {"name": said["user"].full_name, "reference": partnership.reference}
            messages.success(request, _("%(name)s leads %(reference)s now. Both were told by email.") % words)
            return redirect("partnership-lead" if not access.can["see"] else "partnership", partnership.reference)
    return page(request, access, "partnerships/partnership/lead.html", form, refusal, {})
