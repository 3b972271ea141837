"""Naming people on a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, User
from govuk import Look
from partnerships.domain.access import AUTHOR_ROLES, CAPACITY_OF, Capacity
from partnerships.models import Partnership

CAPACITY_HINTS: dict[str, Any] = {
    Capacity.AUTHOR: _("Answers questions and attaches evidence with you."),
    Capacity.REVIEWER: _("A manager who reviews what is flagged."),
    Capacity.LEGAL: _("Answers and confirms the legal questions."),
    Capacity.SECRETARY: _("Takes the report to the board."),
}


class PersonForm(forms.Form):
    """Someone by their email address; on a restricted case also in which capacity. `user` is who was found."""

    email = forms.EmailField(
        label=_("What is their work email address?"),
        error_messages={
            "required": _("Enter an email address"),
            "invalid": _("Enter an email address in the correct format, like name@example.gov.uk"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
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

    def clean_email(self) -> str:
        """Find the person, who must be able to sign in."""
        email = User.objects.normalize_email(self.cleaned_data["email"])
        self.user = User.objects.filter(email=email, is_active=True).first()
        if self.user is None:
            raise ValidationError(
                _("Nobody with this address can sign in. Check it, or ask an administrator to add the person.")
            )
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse someone who does not hold the role that the capacity asks for."""
        cleaned = super().clean() or {}
        if self.user is not None and "capacity" not in self.errors and not self._can_be(self.user, self.wanted):
            self.add_error(
                "email",
                _("%(name)s does not have the role for this. An administrator can give it to them.")
                % {"name": self.user.full_name},
            )
        return cleaned

    @property
    def wanted(self) -> Capacity:
        """What the person is to be on the case."""
        return Capacity(self.cleaned_data.get("capacity") or Capacity.AUTHOR)

    def _can_be(self, user: User, capacity: Capacity) -> bool:
        """Anybody's officers can contribute; who reviews, advises or takes it to the board does so for the service."""
        grants = RoleGrant.objects.grants_of(user)
        if capacity is Capacity.AUTHOR:
            return any(grant.role in AUTHOR_ROLES for grant in grants)
        service = self.partnership.service_id
        return any(CAPACITY_OF.get(grant.role) is capacity and grant.covers(service) for grant in grants)
