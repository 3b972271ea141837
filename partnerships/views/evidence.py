"""Evidence: listed by question, attached as a link or a file, handed out to those who may read the case, and removed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.drafts import form_data
from accounts.guards import upload_of
from accounts.limits import files_in, limited
from checklists.models import Question
from partnerships import actions
from partnerships.domain.permissions import Permission
from partnerships.forms.evidence import EvidenceForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.models import Evidence
from partnerships.models.assessment import EvidenceKind
from partnerships.presenters.effects import Act, effects_of
from partnerships.presenters.question import question_address
from partnerships.presenters.tasks import tasks_of
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
@limited("uploads", amount=files_in)
def add(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    checklist = access.assessment.version.spec()
    spec = question_or_404(checklist, key)
    access.check_answer(checklist.section_of[key])
    sent = upload_of(request)
    if sent and request.method != "POST":
        # Where a file that a script sent has led.
        return HttpResponse(status=204)
    form = EvidenceForm(form_data(request), request.FILES or None)
    if request.method == "POST" and form.can_attach:
        attached = _attach(access, form, key, is_one_of_several=sent is not None and sent[1] > 1)
        if not form.errors:
            return _attached_all(request, access, key, is_last=sent is None or sent[0] == sent[1])
        _say_attached(request, spec.code, attached)
    if sent and form.errors.keys() == {"file"}:
        return HttpResponse(
            "\n".join(map(str, form.errors["file"])), content_type="text/plain; charset=utf-8", status=422
        )
    context = {
        "form": form,
        "assessment": access.assessment,
        "question": spec,
        "effects": effects_of(standing_of(access.assessment, key), Act.ATTACHING),
    }
    return render(request, "partnerships/evidence/add.html", context, status=http_status_of(request))


def _say_attached(request: HttpRequest, code: str, attached: list[Evidence]) -> None:
    """Say which files were attached of several of which others were not."""
    if attached:
        words = {"code": code, "names": ", ".join(str(row) for row in attached)}
        messages.success(request, _("Attached to %(code)s: %(names)s.") % words)


def _attached_all(request: HttpRequest, access: CaseAccess, key: str, *, is_last: bool) -> HttpResponse:
    """Lead back to the question; the script that sends one file after another, to where it hears that this one is there."""
    if is_last:
        code = access.assessment.version.spec().by_key[key].code
        messages.success(request, _("The evidence has been attached to %(code)s.") % {"code": code})
    return redirect(request.path if upload_of(request) else question_address(access.assessment, key))


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
    if evidence.question.key not in spec.by_key:
        raise PermissionDenied(_("This question is not asked any more: what was attached to it stays with the answer."))
    access.check_answer(spec.section_of[evidence.question.key])
    if request.method == "POST":
        actions.remove_evidence(evidence=evidence, by=access.user)
        messages.success(request, _("The evidence has been removed."))
        return redirect(question_address(access.assessment, evidence.question.key))
    context = {
        "evidence": evidence,
        "assessment": access.assessment,
        "question": spec.by_key[evidence.question.key],
        "effects": effects_of(standing_of(access.assessment, evidence.question.key), Act.REMOVING),
    }
    return render(request, "partnerships/evidence/remove.html", context)


def _attach(access: CaseAccess, form: EvidenceForm, key: str, *, is_one_of_several: bool) -> list[Evidence]:
    """Attach the link, or each of the files on its own, and return what was attached; the form says what could not be."""
    question = Question.objects.get(version=access.assessment.version_id, key=key)
    by: dict[str, Any] = {"assessment": access.assessment, "question": question, "by": access.user}
    title = form.cleaned_data["title"]
    if form.cleaned_data["kind"] == EvidenceKind.LINK:
        return [actions.attach_link(**by, title=title, url=form.cleaned_data["url"])]
    has_several = is_one_of_several or form.has_several
    attached = []
    for file in form.accepted:
        try:
            named = actions.title_among(title, file) if has_several or not title else title
            attached.append(actions.attach_file(**by, title=named, file=file))
        except actions.ActionError as error:
            form.refuse(file, error)
    return attached


def _attached(access: CaseAccess, number: int) -> Evidence:
    rows = access.assessment.evidence.attached().select_related("question")
    return get_object_or_404(rows, number=number)
