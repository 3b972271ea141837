"""Several names in one sentence. All sentences take their lists from here, so that a translation turns them once."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _


def all_of(names: Iterable[object]) -> str:
    """Return "a, b and c"; "" for none."""
    return get_text_list([str(name) for name in names], str(_("and")))


def one_of(names: Iterable[object]) -> str:
    """Return "a, b or c"; "" for none."""
    return get_text_list([str(name) for name in names], str(_("or")))
