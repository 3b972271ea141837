"""A partnership that exists already, as it enters the register: what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import ColleagueField
from accounts.models import RoleGrant, Service, User
from accounts.version_tokens import token_of
from checklists.spec import Significance
from govuk import DateField, Look
from partnerships.actions.existing import ExistingDraft, can_lead, check_existing
from partnerships.actions.partnership import check_new_name
from partnerships.forms.fields import LineField, TextField, errors_shown, text_look
from partnerships.forms.partnership import BesidesForm, PartnersField, PoundsField
from partnerships.forms.version_tokens import VersionedForm
from partnerships.models import Partnership, RegisterEntry
from partnerships.selectors.existing import draft_values
from partnerships.selectors.similar import same_named

UNKNOWN = ("", _("Not known"))


class ExistingForm(VersionedForm, BesidesForm):
    """What is known of a partnership that exists already, a new one on the register or one to change.

    Almost the name of another partnership is refused for a new one, unless the button `anyway` was pressed.
    """

    name = LineField(label=_("What is it called?"), error_messages={"required": _("Enter its name")})
    purpose = TextField(label=_("What is it for?"), error_messages={"required": _("Say what it is for")})
    service = forms.ModelChoiceField(
        label=_("Which service does it belong to?"),
        queryset=Service.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select its service")},
    )
    lead = ColleagueField(label=_("Who leads it?"), help_text=_("Their work email address."))
    partners = PartnersField(
        label=_("Who are the partners?"), help_text=_("One organisation on each line."), required=False
    )
    council_role = TextField(label=_("What is the council's role?"), required=False)
    significance = forms.ChoiceField(
        label=_("How significant is it?"),
        choices=[*Significance.choices, UNKNOWN],
        required=False,
        widget=forms.RadioSelect,
    )
    annual_cost = PoundsField(
        label=_("What does it cost the council a year?"), help_text=_("In whole pounds."), required=False
    )
    funding_source = LineField(most=500, label=_("Where does the money come from?"), required=False)
    planned_start_on = DateField(label=_("When did it start?"), help_text=_("For example, 27 3 2019."), required=False)
    planned_end_on = DateField(
        label=_("When is it planned to end?"), help_text=_("Leave it empty if no end is planned."), required=False
    )
    decided_on = DateField(label=_("When was it approved?"), required=False)
    meeting = LineField(label=_("Which meeting or decision-maker approved it?"), required=False)
    minute_reference = LineField(most=100, label=_("What is the minute reference?"), required=False)
    review_on = DateField(
        label=_("When is it reviewed next?"),
        help_text=_("A review opens by itself on that day."),
        error_messages={"required": _("Enter the date of the next review")},
    )

    looks = {
        **dict.fromkeys(
            ("name", "service", "funding_source", "planned_start_on", "planned_end_on", "decided_on", "review_on"),
            Look(size="s"),
        ),
        **dict.fromkeys(("meeting", "lead"), Look(size="s", width="two-thirds")),
        "purpose": text_look(rows=4),
        "partners": Look(size="s", rows=4),
        "council_role": text_look(rows=3),
        "significance": Look(size="s", inline=True),
        "annual_cost": Look(size="s", prefix="£", width="10"),
        "minute_reference": Look(size="s", width="one-half"),
        **BesidesForm.looks,
    }

    def __init__(
        self, data: QueryDict | None, *, by: User, services: Sequence[Service], entry: RegisterEntry | None = None
    ) -> None:
        current = draft_values(entry) if entry else {}
        shown = self.shown_values(current) if entry else {}
        super().__init__(data, version_token=token_of(current) if entry else "", initial=shown)
        self.by, self.entry = by, entry
        self.is_another = data is not None and "anyway" in data
        if entry or len(services) == 1:
            del self.fields["service"]
        else:
            chosen = cast("forms.ModelChoiceField[Service]", self.fields["service"])
            chosen.queryset = Service.objects.filter(pk__in=[one.pk for one in services])
        # After what it is and before its approval.
        besides, approval = [*BesidesForm.base_fields], ["decided_on", "meeting", "minute_reference", "review_on"]
        self.order_fields([*(name for name in self.fields if name not in (*besides, *approval)), *besides, *approval])
        self.only_service = entry.partnership.service if entry else services[0] if len(services) == 1 else None

    def shown_values(self, current: dict[str, Any]) -> dict[str, Any]:
        """Return what is known as the values of the fields."""
        return current | {"partners": "\n".join(current["partners"]), "lead": current["lead"].email}

    def clean(self) -> dict[str, Any]:
        """Check what was typed. A field that has an error already is not checked again."""
        cleaned = super().clean() or {}
        if not {"name", "purpose", "lead", "review_on"} & self.errors.keys() and "service" not in self.errors:
            with errors_shown(self):
                grants = RoleGrant.objects.grants_of(self.by)
                check_existing(self.draft, grants=grants, can_lead=can_lead(cleaned["lead"]))
        if cleaned.get("name") and not self.entry and not self.is_another:
            with errors_shown(self):
                check_new_name(cleaned["name"], self.by)
        return cleaned

    @property
    def twins(self) -> list[Partnership]:
        """The partnerships with almost this name, while that stands in the way."""
        if self.is_another or "name" not in self.errors or not self.data.get("name"):
            return []
        return same_named(self.data["name"], user=self.by)

    @property
    def draft(self) -> ExistingDraft:
        """The argument of the actions."""
        typed = {name: value for name, value in self.cleaned_data.items() if name in ExistingDraft.__dataclass_fields__}
        return ExistingDraft(**typed | {"service": typed.get("service") or self.only_service})
