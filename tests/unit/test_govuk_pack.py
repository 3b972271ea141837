"""The `govuk` tag and the crispy template pack give GOV.UK Frontend's own HTML: its `fixtures.json` is the judge."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.utils.safestring import mark_safe

from accounts.govuk import DateField, Look

COMPONENTS = (
    "button character-count checkboxes date-input error-message error-summary file-upload input radios select textarea"
).split()
FOLDER = Path(settings.BASE_DIR) / "node_modules/govuk-frontend/dist/govuk/components"


def fixtures(component: str) -> dict[str, dict[str, Any]]:
    content = json.loads((FOLDER / component / "fixtures.json").read_text())
    return {fixture["name"]: fixture for fixture in content["fixtures"]}


EVERY = [(component, name) for component in COMPONENTS for name in fixtures(component)]


def normal(html: str) -> str:
    """White space between and around tags means nothing; any other run of it is one blank."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html)).strip()


def trusted(value: Any, key: str = "") -> Any:
    """The fixtures' own HTML, marked as the safe text that it is."""
    if isinstance(value, dict):
        return {name: trusted(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [trusted(item) for item in value]
    return mark_safe(value) if isinstance(value, str) and key.lower().endswith("html") else value  # noqa: S308 - theirs


def render(source: str, **context: Any) -> str:
    return normal(Template("{% load govuk crispy_forms_tags %}" + source).render(Context(context)))


@pytest.mark.parametrize(("component", "name"), EVERY)
def test_tag_gives_the_fixture(component: str, name: str) -> None:
    fixture = fixtures(component)[name]
    html = render("{% govuk component params %}", component=component, params=trusted(fixture["options"]))
    assert html == normal(fixture["html"])


def one_field_form(name: str, field: forms.Field, look: Look | None = None, **kwargs: Any) -> forms.Form:
    """A form with one field whose id is its name, as in the fixtures."""
    form = forms.Form(auto_id="%s", **kwargs)
    form.fields[name] = field
    form.looks = {name: look or Look()}  # type: ignore[attr-defined] # forms declare it; this one is made on the spot
    return form


def choices(options: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item["value"], item["text"]) for item in options["items"] if "value" in item]
