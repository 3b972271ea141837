"""The words of a row's choice, where lists show many rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices


def label_of(choices: type[TextChoices], name: str) -> Callable[[Any], str]:
    """Return the method `get_..._display` of the field of that name.

    Django's own translates every choice of the field in order to find one, which for the sixty kinds of events took
    as long as a query.
    """
    labels = {choice.value: choice.label for choice in choices}

    def display(row: Any) -> str:
        value = getattr(row, name)
        return str(labels.get(value, value))

    return display
