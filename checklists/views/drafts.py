"""Starting a draft, its page, what is said of it as a whole, and its lists."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions.acting import ActionError
from accounts.drafts import form_data
from accounts.forms.fields import errors_shown
from accounts.forms.version_tokens import VersionedForm
from accounts.guards import user_of
from accounts.limits import files_in, limited
from accounts.responses import attempt, form_page, http_status_of
from checklists import actions
from checklists.forms.lists import ListForm
from checklists.forms.versions import NOTHING, StartChecklistForm, StartDraftForm, UploadForm, VersionForm
from checklists.guards import draft_editor, editor_view, version_editor
from checklists.models import Section, Version, VersionState
from checklists.presenters.drafts import LISTS, draft_lines
from checklists.selectors.versions import spec_before, writers_of
from checklists.spec import ChecklistSpec


@editor_view
def new(request: HttpRequest) -> HttpResponse:
    form = StartChecklistForm(form_data(request))
    if request.method == "POST" and form.is_valid():
        with errors_shown(form):
            draft = actions.start_checklist(**form.cleaned_data, by=user_of(request))
            messages.success(request, _("The checklist has been started. Add its first section."))
            return redirect("draft", draft.checklist_id, draft.number)
    return render(request, "checklists/drafts/new.html", {"form": form}, status=http_status_of(request))


@version_editor
def start(request: HttpRequest, version: Version) -> HttpResponse:
    versions = Version.objects.not_deleted().filter(checklist=version.checklist_id).newest_first()
    form, refusal = StartDraftForm(form_data(request), version=version, versions=versions), ""
    if request.method == "POST" and form.is_valid():
        number, begins = form.cleaned_data["number"], form.cleaned_data["start"]
        source = next((each for each in versions if each.number == begins and begins != NOTHING), None)
        try:
            actions.start_draft(checklist=version.checklist, number=number, by=user_of(request), source=source)
        except ActionError as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The draft of version %(number)s has been started.") % {"number": number})
            return redirect("draft", version.checklist_id, number)
    return form_page(request, "checklists/drafts/start.html", form, refusal, {"version": version})


@editor_view
@limited("uploads", amount=files_in)
def upload(request: HttpRequest) -> HttpResponse:
    form, refusal = UploadForm(form_data(request), request.FILES or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.import_draft(spec=form.read.spec, by=user_of(request))
        except actions.NotStorableError as refused:
            form.show_problems(refused.problems)
        except ActionError as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The file has been read: this is the draft now."))
            return redirect("draft", draft.checklist_id, draft.number)
    return form_page(request, "checklists/drafts/upload.html", form, refusal, {})


@draft_editor
def draft(request: HttpRequest, version: Version, spec: ChecklistSpec) -> HttpResponse:
    """Show the draft; by POST, move a question or a section one place up or down."""
    if request.method == "POST":
        return _moved(request, version, spec)
    keys = dict(Section.objects.filter(version=version).values_list("code", "pk"))
    before, problems = spec_before(version), actions.findings_of(version, spec)
    lines = draft_lines(version, spec, problems, before=before, section_keys=keys)
    context = {"version": version, "checklist": version.checklist, "draft": lines, "lists": LISTS}
    return render(request, "checklists/drafts/draft.html", context)


def _moved(request: HttpRequest, version: Version, spec: ChecklistSpec) -> HttpResponse:
    """Move what the button names: its form holds "up" or "down" with the key of a question, or the row of a section."""
    by, address = user_of(request), reverse("draft", args=[version.checklist_id, version.number])
    for name, step in (("up", -1), ("down", 1)):
        key = request.POST.get(name, "")
        if key in spec.by_key:
            questions = [question.key for question in spec.section_of[key].questions]
            actions.move_question(version=version, key=key, by=by, position=questions.index(key) + 1 + step)
            return redirect(f"{address}#question-{key}")
        section = _section_named(version, request.POST.get(f"section-{name}", ""))
        if section:
            actions.move_section(section=section, by=by, position=section.position + step)
            return redirect(f"{address}#section-{section.pk}")
    return redirect(address)


def _section_named(version: Version, pk: str) -> Section | None:
    if not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        return None
    return Section.objects.filter(version=version, pk=int(pk)).first()


@draft_editor
def about(request: HttpRequest, version: Version, _spec: ChecklistSpec) -> HttpResponse:
    form, refusal = VersionForm(form_data(request), version=version), ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"version": version, "by": user_of(request), **form.cleaned_data}
        refusal = attempt(form, lambda token: actions.change_version(**given, version_token=token))
        if not refusal:
            messages.success(request, _("What is said of the version has been saved."))
            return redirect("draft", version.checklist_id, version.number)
    return form_page(request, "checklists/drafts/about.html", form, refusal, {"version": version})


@version_editor
def delete(request: HttpRequest, version: Version) -> HttpResponse:
    """Delete a draft, which may be one that cannot be read."""
    if version.state != VersionState.DRAFT and request.method != "POST":
        return redirect("checklist-version", version.checklist_id, version.number)
    spec = version.readable_spec()
    form, refusal = VersionedForm(form_data(request), version_token=actions.token_of_draft(version, spec)), ""
    if request.method == "POST":
        given: dict[str, Any] = {"version": version, "by": user_of(request)}
        refusal = attempt(form, lambda token: actions.delete_draft(**given, seen=token))
        if not refusal:
            messages.success(
                request, _("The draft of version %(number)s has been deleted.") % {"number": version.number}
            )
            return redirect("checklist-list")
    context = {"version": version, "is_readable": spec is not None, "writers": writers_of(version)}
    return form_page(request, "checklists/drafts/delete.html", form, refusal, context)


@draft_editor
def guide_list(request: HttpRequest, version: Version, spec: ChecklistSpec, name: str) -> HttpResponse:
    if name not in LISTS:
        raise Http404
    form, refusal = ListForm(form_data(request), checklist=spec, name=name), ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"version": version, "by": user_of(request), "name": name, "items": form.items}
        refusal = attempt(form, lambda token: actions.change_list(**given, version_token=token))
        if not refusal:
            messages.success(request, _("The list has been saved."))
            return redirect("draft", version.checklist_id, version.number)
    context = {"version": version, "name": name, "title": LISTS[name]}
    return form_page(request, "checklists/drafts/guide_list.html", form, refusal, context)
