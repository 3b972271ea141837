"""What the other words of a question mean: of one question, or of all of which nobody has decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.version_tokens import VersionedForm
from accounts.version_tokens import token_of
from checklists.actions.changes import token_of_changes
from checklists.spec import Change, QuestionDiff, QuestionSpec
from checklists.wording import DifferenceWords, QuestionDiffWords
from govuk import Look

MEANINGS = [
    (Change.EDITORIAL.value, _("Editorial: it is only worded otherwise")),
    (Change.MEANING.value, _("Meaning: it asks something else than before")),
]


def change_field() -> forms.ChoiceField:
    """Return the field with the two that an editor can decide."""
    return forms.ChoiceField(
        label=_("Does it still ask the same?"),
        choices=MEANINGS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what the change means"), "invalid_choice": _("Select one of these")},
    )


class ChangeForm(VersionedForm):
    """Whether a question that has other words than in the version before asks something else."""

    def __init__(self, data: QueryDict | None, *, question: QuestionSpec, proposed: Change | None) -> None:
        token = token_of({"question": question})
        super().__init__(data, version_token=token, initial={"change": question.change or proposed})
        self.fields["change"] = change_field()
        hints = {
            Change.EDITORIAL.value: _now("An answer to the question before answers this one too."),
            Change.MEANING.value: _now("An answer to the question before must be confirmed or changed."),
        }
        self.looks = {"change": Look(size="m", option_hints=hints)}


class ChangesForm(VersionedForm):
    """The same of each question of which nobody has decided; what the program proposes is selected."""

    def __init__(self, data: QueryDict | None, *, waiting: Iterable[QuestionDiff]) -> None:
        self.waiting = list(waiting)
        token = token_of_changes([each.new for each in self.waiting])
        proposed = {f"change-{each.new.key}": each.change.value for each in self.waiting}
        super().__init__(data, version_token=token, initial=proposed)
        self.looks: dict[str, Look] = {}
        for name in proposed:
            self.fields[name] = change_field()
            self.looks[name] = Look(size="s", small=True)

    def lines(self, found: DifferenceWords) -> Iterator[tuple[QuestionDiff, QuestionDiffWords, BoundField]]:
        """Yield each question, all that is different of it, and its field, for the page."""
        words = {each.spec.key: each for each in found.changed}
        return ((each, words[each.new.key], self[f"change-{each.new.key}"]) for each in self.waiting)

    @property
    def decisions(self) -> dict[str, str]:
        """The argument of the action."""
        return {each.new.key: self.cleaned_data[f"change-{each.new.key}"] for each in self.waiting}
