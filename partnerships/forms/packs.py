"""Which cases of a meeting go into an agenda pack, and in which edition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from govuk import Look
from partnerships.domain.board import Edition
from partnerships.models import ReportIssue
from partnerships.reports.pack import MOST_CASES


class PackForm(forms.Form):
    """The issues and the edition. All cases are chosen at first, as most packs have all of them."""

    issues = forms.MultipleChoiceField(
        label=_("Which cases go into the pack?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Select the cases of the pack"),
            "invalid_choice": _("Select among these cases"),
        },
    )
    edition = forms.ChoiceField(
        label=_("Which edition?"),
        widget=forms.RadioSelect,
        choices=Edition.choices,
        error_messages={"required": _("Select an edition"), "invalid_choice": _("Select one of these editions")},
    )

    def __init__(self, data: QueryDict | None, *, offered: Iterable[ReportIssue]) -> None:
        self.offered = {str(issue.pk): issue for issue in offered}
        first = list(self.offered)[:MOST_CASES]
        super().__init__(data, initial={"issues": first})
        field = cast("forms.MultipleChoiceField", self.fields["issues"])
        field.choices = [
            (key, f"{one.partnership.reference} {one.partnership.name}") for key, one in self.offered.items()
        ]
        field.help_text = _now("Up to %(most)s cases, in the order of their references.") % {"most": MOST_CASES}
        hints = {
            Edition.FULL.value: _now("With what is exempt from publication: for the members."),
            Edition.PUBLIC.value: _now("Without what is exempt from publication: for the public agenda."),
        }
        self.looks = {
            "issues": Look(size="m", option_hints={key: _hint(one) for key, one in self.offered.items()}),
            "edition": Look(size="m", option_hints=hints),
        }

    def clean_issues(self) -> list[ReportIssue]:
        """Return the issues; refuse more than a pack holds."""
        chosen = [self.offered[key] for key in self.cleaned_data["issues"]]
        if len(chosen) > MOST_CASES:
            words = {"most": MOST_CASES, "chosen": len(chosen)}
            raise ValidationError(
                _("Select %(most)s cases at most: you selected %(chosen)s. Make a second pack for the others."),
                code="many",
                params=words,
            )
        return chosen

    def clean(self) -> dict[str, object]:
        """Refuse a public pack with a case whose public edition was withdrawn."""
        cleaned = super().clean() or {}
        if cleaned.get("edition") == Edition.PUBLIC:
            # The selector adds it to each row.
            lacking = [one for one in cleaned.get("issues", []) if not one.has_public]
            if lacking:
                names = ", ".join(one.partnership.reference for one in lacking)
                message = _("Leave out %(names)s: the public edition was withdrawn")
                self.add_error("issues", ValidationError(message, code="withdrawn", params={"names": names}))
        return cleaned

    @property
    def chosen_edition(self) -> Edition:
        """The argument of the action."""
        return Edition(self.cleaned_data["edition"])


def _hint(issue: ReportIssue) -> str:
    words = {"number": issue.number, "state": issue.assessment.get_state_display()}
    return _now("Issue %(number)s. %(state)s.") % words
