"""The form that gives a question to an author of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.version_tokens import token_of
from govuk import DateField, Look
from partnerships.actions.assignments import check_assignment
from partnerships.forms.fields import errors_shown
from partnerships.forms.version_tokens import VersionedForm
from partnerships.models import Assignment, Partnership
from partnerships.selectors.assignments import assignment_values

NOBODY = "nobody"


class AssignForm(VersionedForm):
    """Who answers a question, and by when. The day is read only when somebody does."""

    person = forms.ChoiceField(
        label=_("Who is to answer it?"),
        help_text=_("The lead officer and the contributors of the case. They get an email, and see it under My work."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select who is to answer it"), "invalid_choice": _("Select one of these")},
    )
    due_on = DateField(
        label=_("By when?"),
        help_text=_("For example, 27 3 2027. They are reminded three days before, and once it has passed."),
        required=False,
    )

    looks = {"person": Look(size="s", dividers={NOBODY: str(_("or"))}), "due_on": Look(size="s")}
    belongs_together = True

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        partnership: Partnership,
        authors: Sequence[User],
        current: Assignment | None,
    ) -> None:
        token = token_of(assignment_values(current))
        super().__init__(data, version_token=token, initial=self.shown_values(current) if current else {})
        self.partnership, self.authors = partnership, {str(user.pk): user for user in authors}
        nobody = [(NOBODY, _now("Nobody in particular"))]
        names = [(key, user.full_name) for key, user in self.authors.items()]
        cast(forms.ChoiceField, self.fields["person"]).choices = names + nobody

    def shown_values(self, current: Assignment | None) -> dict[str, Any]:
        """Return the assignment as the values of the fields."""
        shown = assignment_values(current)
        return {"person": str(shown["assigned_to"] or NOBODY), "due_on": shown["due_on"]}

    def clean(self) -> dict[str, Any]:
        """Check the person and the day together."""
        cleaned = super().clean() or {}
        if cleaned.get("person") == NOBODY:
            self.errors.pop("due_on", None)
        elif "person" in cleaned and "due_on" not in self.errors:
            with errors_shown(self, user="person"):
                check_assignment(self.partnership, user=self.authors[cleaned["person"]], due_on=cleaned["due_on"])
        return cleaned

    @property
    def assignment(self) -> Mapping[str, User | date | None]:
        """The arguments of the action."""
        user = self.authors.get(self.cleaned_data["person"])
        return {"user": user, "due_on": self.cleaned_data["due_on"] if user else None}
