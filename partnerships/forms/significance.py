"""The form of the six questions about significance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.version_tokens import token_of
from govuk import Look
from partnerships.actions.significance import check_answers
from partnerships.domain.significance import Factor
from partnerships.forms.fields import errors_shown
from partnerships.forms.version_tokens import VersionedForm
from partnerships.models import Partnership
from partnerships.selectors.significance import answers_of, said_by_details, texts_of, thresholds


class SignificanceForm(VersionedForm):
    """One level for each factor. Answers that the details of the partnership give are filled in and cannot change."""

    def __init__(self, data: QueryDict | None = None, *, partnership: Partnership) -> None:
        answers = answers_of(partnership)
        super().__init__(data, version_token=token_of(answers), initial=answers)
        self.partnership = partnership
        self.looks: dict[str, Look] = {}
        values = said_by_details(partnership)
        for factor, words in texts_of(thresholds()).items():
            value = values.get(factor)
            self.fields[factor.value] = forms.ChoiceField(
                label=factor.label,
                help_text=_("The details say %(value)s.") % {"value": value} if value else "",
                choices=[(level.value, text) for level, text in words.items()],
                required=False,
                widget=forms.RadioSelect,
            )
            self.looks[factor.value] = Look(size="s")

    def clean(self) -> dict[str, Any]:
        """Ask for all answers, and refuse those that the details contradict."""
        cleaned = super().clean() or {}
        with errors_shown(self):
            check_answers(self.partnership, cleaned)
        return cleaned

    def answers(self) -> dict[str, str]:
        """Return the levels that were selected, once the form is valid."""
        return {factor.value: self.cleaned_data[factor.value] for factor in Factor}
