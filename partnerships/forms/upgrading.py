"""The form of an upgrade: the version whose plan the page showed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class UpgradeForm(forms.Form):
    """Which version the page told about, `to`: another one may have been published since, and is refused."""

    to = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Say to which version the case goes on"),
            "invalid_choice": _("Another version was published meanwhile: read what would happen, and decide again"),
        },
    )

    looks: dict[str, Any] = {}

    def __init__(self, data: QueryDict | None, *, to: str) -> None:
        super().__init__(data, initial={"to": to})
        self.fields["to"] = forms.ChoiceField(
            choices=[(to, to)], widget=forms.HiddenInput, error_messages=self.fields["to"].error_messages
        )
