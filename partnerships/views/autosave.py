"""Saving an answer as it is made: what htmx gets is the answer's state, and the page's own bookkeeping out of band."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.guards import page_of
from partnerships import actions
from partnerships.forms.answering import AnswerForm
from partnerships.guards import Desk
from partnerships.selectors.case import read_case
from partnerships.views.blocks import conflict_block, posted_form, save
from partnerships.views.shown import Task, task_of


def autosaved(request: HttpRequest, desk: Desk, task: Task) -> HttpResponse:
    """Save what the page holds of one question. What cannot be saved stays on the page, which says why."""
    form = posted_form(request.POST, task)
    if form is None or not form.is_valid():
        problems = [str(error) for errors in form.errors.values() for error in errors] if form else []
        return _state(request, desk, task, _("Not saved.") + " " + " ".join(problems), revision=None)
    try:
        saved = save(desk, task, form, is_automatic=True)
    except actions.StaleAnswer as stale:
        return _stale(request, desk, task, form, stale)
    time = date_format(timezone.localtime(), "H:i")
    said = _("Saved at %(time)s") % {"time": time} if saved else ""
    return _state(request, desk, task, said, revision=saved.revision if saved else 0)


def _stale(request: HttpRequest, desk: Desk, task: Task, form: AnswerForm, stale: actions.StaleAnswer) -> HttpResponse:
    """Show both versions. A page that only missed the answer to its own last save learns its revision instead."""
    current = stale.current
    if current.edit_token == form.cleaned_data["edit_token"] and current.saved_by_id == desk.user.pk:
        said = _("Not saved yet. It will be when you change something or press a save button.")
        return _state(request, desk, task, said, revision=current.revision)
    block = conflict_block(task, form, current)
    if block.form is not None and page_of(request).partition("?")[0] == request.path:
        block.form.as_heading()
    response = render(request, "partnerships/_block.html", {"asked": block, "assessment": desk.assessment}, status=409)
    response["HX-Retarget"] = f"#block-{task.spec.code}"
    response["HX-Reswap"] = "outerHTML show:top"
    return response


def _state(request: HttpRequest, desk: Desk, task: Task, said: str, *, revision: int | None) -> HttpResponse:
    case = read_case(desk.assessment)
    fresh = task_of(case, task.spec.key)
    form = AnswerForm(spec=fresh.spec, section=fresh.section, answer=fresh.answer)
    context = {
        "assessment": desk.assessment,
        "case": case,
        "can": desk.can,
        "task": fresh,
        "said": said,
        "revision": revision,
        "was": form.initial["was"],
    }
    return render(request, "partnerships/_autosaved.html", context)
