"""The words of choices in lists: those of Django, and no more of them worked out than a page shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model

from partnerships.models import Assessment, Decision, Event, Flag
from partnerships.selectors.lists import Column, Values

FIELDS: list[tuple[type[Model], str]] = [
    (Flag, "severity"),
    (Flag, "state"),
    (Assessment, "decision_sought"),
    (Assessment, "state"),
    (Assessment, "outcome"),
    (Event, "kind"),
    (Decision, "result"),
]


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_each_choice_has_the_words_that_django_gives_it(model: type[Model], name: str) -> None:
    field: Any = model._meta.get_field(name)
    row: Any = model()
    for value, label in [*field.flatchoices, ("", ""), ("unheard-of", "unheard-of")]:
        setattr(row, name, value)
        assert getattr(row, f"get_{name}_display")() == str(label)


def test_a_value_that_no_page_shows_is_not_worked_out() -> None:
    asked: list[str] = []

    def column(name: str) -> Column[Flag]:
        def value(flag: Flag) -> str:
            asked.append(name)
            return flag.get_severity_display()

        return Column(name, name, value)

    values = Values(Flag(severity="note"), {name: column(name) for name in ("shown", "in_files")})
    assert values["shown"] == "Note"
    assert (asked, list(values), len(values)) == (["shown"], ["shown", "in_files"], 2)
