"""Which cases of a meeting go into an agenda pack, in which order, and in which edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from govuk import Look
from partnerships.actions.packs import CASE_CHANGED
from partnerships.domain.board import Edition
from partnerships.models import ReportIssue
from partnerships.reports.pack import MOST_CASES

MOST_DIGITS = 3
# With what the names of the fields of places begin; the rest is the number of the issue.
PLACE = "place-"


class PackForm(forms.Form):
    """A place for each case, and the edition. At first all cases have one, as most packs have all of them.

    A case without a place is left out. Places need not follow one another: those of the council's own agenda will do.
    """

    edition = forms.ChoiceField(
        label=_("Which edition?"),
        widget=forms.RadioSelect,
        choices=Edition.choices,
        error_messages={"required": _("Select an edition"), "invalid_choice": _("Select one of these editions")},
    )

    def __init__(self, data: QueryDict | None, *, offered: Iterable[ReportIssue]) -> None:
        super().__init__(data)
        self.offered = {f"{PLACE}{issue.pk}": issue for issue in offered}
        self.looks = {"edition": Look(size="m", option_hints=_edition_hints())}
        places = {}
        for place, (name, issue) in enumerate(self.offered.items(), start=1):
            places[name] = _place_field(issue, initial=place if place <= MOST_CASES else None)
            self.looks[name] = Look(width="2")
        self.fields = {**places, **self.fields}

    @property
    def places(self) -> Iterator[BoundField]:
        """The fields of the places."""
        return (self[name] for name in self.offered)

    def clean(self) -> dict[str, object]:
        """Refuse the same place twice, no case and too many, in a public pack one without a public edition, and what has changed."""
        cleaned = super().clean() or {}
        if any(name.startswith(PLACE) and name not in self.offered and self.data[name].strip() for name in self.data):
            self.add_error(None, CASE_CHANGED)
            return cleaned
        given = {name: place for name in self.offered if (place := cleaned.get(name)) is not None}
        if not given and not self.errors:
            self.add_error(
                next(iter(self.offered), "edition"), _("Enter a place for each case that goes into the pack")
            )
        if len(given) > MOST_CASES:
            message = _(
                "A pack has %(most)s cases at most. You gave %(chosen)s a place: make a second pack for the others"
            )
            words = {"most": MOST_CASES, "chosen": len(given)}
            self.add_error(list(given)[MOST_CASES], ValidationError(message, code="many", params=words))
        taken: dict[object, str] = {}
        for name, place in given.items():
            reference = self.offered[name].partnership.reference
            if place in taken:
                message = _("%(other)s has place %(place)s already: give %(reference)s another")
                named = {"other": taken[place], "place": place, "reference": reference}
                self.add_error(name, ValidationError(message, code="twice", params=named))
            # The selector adds `has_public` to each row.
            elif cleaned.get("edition") == Edition.PUBLIC and not self.offered[name].has_public:  # type: ignore[attr-defined]
                message = _("Leave out %(reference)s: its public edition was withdrawn")
                self.add_error(name, ValidationError(message, code="withdrawn", params={"reference": reference}))
            taken.setdefault(place, reference)
        return cleaned

    @property
    def chosen(self) -> list[ReportIssue]:
        """The issues that have a place, in the order of their places."""
        given = {name: place for name in self.offered if (place := self.cleaned_data[name]) is not None}
        return [self.offered[name] for name in sorted(given, key=given.__getitem__)]

    @property
    def chosen_edition(self) -> Edition:
        """The argument of the action."""
        return Edition(self.cleaned_data["edition"])


def _place_field(issue: ReportIssue, *, initial: int | None) -> forms.IntegerField:
    reference = issue.partnership.reference
    wrong = _now("Enter the place of %(reference)s as a whole number from 1 to 999") % {"reference": reference}
    words = {"number": issue.number, "state": issue.assessment.get_state_display()}
    return forms.IntegerField(
        label=f"{reference} {issue.partnership.name}",
        help_text=_now("Issue %(number)s. %(state)s.") % words,
        required=False,
        initial=initial,
        min_value=1,
        max_value=10**MOST_DIGITS - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


def _edition_hints() -> dict[str, str]:
    return {
        Edition.FULL.value: _now("With what is exempt from publication: for the members."),
        Edition.PUBLIC.value: _now("Without what is exempt from publication: for the public agenda."),
    }
