"""The page on which a checklist editor requires a version from a day on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.drafts import form_data
from accounts.guards import user_of
from accounts.responses import attempt, form_page, refusal_of
from checklists.actions import check_require
from checklists.guards import version_editor
from checklists.models import Version
from partnerships import actions
from partnerships.domain.workflow import EDITABLE
from partnerships.forms.requiring import RequireForm
from partnerships.models import Assessment
from partnerships.selectors.upgrading import on_earlier_versions


@version_editor
def require(request: HttpRequest, version: Version) -> HttpResponse:
    user, standing = user_of(request), version.requirements.standing().first()
    refusal = refusal_of(lambda: check_require(version=version, by=user))
    form = RequireForm(form_data(request), standing=standing)
    told: list[Assessment] = []
    if request.method == "POST" and not refusal and form.is_valid():
        given: dict[str, Any] = {"version": version, "by": user, "required_from": form.day}
        refusal = attempt(form, lambda token: told.extend(actions.require_version(**given, version_token=token)))
        if not refusal:
            messages.success(request, _said(len(told)))
            return redirect("checklist-version", version.checklist_id, version.number)
    context = {
        "version": version,
        "checklist": version.checklist,
        "standing": standing,
        "cases": on_earlier_versions(version).filter(state__in=EDITABLE).count(),
    }
    return form_page(request, "checklists/require.html", form, refusal, context)


def _said(cases: int) -> str:
    told = ngettext("%(n)s lead officer gets an email.", "%(n)s lead officers get an email.", cases)
    return f"{_('It is saved from when the version is required.')} {told % {'n': cases}}"
