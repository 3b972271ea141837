"""Before a partnership is started, and its start: what it takes, the blank checklist, and what sounds similar."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
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
from partnerships.selectors.versions import versions_to_answer

# What the address calls the checklist that a page is about, where there are several.
CHECKLIST = "checklist"
NO_VERSION = gettext_lazy("No checklist is published to be answered. Ask a checklist editor to publish one.")
# How much of a name and of a purpose is compared.
MOST_TYPED = 500
# What the address, and then the form, call the case that is copied.
COPY = "copy"


@role_view(Permission.CREATE)
@require_safe
def before(request: HttpRequest) -> HttpResponse:
    versions, version = _offered(request)
    context = before_you_start(version) if version else {}
    # The links of the page are about the same checklist.
    about = f"?{urlencode({CHECKLIST: version.checklist_id})}" if version and len(versions) > 1 else ""
    context |= {"versions": versions, "about": about, "start": reverse("partnership-new") + about}
    return render(request, "partnerships/starting/before.html", context)


@role_view(Permission.CREATE)
@require_safe
def blank_pdf(request: HttpRequest) -> HttpResponse:
    version = _version_or_404(request)
    return pdf_when_made(request, partial(blank_checklist, version), f"{_name_of(version)}.pdf")


@role_view(Permission.CREATE)
@limited("exports")
@require_safe
def blank_docx(request: HttpRequest) -> HttpResponse:
    version = _version_or_404(request)
    return word_document(blank_paper(blank_checklist(version)), _name_of(version))


def _name_of(version: Version) -> str:
    return f"{version.checklist_id}-{version.number}-blank"


def _offered(request: HttpRequest) -> tuple[list[Version], Version | None]:
    """Return the versions on which the person can start one, and the one that the address names, or the first.

    Http404 for a checklist that is not open to the person.
    """
    versions, name = versions_to_answer(_services(request)), request.GET.get(CHECKLIST, "")
    chosen = next((version for version in versions if name in ("", version.checklist_id)), None)
    if name and chosen is None:
        raise Http404
    return versions, chosen


def _services(request: HttpRequest) -> list[Service]:
    """Return the services in which the person can start a partnership."""
    grants = grants_of(request)
    return [service for service in Service.objects.filter(is_active=True) if can_start_in(service, grants)]


def _version_or_404(request: HttpRequest) -> Version:
    version = _offered(request)[1]
    if version is None:
        raise Http404
    return version


@role_view(Permission.CREATE)
@require_safe
def earlier(request: HttpRequest) -> HttpResponse:
    form, versions = EarlierForm(request.GET), versions_to_answer(_services(request))
    cases = earlier_cases(user_of(request), grants_of(request), form.cleaned_data["text"]) if form.is_valid() else []
    context = {
        "form": form,
        "newest": {version.pk for version in versions},
        "cases": cases[:MOST_EARLIER],
        "has_more": len(cases) > MOST_EARLIER,
    }
    return render(request, "partnerships/starting/earlier.html", context)


@role_view(Permission.CREATE)
def new(request: HttpRequest) -> HttpResponse:
    services, data = _services(request), form_data(request)
    copied, versions = _copied(request, data), versions_to_answer(services)
    initial = details_to_copy(copied) if copied else {CHECKLIST: request.GET.get(CHECKLIST, "")}
    form = StartForm(data, services=services, versions=versions, user=user_of(request), initial=initial)
    if request.method == "POST" and form.is_to_start():
        version = form.chosen_version()
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
