"""Closing an account: who takes over what the person leaves behind, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import ColleagueField
from accounts.models import User
from govuk import Look
from partnerships.actions.leaving import check_successors
from partnerships.forms.fields import TextField, errors_shown, text_look
from partnerships.selectors.leaving import Leaving

EVERYTHING = "everything"


class CloseForm(forms.Form):
    """A successor for each piece of open work, or one for all of it, by their work email addresses."""

    everything = ColleagueField(
        label=_("Who takes over everything for which you name nobody below?"),
        help_text=_("Their work email address. Leave it empty if you name somebody for each."),
        required=False,
    )
    reason = TextField(
        label=_("Why is the account closed?"),
        help_text=_("It is kept in the record of each case that is handed over. For example: has left the council."),
        error_messages={"required": _("Say why the account is closed")},
    )

    def __init__(self, data: QueryDict | None, *, leaving: Leaving, by: User) -> None:
        super().__init__(data)
        self.leaving, self.by = leaving, by
        items = {item.key: ColleagueField(label=item.sentence, required=False) for item in leaving.handed_over}
        own = {EVERYTHING: self.fields[EVERYTHING]} if items else {}
        self.fields = {**own, **items, "reason": self.fields["reason"]}
        self.looks = {
            EVERYTHING: Look(size="s", width="two-thirds"),
            **{key: Look(size="s", width="two-thirds") for key in items},
            "reason": text_look(rows=3),
        }

    def clean(self) -> dict[str, Any]:
        """Check that each piece of work has somebody who can take it over."""
        cleaned = super().clean() or {}
        with errors_shown(self):
            check_successors(self.leaving.handed_over, self.successors(cleaned), by=self.by)
        return cleaned

    def successors(self, cleaned: dict[str, Any]) -> dict[str, User]:
        """Return who takes over each piece of work, by its key."""
        named = {item.key: cleaned.get(item.key) or cleaned.get(EVERYTHING) for item in self.leaving.handed_over}
        return {key: user for key, user in named.items() if user is not None}
