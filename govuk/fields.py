"""Renders a bound field of a Django form as a GOV.UK component, for the crispy template pack."""

from __future__ import annotations

from collections.abc import Callable
from itertools import starmap
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.forms.widgets import Input
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from govuk.components import component
from govuk.counter import counter_texts
from govuk.dates import PARTS, DateInput
from govuk.errors import Params, error_message, field_id, wrong_parts
from govuk.look import Look

# Parameters of the input component by the widget attribute that sets them.
_INPUT_PARAMETERS = ("autocomplete", "autocapitalize", "inputmode", "pattern", "spellcheck", "disabled")
# Attributes that are set elsewhere, or that make a browser cut off or refuse what people type.
_NOT_PASSED_ON = {"id", "class", "maxlength", "minlength", "cols", "rows", "min", "max", "step", "required"}


def field_html(field: BoundField, *, revealed: bool = False) -> SafeString:
    """Render a field with its label, hint, error and input.

    A field that an option of another field reveals is rendered with that option (`revealed`), and empty on its own.
    """
    if field.is_hidden:
        return _hidden(field)
    looks: dict[str, Look] = getattr(field.form, "looks", {})
    revealing = (names for look in looks.values() for names in look.reveals.values())
    if not revealed and any(field.name in names for names in revealing):
        return SafeString("")
    widget = field.field.widget
    name, shape = next(((name, shape) for kind, name, shape in _SHAPES if isinstance(widget, kind)), (None, None))
    if name is None or shape is None:
        raise TypeError(f"no component for the field {field.name}, whose widget is {type(widget).__name__}")
    if name == "textarea" and _look(field).count:
        name = "character-count"
    return component(name, _common(field) | shape(field), is_of_form=True)


def _hidden(field: BoundField) -> SafeString:
    """Render a hidden field as Django's template does, without it: a section on one page has sixty."""
    widget = field.field.widget
    if type(widget) is not forms.HiddenInput or field.field.show_hidden_initial or field.field.localize:
        return SafeString(field)
    own = field.build_widget_attrs({}, widget)
    if field.auto_id and "id" not in widget.attrs:
        own.setdefault("id", field.auto_id)
    attrs = widget.build_attrs(widget.attrs, own)
    value = widget.format_value(field.value())
    shown = {"name": field.html_name} | ({} if value is None else {"value": value}) | attrs
    return SafeString(f'<input type="hidden"{"".join(starmap(_attribute, shown.items()))}>')


