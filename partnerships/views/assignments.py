"""Giving a question to an author of the case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from checklists.models import Question
from partnerships import actions, emails
from partnerships.domain.permissions import Permission
from partnerships.forms.assignments import AssignForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.responses import attempt, page, question_or_404
from partnerships.selectors.assignments import assignments_in


@assessment_view(Permission.ASSIGN, refuses_late=True)
def assign(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    case, spec = access.assessment, question_or_404(access.assessment.version.spec(), key)
    standing = assignments_in(case).filter(question__key=key)
    current, authors = standing.first(), list(emails.authors(case.partnership).order_by("folded_name"))
    form = AssignForm(form_data(request), partnership=case.partnership, authors=authors, current=current)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"assessment": case, "by": access.user, **form.assignment}
        said["question"] = Question.objects.get(version=case.version_id, key=key)
        refusal = attempt(form, lambda token: actions.assign_question(**said, version_token=token))
        if not refusal:
            messages.success(request, _sentence(form.assignment["user"], spec.code))
            return redirect("assessment-question", case.pk, key)
    return page(request, access, "partnerships/assignments/assign.html", form, refusal, {"spec": spec})


def _sentence(user: Any, code: str) -> str:
    if user is None:
        return _("Nobody in particular is to answer %(code)s.") % {"code": code}
    return _("%(name)s is to answer %(code)s.") % {"name": user.full_name, "code": code}
