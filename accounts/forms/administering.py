"""The forms by which administrators find, invite and grant roles to people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.actions.people import check_invitable
from accounts.actions.roles import check_grant
from accounts.forms.fields import LineField
from accounts.forms.people import AddressField
from accounts.models import Service, User
from accounts.roles import Role
from govuk import DateField, Look


class PeopleSearchForm(forms.Form):
    """Words of a name or an address, and which page of the list."""

    text = LineField(label=_("Name or email address"), required=False)
    page = forms.IntegerField(required=False, widget=forms.HiddenInput)

    looks = {"text": Look(size="s", width="two-thirds")}


class InviteForm(forms.Form):
    """Who is invited, and where the link is sent."""

    full_name = LineField(
        label=_("Full name"),
        help_text=_("As it shall stand beside what they record."),
        error_messages={"required": _("Enter their full name")},
    )
    email = AddressField(
        label=_("Work email address"),
        help_text=_("They sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter their email address"),
            "invalid": _("Enter an email address in the correct format, like name@example.gov.uk"),
        },
    )

    looks = {"full_name": Look(size="s", width="two-thirds"), "email": Look(size="s", width="two-thirds")}

    def clean_email(self) -> str:
        """Refuse the address of somebody who is here already."""
        email = User.objects.normalize_email(self.cleaned_data["email"])
        try:
            check_invitable(email=email)
        except ValidationError as refused:
            raise ValidationError(refused.messages) from refused
        return email


class RoleForm(forms.Form):
    """Which role, and for which service."""

    role = forms.ChoiceField(
        label=_("Which role?"),
        choices=Role,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select a role")},
    )
    service = forms.ModelChoiceField(
        label=_("For which service?"),
        queryset=Service.objects.filter(is_active=True),
        required=False,
        empty_label=_("All services"),
    )


class GrantForm(RoleForm):
    """Which role, for which service, and until when."""

    ends_on = DateField(
        label=_("Until which day?"),
        help_text=_(
            "The last day on which they have the role, for example 27 3 2027. Leave it empty if there is none."
        ),
        required=False,
    )

    looks = {
        "role": Look(size="m", small=True),
        "service": Look(size="m"),
        "ends_on": Look(size="m", optional=True),
    }

    def __init__(self, data: QueryDict | None, *, by: User, user: User) -> None:
        super().__init__(data)
        self.by, self.user = by, user

    def clean(self) -> dict[str, Any]:
        """Check that the administrator may grant that role there."""
        data = super().clean() or {}
        if not self.errors:
            data["role"] = Role(data["role"])
            try:
                check_grant(by=self.by, user=self.user, **data)
            except ValidationError as refused:
                self._show(refused)
        return data

    def _show(self, refused: ValidationError) -> None:
        """Show what is refused beside its field; what is said of the person has none."""
        if not hasattr(refused, "error_dict"):
            self.add_error(None, refused)
            return
        for name, errors in refused.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)
