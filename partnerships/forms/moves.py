"""The form of withdrawing an assessment."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.forms.fields import TextField, text_look


class WithdrawForm(forms.Form):
    """Why the assessment is withdrawn."""

    reason = TextField(
        label=_("Why is it withdrawn?"),
        help_text=_("The reason is kept in the record of the case."),
        error_messages={"required": _("Say why the assessment is withdrawn")},
    )

    looks = {"reason": text_look(size="m", rows=5)}
