"""A section of a draft, and the place of a question or a section."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LineField, TextField, errors_shown, rows_for, text_look
from accounts.forms.version_tokens import VersionedForm
from accounts.version_tokens import token_of
from checklists.actions.sections import SectionDraft, check_section, section_values
from checklists.models import Section, Version
from checklists.spec import ChecklistSpec, lengths
from govuk import Look


class SectionForm(VersionedForm):
    """What is said of a section, a new one or one to change."""

    code = LineField(
        most=lengths.SECTION_CODE,
        label=_("Code"),
        help_text=_("What people call it, such as 1.4.1 or A."),
        error_messages={"required": _("Enter the code")},
    )
    title = LineField(most=lengths.TITLE, label=_("Title"), error_messages={"required": _("Enter the title")})
    intro = TextField(
        most=lengths.TEXT, label=_("Introduction"), help_text=_("A text above the questions."), required=False
    )
    note = TextField(
        most=lengths.TEXT, label=_("Note to editors"), help_text=_("Officers do not see it."), required=False
    )
    has_finding = forms.BooleanField(
        label=_("Its questions are tasks: beside each answer there is a box for what was found"), required=False
    )

    def __init__(self, data: QueryDict | None, *, version: Version, section: Section | None = None) -> None:
        values = section_values(section) if section else {}
        super().__init__(data, version_token=token_of(values) if section else "", initial=values)
        self.version, self.section = version, section
        self.looks = {
            "code": Look(size="s", width="10"),
            "title": Look(size="s"),
            **{
                name: text_look(rows=rows_for(str(values.get(name, "")), most=1000), most=lengths.TEXT)
                for name in ("intro", "note")
            },
        }
        for name in ("intro", "note"):
            self.fields[name].label = _("%(label)s (optional)") % {"label": self.fields[name].label}

    def clean(self) -> dict[str, Any]:
        """Check it as the action does."""
        cleaned = super().clean() or {}
        if not self.errors:
            with errors_shown(self):
                check_section(self.draft, version=self.version, section=self.section)
        return cleaned

    @property
    def draft(self) -> SectionDraft:
        """The argument of the actions."""
        return SectionDraft(**{name: self.cleaned_data[name] for name in self.base_fields})


class MoveForm(forms.Form):
    """At which place a question or a section is to stand."""

    position = forms.ChoiceField(
        label=_("Place"),
        error_messages={"required": _("Select the place"), "invalid_choice": _("Select one of the places")},
    )

    looks = {"position": Look(size="s")}

    def __init__(self, data: QueryDict | None, *, places: list[tuple[str, str]], initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial)
        cast("forms.ChoiceField", self.fields["position"]).choices = places


def places_of_questions(checklist: ChecklistSpec, key: str) -> list[tuple[str, str]]:
    """Return the places at which the question of that key can stand: section and position, each in words."""
    places: list[tuple[str, str]] = []
    for number, section in enumerate(checklist.sections, start=1):
        others = [question for question in section.questions if question.key != key]
        first = {"section": f"{section.code} {section.title}"}
        places.append((f"{number}-1", str(_("%(section)s: first") % first)))
        for place, question in enumerate(others, start=2):
            words = first | {"question": f"{question.code} {question.title}"}
            places.append((f"{number}-{place}", str(_("%(section)s: after %(question)s") % words)))
    return places


def place_of_question(checklist: ChecklistSpec, key: str) -> str:
    """Return the place at which the question of that key stands, as `places_of_questions` names it."""
    for number, section in enumerate(checklist.sections, start=1):
        for place, question in enumerate(section.questions, start=1):
            if question.key == key:
                return f"{number}-{place}"
    return ""
