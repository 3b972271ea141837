"""The forms of a partnership: starting it, its details, screening and benefits."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Service, User
from accounts.text import normal
from accounts.version_tokens import token_of
from checklists.models import Version
from checklists.spec import STAGES, DecisionSought, YesNo, decisions_beside
from govuk import DateField, Look
from partnerships.actions import Details
from partnerships.actions.partnership import (
    benefits_of,
    check_details,
    check_new_name,
    check_open,
    check_screening,
    details_of,
    screening_of,
)
from partnerships.domain.money import pounds_in
from partnerships.forms.checklists import checklist_field
from partnerships.forms.fields import LineField, TextField, errors_shown, text_look
from partnerships.forms.rounds import REVIEW_HINTS
from partnerships.forms.version_tokens import VersionedForm
from partnerships.models import Assessment, Partnership
from partnerships.selectors.similar import same_named


class PoundsField(LineField):
    """Whole pounds as people write them: "12500", "£12,500" or "12,500.00"; None when empty."""

    def clean(self, value: Any) -> int | None:
        """Return the number of pounds."""
        text = super().clean(value)
        if not text:
            return None
        found = pounds_in(text)
        if found is None:
            raise ValidationError(_("Enter the cost in whole pounds, like £12,500"), code="not_pounds")
        return found


class PartnersField(TextField):
    """Names of organisations, one on each line, without duplicates."""

    def clean(self, value: Any) -> list[str]:
        """Return the names in their order."""
        lines = [normal(line, is_line=True) for line in super().clean(value).split("\n")]
        return list(dict.fromkeys(filter(None, lines)))


DECISION_HINTS: dict[str, Any] = {
    DecisionSought.EXPLORE: _(
        "Permission to talk to possible partners or to bid for funding. Nothing is promised yet."
    ),
    DecisionSought.IN_PRINCIPLE: _("Support for the idea, before an agreement is drafted."),
    DecisionSought.ENTER: _("Approval to sign the agreement and start."),
    **REVIEW_HINTS,
}

RESTRICTED_HINT: Any = _(
    "Only for something confidential. Managers, legal advisers and the board secretary will not see the case unless "
    "you add them to it. Auditors always can."
)


class DetailsForm(forms.Form):
    """The details of a partnership; `details()` returns them as the argument of actions."""

    name = LineField(
        label=_("What is the partnership called?"),
        help_text=_("A short name that people will recognise, like “Joint equipment service”."),
        error_messages={"required": _("Enter a name for the partnership")},
    )
    purpose = TextField(
        label=_("What is it for?"),
        help_text=_("In a few sentences: what will change, and for whom."),
        error_messages={"required": _("Say what the partnership is for")},
    )
    partners = PartnersField(
        label=_("Who are the partners?"),
        help_text=_("One organisation on each line. Leave it empty if none is known yet."),
        required=False,
    )
    council_role = TextField(
        label=_("What will the council's role be?"),
        help_text=_("For example: host, funder, member of a board. You can add this later."),
        required=False,
    )
    decision_sought = forms.ChoiceField(
        label=_("Which decision do you seek?"),
        choices=[(decision.value, decision.label) for decision in STAGES],
        initial=DecisionSought.ENTER,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select which decision you seek")},
    )
    planned_start_on = DateField(
        label=_("When is it planned to start?"), help_text=_("For example, 27 3 2027."), required=False
    )
    planned_end_on = DateField(
        label=_("When is it planned to end?"),
        help_text=_("Leave it empty if no end is planned."),
        required=False,
    )
    annual_cost = PoundsField(
        label=_("What will it cost the council a year?"),
        help_text=_("In whole pounds. Leave it empty if it is not known yet."),
        required=False,
    )
    funding_source = LineField(
        most=500,
        label=_("Where will the money come from?"),
        help_text=_("For example: the service's revenue budget, a grant."),
        required=False,
    )
    is_restricted = forms.BooleanField(
        label=_("Restrict this case to people who are named"),
        required=False,
    )

    looks = {
        "name": Look(size="s"),
        "purpose": text_look(rows=5),
        "partners": Look(size="s", rows=4),
        "council_role": text_look(rows=3),
        "decision_sought": Look(size="s", option_hints=DECISION_HINTS),
        "planned_start_on": Look(size="s"),
        "planned_end_on": Look(size="s"),
        "annual_cost": Look(size="s", prefix="£", width="10"),
        "funding_source": Look(size="s"),
        "is_restricted": Look(option_hints={"on": RESTRICTED_HINT}),
    }

    def __init__(self, *args: Any, decisions: tuple[DecisionSought, ...] = STAGES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(decisions)

    def _offer(self, decisions: tuple[DecisionSought, ...]) -> None:
        self.decisions = decisions
        choices = [(decision.value, decision.label) for decision in decisions]
        cast("forms.ChoiceField", self.fields["decision_sought"]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Check the details. Fields that have an error already count as blank."""
        cleaned = super().clean() or {}
        blank = {"name": "", "purpose": "", "partners": [], "decision_sought": ""}
        with errors_shown(self):
            check_details(Details(**{**blank, **self._details()}), decisions=self.decisions)
        return cleaned

    def details(self) -> Details:
        """Return what was typed, once the form is valid."""
        return Details(**self._details())

    def _details(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in Details.__dataclass_fields__}


