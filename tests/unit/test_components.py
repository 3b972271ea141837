"""A component is rendered once for the same parameters; what people type is rendered each time, and kept nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

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


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("textarea", {"name": "reason", "value": "What somebody typed"}),
        ("input", {"name": "reason", "value": "What somebody typed"}),
        ("error-summary", {"errorList": [{"text": "What somebody typed is too long"}]}),
        (
            "radios",
            {
                "name": "a",
                "items": [{"value": "b", "text": "c", "conditional": {"html": SafeString("What somebody typed")}}],
            },
        ),
    ],
)
def test_what_people_type_is_not_kept(name: str, params: dict[str, Any]) -> None:
    before = kept()
    assert "What somebody typed" in component(name, params)
    assert kept() == before
