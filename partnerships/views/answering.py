"""Answering: one question a page, or a whole section on one, saved by a button or as it is typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import drafts
from accounts.guards import is_autosave
from accounts.refused_forms import refused_form
from checklists.spec import QuestionSpec
from partnerships import actions
from partnerships.domain.answers import AnswerState, is_complete, lacks
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import State
from partnerships.forms.answering import AnswerForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.models import Answer
from partnerships.presenters.blocks import (
    Block,
    as_asked_now,
    block_of,
    bound_form,
    confirms,
    conflict_block,
    incomplete_block,
    other_question_block,
    typed_block,
    unsaved_block,
)
from partnerships.presenters.question import (
    after,
    question_address,
    question_context,
    section_context,
    section_saved,
)
from partnerships.presenters.tasks import Task, task_of, tasks_of
from partnerships.responses import done_at, no_longer_asked
from partnerships.selectors.case import Case, read_case, state_of
from partnerships.views.saving import autosaved, save_answer


@assessment_view(Permission.SEE)
def question(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    case = _case_of_question(access, key)
    if key not in case.spec.by_key:
        return no_longer_asked(request, access, case, key)
    task = task_of(case, key)
    if request.method != "POST":
        typed = drafts.restore(request)
        is_restored = typed is not None and not refused_form(request)
        return _question_page(request, access, case, block_of(access, task, typed), is_restored=is_restored)
    if not access.can_answer(task.section):
        return _refused(request, access, case, task)
    if is_autosave(request):
        return autosaved(request, access, task)
    return _saved(request, access, case, task)


def _case_of_question(access: CaseAccess, key: str) -> Case:
    """Read the case with the rows of one question; of a returned one those of all, as the page shows what is to be put right."""
    return read_case(access.assessment, only=None if access.assessment.state == State.RETURNED else key)


@assessment_view(Permission.SEE)
def section(request: HttpRequest, access: CaseAccess, code: str) -> HttpResponse:
    case = read_case(access.assessment)
    spec = next((section for section in case.spec.sections if section.code == code), None)
    if spec is None:
        raise Http404
    tasks = tasks_of(case, spec)
    if request.method == "POST":
        save_or_refuse = _save_section if access.can_answer(spec) else _refuse_section
        return save_or_refuse(request, access, case, tasks)
    typed = _restored_section(request, access, tasks)
    blocks = [block_of(access, task, typed) for task in tasks]
    is_restored = typed is not None and not refused_form(request)
    return _section_page(request, access, case, blocks, is_restored=is_restored)


def _saved(request: HttpRequest, access: CaseAccess, case: Case, task: Task) -> HttpResponse:
    if (form := bound_form(request.POST, task)) is None:
        messages.success(request, _("The answer stands as it was saved."))
        return redirect(question_address(access.assessment, task.spec.key))
    if form.is_of_other_question:
        return _question_page(request, access, case, other_question_block(task, form), status=409)
    if not form.is_valid():
        return _question_page(request, access, case, Block(task=task, form=form), status=422)
    try:
        saved = save_answer(access, task, form, is_confirmed=request.POST.get("then", "continue") == "continue")
    except actions.StaleAnswerError as stale:
        return _question_page(request, access, case, conflict_block(task, form, stale.current), status=409)
    is_whole = saved is not None and is_complete(task.spec, state_of(saved, evidence_count=len(task.evidence)))
    return _after_question(request, access, case, form, is_whole=is_whole)


def _after_question(
    request: HttpRequest, access: CaseAccess, case: Case, form: AnswerForm, *, is_whole: bool
) -> HttpResponse:
    """Go where the button says; "Save and continue" stays on the page while the answer lacks something.

    `case` was read before the answer was saved, and is read again only to show what it lacks.
    """
    then, key = request.POST.get("then", ""), form.spec.key
    if then == "later":
        is_empty = form.is_untouched and not form.cleaned_data["revision"]
        said = (
            _("Nothing is entered for %(code)s yet.")
            if is_empty
            else _("What you entered for %(code)s has been saved.")
        )
        messages.add_message(request, messages.INFO if is_empty else messages.SUCCESS, said % {"code": form.spec.code})
        return redirect("assessment", assessment_id=access.assessment.pk)
    if then == "evidence":
        return redirect("evidence-add", assessment_id=access.assessment.pk, key=key)
    if not is_whole:
        case = _case_of_question(access, key)
        task = task_of(case, key)
        if task.missing:
            block = incomplete_block(task, form)
            return _question_page(request, access, case, block, status=422, is_incomplete=True)
    return redirect(after(access, case, key))


def _refused(request: HttpRequest, access: CaseAccess, case: Case, task: Task) -> HttpResponse:
    """Refuse, and show what was typed: the case may have been submitted while the page was open."""
    block = unsaved_block(task, bound_form(request.POST, task))
    if block.unsaved is None or is_autosave(request):
        access.check_answer(task.section)
    return _question_page(request, access, case, block, status=403)


def _restored_section(request: HttpRequest, access: CaseAccess, tasks: list[Task]) -> QueryDict | None:
    """Return what was typed on the section's page before signing in: saved by its button, or by one of its questions."""
    pages = ["", *(question_address(access.assessment, task.spec.key) for task in tasks)]
    return next(filter(None, [drafts.restore(request, page) for page in pages]), None)


