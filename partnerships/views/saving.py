"""Saving an answer that a page has sent, and what a page is told whose script saves it as it is typed."""

from __future__ import annotations

from django.db.models import SlugField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import drafts
from accounts.guards import is_sent_again, is_sent_by_own_page, sending_page
from accounts.prepared import Parameter, PreparedRows, key
from checklists.models import Question, Version
from checklists.spec import SectionSpec
from partnerships import actions
from partnerships.domain.answers import progress_of
from partnerships.forms.answering import AnswerForm
from partnerships.guards import CaseAccess
from partnerships.models import Answer
from partnerships.presenters.blocks import Block, block_of, bound_form, conflict_block, form_of, with_earlier
from partnerships.presenters.tasks import Task, task_of
from partnerships.selectors.case import Case, read_case

_QUESTION = PreparedRows(
    lambda: Question.objects.filter(version=key("version", Version), key=Parameter("key", SlugField())).order_by()
)


def save_answer(
    access: CaseAccess, task: Task, form: AnswerForm, *, is_automatic: bool = False, is_confirmed: bool = False
) -> Answer | None:
    """Save a valid form and return the answer, None when there is none. Raises what `actions.answer` does.

    What a page did not touch is not saved: somebody else may have changed it meanwhile, and that stands. But a
    complete answer that was carried over is confirmed so, when the person said of this one that it stands
    (`is_confirmed`); and of any other, each button of the page that shows it lets a change that waits take effect, and asks
    for the confirmation that the answer needs.
    """
    is_confirmed = is_confirmed and task.is_carried_over and not task.lacking
    is_shown = task.answer is not None and task.answer.revision == form.cleaned_data["revision"]
    is_to_settle = (task.pending is not None or task.awaits_confirmation) and not task.is_carried_over
    is_settled = is_to_settle and is_shown and not is_automatic
    if (form.is_untouched and not is_confirmed and not is_settled) or (form.is_blank and task.answer is None):
        return task.answer
    return actions.answer(
        assessment=access.assessment,
        question=_QUESTION.get(version=access.assessment.version_id, key=task.spec.key),
        by=access.user,
        draft=form.draft(),
        revision=form.cleaned_data["revision"],
        edit_token=form.cleaned_data["edit_token"],
        follows=form.cleaned_data["follows"].split(),
        is_automatic=is_automatic,
    )


def autosaved(request: HttpRequest, access: CaseAccess, task: Task) -> HttpResponse:
    """Save what the page holds of one question. What cannot be saved stays on the page, which says why."""
    form = bound_form(request.POST, task)
    if form is not None and form.is_of_other_question:
        return _autosave_state(request, access, task, f"{_('Not saved.')} {actions.OTHER_QUESTION}", status=422)
    if form is None or not form.is_valid():
        problems = [str(error) for errors in form.errors.values() for error in errors] if form else []
        return _autosave_state(request, access, task, _("Not saved.") + " " + " ".join(problems), status=422)
    try:
        saved = save_answer(access, task, form, is_automatic=True)
    except actions.StaleAnswerError as stale:
        draft, since = form.draft(), form.cleaned_data["revision"]
        if is_sent_again(request) and actions.was_saved(stale.current, draft, by=access.user, since=since):
            return _as_it_stands(request, access, task)
        return _autosaved_block(request, access, conflict_block(task, form, stale.current), status=409)
    # What was kept of this page when a session had ended is older than what was just saved.
    drafts.restore(request)
    return _autosave_state(request, access, task, "", is_saved=saved is not None)


def _as_it_stands(request: HttpRequest, access: CaseAccess, task: Task) -> HttpResponse:
    """Show the answer that somebody has saved since, in place of what was saved before it and is sent again."""
    block = block_of(access, task_of(read_case(access.assessment, only=task.spec.key), task.spec.key))
    response = _autosaved_block(request, access, block, status=200)
    response["X-Was-Saved"] = "true"
    return response


def _autosaved_block(request: HttpRequest, access: CaseAccess, block: Block, *, status: int) -> HttpResponse:
    """Show the question anew, with both versions if there are two, in its place on the page that sent it."""
    is_section = not is_sent_by_own_page(request)
    if block.form is not None and not is_section:
        block.form.as_heading()
    context = {"asked": block, "assessment": access.assessment, "is_section": is_section}
    return render(request, "partnerships/answering/_block.html", context, status=status)


def _page_of_case(request: HttpRequest, access: CaseAccess) -> ResolverMatch | None:
    """Return the page that sent an answer by script, None when it is not one of this case.

    What a page before could not send is sent by the page that is open by then, which can be of another case or section.
    """
    try:
        page = resolve(sending_page(request).partition("?")[0])
    except Resolver404:
        return None
    return page if page.kwargs.get("assessment_id") == access.assessment.pk else None


def _section_shown(request: HttpRequest, access: CaseAccess, case: Case) -> SectionSpec | None:
    """Return the section of which the page that sent an answer by script says how far it is, None when of none."""
    page = _page_of_case(request, access)
    if page is None:
        return None
    if page.url_name == "assessment-question":
        return case.spec.section_of.get(page.kwargs["key"])
    codes = {section.code: section for section in case.spec.sections}
    return codes.get(page.kwargs["code"]) if page.url_name == "assessment-section" else None


def _autosave_state(
    request: HttpRequest, access: CaseAccess, task: Task, said: str, *, status: int = 200, is_saved: bool = False
) -> HttpResponse:
    case = read_case(access.assessment, only=task.spec.key)
    fresh = task_of(case, task.spec.key)
    if is_saved:
        # What waits for somebody to save it is not called saved: beside this stands when it takes effect.
        words = _("Kept at %(time)s, not in effect yet") if fresh.pending else _("Saved at %(time)s")
        said = words % {"time": date_format(timezone.localtime(), "H:i")}
    section = _section_shown(request, access, case)
    block = Block(task=fresh, form=None)
    if fresh.is_carried_over:
        (block,) = with_earlier(access, [block])
    form = form_of(fresh, answer=fresh.answer)
    context = {
        "assessment": access.assessment,
        "case": case,
        "can": access.can,
        "task": fresh,
        "said": said,
        "is_own_case": _page_of_case(request, access) is not None,
        "section": section,
        "section_progress": progress_of(section, case.state) if section else None,
        "before": block.version_before,
        "is_section": not is_sent_by_own_page(request),
        "known": [form["revision"], form["was"]] if status == 200 else [],
    }
    return render(request, "partnerships/answering/_autosaved.html", context, status=status)
