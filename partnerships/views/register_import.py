"""Entering partnerships that exist already from a table: the file, its columns, every fault, and then all rows at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.drafts import form_data
from accounts.guards import user_of
from accounts.limits import files_in, limited
from govuk.dates import read_date
from partnerships import actions
from partnerships.actions.register_import import COLUMNS, entered_in_words, mapping_version_token, read_rows
from partnerships.domain.permissions import Permission
from partnerships.files.tables import read_table
from partnerships.forms.register_import import ColumnsForm, EnterTableForm, UploadTableForm
from partnerships.guards import role_view
from partnerships.models import RegisterImport
from partnerships.responses import attempt, form_page, http_status_of

MOST_SHOWN = 1_000


@role_view(Permission.ENTER_EXISTING)
@limited("uploads", amount=files_in)
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadTableForm(form_data(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = actions.upload_table(by=user_of(request), file=form.cleaned_data["file"])
        return redirect("register-import-columns", made.pk)
    labels = [str(label) for label, _others in COLUMNS.values()]
    context = {"form": form, "labels": labels}
    return render(request, "partnerships/existing/upload.html", context, status=http_status_of(request))


@role_view(Permission.ENTER_EXISTING)
def columns(request: HttpRequest, import_id: int) -> HttpResponse:
    row = _own(request, import_id)
    if row.content is None:
        return _entered(request)
    form, refusal = ColumnsForm(form_data(request), upload=row, table=read_table(bytes(row.content))), ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"upload": row, "by": user_of(request), "mapping": form.mapping}
        refusal = attempt(form, lambda token: actions.map_columns(**given, version_token=token))
        if not refusal:
            return redirect("register-import-check", row.pk)
    twin = RegisterImport.objects.filter(sha256=row.sha256).exclude(entered_at=None).first()
    context = {"upload": row, "table": form.table, "first": form.table.rows[0][1], "twin": twin}
    return form_page(request, "partnerships/existing/columns.html", form, refusal, context)


@role_view(Permission.ENTER_EXISTING)
def check(request: HttpRequest, import_id: int) -> HttpResponse:
    row = _own(request, import_id)
    if row.content is None:
        return _entered(request)
    form, refusal = EnterTableForm(form_data(request), version_token=mapping_version_token(row)), ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"upload": row, "by": user_of(request)}
        refusal = attempt(form, lambda token: _enter(request, version_token=token, **given))
        if not refusal:
            return redirect("register")
    rows = read_rows(row, by=user_of(request), read_day=read_date)
    context = {"upload": row, "rows": rows, "most": MOST_SHOWN}
    return form_page(request, "partnerships/existing/check.html", form, refusal, context)


def _enter(request: HttpRequest, **given: Any) -> None:
    messages.success(request, entered_in_words(actions.enter_table(read_day=read_date, **given)))


def _own(request: HttpRequest, import_id: int) -> RegisterImport:
    """Return the person's own upload; Http404 for those of others, and for one that is not kept any more."""
    row = RegisterImport.objects.filter(pk=import_id, uploaded_by=user_of(request)).first()
    if row is None:
        raise Http404
    return row


def _entered(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("The partnerships of this file have been entered already."))
    return redirect("register")
