"""The form that says to which services a checklist is open."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Service
from accounts.version_tokens import token_of
from govuk import Look

ALL, SOME = "all", "some"


class OpeningsForm(forms.Form):
    """To all services, or to those that are ticked."""

    open_to = forms.ChoiceField(
        label=_("Which services may start partnerships on it?"),
        choices=[(ALL, _("All services")), (SOME, _("Only these services"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether it is open to all services")},
    )
    services = forms.ModelMultipleChoiceField(
        label=_("Services"),
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Select services from the list")},
    )
    version_token = forms.RegexField(r"^services=[0-9a-f]+$", widget=forms.HiddenInput, required=False)

    looks = {"open_to": Look(size="m", reveals={SOME: ("services",)}), "services": Look(size="s")}

    def __init__(self, data: QueryDict | None = None, *, current: Collection[int]) -> None:
        initial = {
            "open_to": SOME if current else ALL,
            "services": list(current),
            "version_token": token_of({"services": sorted(current)}),
        }
        super().__init__(data, initial=initial)
        # A service that was closed since stays ticked until somebody unticks it.
        offered = Service.objects.filter(is_active=True) | Service.objects.filter(pk__in=current)
        self.fields["services"].queryset = offered.distinct()  # type: ignore[attr-defined]  # a ModelMultipleChoiceField

    def clean(self) -> dict[str, Any]:
        """Ask for a service where not all are meant."""
        cleaned = super().clean() or {}
        if cleaned.get("open_to") == SOME and "services" in cleaned and not cleaned["services"]:
            self.add_error("services", _("Select at least one service"))
        return cleaned

    def chosen(self) -> list[Service]:
        """Return the services to which alone it is open; empty for all."""
        return list(self.cleaned_data["services"]) if self.cleaned_data["open_to"] == SOME else []
