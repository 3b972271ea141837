"""Fields for addresses, names and numbers, the forms about oneself, and those of Django's administration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.actions.deputies import check_deputy
from accounts.actions.roles import check_grant
from accounts.actions.sign_in import CANNOT_SIGN_IN
from accounts.actions.version_tokens import locked
from accounts.models import MailChoice, RoleGrant, Service, User
from accounts.roles import Role
from accounts.text import normal, text_fault
from accounts.version_tokens import merge, token_of
from govuk import DateField, Look

# Django's classes take type arguments in the stubs only.
if TYPE_CHECKING:
    GrantModelForm = forms.ModelForm[RoleGrant]
    AnyModelForm = forms.ModelForm[Any]
else:
    GrantModelForm = AnyModelForm = forms.ModelForm

# What administrators change on a page that shows it.
VERSIONED = frozenset({"email", "full_name", "is_active", "name", "position", "slug", "usually_asked"})


class AddressField(forms.EmailField):
    """An email address, as people paste it: with what is invisible around it and in it taken out."""

    def to_python(self, value: Any) -> str:
        """Return the address in the form in which text is kept."""
        return super().to_python(normal(value, is_line=True) if isinstance(value, str) else value) or ""


class NameField(forms.CharField):
    """A name in the administration pages: one line of text in the form in which it is kept."""

    def to_python(self, value: Any) -> str:
        """Return the name in the form in which text is kept."""
        return normal(super().to_python(value) or "", is_line=True)

    def validate(self, value: str) -> None:
        """Refuse what cannot be kept."""
        super().validate(value)
        if fault := text_fault(value, is_line=True):
            raise ValidationError(fault.sentence(self.label))


class NumberField(forms.IntegerField):
    """A whole number in the digits 0 to 9. Python would read those of other scripts too."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        """Return the number, None when nothing was typed."""
        typed = normal(value, is_line=True) if isinstance(value, str) else value
        if isinstance(typed, str) and typed and not re.fullmatch("-?[0-9]+", typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(typed)


# The fields of the administration pages, by the kind of column. A slug has a form of its own.
TYPED_COLUMNS: Mapping[type[models.Field[Any, Any]], Mapping[str, Any]] = {
    models.SlugField: {},
    models.EmailField: {"form_class": AddressField},
    models.CharField: {"form_class": NameField},
    models.IntegerField: {"form_class": NumberField},
}


class ColleagueField(AddressField):
    """Somebody who can sign in, by their email address. The value is the person, None when nothing is typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        super().__init__(widget=widget, **kwargs)
        self.error_messages |= {
            "required": _("Enter an email address"),
            "invalid": _("Enter an email address in the correct format, like name@example.gov.uk"),
        }

    def clean(self, value: Any) -> User | None:
        """Find the person."""
        email = super().clean(value)
        if not email:
            return None
        user = User.objects.signing_in_as(email)
        if user is None:
            raise ValidationError(CANNOT_SIGN_IN)
        return user


class DeputyForm(forms.Form):
    """Who stands in for a manager, from which day to which."""

    deputy = ColleagueField(label=_("Who stands in for you?"), help_text=_("Their work email address."))
    first_on = DateField(
        label=_("From which day?"),
        help_text=_("For example, 27 3 2027."),
        error_messages={"required": _("Enter the first day")},
    )
    last_on = DateField(
        label=_("Until which day?"),
        help_text=_("The last day on which they stand in for you."),
        error_messages={"required": _("Enter the last day")},
    )

    looks = {"deputy": Look(size="s", width="two-thirds"), "first_on": Look(size="s"), "last_on": Look(size="s")}

    def __init__(self, data: QueryDict | None, *, by: User) -> None:
        super().__init__(data)
        self.by = by

    def clean(self) -> dict[str, Any]:
        """Check that the manager may name that deputy for those days."""
        cleaned = super().clean() or {}
        if not self.errors:
            check_deputy(by=self.by, **cleaned)
        return cleaned


class MailChoiceForm(forms.Form):
    """Whether emails are sent one by one or once a day, and whether those come that ask for nothing."""

    choice = forms.ChoiceField(
        label=_("How do you want your emails?"),
        choices=MailChoice,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how you want your emails"), "invalid_choice": _("Select one of these")},
    )
    has_news_mail = forms.BooleanField(
        label=_(
            "Also tell me of what I need not act on, such as that a case of mine was endorsed or its report issued"
        ),
        required=False,
    )
    looks = {"choice": Look(size="m")}


class EmailInLowerCase:
    """For forms of users: the email address is stored in lower case."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return User.objects.normalize_email(self.cleaned_data["email"])


class TokenField(forms.CharField):
    """A hidden field, in which nobody changes anything."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class VersionedModelForm(AnyModelForm):
    """For rows in the administration: what somebody else has changed since the page was opened is not overwritten.

    What was not changed on the page keeps its value. At a field that both changed, the other's value is said.
    """

    version_token = TokenField(required=False)
    has_conflict = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version_token"].initial = token_of(self._values_of(self.instance))
        # The browser puts back no text of before beside the token of what stands now.
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """Lock the row, whose page runs in a transaction, and put together what was typed and what stands."""
        data = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            return data
        stands = locked(self.instance)
        current = self._values_of(stands)
        typed = {name: data[name] for name in current if name in data}
        found = merge(data.get("version_token", ""), typed=typed, current=current)
        for name in found.conflicts:
            words = {"value": current[name]}
            self.add_error(name, _("Somebody else changed this to “%(value)s”. Save again to keep yours.") % words)
        if found.conflicts:
            self.has_conflict = True
            self.data = cast(QueryDict, self.data).copy()
            self.data["version_token"] = token_of(current)
        return data | {name: value for name, value in found.values.items() if name not in found.conflicts}

    def _values_of(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self._meta.fields or () if name in VERSIONED}


class UserEditForm(VersionedModelForm, EmailInLowerCase):
    class Meta:
        model = User
        fields = ("email", "full_name")


class ServiceForm(VersionedModelForm):
    class Meta:
        model = Service
        fields = ("name", "slug", "is_active")


class RoleGrantForm(GrantModelForm):
    """Who grants it is set by the page."""

    by: ClassVar[User]

    class Meta:
        model = RoleGrant
        fields = ("user", "role", "service", "ends_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            words = {"user": data["user"], "service": data["service"], "ends_on": data["ends_on"]}
            check_grant(by=self.by, role=Role(data["role"]), **words)
        return data
