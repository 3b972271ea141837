"""Evidence: listed by question, attached as a link or a file, handed out to those who may read the case, and removed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.drafts import form_data
from accounts.limits import has_files, limited
from checklists.models import Question
from partnerships import actions
from partnerships.domain.permissions import Permission
from partnerships.forms.evidence import EvidenceForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.models import Evidence
from partnerships.models.assessment import EvidenceKind
from partnerships.presenters.question import question_address
from partnerships.presenters.tasks import effects_of, tasks_of
from partnerships.responses import http_status_of, question_or_404, stored_file
from partnerships.selectors.case import read_case, standing_of


@assessment_view(Permission.SEE)
@require_safe
def evidence(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = read_case(access.assessment)
    context = {
        "assessment": access.assessment,
        "sections": [(section, tasks_of(case, section), access.can_answer(section)) for section in case.spec.sections],
    }
    return render(request, "partnerships/evidence/evidence.html", context)


@assessment_view(Permission.SEE)
@limited("uploads", when=has_files)
def add(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    checklist = access.assessment.version.spec()
    spec = question_or_404(checklist, key)
    access.check_answer(checklist.section_of[key])
    form = EvidenceForm(form_data(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _attach(access, form, key)
        except actions.ActionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The evidence has been attached to %(code)s.") % {"code": spec.code})
            return redirect(question_address(access.assessment, key))
    context = {
        "form": form,
        "assessment": access.assessment,
        "question": spec,
        "effects": effects_of(standing_of(access.assessment, key)),
    }
    return render(request, "partnerships/evidence/add.html", context, status=http_status_of(request))


@assessment_view(Permission.SEE)
@require_safe
def file(_request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    # What was removed is still evidence of what was done: auditors read it, and nobody else.
    rows = access.assessment.evidence.all()
    evidence = get_object_or_404(rows if access.can[Permission.AUDIT] else rows.attached(), number=number)
    if evidence.kind != EvidenceKind.FILE:
        raise Http404
    return stored_file(evidence)


@assessment_view(Permission.SEE)
def remove(request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    evidence = _attached(access, number)
    spec = access.assessment.version.spec()
    access.check_answer(spec.section_of[evidence.question.key])
    if request.method == "POST":
        actions.remove_evidence(evidence=evidence, by=access.user)
        messages.success(request, _("The evidence has been removed."))
        return redirect(question_address(access.assessment, evidence.question.key))
    context = {
        "evidence": evidence,
        "assessment": access.assessment,
        "question": spec.by_key[evidence.question.key],
        "effects": effects_of(standing_of(access.assessment, evidence.question.key)),
    }
    return render(request, "partnerships/evidence/remove.html", context)


def _attach(access: CaseAccess, form: EvidenceForm, key: str) -> None:
    question = Question.objects.get(version=access.assessment.version_id, key=key)
    given = form.cleaned_data
    if given["kind"] == EvidenceKind.LINK:
        actions.attach_link(
            assessment=access.assessment, question=question, by=access.user, title=given["title"], url=given["url"]
        )
        return
    actions.attach_file(
        assessment=access.assessment,
        question=question,
        by=access.user,
        title=given["title"],
        file=given["file"],
    )


def _attached(access: CaseAccess, number: int) -> Evidence:
    rows = access.assessment.evidence.attached().select_related("question")
    return get_object_or_404(rows, number=number)
