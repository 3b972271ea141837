"""Turns the options of GOV.UK Frontend's fixtures into Django forms, where a form can say the same."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from govuk import DateField, Look
from govuk.dates import PARTS

Options = dict[str, Any]


class InexpressibleError(Exception):
    """A Django form has no words for this: HTML of one's own, attributes of an option, and the like."""


class OneFieldForm(forms.Form):
    def __init__(self, name: str, field: forms.Field, look: dict[str, Any], data: dict[str, Any] | None) -> None:
        super().__init__(data, auto_id="%s")
        self.fields[name] = field
        self.looks = {name: Look(**look)}


def form_of(component: str, options: Options) -> tuple[OneFieldForm, str]:
    """Return a form with one field that says what the options say, and the field's name."""
    said = dict(options)
    field, look = MAKERS[component](said)
    name = said.pop("namePrefix", said.pop("name", ""))
    ident = said.pop("id", said.pop("idPrefix", name))
    field.required = False
    field.help_text = _only(said.pop("hint", {}), "text").get("text", "")
    attributes = said.pop("attributes", {})
    if "maxlength" in attributes:
        raise InexpressibleError(attributes)  # the pack leaves it out: a browser would cut off what people paste
    field.widget.attrs |= {"id": ident, **attributes}
    if classes := said.pop("classes", ""):
        field.widget.attrs["class"] = classes
    error, wrong = said.pop("errorMessage", None), said.pop("wrong", None)
    if said:
        raise InexpressibleError(said)
    initial = field.initial
    data = None if error is None else {name: initial} if initial is not None else {}
    form = OneFieldForm(name, field, look, data)
    if error is not None:
        form.add_error(name, ValidationError(_only(error, "text")["text"], params=wrong))
    return form, name


def _only(params: Options, *known: str) -> Options:
    if set(params) - set(known):
        raise InexpressibleError(params)
    return params


def _words(said: Options, key: str) -> tuple[str, dict[str, Any]]:
    """Take a label or legend from the options; return its text and its look."""
    params = said.pop(key, {})
    if key == "fieldset":
        params = _only(params, "legend").get("legend", {})
    _only(params, "text", "classes", "isPageHeading")
    size = re.fullmatch(r"(?:govuk-(?:label|fieldset__legend)--([smlx]+))?", params.get("classes", ""))
    if not size:
        raise InexpressibleError(params)
    return params.get("text", ""), {"size": size[1] or "", "heading": params.get("isPageHeading", False)}


def _choices(said: Options) -> tuple[list[tuple[str, str]], list[str], dict[str, Any]]:
    choices: list[tuple[str, str]] = []
    chosen: list[str] = []
    hints: dict[str, str] = {}
    dividers: dict[str, str] = {}
    exclusive: set[str] = set()
    divider = ""
    for item in said.pop("items"):
        if "divider" in item:
            divider = item["divider"]
            continue
        _only(item, "value", "text", "hint", "checked", "selected", "behaviour")
        value = item["value"]
        if not isinstance(value, str) or not item.get("checked", item.get("selected", True)):
            raise InexpressibleError(item)
        choices.append((value, item["text"]))
        if item.get("checked") or item.get("selected"):
            chosen.append(value)
        if item.get("behaviour"):
            exclusive.add(value)
        if "hint" in item:
            hints[value] = _only(item["hint"], "text")["text"]
        if divider:
            dividers[value], divider = divider, ""
    return choices, chosen, {"option_hints": hints, "dividers": dividers, "exclusive": frozenset(exclusive)}


def _radios(said: Options) -> tuple[forms.Field, dict[str, Any]]:
    label, look = _words(said, "fieldset")
    choices, chosen, more = _choices(said)
    initial = said.pop("value", chosen[0] if chosen else None)
    field = forms.ChoiceField(label=label, choices=choices, initial=initial, widget=forms.RadioSelect)
    return field, look | more


def _checkboxes(said: Options) -> tuple[forms.Field, dict[str, Any]]:
    label, look = _words(said, "fieldset")
    choices, chosen, more = _choices(said)
    initial = said.pop("values", chosen or None)
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, initial=initial, widget=widget), look | more


def _select(said: Options) -> tuple[forms.Field, dict[str, Any]]:
    label, look = _words(said, "label")
    choices, chosen, _more = _choices(said)
    initial = said.pop("value", chosen[0] if chosen else None)
    return forms.ChoiceField(label=label, choices=choices, initial=initial), look


def _typed(said: Options, widget: forms.Widget) -> tuple[forms.Field, dict[str, Any]]:
    label, look = _words(said, "label")
    for key in ("autocomplete", "autocapitalize", "inputmode", "pattern", "spellcheck"):
        if key in said:
            widget.attrs[key] = said.pop(key)
    for key in ("prefix", "suffix"):
        if key in said:
            look[key] = _only(said.pop(key), "text")["text"]
    return forms.CharField(label=label, initial=said.pop("value", None), widget=widget), look


def _input(said: Options) -> tuple[forms.Field, dict[str, Any]]:
    return _typed(said, forms.EmailInput() if said.get("type") == "email" and said.pop("type") else forms.TextInput())


def _textarea(said: Options) -> tuple[forms.Field, dict[str, Any]]:
    field, look = _typed(said, forms.Textarea())
    return field, {**look, "rows": said.pop("rows", None)}


def _counted(said: Options) -> tuple[forms.Field, dict[str, Any]]:
    field, look = _textarea(said)
    if "maxlength" not in said:
        raise InexpressibleError(said)
    return field, {**look, "count": said.pop("maxlength"), "threshold": said.pop("threshold", None)}


def _file(said: Options) -> tuple[forms.Field, dict[str, Any]]:
    label, look = _words(said, "label")
    said.pop("value", None)  # a browser never shows one
    return forms.FileField(label=label), look


def _date(said: Options) -> tuple[forms.Field, dict[str, Any]]:
    label, look = _words(said, "fieldset")
    items = said.pop("items", [{"name": part} for part in PARTS])
    if "namePrefix" not in said or [item["name"] for item in items] != list(PARTS):
        raise InexpressibleError(said)
    wrong = tuple(item["name"] for item in items if "govuk-input--error" in item.get("classes", ""))
    for item in items:
        _only(item, "name", "classes", "value")
    values = [str(item.get("value", "")) for item in items]
    said["wrong"] = {"parts": wrong}
    return DateField(label=label, initial=values if any(values) else None), look


MAKERS = {
    "radios": _radios,
    "checkboxes": _checkboxes,
    "select": _select,
    "input": _input,
    "textarea": _textarea,
    "character-count": _counted,
    "file-upload": _file,
    "date-input": _date,
}