class BesidesForm(forms.Form):
    """What a report says of a partnership besides, once it is known."""

    wards = LineField(
        most=500,
        label=_("Which wards or areas does it affect? (optional)"),
        help_text=_("For example: Falbrook North and Weirside, or all wards."),
        required=False,
    )
    key_decision_reference = LineField(
        most=100,
        label=_("What is the key decision reference? (optional)"),
        help_text=_("The number in the forward plan, if this is a key decision."),
        required=False,
    )
    contact_name = LineField(
        label=_("Who can the public contact? (optional)"),
        help_text=_(
            "A name or a role. Every report prints it, with the email address or telephone number, in the public edition too."
        ),
        required=False,
    )
    contact_email = LineField(most=254, label=_("Email address of the contact (optional)"), required=False)
    contact_phone = LineField(most=50, label=_("Telephone number of the contact (optional)"), required=False)
    exit_arrangements = TextField(
        label=_("How would the council leave the partnership? (optional)"),
        help_text=_("How much notice it gives, and what happens to staff, assets, money and data."),
        required=False,
    )

    looks = {
        "wards": Look(size="s"),
        "key_decision_reference": Look(size="s", width="one-half"),
        "contact_name": Look(size="s"),
        "contact_email": Look(size="s", width="two-thirds"),
        "contact_phone": Look(size="s", width="20"),
        "exit_arrangements": text_look(rows=5),
    }


class EditDetailsForm(VersionedForm, BesidesForm, DetailsForm):
    """The details as they stand, to change some of them, and what the report says besides."""

    looks = {**DetailsForm.looks, **BesidesForm.looks}

    def __init__(self, data: QueryDict | None = None, *, assessment: Assessment) -> None:
        current = vars(details_of(assessment))
        super().__init__(data, version_token=token_of(current), initial=self.shown_values(current))
        self._offer(decisions_beside(DecisionSought(assessment.decision_sought)))
        # Who may read the case is asked last, beside the button.
        self.order_fields([name for name in self.fields if name != "is_restricted"])

    def shown_values(self, current: dict[str, Any]) -> dict[str, Any]:
        """Return the details as the values of the fields."""
        return current | {"partners": "\n".join(current["partners"])}


