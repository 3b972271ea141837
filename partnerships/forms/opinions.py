"""The form of a second opinion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from checklists.spec import QuestionSpec
from govuk import Look
from partnerships.forms.fields import TextField, text_look
from partnerships.forms.version_tokens import VersionedForm
from partnerships.models import SecondOpinion
from partnerships.selectors.version_tokens import opinion_values


class OpinionForm(VersionedForm):
    """Which option a manager would have chosen, and why. The option that the officer chose is not offered."""

    option = forms.ChoiceField(
        label=_("What would your answer be?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select an answer that is not the officer’s"),
            "invalid_choice": _("Select an answer that is not the officer’s"),
        },
    )
    reason = TextField(
        label=_("Why?"),
        help_text=_("Printed in the report with your name, beside the officer’s answer."),
        error_messages={"required": _("Say why you judge otherwise")},
    )

    looks = {"option": Look(size="s"), "reason": text_look()}
    belongs_together = True

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        version_token: str,
        question: QuestionSpec,
        chosen: str,
        current: SecondOpinion | None,
    ) -> None:
        super().__init__(data, version_token=version_token, initial=opinion_values(current))
        options = [(option.key, option.label) for option in question.options if option.key != chosen]
        cast(forms.ChoiceField, self.fields["option"]).choices = options

    def shown_values(self, current: SecondOpinion | None) -> Mapping[str, Any]:
        """Return a second opinion as the values of the fields."""
        return opinion_values(current)
