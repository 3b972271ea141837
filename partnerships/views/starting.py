"""Before a partnership is started, and its start: what it takes, the blank checklist, and what sounds similar."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.drafts import form_data
from accounts.guards import grants_of, user_of
from accounts.limits import limited
from accounts.models import Service
from checklists.models import Version
from partnerships import actions
from partnerships.actions.partnership import can_start_in
from partnerships.domain.permissions import Permission
from partnerships.forms.fields import errors_shown
from partnerships.forms.partnership import StartForm
from partnerships.forms.starting import EarlierForm
from partnerships.guards import role_view
from partnerships.models import Assessment
from partnerships.presenters.starting import SimilarLine, before_you_start, blank_checklist, similar_lines
from partnerships.reports.blank import blank_paper
from partnerships.responses import http_status_of, pdf_when_made, word_document
from partnerships.selectors.starting import MOST_EARLIER, details_to_copy, earlier_case, earlier_cases
from partnerships.selectors.versions import version_to_answer

NO_VERSION = gettext_lazy("No checklist is published to be answered. Ask a checklist editor to publish one.")
# How much of a name and of a purpose is compared.
MOST_TYPED = 500
# What the address, and then the form, call the case that is copied.
COPY = "copy"


@role_view(Permission.CREATE)
@require_safe
def before(request: HttpRequest) -> HttpResponse:
    version = version_to_answer()
    context = before_you_start(version) if version else {}
    return render(request, "partnerships/starting/before.html", context)


@role_view(Permission.CREATE)
@require_safe
def blank_pdf(request: HttpRequest) -> HttpResponse:
    version = _version_or_404()
    return pdf_when_made(request, partial(blank_checklist, version), f"{_name_of(version)}.pdf")


@role_view(Permission.CREATE)
@limited("exports")
@require_safe
def blank_docx(_request: HttpRequest) -> HttpResponse:
    version = _version_or_404()
    return word_document(blank_paper(blank_checklist(version)), _name_of(version))


def _name_of(version: Version) -> str:
    return f"{version.checklist_id}-{version.number}-blank"


def _version_or_404() -> Version:
    version = version_to_answer()
    if version is None:
        raise Http404
    return version


@role_view(Permission.CREATE)
@require_safe
def earlier(request: HttpRequest) -> HttpResponse:
    form, version = EarlierForm(request.GET), version_to_answer()
    cases = earlier_cases(user_of(request), grants_of(request), form.cleaned_data["text"]) if form.is_valid() else []
    context = {"form": form, "version": version, "cases": cases[:MOST_EARLIER], "has_more": len(cases) > MOST_EARLIER}
    return render(request, "partnerships/starting/earlier.html", context)


@role_view(Permission.CREATE)
def new(request: HttpRequest) -> HttpResponse:
    user, grants, data = user_of(request), grants_of(request), form_data(request)
    services = [service for service in Service.objects.filter(is_active=True) if can_start_in(service, grants)]
    copied = _copied(request, data)
    form = StartForm(data, services=services, user=user, initial=details_to_copy(copied) if copied else None)
    if request.method == "POST" and form.is_to_start():
        version = version_to_answer()
        if version is None:
            form.add_error(None, NO_VERSION)
        with errors_shown(form):
            if version:
                case = _started(form, version, copied)
                words = {"reference": case.partnership.reference}
                messages.success(request, _("%(reference)s has been started.") % words)
                return redirect("assessment", case.pk)
    context = {"form": form, "copied": copied, "similar": _similar(request, *form.typed_subject())}
    status = 200 if form.only_looks else http_status_of(request)
    return render(request, "partnerships/starting/new.html", context, status=status)


def _copied(request: HttpRequest, data: QueryDict | None) -> Assessment | None:
    """Return the earlier case that the address or the form names; Http404 for one that the person may not read."""
    key = (request.GET if data is None else data).get(COPY)
    found = earlier_case(key, user_of(request), grants_of(request)) if key else None
    if key and found is None:
        raise Http404
    return found


def _started(form: StartForm, version: Version, copied: Assessment | None) -> Assessment:
    return actions.start_partnership(
        by=form.user,
        service=form.chosen_service(),
        version=version,
        details=form.details(),
        is_another=form.is_another,
        earlier=copied,
    )


@role_view(Permission.CREATE)
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Return the part of the page that names similar partnerships, while somebody types a name and a purpose."""
    name, purpose = (request.POST.get(field, "") for field in ("name", "purpose"))
    context = {"similar": _similar(request, name, purpose)}
    return render(request, "partnerships/starting/_similar_list.html", context)


def _similar(request: HttpRequest, name: str, purpose: str) -> list[SimilarLine] | None:
    """Return what sounds similar; None before anything is typed."""
    if not name.strip() and not purpose.strip():
        return None
    return similar_lines(name[:MOST_TYPED], purpose[:MOST_TYPED], user_of(request), grants_of(request))