def _save_section(request: HttpRequest, access: CaseAccess, case: Case, tasks: list[Task]) -> HttpResponse:
    """Save every question that was touched. What is not valid stops the whole; a conflict stops its own question."""
    bound = [(task, bound_form(request.POST, task)) for task in tasks]
    if any(form and form.is_of_other_question for _task, form in bound):
        blocks = [as_asked_now(access, task, form) for task, form in bound]
        return _section_page(request, access, case, blocks, status=409)
    if not all(form is None or form.is_valid() for _task, form in bound):
        blocks = [
            block_of(access, task) if form is None else typed_block(request.POST, task, form) for task, form in bound
        ]
        return _section_page(request, access, case, blocks, status=422)
    conflicts: dict[str, Block] = {}
    incomplete: list[QuestionSpec] = []
    for task, form in bound:
        if form is None:
            continue
        try:
            saved = save_answer(access, task, form, is_confirmed=confirms(request.POST, task.spec.key))
            if _is_begun_and_lacks(task, saved):
                incomplete.append(task.spec)
        except actions.StaleAnswerError as stale:
            conflicts[task.spec.key] = conflict_block(task, form, stale.current)
    if conflicts:
        fresh = read_case(access.assessment)
        blocks = [conflicts.get(task.spec.key) or block_of(access, task_of(fresh, task.spec.key)) for task in tasks]
        return _section_page(request, access, fresh, blocks, status=409)
    is_changed = any((form and not form.is_untouched) or confirms(request.POST, task.spec.key) for task, form in bound)
    said = section_saved(access, [task.spec.key for task in tasks], incomplete, is_changed=is_changed)
    level = messages.SUCCESS if is_changed else messages.INFO
    return _after_section(request, access, case, tasks, said=said, level=level)


def _is_begun_and_lacks(task: Task, saved: Answer | None) -> bool:
    """Whether the answer as it was saved, or its evidence, is a beginning that lacks something."""
    answer = state_of(saved, evidence_count=len(task.evidence)) if saved else AnswerState()
    return answer.is_begun and bool(lacks(task.spec, answer))


def _refuse_section(request: HttpRequest, access: CaseAccess, case: Case, tasks: list[Task]) -> HttpResponse:
    """Refuse, and show what was typed: the case may have been submitted while the page was open.

    What is not valid has no words of ours: the page of every refusal gives it back as it was sent.
    """
    bound = [(task, bound_form(request.POST, task)) for task in tasks]
    blocks = [unsaved_block(task, form) for task, form in bound]
    if not any(block.unsaved for block in blocks) or any(form and not form.is_valid() for _task, form in bound):
        access.check_answer(tasks[0].section)
    return _section_page(request, access, case, blocks, status=403)


def _after_section(
    request: HttpRequest, access: CaseAccess, case: Case, tasks: list[Task], *, said: str, level: int
) -> HttpResponse:
    """Say what was saved, and go where the button says: to evidence, the task list, on, or back to the question above it."""
    then, _colon, key = request.POST.get("then", "").partition(":")
    keys = [task.spec.key for task in tasks]
    if then == "evidence" and key in keys:
        messages.add_message(request, level, said)
        return redirect("evidence-add", assessment_id=access.assessment.pk, key=key)
    if then == "stay" and key in keys:
        return done_at(request, request.path, f"block-{key}", said, level=level)
    messages.add_message(request, level, said)
    if then == "later":
        return redirect("assessment", assessment_id=access.assessment.pk)
    codes = [section.code for section in case.spec.sections if access.can_answer(section)]
    following = codes[codes.index(tasks[0].section.code) + 1 :]
    if following:
        return redirect("assessment-section", assessment_id=access.assessment.pk, code=following[0])
    return redirect(reverse("assessment-check", kwargs={"assessment_id": access.assessment.pk}))


def _question_page(
    request: HttpRequest,
    access: CaseAccess,
    case: Case,
    block: Block,
    *,
    status: int = 200,
    is_restored: bool = False,
    is_incomplete: bool = False,
) -> HttpResponse:
    """Render one question. `is_restored`: what was typed before signing in; `is_incomplete`: saved, but lacks something."""
    is_saved = is_incomplete and block.task.answer is not None
    context = question_context(access, case, block) | {"is_restored": is_restored, "is_saved": is_saved}
    return render(request, "partnerships/answering/question.html", context, status=status)


def _section_page(
    request: HttpRequest,
    access: CaseAccess,
    case: Case,
    blocks: list[Block],
    *,
    status: int = 200,
    is_restored: bool = False,
) -> HttpResponse:
    """Render the section of these questions."""
    context = section_context(access, case, blocks) | {"is_restored": is_restored}
    return render(request, "partnerships/answering/section.html", context, status=status)
