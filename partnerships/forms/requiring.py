"""From which day a version of a checklist is required."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from checklists.actions import requirement_token
from checklists.models import Requirement
from govuk import DateField, Look
from partnerships.actions.validation import InvalidError, past_errors, refuse
from partnerships.forms.fields import errors_shown
from partnerships.forms.version_tokens import VersionedForm

FROM_DAY, NO_LONGER = "from", "no_longer"


class RequireForm(VersionedForm):
    """A day or, where the version is required already, that it is no longer."""

    whether = forms.ChoiceField(
        label=_("Is the version required?"),
        choices=[(FROM_DAY, _("Yes, from a day")), (NO_LONGER, _("No longer"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether it is required"), "invalid_choice": _("Select one of these")},
    )
    required_from = DateField(
        label=_("From which day is it required?"), help_text=_("For example, 27 3 2027."), required=False
    )

    looks = {"whether": Look(size="m", reveals={FROM_DAY: ("required_from",)}), "required_from": Look(size="s")}

    def __init__(self, data: QueryDict | None, *, standing: Requirement | None) -> None:
        initial = {"whether": FROM_DAY, "required_from": standing.required_from} if standing else {}
        super().__init__(data, version_token=requirement_token(standing), initial=initial)
        self.standing = standing
        if standing is None:
            # Nothing reveals the day then.
            del self.fields["whether"]
            self.looks = {"required_from": Look(size="m")}

    def clean(self) -> dict[str, Any]:
        """Check the day as the action does: one that stands may have passed."""
        cleaned = super().clean() or {}
        if cleaned.get("whether", FROM_DAY) == FROM_DAY and not self.errors:
            with errors_shown(self):
                day = cleaned.get("required_from")
                if not day:
                    raise InvalidError({"required_from": str(_("Enter the day from which it is required"))})
                if self.standing is None or day != self.standing.required_from:
                    refuse(past_errors(required_from=day))
        return cleaned

    @property
    def day(self) -> date | None:
        """The argument of the action."""
        is_required = self.cleaned_data.get("whether", FROM_DAY) == FROM_DAY
        return self.cleaned_data["required_from"] if is_required else None
