"""Who works on a case."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from partnerships import actions
from partnerships.actions.people import can_be_removed
from partnerships.domain.access import Capacity, Permission
from partnerships.forms.people import PersonForm
from partnerships.guards import CaseAccess, partnership_view
from partnerships.responses import post_data, status_of


@partnership_view(Permission.SEE)
def add(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    capacities = capacities_to_name(access)
    if not capacities:
        raise PermissionDenied(_("People cannot be added to this case now, or not by you."))
    form = PersonForm(post_data(request), partnership=access.assessment.partnership, capacities=capacities)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        try:
            actions.add_person(assessment=access.assessment, by=access.user, user=form.user, capacity=form.wanted)
        except actions.ActionError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("%(name)s is on the case now.") % {"name": form.user.full_name})
            return redirect("partnership", reference=access.assessment.partnership.reference)
    context = {"form": form, "assessment": access.assessment}
    return render(request, "partnerships/partnership/person_add.html", context, status=status_of(request))


@partnership_view(Permission.EDIT)
def remove(request: HttpRequest, access: CaseAccess, person_id: int) -> HttpResponse:
    partnership = access.assessment.partnership
    person = get_object_or_404(partnership.participants.current().select_related("user"), pk=person_id)
    if not can_be_removed(person, partnership):
        raise Http404
    if request.method == "POST":
        actions.remove_person(assessment=access.assessment, by=access.user, person=person)
        messages.success(request, _("%(name)s is no longer on the case.") % {"name": person.user.full_name})
        return redirect("partnership", reference=partnership.reference)
    return render(
        request, "partnerships/partnership/person_remove.html", {"person": person, "assessment": access.assessment}
    )


def capacities_to_name(access: CaseAccess) -> list[Capacity]:
    """Return in which capacities the person can name somebody now; none when they cannot.

    Authors add contributors while the round is with them. On a restricted case they name the others too, its lead
    also later: it would be stuck without them.
    """
    is_restricted = access.assessment.partnership.is_restricted
    others: list[Capacity] = [capacity for capacity in Capacity if is_restricted and capacity is not Capacity.AUTHOR]
    if access.can["edit"]:
        return [Capacity.AUTHOR, *others]
    return others if access.can["name"] else []
