"""The choice of a checklist, where there are several."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from checklists.models import Version
from govuk import Look


def checklist_field(versions: Sequence[Version]) -> tuple[forms.ChoiceField, Look]:
    """Return the field that asks which of the checklists a case will answer, by their short names, and how it looks."""
    message = gettext_lazy("Select the checklist that it will answer")
    field = forms.ChoiceField(
        label=_("Which checklist will it answer?"),
        choices=[(version.checklist_id, version.checklist.title) for version in versions],
        widget=forms.RadioSelect,
        error_messages={"required": message, "invalid_choice": message},
    )
    return field, Look(size="s", option_hints={version.checklist_id: _hint(version) for version in versions})


def _hint(version: Version) -> str:
    number = version.question_count()
    words = {"number": version.number, "n": number}
    return ngettext("Version %(number)s, %(n)s question", "Version %(number)s, %(n)s questions", number) % words
