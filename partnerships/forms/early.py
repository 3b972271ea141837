"""What the guide asks before the checklist: is it a partnership (section 1.1), and what is it good for (1.3.1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checklists.spec import ChecklistSpec
from govuk import Look

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class ScreeningForm(forms.Form):
    """One yes or no for each mark of a partnership; its fields are the codes C1, C2, ..."""

    def __init__(self, *args: Any, spec: ChecklistSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looks: dict[str, Look] = {}
        for mark in spec.characteristics:
            message = _("Select yes or no for “%(mark)s”") % {"mark": mark.text.rstrip(".")}
            self.fields[mark.code] = forms.ChoiceField(
                label=mark.text, choices=YES_NO, widget=forms.RadioSelect, error_messages={"required": message}
            )
            self.looks[mark.code] = Look(size="s", inline=True)


class BenefitsForm(forms.Form):
    """Which of the guide's benefits are claimed; none is an answer too."""

    looks = {"benefits": Look(size="m")}

    def __init__(self, *args: Any, spec: ChecklistSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["benefits"] = forms.MultipleChoiceField(
            label=_("Which benefits do you expect?"),
            help_text=_("Select all that apply. You will be asked later how they will be measured."),
            choices=[(benefit.code, benefit.text) for benefit in spec.benefits],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
