"""The meetings that decide on cases: what is coming to each, how secretaries keep them, and the choice for a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.drafts import form_data
from accounts.guards import grants_of, user_of
from partnerships import actions, emails
from partnerships.actions.meetings import (
    asks_version_token,
    check_askable,
    check_standing,
    chosen_version_token,
    meeting_version_token,
)
from partnerships.domain.access import role_may
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import BEFORE_ISSUED, WITH_A_REPORT
from partnerships.forms.fields import errors_shown
from partnerships.forms.meetings import (
    CancelMeetingForm,
    ChooseMeetingForm,
    MeetingForm,
    MoveToMeetingForm,
    date_in_doubt,
    deadline_in_words,
)
from partnerships.forms.review import ConfirmForm
from partnerships.guards import CaseAccess, assessment_view, role_view
from partnerships.models import Meeting
from partnerships.presenters.meetings import ask_lines, history_of, line_of
from partnerships.responses import attempt, case_page, form_page, http_status_of, page, refusal_of
from partnerships.selectors.decider import decider_of, route_of
from partnerships.selectors.issues import latest_of
from partnerships.selectors.meetings import (
    MOST_MEETINGS,
    MeetingCases,
    cases_of,
    coming_meetings,
    moved_away_from,
    moves_of,
    not_issued_yet,
    past_meetings,
)


@role_view(Permission.READ_FLAGS)
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    user, grants = user_of(request), grants_of(request)
    context = {
        "coming": coming_meetings(user, grants),
        "past": past_meetings(user, grants),
        "keeps": _keeps(request),
        "most": MOST_MEETINGS,
    }
    return render(request, "partnerships/meetings/meetings.html", context)


@role_view(Permission.READ_FLAGS)
@require_safe
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = get_object_or_404(Meeting, pk=meeting_id)
    cases = cases_of(row, user_of(request), grants_of(request))
    context = {
        "meeting": row,
        "lines": [line_of(case, row) for case in cases.coming],
        "cases": cases,
        "moved_away": moved_away_from(row, user_of(request), grants_of(request)),
        "has_reports": any(case.assessment.state in WITH_A_REPORT for case in cases.coming),
        "changes": history_of(row.changes.order_by("-pk")) if _keeps(request) else [],
        "keeps": _keeps(request),
        "deadline": deadline_in_words(row, is_for_case=False),
        "in_doubt": date_in_doubt(row.held_on),
        "can_ask": _keeps(request) and _waits(cases) and not refusal_of(lambda: check_askable(row)),
    }
    return render(request, "partnerships/meetings/meeting.html", context)


@role_view(Permission.KEEP_MEETINGS)
def add(request: HttpRequest) -> HttpResponse:
    form = MeetingForm(form_data(request))
    if request.method == "POST" and form.is_valid():
        with errors_shown(form):
            made = actions.add_meeting(by=user_of(request), draft=form.draft)
            messages.success(request, _deadline_sentence(_("%(meeting)s has been added."), made))
            return redirect("meeting", made.pk)
    return render(request, "partnerships/meetings/add.html", {"form": form}, status=http_status_of(request))


@role_view(Permission.KEEP_MEETINGS)
def change(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = get_object_or_404(Meeting, pk=meeting_id)
    form, refusal = MeetingForm(form_data(request), meeting=row), refusal_of(lambda: check_standing(row))
    if request.method == "POST" and not refusal and form.is_valid():
        given: dict[str, Any] = {"meeting": row, "by": user_of(request), "draft": form.draft}
        refusal = attempt(form, lambda token: actions.change_meeting(**given, version_token=token))
        if not refusal:
            row.refresh_from_db()
            messages.success(request, _deadline_sentence(_("The meeting is now: %(meeting)s."), row))
            return redirect("meeting", row.pk)
    return form_page(request, "partnerships/meetings/change.html", form, refusal, {"meeting": row})


@role_view(Permission.KEEP_MEETINGS)
def cancel(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = get_object_or_404(Meeting, pk=meeting_id)
    form = CancelMeetingForm(form_data(request), version_token=meeting_version_token(row))
    refusal = refusal_of(lambda: check_standing(row))
    if request.method == "POST" and not refusal and form.is_valid():
        given: dict[str, Any] = {"meeting": row, "by": user_of(request), "reason": form.cleaned_data["reason"]}
        refusal = attempt(form, lambda token: actions.cancel_meeting(**given, version_token=token))
        if not refusal:
            messages.success(request, _("The meeting is cancelled. The officers of its cases have been told."))
            return redirect("meeting", row.pk)
    return form_page(request, "partnerships/meetings/cancel.html", form, refusal, {"meeting": row})


@role_view(Permission.KEEP_MEETINGS)
def ask(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row, user = get_object_or_404(Meeting, pk=meeting_id), user_of(request)
    seen, foreseen = not_issued_yet(row, user, grants_of(request))
    asks = emails.asks_of(seen, by=user)
    form = ConfirmForm(form_data(request), version_token=asks_version_token(asks))
    refusal = refusal_of(lambda: check_askable(row))
    if request.method == "POST" and not refusal:
        refusal = attempt(form, lambda token: actions.ask_for_meeting(meeting=row, by=user, version_token=token))
        if not refusal:
            messages.success(request, _("The emails are on their way. The history of each case says who was asked."))
            return redirect("meeting", row.pk)
    context = {
        "meeting": row,
        "lines": ask_lines(asks),
        "foreseen": [case.partnership for case in foreseen],
        "can_ask": bool(foreseen) or not all(each.is_asked for each in asks),
    }
    return form_page(request, "partnerships/meetings/ask.html", form, refusal, context)


@assessment_view(Permission.CHOOSE_MEETING, refuses_late=True)
def choose(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    offered = Meeting.objects.coming(timezone.localdate())[:MOST_MEETINGS]
    form, refusal = ChooseMeetingForm(form_data(request), assessment=access.assessment, meetings=offered), ""
    if request.method == "POST" and form.is_valid():
        case: dict[str, Any] = {"assessment": access.assessment, "by": access.user, "meeting": form.chosen}
        refusal = attempt(form, lambda token: actions.choose_meeting(**case, version_token=token))
        if not refusal:
            messages.success(request, _("The meeting of this case has been saved."))
            return redirect(case_page(access))
    decider = decider_of(access.assessment.partnership)
    context = {"route": route_of(decider) if decider else ""}
    return page(request, access, "partnerships/meetings/choose.html", form, refusal, context)


@assessment_view(Permission.MOVE_TO_MEETING, refuses_late=True)
def move(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    case = access.assessment
    offered = Meeting.objects.coming(timezone.localdate()).exclude(assessments=case)[:MOST_MEETINGS]
    form = MoveToMeetingForm(form_data(request), version_token=chosen_version_token(case), meetings=offered)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"assessment": case, "by": access.user, "meeting": form.chosen}
        given["reason"] = form.cleaned_data["reason"]
        refusal = attempt(form, lambda token: actions.move_to_meeting(**given, version_token=token))
        if not refusal:
            said = _("%(reference)s goes to %(meeting)s now.")
            messages.success(request, said % {"reference": case.partnership.reference, "meeting": form.chosen})
            return redirect("meeting", form.chosen.pk)
    context = {"issue": latest_of(case), "moves": moves_of(case)}
    return page(request, access, "partnerships/meetings/move.html", form, refusal, context)


def _keeps(request: HttpRequest) -> bool:
    return role_may(Permission.KEEP_MEETINGS, {grant.role for grant in grants_of(request)})


def _waits(cases: MeetingCases) -> bool:
    """Whether the report of any of the cases is still to be issued."""
    return bool(cases.foreseen) or any(case.assessment.state in BEFORE_ISSUED for case in cases.coming)


def _deadline_sentence(sentence: str, row: Meeting) -> str:
    words = {"meeting": row, "day": date_format(row.papers_due_on, "l j F Y")}
    return " ".join([sentence % words, _("Its papers are due on %(day)s.") % words])
