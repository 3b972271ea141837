"""The way to the board: issuing the report, reopening the case, recording the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.drafts import form_data
from accounts.guards import confirmed, confirmed_to_send, grants_of
from partnerships import actions, rendering
from partnerships.actions.board import check_decision, conditions_from, decision_version_token
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import FOR_THE_BOARD
from partnerships.forms.board import MOST_CONDITIONS, DecideForm, IssueForm, ReopenForm
from partnerships.forms.fields import errors_shown
from partnerships.guards import CaseAccess, assessment_view
from partnerships.models import Assessment, ReportIssue
from partnerships.presenters.decision import checked_lines
from partnerships.presenters.disclosure import marked_edition
from partnerships.reports import signing
from partnerships.responses import attempt, done_at, page
from partnerships.selectors.issues import latest_of, names_known
from partnerships.selectors.meetings import waiting_for_decision
from partnerships.snapshot import Snapshot, public_of, snapshot_of
from partnerships.snapshot.missing import missing_in

# What the page sends on which a decision is checked; the other fields are as they were typed.
CHECKED = "checked"
NOT_SENT = (CHECKED, "shares_minute", "csrfmiddlewaretoken", "typed_by", "form_token", "version_token")


@assessment_view(Permission.ISSUE, refuses_late=True)
@confirmed
def issue(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    draft, refusal = snapshot_of(access.assessment, made_on=timezone.localdate()), ""
    typed, is_sent = form_data(request), request.method == "POST"
    form = IssueForm(typed if is_sent else None, version_token=draft.digest, missing=missing_in(draft.content))
    if is_sent:
        try:
            if made := _issued(access, form):
                messages.success(request, _("Issue %(number)s has been made.") % {"number": made.number})
                return redirect("issue", access.assessment.partnership.reference, made.number)
        except actions.ActionError as error:
            refusal = str(error)
            access.assessment.refresh_from_db(fields=["state", "outcome"])
            draft = snapshot_of(access.assessment, made_on=timezone.localdate())
            form = IssueForm(version_token=draft.digest, missing=missing_in(draft.content))
    # The box is to be ticked anew whenever the page is: the public edition may have changed.
    form.initial["missing_reason"] = typed.get("missing_reason", "") if typed else ""
    form.version_token = draft.digest
    return page(request, access, "partnerships/board/issue.html", form, refusal, _about(access.assessment, draft))


def _about(assessment: Assessment, draft: Snapshot) -> dict[str, Any]:
    """Return what the page says of the report as it would be issued now."""
    return {
        "is_issuable": assessment.state in FOR_THE_BOARD,
        "said": draft.content,
        "public": marked_edition(draft, public_of(draft), people=names_known(assessment)),
        "last": latest_of(assessment),
        "is_signed": signing.is_configured(),
        "missing": missing_in(draft.content),
        "declared": [part for part in draft.content.interests if part.has_interest],
    }


def _issued(access: CaseAccess, form: IssueForm) -> ReportIssue | None:
    """Issue the report; None when the form has an error, which it shows. Raises what the action does otherwise.

    The same page sent twice by the same person leads to the issue that it made.
    """
    sent = {name: form.data.get(name, "") for name in ("version_token", "public_digest")}
    sent["missing_reason"] = form.cleaned_data.get("missing_reason", "") if form.is_valid() else ""
    digest = sent["public_digest"]
    if form.errors:
        sent["public_digest"] = ""
    try:
        return actions.issue(assessment=access.assessment, by=access.user, render=rendering.parts_in_turn, **sent)
    except actions.InvalidError:
        return None
    except actions.IssuedAlreadyError as already:
        if (already.issue.issued_by, already.issue.public_digest_shown) == (access.user, digest):
            return already.issue
        raise


@assessment_view(Permission.ISSUE)
@require_safe
def public(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    draft = snapshot_of(access.assessment, made_on=timezone.localdate())
    edition = marked_edition(draft, public_of(draft), people=names_known(access.assessment))
    return render(request, "partnerships/board/public.html", {"assessment": access.assessment, "public": edition})


@assessment_view(Permission.REOPEN, refuses_late=True)
@confirmed_to_send
def reopen(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    form = ReopenForm(form_data(request), version_token=access.assessment.state_changed_at.isoformat())
    refusal = ""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        case: dict[str, Any] = {"assessment": access.assessment, "by": access.user}
        refusal = attempt(form, lambda token: actions.reopen(**case, reason=reason, version_token=token))
        if not refusal:
            messages.success(request, _("Reopened. The lead officer and the contributors have been told."))
            return redirect("assessment-review", access.assessment.pk)
    return page(
        request, access, "partnerships/board/reopen.html", form, refusal, {"last": latest_of(access.assessment)}
    )


@assessment_view(Permission.DECIDE, refuses_late=True)
@confirmed
def decide(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    issue = latest_of(access.assessment)
    if issue is None:
        raise PermissionDenied(_("No report of this round has been issued, so there is nothing to decide."))
    form = DecideForm(form_data(request), version_token=decision_version_token(issue, access.assessment), issue=issue)
    refusal = ""
    if request.method == "POST" and not form.is_shown_again and form.is_valid():
        refusal = attempt(form, lambda token: _record(request, access, form, token))
        if not refusal and form.is_valid():
            recorded = CHECKED in request.POST and not form.taken
            return _recorded(request, access) if recorded else _check_page(request, access, form)
    context = {
        "issue": issue,
        "mitigations": conditions_from(access.assessment),
        "can_add": form.rows < MOST_CONDITIONS,
        "referral": access.assessment.referrals.made().first(),
    }
    return page(request, access, "partnerships/board/decide.html", form, refusal, context)


def _record(request: HttpRequest, access: CaseAccess, form: DecideForm, version_token: str) -> None:
    """Record the decision once it was checked, else see whether it could be; what is refused is shown at its field."""
    given: dict[str, Any] = {"issue": form.issue, "by": access.user, "draft": form.draft}
    with errors_shown(form):
        try:
            if CHECKED in request.POST:
                actions.decide(**given, version_token=version_token)
            else:
                check_decision(**given, assessment=access.assessment, version_token=version_token)
        except actions.MinuteTakenError as taken:
            form.taken = _taken(request, access, taken)


def _check_page(request: HttpRequest, access: CaseAccess, form: DecideForm) -> HttpResponse:
    """Show what was typed, to be checked: each line leads back to its field, and the page sends everything again."""
    missed = bool(form.taken) and CHECKED in request.POST
    context = {
        "assessment": access.assessment,
        "form": form,
        "issue": form.issue,
        "lines": checked_lines(form),
        "conditions": [*conditions_from(access.assessment), *form.draft.conditions],
        "sent": [(name, value) for name, values in request.POST.lists() if name not in NOT_SENT for value in values],
        "missed": missed,
    }
    return render(request, "partnerships/board/check.html", context, status=422 if missed else 200)


def _recorded(request: HttpRequest, access: CaseAccess) -> HttpResponse:
    """Say that it is recorded; lead on to the meeting while others of its cases wait for their decision."""
    meeting = access.assessment.meeting
    said = _("The decision has been recorded. The people of the case have been told.")
    if waiting := waiting_for_decision(meeting, access.user, access.grants):
        words = {"n": waiting, "meeting": meeting}
        more = ngettext(
            "%(n)s other case of %(meeting)s waits for its decision",
            "%(n)s other cases of %(meeting)s wait for their decision",
            waiting,
        )
        response = done_at(request, reverse("meeting", args=[meeting.pk if meeting else 0]), "cases", said)
        # What was done is read first, then at the same place what is to be done next.
        messages.info(request, f"{more % words}.", extra_tags="cases")
        return response
    messages.success(request, said)
    return redirect("partnership", access.assessment.partnership.reference)


def _taken(request: HttpRequest, access: CaseAccess, taken: actions.MinuteTakenError) -> str:
    """Name the case whose minute it is to whoever may see that case."""
    seen = Assessment.objects.visible_to(access.user, grants_of(request)).filter(pk=taken.decision.assessment_id)
    if not seen.exists():
        return str(taken)
    words = {"reference": taken.decision.assessment.partnership.reference}
    return _("This minute of that meeting is already recorded for %(reference)s.") % words
