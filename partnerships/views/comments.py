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

from accounts.drafts import form_data
from partnerships import actions
from partnerships.domain.access import can_comment, check, check_comment
from partnerships.domain.exemption import COST, EXIT, IMPLICATION, QUESTION
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import CAPACITY_OF, Capacity, Relation, roles_on_case
from partnerships.forms.comments import ExemptForm, ImplicationForm, InterestForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.models import Assessment
from partnerships.responses import attempt, done_at, page
from partnerships.selectors.comments import AreaLine, Part, implications_of, interests_of, parts_of

LEFT_OUT = {
    COST: gettext_lazy("The cost to the council and the source of funding."),
    EXIT: gettext_lazy("How the council would leave, and what would happen to staff, assets, money and data."),
    QUESTION: gettext_lazy(
        "What was answered to this question, and everything that is said about the answer. The question itself stays."
    ),
    IMPLICATION: gettext_lazy("The comment in this area, with who wrote it and when. The name of the area stays."),
}


@assessment_view(Permission.SEE)
@require_safe
def implications(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    context = {
        "assessment": access.assessment,
        "lines": implications_of(access.assessment),
        "can_comment": can_comment(access.relation),
    }
    return render(request, "partnerships/comments/implications.html", context)


@assessment_view(Permission.SEE)
def implication(request: HttpRequest, access: CaseAccess, area: str) -> HttpResponse:
    refusal = _too_late(request, access, check_comment)
    line = _line(access.assessment, area)
    form = ImplicationForm(form_data(request), area=line.area, current=line.standing)
    if request.method == "POST" and not refusal and form.is_valid():
        case: dict[str, Any] = {"assessment": access.assessment, "by": access.user, "area": line.area}
        refusal = attempt(form, lambda token: actions.ask_and_comment(**case, draft=form.draft, version_token=token))
        if not refusal:
            said = _("Implications recorded: %(area)s.") % {"area": line.area.name}
            return done_at(request, reverse("implications", args=[access.assessment.pk]), area, said)
        line = _line(access.assessment, area)
    return page(request, access, "partnerships/comments/implication.html", form, refusal, _shared(access, line=line))


@assessment_view(Permission.SEE)
def interests(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    lines = interests_of(access.assessment)
    own = next((line for line in lines if line.person == access.user), None)
    form = InterestForm(form_data(request), current=own.standing if own else None)
    refusal = ""
    if request.method == "POST":
        refusal = _too_late(request, access, partial(check, Permission.DECLARE))
        if not refusal and form.is_valid():
            case: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
            refusal = attempt(
                form, lambda token: actions.declare_interest(**case, **form.declared, version_token=token)
            )
            if not refusal:
                messages.success(request, _("Your declaration has been recorded."))
                return redirect("interests", access.assessment.pk)
    return page(
        request, access, "partnerships/comments/interests.html", form, refusal, _shared(access, lines=lines, own=own)
    )


@assessment_view(Permission.SEE)
@require_safe
def exempt(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    parts = parts_of(access.assessment)
    context = {
        "assessment": access.assessment,
        "parts": parts,
        "marked": [part for part in parts if part.exemption],
        "can_comment": can_comment(access.relation),
    }
    return render(request, "partnerships/comments/exempt.html", context)


@assessment_view(Permission.SEE)
def exempt_part(request: HttpRequest, access: CaseAccess, part: str) -> HttpResponse:
    refusal = _too_late(request, access, check_comment)
    found = _part(access.assessment, part)
    form = ExemptForm(form_data(request), current=found.exemption)
    if request.method == "POST" and not refusal and form.is_valid():
        case: dict[str, Any] = {"assessment": access.assessment, "by": access.user, "part": part}
        refusal = attempt(form, lambda token: actions.mark_exempt(**case, **form.marking, version_token=token))
        if not refusal:
            messages.success(request, _("“%(part)s” is marked as exempt.") % {"part": found.label})
            return redirect("exempt", access.assessment.pk)
        found = _part(access.assessment, part)
    context = _shared(access, part=found, left_out=LEFT_OUT[part.partition(":")[0]])
    return page(request, access, "partnerships/comments/exempt_part.html", form, refusal, context)


@assessment_view(Permission.SEE)
def exempt_remove(request: HttpRequest, access: CaseAccess, part: str) -> HttpResponse:
    late = _too_late(request, access, check_comment)
    found = _part(access.assessment, part)
    if late or found.exemption is None:
        messages.info(request, late or _("“%(part)s” is not marked as exempt any more.") % {"part": found.label})
        return redirect("exempt", access.assessment.pk)
    if request.method == "POST":
        actions.unmark_exempt(assessment=access.assessment, by=access.user, part=part)
        messages.success(request, _("“%(part)s” will be published.") % {"part": found.label})
        return redirect("exempt", access.assessment.pk)
    return render(request, "partnerships/comments/exempt_remove.html", {"assessment": access.assessment, "part": found})


def _too_late(request: HttpRequest, access: CaseAccess, rule: Callable[[Relation], None]) -> str:
    """Return why what was sent comes too late, "" when it does not; a page that is only asked for is refused instead."""
    late = access.refusal(rule)
    if late and request.method != "POST":
        raise PermissionDenied(late)
    return late


def _newcomer(relation: Relation) -> Capacity | None:
    """Return the capacity that whoever never acted on the case gets by acting now; None for who has one."""
    if relation.capacity is not None:
        return None
    return next((capacity for role, capacity in CAPACITY_OF.items() if role in roles_on_case(relation)), None)


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


def _shared(access: CaseAccess, **own: Any) -> dict[str, Any]:
    """Return what the pages with a form show beside it."""
    return {"can_comment": can_comment(access.relation), "newcomer": _newcomer(access.relation), **own}
