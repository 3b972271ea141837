"""Which role a group of the council's own sign-in gives, for administrators: listed, changed, and tried before."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import drafts
from accounts.actions.group_roles import add_group_role, change_group_role, check_removable_rule, remove_group_role
from accounts.forms.group_roles import GroupRoleForm, PageForm, TryGroupsForm
from accounts.group_roles import (
    changes_for,
    groups_that_give_nothing,
    holders_of,
    people_without_groups,
    reached_by,
    rules_for_page,
    rules_giving,
)
from accounts.guards import administering, user_of, with_provider
from accounts.models import GroupRole
from accounts.responses import done_or_refused, form_page, refusal_of
from govuk import pages_around


@with_provider
@administering
@require_safe
def group_roles(request: HttpRequest) -> HttpResponse:
    form = PageForm(request.GET)
    form.is_valid()
    found = rules_for_page(page=form.cleaned_data.get("page") or 1)
    context = {
        "found": found,
        "pagination": pages_around(found, lambda number: f"?{urlencode({'page': number})}"),
        "unused": list(groups_that_give_nothing()),
        "without": people_without_groups("none"),
        "with_too_many": people_without_groups("too many"),
        "provider": settings.OIDC,
    }
    return render(request, "accounts/group_roles/list.html", context)


@with_provider
@administering
@require_http_methods(["GET", "HEAD", "POST"])
def group_role_add(request: HttpRequest) -> HttpResponse:
    by = user_of(request)
    form = GroupRoleForm(drafts.form_data(request), initial={"group": request.GET.get("group", "")})
    refusal, context = "", dict[str, Any](reached=None, held=None, rule=None)
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            context["reached"] = reached_by(**form.place, but=by)
        elif not (refusal := refusal_of(lambda: add_group_role(by=by, **form.cleaned_data))):
            said = _("It was added. Whoever is in the group has the role from their next sign-in on.")
            messages.success(request, said)
            return redirect("group-roles")
    return form_page(request, "accounts/group_roles/edit.html", form, refusal, context)


@with_provider
@administering
@require_http_methods(["GET", "HEAD", "POST"])
def group_role_change(request: HttpRequest, rule_id: int) -> HttpResponse:
    by, rule = user_of(request), get_object_or_404(GroupRole.objects.current(), pk=rule_id)
    form = GroupRoleForm(drafts.form_data(request), rule=rule)
    refusal, context = "", dict[str, Any](reached=None, held=None, rule=rule)
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            context |= {
                "reached": reached_by(**form.place, but=by),
                "held": holders_of(rule) if form.is_moved else None,
            }
        elif not (refusal := refusal_of(lambda: change_group_role(by=by, rule=rule, **form.cleaned_data))):
            messages.success(request, _("It was changed."))
            return redirect("group-roles")
    return form_page(request, "accounts/group_roles/edit.html", form, refusal, context)


@with_provider
@administering
@require_http_methods(["GET", "HEAD", "POST"])
def group_role_remove(request: HttpRequest, rule_id: int) -> HttpResponse:
    rows = GroupRole.objects.current().select_related("service")
    by, rule = user_of(request), get_object_or_404(rows, pk=rule_id)
    is_done, refusal = done_or_refused(
        request,
        check=lambda: check_removable_rule(by=by, rule=rule),
        act=lambda: remove_group_role(by=by, rule=rule),
    )
    if is_done:
        messages.success(request, _("It was removed, and with it the role of whoever had it by this group."))
        return redirect("group-roles")
    context = {"rule": rule, "held": holders_of(rule), "refusal": refusal}
    return render(request, "accounts/group_roles/remove.html", context, status=409 if refusal else 200)


@with_provider
@administering
@require_safe
def group_roles_preview(request: HttpRequest) -> HttpResponse:
    form = TryGroupsForm(request.GET or None)
    context: dict[str, Any] = {"form": form, "groups": None, "rules": [], "changes": None, "person": None}
    if form.is_valid():
        person = form.cleaned_data["person"]
        groups = form.cleaned_data["groups"] or sorted(person.groups_seen.values_list("group", flat=True))
        changes = changes_for(person, groups) if person else None
        context |= {"groups": groups, "rules": rules_giving(groups), "changes": changes, "person": person}
    return render(request, "accounts/group_roles/preview.html", context)
