"""Answering: one question a page, or a whole section on one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import drafts
from partnerships import actions
from partnerships.domain.access import Permission
from partnerships.forms.answering import AnswerForm
from partnerships.guards import Desk, assessment_view
from partnerships.selectors.case import Case, read_case
from partnerships.views.autosave import autosaved
from partnerships.views.blocks import (
    Block,
    block_of,
    button_confirms,
    conflict_block,
    incomplete_block,
    posted_form,
    save,
    unsaved_block,
)
from partnerships.views.pages import after, question_address, question_page
from partnerships.views.section import refuse_section, restored, save_section, section_page
from partnerships.views.shown import Task, task_of, tasks_of


@assessment_view(Permission.SEE)
def question(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    case = read_case(desk.assessment)
    task = task_of(case, key)
    if request.method != "POST":
        typed = drafts.restore(request)
        return question_page(request, desk, case, block_of(desk, task, typed), is_restored=typed is not None)
    if not desk.can_answer(task.section):
        return _refused(request, desk, case, task)
    if "HX-Request" in request.headers:
        return autosaved(request, desk, task)
    return _saved(request, desk, case, task)


@assessment_view(Permission.SEE)
def section(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    case = read_case(desk.assessment)
    spec = next((section for section in case.spec.sections if section.code == code), None)
    if spec is None:
        raise Http404
    tasks = tasks_of(case, spec)
    if request.method == "POST":
        save_or_refuse = save_section if desk.can_answer(spec) else refuse_section
        return save_or_refuse(request, desk, case, tasks)
    typed = restored(request, desk, tasks)
    blocks = [block_of(desk, task, typed) for task in tasks]
    return section_page(request, desk, case, blocks, is_restored=typed is not None)


def _saved(request: HttpRequest, desk: Desk, case: Case, task: Task) -> HttpResponse:
    form = posted_form(request.POST, task)
    if form is None:
        messages.success(request, _("The answer stands as the other person saved it."))
        return redirect(question_address(desk.assessment, task.spec.key))
    if not form.is_valid():
        return question_page(request, desk, case, Block(task=task, form=form), status=422)
    try:
        save(desk, task, form, confirms=button_confirms(request.POST, task.spec.key))
    except actions.StaleAnswer as stale:
        return question_page(request, desk, case, conflict_block(task, form, stale.current), status=409)
    return _then(request, desk, form, key=task.spec.key)


def _then(request: HttpRequest, desk: Desk, form: AnswerForm, *, key: str) -> HttpResponse:
    """Go where the button says; "Save and continue" stays on the page while the answer lacks something."""
    then = request.POST.get("then", "")
    if then == "later":
        messages.success(request, _("What you entered for %(code)s has been saved.") % {"code": form.spec.code})
        return redirect("assessment", assessment_id=desk.assessment.pk)
    if then == "evidence":
        return redirect("evidence-add", assessment_id=desk.assessment.pk, key=key)
    case = read_case(desk.assessment)
    task = task_of(case, key)
    if not task.missing:
        return redirect(after(desk, case, key))
    return question_page(request, desk, case, incomplete_block(task, form), status=422, is_incomplete=True)


def _refused(request: HttpRequest, desk: Desk, case: Case, task: Task) -> HttpResponse:
    """Refuse, and show what was typed: the case may have been submitted while the page was open."""
    block = unsaved_block(task, posted_form(request.POST, task))
    if block.unsaved is None or "HX-Request" in request.headers:
        desk.check_answer(task.section)
    return question_page(request, desk, case, block, status=403)
