"""The forms of flags that are raised by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checklists.spec import Severity
from govuk import Look
from partnerships.forms.fields import TextField, text_look
from partnerships.forms.review import ConfirmForm


class RaiseForm(ConfirmForm):
    """How grave the flag is, and why it is raised."""

    severity = forms.ChoiceField(
        label=_("How grave is it?"),
        choices=[(Severity.CONCERN, _("A concern")), (Severity.NOTE, _("A note"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select whether it is a concern or a note"),
            "invalid_choice": _("Select whether it is a concern or a note"),
        },
    )
    reason = TextField(
        label=_("Why do you raise it?"),
        help_text=_("Printed in the report with your name. Whoever decides reads it."),
        error_messages={"required": _("Say why you raise the flag")},
    )

    looks = {
        "severity": Look(
            size="s",
            option_hints={
                Severity.CONCERN.value: str(
                    _("It must be treated before the case can be endorsed, once the question is no blocker.")
                ),
                Severity.NOTE.value: str(_("It is printed as it is. Nothing more is asked.")),
            },
        ),
        "reason": text_look(),
    }

    def clean_severity(self) -> Severity:
        """Return what was chosen."""
        return Severity(self.cleaned_data["severity"])


class WithdrawFlagForm(ConfirmForm):
    """Why a flag that was raised is withdrawn."""

    reason = TextField(
        label=_("Why is it withdrawn?"),
        help_text=_("The reason is kept in the history of the case."),
        error_messages={"required": _("Say why the flag is withdrawn")},
    )

    looks: dict[str, Any] = {"reason": text_look()}
