"""A component is rendered once for the same parameters; what people type is put into it each time, and kept nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from markupsafe import escape

from govuk import component, components

TEXT = "<b>Marlshire</b>"


def kept() -> int:
    return components._kept.cache_info().currsize


def test_the_same_parameters_are_rendered_once() -> None:
    first = component("button", {"text": "Find them", "attributes": {"data-a": "1"}})
    before = kept()
    assert component("button", {"text": gettext_lazy("Find them"), "attributes": {"data-a": "1"}}) is first
    assert kept() == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"text": TEXT}, {"text": SafeString(TEXT)}),
        ({"text": 1}, {"text": True}),
        ({"text": "a", "disabled": True}, {"text": "a", "disabled": False}),
        ({"text": "a", "attributes": {"x": "1", "y": "2"}}, {"text": "a", "attributes": {"y": "2", "x": "1"}}),
    ],
)
def test_parameters_that_look_alike_are_told_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Equal in Python, and yet rendered differently: marked safe, another type, another order."""
    for params in (one, other, one):
        assert component("button", params) == components._rendered("button", components._Parameters(params))
    assert component("button", one) != component("button", other)


def test_what_a_caller_changes_afterwards_changes_nothing() -> None:
    items: list[dict[str, Any]] = [{"value": "a", "text": "First"}]
    before = component("radios", {"name": "one", "items": items})
    items.append({"value": "b", "text": "Second"})
    assert "Second" in component("radios", {"name": "one", "items": items})
    assert component("radios", {"name": "one", "items": items[:1]}) == before


def typed(name: str, params: dict[str, Any], text: str) -> dict[str, Any]:
    """Return the parameters of a component in which that was typed."""
    match name:
        case "radios":
            items = [{"value": "b", "text": "c", "conditional": {"html": escape(text)}}, {"divider": "or"}]
            return {**params, "items": items}
        case "date-input":
            return {**params, "items": [{"name": part, "value": f"{part} {text}"} for part in ("day", "year")]}
        case _:
            return {**params, "value": text}


@pytest.mark.parametrize("name", ["textarea", "input", "character-count", "date-input", "radios"])
def test_what_people_type_is_put_there_and_not_kept(name: str) -> None:
    """The component is kept with a place for it; what was typed is escaped as the component would do it."""
    params = {"name": f"reason-{name}", "label": {"text": "Why?"}, "hint": {"text": "In a line."}}
    component(name, typed(name, params, "first"), is_of_form=True)
    before = kept()
    for text in ("What <i>somebody</i> typed & \"said\", in 'two'\nlines", "typed-0.", "$1 \\1", "\n\nx"):
        given = typed(name, params, text)
        html = component(name, given, is_of_form=True)
        assert html == components._rendered(name, components._Parameters(components._jinja_value(given)))
        assert str(escape(text)).strip() in html
    assert kept() == before


@pytest.mark.parametrize("name", ["textarea", "input", "character-count", "date-input", "radios"])
def test_a_field_of_no_form_is_rendered_anew(name: str) -> None:
    """Whoever sends a form chooses the names of its fields, and a page gives back what was sent."""
    before = kept()
    given = typed(name, {"name": "Chosen by a stranger", "hint": {"text": "Chosen by a stranger"}}, "What was typed")
    assert "Chosen by a stranger" in component(name, given)
    assert kept() == before


def test_what_is_very_long_is_not_kept() -> None:
    before = kept()
    text = "long " * 4_001
    assert text.strip() in component("button", {"text": text})
    assert kept() == before


@pytest.mark.parametrize("empty", ["", None])
def test_nothing_typed_is_no_place(empty: str | None) -> None:
    given = {"name": "reason", "value": empty}
    html = component("input", given, is_of_form=True)
    assert components._PLACE not in html
    assert html == components._rendered("input", components._Parameters(given))


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("error-summary", {"errorList": [{"text": "What somebody typed is too long"}]}),
        ("notification-banner", {"text": "What somebody typed is saved"}),
        ("textarea", {"name": "reason", "errorMessage": {"text": "What somebody typed is too long"}}),
    ],
)
def test_what_quotes_people_is_not_kept(name: str, params: dict[str, Any]) -> None:
    before = kept()
    assert "What somebody typed" in component(name, params)
    assert kept() == before
