"""Publishing a draft, and retiring a version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from accounts.forms.version_tokens import VersionedForm
from accounts.guards import confirmed_to_send, user_of
from accounts.responses import attempt, form_page, refusal_of
from checklists import actions
from checklists.actions.publishing import check_retire
from checklists.forms.versions import RetireForm
from checklists.guards import draft_editor, version_editor
from checklists.models import Section, Version
from checklists.presenters.drafts import draft_lines
from checklists.selectors.versions import newer_than, spec_before, writers_of
from checklists.spec import ChecklistSpec, digest


@draft_editor
@confirmed_to_send
def check(request: HttpRequest, version: Version, spec: ChecklistSpec) -> HttpResponse:
    user, problems = user_of(request), actions.findings_of(version, spec)
    form, refusal = VersionedForm(form_data(request), version_token=digest(spec)), ""
    if request.method == "POST":
        refusal = attempt(form, lambda token: actions.publish(version=version, by=user, seen=token))
        if not refusal:
            messages.success(request, _("Version %(version)s is published.") % {"version": version.number})
            return redirect("checklist-version", version.checklist_id, version.number)
    keys = dict(Section.objects.filter(version=version).values_list("code", "pk"))
    context: dict[str, Any] = {
        "version": version,
        "checklist": version.checklist,
        "draft": draft_lines(version, spec, problems, before=spec_before(version), section_keys=keys),
        "why_not": refusal_of(lambda: actions.check_publish(version=version, by=user)),
        "writers": writers_of(version),
        "newer": newer_than(version),
    }
    return form_page(request, "checklists/drafts/check.html", form, refusal, context)


@version_editor
@confirmed_to_send
def retire(request: HttpRequest, version: Version) -> HttpResponse:
    user, refusal = user_of(request), refusal_of(lambda: check_retire(version=version, by=user_of(request)))
    form = RetireForm(form_data(request), version=version)
    if request.method == "POST" and not refusal and form.is_valid():
        given: dict[str, Any] = {"version": version, "by": user, "last_on": form.last_day}
        refusal = attempt(form, lambda _token: actions.retire(**given))
        if not refusal:
            messages.success(request, _("Version %(version)s is retired.") % {"version": version.number})
            return redirect("checklist-version", version.checklist_id, version.number)
    context = {"version": version, "checklist": version.checklist}
    return form_page(request, "checklists/retire.html", form, refusal, context)
