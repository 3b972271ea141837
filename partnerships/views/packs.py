"""Agenda packs of a meeting: the choice of cases, and the PDF."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.drafts import form_data
from accounts.guards import grants_of, user_of
from partnerships import actions
from partnerships.domain.board import Edition
from partnerships.domain.permissions import Permission
from partnerships.forms.packs import PackForm
from partnerships.guards import GONE, note_full_edition, role_view
from partnerships.models import Meeting
from partnerships.reports.pack import MOST_CASES, Pack
from partnerships.responses import form_page, pdf_when_made, refusal_of
from partnerships.selectors.packs import MOST_OFFERED, issues_for, pack_by_key


@role_view(Permission.READ_FLAGS)
def choose(request: HttpRequest, meeting_id: int) -> HttpResponse:
    meeting, user = get_object_or_404(Meeting, pk=meeting_id), user_of(request)
    offered = issues_for(meeting, user, grants_of(request))[:MOST_OFFERED]
    form, refusal = PackForm(form_data(request), offered=offered), ""
    made: list[str] = []
    if request.method == "POST" and form.is_valid():
        make = partial(actions.make_pack, meeting=meeting, issues=form.chosen, edition=form.chosen_edition, by=user)
        refusal = refusal_of(lambda: made.append(make()))
    if made:
        return redirect("meeting-pack-pdf", meeting.pk, made[0])
    context = {"meeting": meeting, "most": MOST_CASES}
    return form_page(request, "partnerships/meetings/pack.html", form, refusal, context)


@role_view(Permission.READ_FLAGS)
@require_safe
def pdf(request: HttpRequest, meeting_id: int, key: str) -> HttpResponseBase:
    meeting = get_object_or_404(Meeting, pk=meeting_id)
    chosen = pack_by_key(key, user_of(request), grants_of(request))
    if chosen is None:
        raise Http404
    parts = chosen.parts()
    if parts is None:
        context = {"meeting": meeting, "withdrawals": chosen.withdrawals()}
        return render(request, "partnerships/meetings/pack_withdrawn.html", context, status=GONE)
    pack = Pack.of(parts.stored, meeting=parts.meeting, held_on=parts.held_on, edition=parts.edition)
    name = f"agenda-pack-{pack.held_on.isoformat()}-{pack.edition.value}.pdf"
    # Its pages are known again from then on.
    keep = partial(actions.keep_pack_file, key=key)
    response = pdf_when_made(request, lambda: pack, name, meeting=meeting, keep=keep)
    if pack.edition is not Edition.FULL:
        return response
    return note_full_edition(request, response, meeting=meeting.pk, issues=chosen.names())
