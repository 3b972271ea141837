"""Going on to a later version of the checklist: what would happen, the upgrade itself, and undoing it."""

from __future__ import annotations

from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from partnerships import actions
from partnerships.actions.upgrading import check_upgrade
from partnerships.domain.permissions import Permission
from partnerships.forms.upgrading import UpgradeForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.presenters.upgrading import preview_of
from partnerships.responses import form_page, refusal_of
from partnerships.selectors.case import read_case
from partnerships.selectors.upgrading import last_upgrade, undo_refusal, version_to_upgrade_to

PREVIEW, UNDO = "partnerships/upgrading/upgrade.html", "partnerships/upgrading/undo.html"


@assessment_view(Permission.UPGRADE)
def upgrade(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    to = version_to_upgrade_to(access.assessment)
    form = UpgradeForm(form_data(request), to=to.number if to else "")
    against = refusal_of(partial(check_upgrade, access.assessment, to)) if to else ""
    refusal = against if request.method == "POST" else ""
    if to and not against and request.method == "POST" and form.is_valid():
        refusal = refusal_of(lambda: actions.upgrade(assessment=access.assessment, to=to, by=access.user))
        if not refusal:
            words = {"number": to.number}
            messages.success(request, _("The case answers version %(number)s of its checklist now.") % words)
            return redirect("assessment", access.assessment.pk)
    preview = preview_of(read_case(access.assessment), to) if to else None
    context = {"assessment": access.assessment, "to": to, "preview": preview, "against": against}
    return form_page(request, PREVIEW, form, refusal, context)


@assessment_view(Permission.UPGRADE)
def undo_upgrade(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    made = last_upgrade(access.assessment)
    against = undo_refusal(made) if made else _("There is no upgrade to undo.")
    refusal = against if request.method == "POST" else ""
    if request.method == "POST" and not against:
        refusal = refusal_of(lambda: actions.undo_upgrade(assessment=access.assessment, by=access.user))
        if not refusal:
            messages.success(request, _("The upgrade has been undone. The case is as it was before."))
            return redirect("assessment", access.assessment.pk)
    context = {"assessment": access.assessment, "made": made, "against": against}
    return form_page(request, UNDO, forms.Form(form_data(request)), refusal, context)