def _attribute(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return f" {name}" if value else ""
    return f' {name}="{conditional_escape(value)}"'


def _look(field: BoundField) -> Look:
    looks: dict[str, Look] = getattr(field.form, "looks", {})
    return looks.get(field.name, Look())


def _common(field: BoundField) -> Params:
    """Return the parameters that all components of fields have."""
    attrs = field.field.widget.attrs
    params: Params = {
        "id": field_id(field),
        "name": field.html_name,
        "attributes": {
            key: value for key, value in attrs.items() if key not in _NOT_PASSED_ON and key not in _INPUT_PARAMETERS
        },
        "classes": attrs.get("class", ""),
    }
    if field.help_text:
        params["hint"] = {"text": field.help_text}
    return params | error_message(field)


def _asked(field: BoundField) -> str:
    """Return the label, which of an optional field says so."""
    return _("%(label)s (optional)") % {"label": field.label} if _look(field).optional else str(field.label)


def _label(field: BoundField) -> Params:
    look = _look(field)
    classes = "govuk-visually-hidden" if look.hidden_label else look.size and f"govuk-label--{look.size}"
    return {"label": {"text": _asked(field), "classes": classes, "isPageHeading": look.heading}}


def _legend(field: BoundField) -> Params:
    look = _look(field)
    if not field.label:
        return {}
    classes = "govuk-visually-hidden" if look.hidden_label else look.size and f"govuk-fieldset__legend--{look.size}"
    return {"fieldset": {"legend": {"text": _asked(field), "classes": classes, "isPageHeading": look.heading}}}


def _classes(*names: str) -> Params:
    return {"classes": " ".join(name for name in names if name)}


def _typing_parameters(field: BoundField) -> Params:
    """Return the parameters about typing that the widget sets, `spellcheck` as the boolean that the component expects."""
    attrs = field.field.widget.attrs
    params = {key: attrs[key] for key in _INPUT_PARAMETERS if key in attrs}
    if "spellcheck" in params:
        params["spellcheck"] = str(params["spellcheck"]).lower() == "true"
    return params


def _input(field: BoundField) -> Params:
    look, widget = _look(field), cast(Input, field.field.widget)
    share = "govuk-!-width-" if "-" in look.width else "govuk-input--width-"
    params = (
        _typing_parameters(field)
        | _label(field)
        | _classes(look.width and share + look.width, widget.attrs.get("class", ""))
    )
    params |= {"value": widget.format_value(field.value()), "type": widget.input_type}
    if widget.input_type == "number":
        # A number input changes with the scroll wheel and drops what is not a number. A text input keeps what was typed.
        params |= {"type": "text", "inputmode": "decimal" if isinstance(field.field, forms.DecimalField) else "numeric"}
    return params | {name: {"text": text} for name, text in (("prefix", look.prefix), ("suffix", look.suffix)) if text}


def _password(field: BoundField) -> Params:
    attrs = field.field.widget.attrs
    return _label(field) | {"autocomplete": attrs.get("autocomplete", "current-password")}


def _textarea(field: BoundField) -> Params:
    look = _look(field)
    params = _typing_parameters(field) | _label(field) | {"value": field.value() or "", "rows": look.rows}
    return params | (counter_texts(look.count, look.threshold) if look.count else {})


def _file(field: BoundField) -> Params:
    if not getattr(field.field.widget, "allow_multiple_selected", False):
        return _label(field)
    # Where scripts run, files can be dropped as well.
    texts = {
        "chooseFilesButtonText": _("Choose files"),
        "dropInstructionText": _("or drop them here"),
        "noFileChosenText": _("No file chosen"),
        "multipleFilesChosenText": {"one": _("%{count} file chosen"), "other": _("%{count} files chosen")},
        "enteredDropZoneText": _("Entered the drop zone"),
        "leftDropZoneText": _("Left the drop zone"),
    }
    return _label(field) | {"multiple": True, "javascript": True} | texts


def _select(field: BoundField) -> Params:
    items = [{"value": item["value"], "text": item["label"], "selected": item["selected"]} for item in _options(field)]
    return _label(field) | {"items": items, "disabled": field.field.disabled}


def _options(field: BoundField) -> list[Params]:
    widget = cast(forms.Select, field.field.widget)
    chosen = widget.format_value(field.value())
    return [
        {"value": str(option["value"]), "label": option["label"], "selected": option["selected"]}
        for option in widget.options(field.html_name, chosen)
    ]


def _choices(field: BoundField) -> Params:
    items: list[Params] = []
    for option in _options(field):
        items += _choice(field, option["value"], option["label"], option["selected"])
    return _legend(field) | {"idPrefix": field_id(field), "items": items}


def _choice(field: BoundField, value: str, label: str, chosen: bool) -> list[Params]:
    """Return the item of an option, preceded by its divider if it has one."""
    look = _look(field)
    item: Params = {"value": value, "text": label, "checked": chosen, "disabled": field.field.disabled}
    if value in look.option_hints:
        item["hint"] = {"text": look.option_hints[value]}
    if value in look.exclusive:
        item["behaviour"] = "exclusive"
    if value in look.reveals:
        inside = [field_html(field.form[name], revealed=True) for name in look.reveals[value]]
        item["conditional"] = {"html": SafeString("\n".join(inside))}
    return [{"divider": look.dividers[value]}, item] if value in look.dividers else [item]


def _radios(field: BoundField) -> Params:
    look, own = _look(field), field.field.widget.attrs.get("class", "")
    return _choices(field) | _classes(
        "govuk-radios--inline" if look.inline else "", "govuk-radios--small" if look.small else "", own
    )


def _checkboxes(field: BoundField) -> Params:
    own = field.field.widget.attrs.get("class", "")
    return _choices(field) | _classes("govuk-checkboxes--small" if _look(field).small else "", own)


def _one_checkbox(field: BoundField) -> Params:
    """Return a single checkbox, whose label is that of its only item: "I have read the report"."""
    widget = cast(forms.CheckboxInput, field.field.widget)
    value = str(widget.attrs.get("value", "on"))
    (item,) = _choice(field, value, str(field.label), bool(widget.check_test(field.value())))
    small = _classes("govuk-checkboxes--small" if _look(field).small else "", widget.attrs.get("class", ""))
    return {"idPrefix": field_id(field), "items": [item]} | small


def _date(field: BoundField) -> Params:
    widget = cast(DateInput, field.field.widget)
    value = field.value()
    typed = value if isinstance(value, list) else widget.decompress(value)
    wrong = wrong_parts(field)
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    items = [
        {
            "name": part,
            "label": labels[part],
            "value": text or None,
            **_classes(
                f"govuk-input--width-{4 if part == 'year' else 2}", "govuk-input--error" if part in wrong else ""
            ),
        }
        for part, text in zip(PARTS, typed, strict=True)
    ]
    return _legend(field) | {"namePrefix": field.html_name, "items": items}


# The first match counts: in Django, multiple checkboxes are a subclass of radios, and text widgets are inputs.
_SHAPES: tuple[tuple[type[forms.Widget], str, Callable[[BoundField], Params]], ...] = (
    (DateInput, "date-input", _date),
    (forms.CheckboxSelectMultiple, "checkboxes", _checkboxes),
    (forms.RadioSelect, "radios", _radios),
    (forms.Select, "select", _select),
    (forms.CheckboxInput, "checkboxes", _one_checkbox),
    (forms.Textarea, "textarea", _textarea),
    (forms.FileInput, "file-upload", _file),
    (forms.PasswordInput, "password-input", _password),
    (Input, "input", _input),
)
