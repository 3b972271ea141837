"""Naming people on a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import ColleagueField
from accounts.models import User
from govuk import Look
from partnerships.actions.people import check_lead, check_person
from partnerships.domain.relation import Capacity
from partnerships.forms.fields import TextField, errors_shown, text_look
from partnerships.forms.review import ConfirmForm
from partnerships.models import Partnership

CAPACITY_HINTS: dict[str, Any] = {
    Capacity.AUTHOR: _("Answers questions and attaches evidence with you."),
    Capacity.REVIEWER: _("A manager who reviews what is flagged."),
    Capacity.LEGAL: _("Answers and confirms the legal questions."),
    Capacity.SECRETARY: _("Takes the report to whoever decides."),
    Capacity.MONITORING: _("The monitoring officer, who is told of it and confirms a referral."),
}


class LeadForm(ConfirmForm):
    """Who leads a case from now on, and why."""

    lead = ColleagueField(label=_("Who leads it from now on?"), help_text=_("Their work email address."))
    reason = TextField(
        label=_("Why does the lead change?"),
        help_text=_("The reason is kept in the record of the case."),
        error_messages={"required": _("Say why the lead changes")},
    )

    looks = {"lead": Look(size="s", width="two-thirds"), "reason": text_look(rows=3)}

    def __init__(self, data: QueryDict | None, *, partnership: Partnership) -> None:
        super().__init__(data, version_token=str(partnership.lead_id))
        self.partnership = partnership

    def clean(self) -> dict[str, Any]:
        """Check that the person can lead the case."""
        cleaned = super().clean() or {}
        if cleaned.get("lead"):
            with errors_shown(self, user="lead"):
                check_lead(cleaned["lead"], self.partnership)
        return cleaned


class PersonForm(forms.Form):
    """Someone by their email address and, on a restricted case, their capacity. `user` is the person found."""

    email = ColleagueField(label=_("What is their work email address?"))
    capacity = forms.ChoiceField(
        label=_("What will they do?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what they will do")},
    )

    looks = {"email": Look(size="m"), "capacity": Look(size="m", option_hints=CAPACITY_HINTS)}

    def __init__(self, *args: Any, partnership: Partnership, capacities: Sequence[Capacity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        self.user: User | None = None
        if not partnership.is_restricted:
            del self.fields["capacity"]
            return
        names = {Capacity.AUTHOR: _("Contributor")}
        field = cast(forms.ChoiceField, self.fields["capacity"])
        field.choices = [(capacity, names.get(capacity, capacity.label)) for capacity in capacities]
        field.initial = Capacity.AUTHOR if Capacity.AUTHOR in capacities else None

    def clean(self) -> dict[str, Any]:
        """Check that the person has the role that the capacity needs."""
        cleaned = super().clean() or {}
        self.user = cleaned.get("email")
        if self.user is not None and "capacity" not in self.errors:
            with errors_shown(self, user="email"):
                check_person(self.user, self.wanted, self.partnership)
        return cleaned

    @property
    def wanted(self) -> Capacity:
        """The capacity in which the person is to be named."""
        return Capacity(self.cleaned_data.get("capacity") or Capacity.AUTHOR)
