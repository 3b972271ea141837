"""A draft of a checklist as officers will see it: the task list, each question and the blank checklist. Nothing is saved."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.limits import limited
from checklists.guards import draft_editor
from checklists.models import Version
from checklists.spec import ChecklistSpec
from partnerships.presenters.preview import preview_context, preview_tasks
from partnerships.presenters.starting import blank_of
from partnerships.reports.blank import BlankChecklist, blank_paper
from partnerships.responses import pdf_when_made, word_document


@draft_editor
@require_safe
def task_list(request: HttpRequest, version: Version, spec: ChecklistSpec) -> HttpResponse:
    context = {"version": version, **preview_tasks(version, spec)}
    return render(request, "partnerships/preview/task_list.html", context)


@draft_editor
def question(request: HttpRequest, version: Version, spec: ChecklistSpec, key: str) -> HttpResponse:
    """Show a question; by POST, what its page says once the answer is saved. Nothing is."""
    if key not in spec.by_key:
        raise Http404
    context = preview_context(version, spec, key, request.POST if request.method == "POST" else None)
    status = 422 if any(form.errors for form in context["forms"]) else 200
    return render(request, "partnerships/preview/question.html", {"version": version, **context}, status=status)


@draft_editor
@limited("exports")
@require_safe
def blank_docx(_request: HttpRequest, version: Version, spec: ChecklistSpec) -> HttpResponse:
    return word_document(blank_paper(_blank(spec)), _name_of(version))


@draft_editor
@require_safe
def blank_pdf(request: HttpRequest, version: Version, spec: ChecklistSpec) -> HttpResponse:
    preview = reverse("preview", args=[version.checklist_id, version.number])
    back = (preview, _("The questions as officers will see them"))
    return pdf_when_made(request, partial(_blank, spec), f"{_name_of(version)}.pdf", back=back)


def _blank(spec: ChecklistSpec) -> BlankChecklist:
    return replace(blank_of(spec, published_on=timezone.localdate()), is_draft=True)


def _name_of(version: Version) -> str:
    return f"{version.checklist_id}-{version.number}-draft-blank"
