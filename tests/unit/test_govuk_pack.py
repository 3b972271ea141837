"""The `govuk` tag and the crispy template pack give GOV.UK Frontend's own HTML: its `fixtures.json` is the judge."""

import contextlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.safestring import mark_safe

from tests.unit.govuk_forms import InexpressibleError, form_of

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


def expressible() -> list[tuple[str, str]]:
    """Every fixture that a Django form can say as well."""
    found = []
    for component, name in EVERY:
        with contextlib.suppress(InexpressibleError, KeyError, TypeError):
            form_of(component, fixtures(component)[name]["options"])
            found.append((component, name))
    return found


@pytest.mark.parametrize(("component", "name"), expressible())
def test_crispy_gives_the_fixture(component: str, name: str) -> None:
    fixture = fixtures(component)[name]
    form, field = form_of(component, fixture["options"])
    assert render("{{ field|as_crispy_field }}", field=form[field]) == normal(fixture["html"])
