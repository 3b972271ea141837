"""Conversations about a question: asking somebody, reading and replying, asking somebody else, closing and reopening."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from accounts.models import User
from checklists.models import Question
from partnerships import actions, emails
from partnerships.domain.access import check
from partnerships.domain.permissions import Permission
from partnerships.forms.conversations import AskForm, PassOnForm, ReopenConversationForm, ReplyForm
from partnerships.forms.review import ConfirmForm
from partnerships.guards import CaseAccess, assessment_view
from partnerships.models import Conversation
from partnerships.presenters.conversations import asked_in_words, lines_of, people_to_ask
from partnerships.presenters.tasks import words_of
from partnerships.responses import attempt, page, question_or_404
from partnerships.selectors.case import answer_to
from partnerships.selectors.conversations import conversation_version_token, with_entries

FOLDER = "partnerships/conversations"


@assessment_view(Permission.CONVERSE, refuses_late=True)
def ask_about(request: HttpRequest, access: CaseAccess, key: str) -> HttpResponse:
    spec, case, by = question_or_404(access.assessment.version.spec(), key), access.assessment, access.user
    form, refusal = AskForm(form_data(request), assessment=case, by=by, people=people_to_ask(case)), ""
    if request.method == "POST" and form.is_valid():
        asking: dict[str, Any] = {"asked": form.addressee, "text": form.cleaned_data["text"]}
        asking |= {"assessment": case, "by": by, "question": Question.objects.get(version=case.version_id, key=key)}
        refusal = attempt(form, lambda _token: actions.start_conversation(**asking))
        if not refusal:
            messages.success(request, _("What you ask was sent. They get an email with a link to it."))
            return redirect("assessment-question", case.pk, key)
    return page(request, access, f"{FOLDER}/ask.html", form, refusal, {"spec": spec})


@assessment_view(Permission.READ_CONVERSATIONS)
def conversation(request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    row, refusal = _row(access, number), ""
    form = ReplyForm(form_data(request), version_token=_token(row), is_asker=row.asked_by == access.user)
    if request.method == "POST":
        refusal = access.refusal(partial(check, Permission.CONVERSE))
        if not refusal and form.is_valid():
            said: dict[str, Any] = {"conversation": row, "by": access.user, "text": form.cleaned_data["text"]}
            refusal = attempt(form, lambda token: actions.reply(**said, version_token=token))
            if not refusal:
                messages.success(request, _reply_said(row, access.user))
                return redirect("conversation", access.assessment.pk, number)
    return _page(request, access, "conversation", number, form, refusal)


@assessment_view(Permission.CONVERSE, refuses_late=True)
def pass_on(request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    row, case, by = _row(access, number), access.assessment, access.user
    given: dict[str, Any] = {"people": people_to_ask(case), "instead_of": row, "version_token": _token(row)}
    form = PassOnForm(form_data(request), assessment=case, by=by, **given)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        asking: dict[str, Any] = {"asked": form.addressee, "text": form.cleaned_data["text"]}
        refusal = attempt(form, lambda token: actions.pass_on(conversation=row, by=by, **asking, version_token=token))
        if not refusal:
            messages.success(request, _("They are asked now, and get an email with a link to it."))
            return redirect("conversation", case.pk, number)
    return _page(request, access, "pass_on", number, form, refusal)


@assessment_view(Permission.CONVERSE, refuses_late=True)
def resolve(request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    row, refusal = _row(access, number), ""
    form = ConfirmForm(form_data(request), version_token=_token(row))
    if request.method == "POST" and form.is_valid():
        refusal = attempt(
            form, lambda token: actions.resolve_conversation(conversation=row, by=access.user, version_token=token)
        )
        if not refusal:
            messages.success(request, _("The conversation is resolved."))
            return redirect("assessment-question", access.assessment.pk, row.question.key)
    return _page(request, access, "resolve", number, form, refusal)


@assessment_view(Permission.CONVERSE, refuses_late=True)
def reopen_conversation(request: HttpRequest, access: CaseAccess, number: int) -> HttpResponse:
    row, refusal = _row(access, number), ""
    form = ReopenConversationForm(form_data(request), version_token=_token(row))
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"conversation": row, "by": access.user, "text": form.cleaned_data["text"]}
        refusal = attempt(form, lambda token: actions.reopen_conversation(**said, version_token=token))
        if not refusal:
            messages.success(request, _("The conversation is open again. Whoever is asked gets an email."))
            return redirect("conversation", access.assessment.pk, number)
    return _page(request, access, "reopen", number, form, refusal)


def _row(access: CaseAccess, number: int) -> Conversation:
    return get_object_or_404(with_entries(access.assessment.conversations.all()), number=number)


_token = conversation_version_token


def _page(
    request: HttpRequest, access: CaseAccess, name: str, number: int, form: ConfirmForm, refusal: str
) -> HttpResponse:
    """Show the form below the conversation as it stands now."""
    (line,) = lines_of(access.assessment, [_row(access, number)])
    # That of an earlier version, where the case does not ask it any more.
    asked = line.conversation.question
    spec = access.assessment.version.spec().by_key.get(asked.key) or asked.version.spec().by_key[asked.key]
    answer = answer_to(access.assessment, spec.key)
    context = {
        "line": line,
        "spec": spec,
        "answer": answer,
        "words": words_of(spec, answer.option.key if answer.option else None, answer) if answer else None,
        "is_aside": not line.conversation.is_resolved and line.is_aside(access.user),
    }
    return page(request, access, f"{FOLDER}/{name}.html", form, refusal, context)


def _reply_said(row: Conversation, by: User) -> str:
    """Say what became of a reply."""
    if by.pk == row.asked_by_id or emails.is_asked(row, by):
        return _("Your reply was sent.")
    words = _(
        "You were not asked: your reply is added, and it still waits for %(whom)s. %(name)s gets an email about it."
    )
    return words % {"whom": asked_in_words(row), "name": row.asked_by.full_name}
