"""Opening a round: what the review of a partnership is to decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from checklists.models import Version
from checklists.spec import REVIEW_DECISIONS, DecisionSought
from govuk import Look
from partnerships.forms.checklists import checklist_field

REVIEW_HINTS: dict[str, Any] = {
    DecisionSought.CONTINUE: _("It goes on as it was approved."),
    DecisionSought.CHANGE: _("It goes on, but its purpose, partners, cost or length change."),
    DecisionSought.END: _("It is to end. The end is recorded once it was decided."),
}


class RoundForm(forms.Form):
    """Opening a round for a decision that is known: nothing is asked."""


class ReviewForm(forms.Form):
    """Which decision a review seeks."""

    decision = forms.ChoiceField(
        label=_("What is the review to decide?"),
        choices=[(decision.value, decision.label) for decision in REVIEW_DECISIONS],
        initial=DecisionSought.CONTINUE,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select what the review is to decide"),
            "invalid_choice": _("Select what the review is to decide"),
        },
    )

    looks = {"decision": Look(size="s", option_hints=REVIEW_HINTS)}


class FirstReviewForm(ReviewForm):
    """The same for a partnership that has no case yet, and which of these versions the case answers; one is not asked for."""

    def __init__(self, data: QueryDict | None, *, versions: Sequence[Version]) -> None:
        super().__init__(data)
        if len(versions) > 1:
            self.fields["checklist"], look = checklist_field(versions)
            self.looks = {**self.looks, "checklist": look}