class StartForm(DetailsForm):
    """A new partnership in one of these services, on one of these versions. With a single one there is no field for it.

    Almost the name of another partnership is refused, unless the button `anyway` was pressed. With the button `look` nothing
    is judged: somebody wants to see what sounds similar before they go on.
    """

    looks = {**DetailsForm.looks, "service": Look(size="s")}

    def __init__(self, *args: Any, services: list[Service], versions: list[Version], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.services, self.versions = user, services, versions
        self.is_another = "anyway" in self.data
        self.only_looks = "look" in self.data
        if len(services) != 1:
            self._ask_service()
        if len(versions) > 1:
            self.fields["checklist"], look = checklist_field(versions)
            self.looks = {**self.looks, "checklist": look}
        self.order_fields(("name", "purpose", "service", "checklist"))

    def _ask_service(self) -> None:
        services = self.services
        self.fields["service"] = forms.ModelChoiceField(
            label=_("Which service will lead it?"),
            queryset=Service.objects.filter(pk__in=[service.pk for service in services]),
            empty_label=None,
            widget=forms.RadioSelect,
            error_messages={"required": _("Select the service that will lead it")},
        )

    def is_to_start(self) -> bool:
        """Whether the form is valid and was sent to start a partnership. Nothing is said to be wrong when somebody only looks."""
        if self.only_looks:
            self.errors.clear()
        return not self.only_looks and self.is_valid()

    def typed_subject(self) -> tuple[str, str]:
        """Return the name and the purpose as the fields show them."""
        name, purpose = (str(self[field].value() or "") for field in ("name", "purpose"))
        return name, purpose

    def clean(self) -> dict[str, Any]:
        """Refuse almost the name of another partnership, and a checklist that is not open to the service."""
        cleaned = super().clean()
        if not {"service", "checklist"} & self.errors.keys() and (version := self.chosen_version()):
            with errors_shown(self):
                check_open(version, self.chosen_service())
        if not self.is_another:
            with errors_shown(self):
                check_new_name(cleaned.get("name", ""), self.user)
        return cleaned

    def twins(self) -> list[Partnership]:
        """Return the partnerships for whose name the form was refused."""
        name = normal(self.data.get("name", ""), is_line=True)
        return [] if self.is_another or "name" not in self.errors else same_named(name, user=self.user)

    def chosen_service(self) -> Service:
        """Return the service that was chosen, or the only one."""
        chosen: Service = self.cleaned_data["service"] if "service" in self.fields else self.services[0]
        return chosen

    def chosen_version(self) -> Version | None:
        """Return the version of the checklist that was chosen, or the only one; None when there is none."""
        chosen = self.cleaned_data.get("checklist", "")
        return next((version for version in self.versions if chosen in ("", version.checklist_id)), None)


class ScreeningForm(VersionedForm):
    """One yes or no for each mark of a partnership; its fields are the codes C1, C2, ..."""

    def __init__(self, data: QueryDict | None = None, *, assessment: Assessment) -> None:
        answers = screening_of(assessment)
        super().__init__(data, version_token=token_of(answers), initial=answers)
        self.spec = assessment.version.spec()
        self.looks: dict[str, Look] = {}
        for mark in self.spec.characteristics:
            self.fields[mark.code] = forms.ChoiceField(
                label=mark.text, choices=YesNo.choices, required=False, widget=forms.RadioSelect
            )
            self.looks[mark.code] = Look(size="s", inline=True)

    def clean(self) -> dict[str, Any]:
        """Ask for all answers."""
        cleaned = super().clean() or {}
        with errors_shown(self):
            check_screening(self.spec, cleaned)
        return cleaned


class BenefitsForm(VersionedForm):
    """Which of the guide's benefits are claimed, if any."""

    looks = {"benefits": Look(size="m")}

    def __init__(self, data: QueryDict | None = None, *, assessment: Assessment) -> None:
        claimed, spec = benefits_of(assessment), assessment.version.spec()
        super().__init__(data, version_token=token_of(claimed), initial=claimed)
        self.fields["benefits"] = forms.MultipleChoiceField(
            label=_("Which benefits do you expect?"),
            help_text=_("Select all that apply. You will be asked later how they will be measured."),
            choices=[(benefit.code, benefit.text) for benefit in spec.benefits],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
