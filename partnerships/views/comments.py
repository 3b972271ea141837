"""What accompanies a case to the board: implications by area, interests declared, parts that are not published."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from partnerships import actions
from partnerships.domain.access import (
    CAPACITY_OF,
    Capacity,
    Denied,
    Permission,
    Relation,
    WrongState,
    can_comment,
    check,
    check_comment,
)
from partnerships.domain.exemption import COST, IMPLICATION, QUESTION
from partnerships.domain.relation import standing
from partnerships.forms.comments import ExemptForm, ImplicationForm, InterestForm, stands_as
from partnerships.guards import Desk, assessment_view
from partnerships.models import Assessment
from partnerships.responses import attempt, page, typed
from partnerships.selectors.comments import AreaLine, Part, implications_of, interests_of, parts_of

LEFT_OUT = {
    COST: gettext_lazy("The cost to the council and the source of funding."),
    QUESTION: gettext_lazy(
        "What was answered to this question, and everything that is said about the answer. The question itself stays."
    ),
    IMPLICATION: gettext_lazy("The comment in this area, with who wrote it and when. The name of the area stays."),
}


@assessment_view(Permission.SEE)
@require_safe
def implications(request: HttpRequest, desk: Desk) -> HttpResponse:
    context = {
        "assessment": desk.assessment,
        "lines": implications_of(desk.assessment),
        "can_comment": can_comment(desk.relation),
    }
    return render(request, "partnerships/comments/implications.html", context)


@assessment_view(Permission.SEE)
def implication(request: HttpRequest, desk: Desk, area: str) -> HttpResponse:
    refusal = _too_late(request, desk, check_comment)
    line = _line(desk.assessment, area)
    form = ImplicationForm(typed(request), area=line.area, standing=line.standing)
    if request.method == "POST" and not refusal and form.is_valid():
        case: dict[str, Any] = {"assessment": desk.assessment, "by": desk.user, "area": line.area}
        refusal = attempt(form, lambda: actions.ask_and_comment(**case, replaces=line.standing, **form.comment))
        if not refusal:
            messages.success(request, _("Implications recorded: %(area)s.") % {"area": line.area.name})
            return redirect(f"{reverse('implications', args=[desk.assessment.pk])}#{area}")
        line = _line(desk.assessment, area)
        form.stands = stands_as(line.standing)
    return page(request, desk, "partnerships/comments/implication.html", form, refusal, _shared(desk, line=line))


@assessment_view(Permission.SEE)
def interests(request: HttpRequest, desk: Desk) -> HttpResponse:
    lines = interests_of(desk.assessment)
    own = next((line for line in lines if line.person == desk.user), None)
    form = InterestForm(typed(request), standing=own.standing if own else None)
    refusal = ""
    if request.method == "POST":
        refusal = _too_late(request, desk, partial(check, Permission.DECLARE))
        if not refusal and form.is_valid():
            refusal = attempt(
                form, lambda: actions.declare_interest(assessment=desk.assessment, by=desk.user, **form.declared)
            )
            if not refusal:
                messages.success(request, _("Your declaration has been recorded."))
                return redirect("interests", desk.assessment.pk)
    return page(
        request, desk, "partnerships/comments/interests.html", form, refusal, _shared(desk, lines=lines, own=own)
    )


@assessment_view(Permission.SEE)
@require_safe
def exempt(request: HttpRequest, desk: Desk) -> HttpResponse:
    parts = parts_of(desk.assessment)
    context = {
        "assessment": desk.assessment,
        "parts": parts,
        "marked": [part for part in parts if part.exemption],
        "can_comment": can_comment(desk.relation),
    }
    return render(request, "partnerships/comments/exempt.html", context)


@assessment_view(Permission.SEE)
def exempt_part(request: HttpRequest, desk: Desk, part: str) -> HttpResponse:
    refusal = _too_late(request, desk, check_comment)
    found = _part(desk.assessment, part)
    form = ExemptForm(typed(request), standing=found.exemption)
    if request.method == "POST" and not refusal and form.is_valid():
        case: dict[str, Any] = {"assessment": desk.assessment, "by": desk.user, "part": part}
        refusal = attempt(form, lambda: actions.mark_exempt(**case, replaces=found.exemption, **form.marking))
        if not refusal:
            messages.success(request, _("“%(part)s” is marked as exempt.") % {"part": found.label})
            return redirect("exempt", desk.assessment.pk)
        found = _part(desk.assessment, part)
        form.stands = stands_as(found.exemption)
    context = _shared(desk, part=found, left_out=LEFT_OUT[part.partition(":")[0]])
    return page(request, desk, "partnerships/comments/exempt_part.html", form, refusal, context)


@assessment_view(Permission.SEE)
def exempt_remove(request: HttpRequest, desk: Desk, part: str) -> HttpResponse:
    late = _too_late(request, desk, check_comment)
    found = _part(desk.assessment, part)
    if late or found.exemption is None:
        messages.info(request, late or _("“%(part)s” is not marked as exempt any more.") % {"part": found.label})
        return redirect("exempt", desk.assessment.pk)
    if request.method == "POST":
        actions.unmark_exempt(assessment=desk.assessment, by=desk.user, part=part)
        messages.success(request, _("“%(part)s” will be published.") % {"part": found.label})
        return redirect("exempt", desk.assessment.pk)
    return render(request, "partnerships/comments/exempt_remove.html", {"assessment": desk.assessment, "part": found})


def _too_late(request: HttpRequest, desk: Desk, allow: Callable[[Relation], None]) -> str:
    """Return why what was sent comes too late, "" when it does not; refuse whoever may not do it in any state."""
    try:
        allow(desk.relation)
    except WrongState as late:
        if request.method == "POST":
            return str(late)
        raise PermissionDenied(str(late)) from late
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    return ""


def _newcomer(relation: Relation) -> Capacity | None:
    """Return the capacity that whoever never acted on the case gets by acting now; None for who has one."""
    if relation.capacity is not None:
        return None
    return next((capacity for role, capacity in CAPACITY_OF.items() if role in standing(relation)), None)


def _line(assessment: Assessment, slug: str) -> AreaLine:
    """Return the area's line; Http404 for an area that is not shown, or that there is none of."""
    line = next((line for line in implications_of(assessment) if line.area.slug == slug), None)
    if line is None:
        raise Http404
    return line


def _part(assessment: Assessment, name: str) -> Part:
    """Return a part that can be marked or is; Http404 when the report has none of that name."""
    part = next((part for part in parts_of(assessment) if part.name == name), None)
    if part is None:
        raise Http404
    return part


def _shared(desk: Desk, **own: Any) -> dict[str, Any]:
    """Return what the pages with a form show beside it."""
    return {"can_comment": can_comment(desk.relation), "newcomer": _newcomer(desk.relation), **own}
