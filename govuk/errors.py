"""The errors of a form: next to the field, and in the summary at the top of the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import BaseForm, BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from govuk.components import component
from govuk.dates import PARTS, DateInput

Params = dict[str, Any]


def error_summary(forms: BaseForm | Iterable[BaseForm]) -> SafeString:
    """Render the list of all errors, each linked to its field; nothing when there are none."""
    entries: list[Params] = []
    for form in [forms] if isinstance(forms, BaseForm) else forms:
        entries += [{"text": str(error)} for error in form.non_field_errors()]
        for field in form:
            target = {} if field.is_hidden else {"href": f"#{_focus_id(field)}"}
            entries += [{"text": str(error)} | target for error in field.errors]
    if not entries:
        return SafeString("")
    return component("error-summary", {"titleText": _("There is a problem"), "errorList": entries})


def error_message(field: BoundField) -> Params:
    """Return the parameter for the errors of a field; an empty dict when it has none."""
    errors = [str(error) for error in field.errors]
    if not errors:
        return {}
    text: Params = {"text": errors[0]}
    if len(errors) > 1:
        text = {"html": format_html_join(SafeString("<br>"), "{}", ((error,) for error in errors))}
    return {"errorMessage": text | {"visuallyHiddenText": _("Error")}}


def wrong_parts(field: BoundField) -> set[str]:
    """Return the boxes of a date that are wrong: those that the error names, or all of them."""
    errors = field.form.errors.as_data().get(field.name, [])
    return {part for error in errors for part in (error.params or {}).get("parts", PARTS)}


def field_id(field: BoundField) -> str:
    """Return the id of the field's input; for radios and checkboxes, that of the first."""
    return str(field.field.widget.attrs.get("id") or field.auto_id or field.html_name)


def _focus_id(field: BoundField) -> str:
    """Return the id of the input that a link in the summary leads to; for a date, the first box that is wrong."""
    if not isinstance(field.field.widget, DateInput):
        return field_id(field)
    wrong = wrong_parts(field)
    return f"{field_id(field)}-{next((part for part in PARTS if part in wrong), PARTS[0])}"
