"""The sections of a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from accounts.forms.version_tokens import VersionedForm
from accounts.guards import user_of
from accounts.responses import attempt, form_page
from checklists import actions
from checklists.forms.sections import MoveForm, SectionForm
from checklists.guards import draft_editor, found_or_refused
from checklists.models import Section, Version
from checklists.spec import ChecklistSpec


@draft_editor
def add(request: HttpRequest, version: Version, _spec: ChecklistSpec) -> HttpResponse:
    form, refusal = SectionForm(form_data(request), version=version), ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"version": version, "by": user_of(request), "draft": form.draft}
        refusal = attempt(form, lambda _token: actions.add_section(**given))
        if not refusal:
            messages.success(request, _("The section has been added, at the end."))
            return redirect("draft", version.checklist_id, version.number)
    return form_page(request, "checklists/drafts/section.html", form, refusal, {"version": version, "section": None})


@draft_editor
def change(request: HttpRequest, version: Version, _spec: ChecklistSpec, section_id: int) -> HttpResponse:
    row = _section(request, version, section_id)
    form, refusal = SectionForm(form_data(request), version=version, section=row), ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"section": row, "by": user_of(request), "draft": form.draft}
        refusal = attempt(form, lambda token: actions.change_section(**given, version_token=token))
        if not refusal:
            messages.success(request, _("The section has been saved."))
            return redirect("draft", version.checklist_id, version.number)
    return form_page(request, "checklists/drafts/section.html", form, refusal, {"version": version, "section": row})


@draft_editor
def move(request: HttpRequest, version: Version, spec: ChecklistSpec, section_id: int) -> HttpResponse:
    row, refusal = _section(request, version, section_id), ""
    others = [section for section in spec.sections if section.code != row.code]
    places = [("1", _("First"))]
    places += [
        (str(place), _("After %(section)s") % {"section": f"{other.code} {other.title}"})
        for place, other in enumerate(others, start=2)
    ]
    form = MoveForm(form_data(request), places=places, initial={"position": str(row.position)})
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"section": row, "by": user_of(request)}
        actions.move_section(**given, position=int(form.cleaned_data["position"]))
        messages.success(request, _("The section has been moved."))
        return redirect("draft", version.checklist_id, version.number)
    context = {"version": version, "name": f"{row.code} {row.title}"}
    return form_page(request, "checklists/drafts/move.html", form, refusal, context)


@draft_editor
def remove(request: HttpRequest, version: Version, _spec: ChecklistSpec, section_id: int) -> HttpResponse:
    row = _section(request, version, section_id)
    form, refusal = VersionedForm(form_data(request), version_token=""), ""
    if request.method == "POST":
        refusal = attempt(form, lambda _token: actions.remove_section(section=row, by=user_of(request)))
        if not refusal:
            messages.success(request, _("The section has been removed."))
            return redirect("draft", version.checklist_id, version.number)
    context = {"version": version, "section": row, "has_questions": row.questions.exists()}
    return form_page(request, "checklists/drafts/section_remove.html", form, refusal, context)


def _section(request: HttpRequest, version: Version, pk: int) -> Section:
    row = Section.objects.filter(version=version, pk=pk).select_related("version").first()
    return found_or_refused(request, row, _("Somebody has removed this section, or read the draft from a file."))
