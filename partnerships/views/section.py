"""A whole section on one page: one form, so that without JavaScript one button saves everything that was typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import drafts
from partnerships import actions
from partnerships.guards import Desk
from partnerships.selectors.case import Case, read_case
from partnerships.views.blocks import (
    Block,
    block_of,
    button_confirms,
    conflict_block,
    posted_form,
    save,
    unsaved_block,
)
from partnerships.views.pages import ASKS_FOR_SIMILAR, question_address, similar_to
from partnerships.views.returned import to_fix_among
from partnerships.views.shown import Task, task_of


def section_page(
    request: HttpRequest, desk: Desk, case: Case, blocks: list[Block], *, status: int = 200, is_restored: bool = False
) -> HttpResponse:
    """Render the section of these questions."""
    asks_for_similar = any(block.task.spec.key == ASKS_FOR_SIMILAR for block in blocks)
    context = {
        "assessment": desk.assessment,
        "case": case,
        "can": desk.can,
        "section": blocks[0].task.section,
        "blocks": blocks,
        "fixes": to_fix_among(case, [block.task.spec.key for block in blocks]),
        "forms": [block.form for block in blocks if block.form],
        "can_answer": desk.can_answer(blocks[0].task.section),
        "similar": similar_to(desk.assessment.partnership) if asks_for_similar else None,
        "is_restored": is_restored,
        "has_conflict": any(block.conflict for block in blocks),
        "unsaved": [block for block in blocks if block.unsaved],
    }
    return render(request, "partnerships/section.html", context, status=status)


def restored(request: HttpRequest, desk: Desk, tasks: list[Task]) -> QueryDict | None:
    """Return what was typed on the section's page before signing in: saved by its button, or by one of its questions."""
    found = drafts.restore(request)
    for task in tasks:
        own = drafts.restore(request, question_address(desk.assessment, task.spec.key))
        found = found or own
    return found


def save_section(request: HttpRequest, desk: Desk, case: Case, tasks: list[Task]) -> HttpResponse:
    """Save every question that was touched. What is not valid stops the whole; a conflict stops its own question."""
    posted = [(task, posted_form(request.POST, task)) for task in tasks]
    if not all(form is None or form.is_valid() for _task, form in posted):
        blocks = [block_of(desk, task) if form is None else Block(task=task, form=form) for task, form in posted]
        return section_page(request, desk, case, blocks, status=422)
    conflicts: dict[str, Block] = {}
    for task, form in posted:
        if form is None:
            continue
        try:
            save(desk, task, form, confirms=button_confirms(request.POST, task.spec.key))
        except actions.StaleAnswer as stale:
            conflicts[task.spec.key] = conflict_block(task, form, stale.current)
    if conflicts:
        fresh = read_case(desk.assessment)
        blocks = [conflicts.get(task.spec.key) or block_of(desk, task_of(fresh, task.spec.key)) for task in tasks]
        return section_page(request, desk, fresh, blocks, status=409)
    return _then(request, desk, case, tasks)


def refuse_section(request: HttpRequest, desk: Desk, case: Case, tasks: list[Task]) -> HttpResponse:
    """Refuse, and show what was typed: the case may have been submitted while the page was open.

    What is not valid has no words of ours: the page of every refusal gives it back as it was sent.
    """
    posted = [(task, posted_form(request.POST, task)) for task in tasks]
    blocks = [unsaved_block(task, form) for task, form in posted]
    if not any(block.unsaved for block in blocks) or any(form and not form.is_valid() for _task, form in posted):
        desk.check_answer(tasks[0].section)
    return section_page(request, desk, case, blocks, status=403)


def _then(request: HttpRequest, desk: Desk, case: Case, tasks: list[Task]) -> HttpResponse:
    """Go where the button says: to evidence, to the task list, on, or back to the question that it stands below."""
    then, _colon, key = request.POST.get("then", "").partition(":")
    keys = [task.spec.key for task in tasks]
    if then == "evidence" and key in keys:
        return redirect("evidence-add", assessment_id=desk.assessment.pk, key=key)
    messages.success(request, _("Your answers have been saved."))
    if then == "stay" and key in keys:
        return redirect(f"{request.path}#block-{tasks[keys.index(key)].spec.code}")
    if then == "later":
        return redirect("assessment", assessment_id=desk.assessment.pk)
    codes = [section.code for section in case.spec.sections if desk.can_answer(section)]
    following = codes[codes.index(tasks[0].section.code) + 1 :]
    if following:
        return redirect("assessment-section", assessment_id=desk.assessment.pk, code=following[0])
    return redirect(reverse("assessment-check", kwargs={"assessment_id": desk.assessment.pk}))
