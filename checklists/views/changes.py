"""What the other words of questions mean, as editors decide: the page of one question, and that of all that wait."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.drafts import form_data
from accounts.guards import user_of
from accounts.responses import attempt, form_page
from checklists import actions
from checklists.forms.changes import ChangeForm, ChangesForm
from checklists.guards import draft_editor
from checklists.models import Version
from checklists.presenters.drafts import since_of
from checklists.selectors.versions import spec_before, undecided_of
from checklists.spec import ChecklistSpec, difference
from checklists.views.questions import question_of
from checklists.wording import difference_in_words


@draft_editor
def change(request: HttpRequest, version: Version, spec: ChecklistSpec, key: str) -> HttpResponse:
    """Decide whether a question that has other words than in the version before asks something else."""
    asked, before = question_of(request, spec, key), spec_before(version)
    since = since_of(difference(before, spec).by_key[key]) if before else None
    form, refusal = ChangeForm(form_data(request), question=asked, proposed=since.change if since else None), ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"version": version, "key": key, "by": user_of(request), **form.cleaned_data}
        refusal = attempt(form, lambda token: actions.decide_change(**given, version_token=token))
        if not refusal:
            messages.success(request, _("What the change means has been saved."))
            return redirect("draft-question", version.checklist_id, version.number, key)
    context = {"version": version, "question": asked, "since": since, "before": before}
    return form_page(request, "checklists/drafts/change.html", form, refusal, context)


@draft_editor
def changes(request: HttpRequest, version: Version, spec: ChecklistSpec) -> HttpResponse:
    """Decide it of all questions of which nobody has."""
    before = spec_before(version)
    keys = {question.key for question in undecided_of(version, spec)}
    found = difference(before or spec, spec)
    waiting = [each for each in found.questions if each.new.key in keys]
    form, refusal = ChangesForm(form_data(request), waiting=waiting), ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"version": version, "by": user_of(request), "decisions": form.decisions}
        refusal = attempt(form, lambda token: actions.decide_changes(**given, version_token=token))
        if not refusal:
            said = ngettext(
                "What %(n)s change means has been saved.", "What %(n)s changes mean has been saved.", len(waiting)
            )
            messages.success(request, said % {"n": len(waiting)})
            return redirect("draft-check", version.checklist_id, version.number)
    words = difference_in_words(found)
    context = {"version": version, "found": words, "lines": form.lines(words)}
    return form_page(request, "checklists/drafts/changes.html", form, refusal, context)
