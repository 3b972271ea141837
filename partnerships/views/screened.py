"""The screening test (guide section 1.1) in words. It advises; it never blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from checklists.spec import ChecklistSpec


@dataclass(frozen=True, slots=True)
class Screened:
    """The result: a sentence, and which marks of a partnership are missing."""

    is_done: bool
    is_partnership: bool
    verdict: str
    missing: tuple[str, ...]


def screened(spec: ChecklistSpec, answers: Mapping[str, str]) -> Screened:
    """Say what the answers to the test come to; `answers` maps C1 ... C6 to "yes" or "no"."""
    is_done = all(answers.get(mark.code) for mark in spec.characteristics)
    missing = tuple(mark.text.rstrip(".") for mark in spec.characteristics if answers.get(mark.code) == "no")
    if not is_done:
        verdict = _("The screening test has not been answered.")
    elif missing:
        verdict = _("This may not be a partnership as the guide defines it.")
    else:
        verdict = _("This is a partnership as the guide defines it.")
    return Screened(is_done=is_done, is_partnership=is_done and not missing, verdict=verdict, missing=missing)
