"""A question of a draft: its texts, who answers and confirms, and what it feeds, raises and shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LineField, TextField, errors_shown, rows_for, text_look
from accounts.forms.version_tokens import VersionedForm
from accounts.roles import CONFIRMING_ROLES, Role
from accounts.version_tokens import token_of
from checklists.actions.questions import TEXTS, check_question, values_of
from checklists.spec import (
    STAGES,
    ChecklistSpec,
    ConfirmSpec,
    DecisionSought,
    Feed,
    QuestionSpec,
    Severity,
    lengths,
)
from govuk import Look

NEW = QuestionSpec(code="", key="", title="", text="", answered_by="", guidance="", evidence="", options=())
LINES = {"code": "5", "key": "", "title": "", "answered_by": "", "reason_label": ""}
LONG = ("text", "guidance", "evidence", "note")
BLOCKS_FROM = [("", _("Choose a decision")), *((stage.value, stage.label) for stage in STAGES)]
ADVERSE = [(each.value, each.label) for each in Severity if each is not Severity.NONE]
NOBODY = ""
CONFIRMERS = [(NOBODY, _("Nobody")), *((role.value, role.label) for role in CONFIRMING_ROLES)]
ORDER = (
    "code",
    "key",
    "title",
    "text",
    "guidance",
    "answered_by",
    "evidence",
    "reason_label",
    "confirm_role",
    "confirm_severity",
    "confirm_blocks_from",
)


class ConfirmFields(VersionedForm):
    """Who confirms the answer to a question, and how severe it is while that is missing."""

    confirm_role = forms.ChoiceField(
        label=_("Who confirms the answer?"),
        choices=CONFIRMERS,
        required=False,
        error_messages={"invalid_choice": _("Select one of these")},
    )
    confirm_severity = forms.ChoiceField(
        label=_("How severe is it while that is missing?"),
        choices=[("", _("Choose a severity")), *ADVERSE],
        required=False,
        error_messages={"invalid_choice": _("Select one of these")},
    )
    confirm_blocks_from = forms.ChoiceField(
        label=_("A blocker: from which decision does it block?"),
        choices=BLOCKS_FROM,
        required=False,
        error_messages={"invalid_choice": _("Select one of these")},
    )

    def keep_role(self, role: str) -> None:
        """Leave a role that stands to be chosen, whether or not it can confirm: the linter says so."""
        field = cast("forms.ChoiceField", self.fields["confirm_role"])
        if role and role not in (*CONFIRMING_ROLES, NOBODY):
            field.choices = [*CONFIRMERS, (role, Role(role).label)]

    def check_confirm(self, cleaned: Mapping[str, Any]) -> None:
        """Add the errors of a confirmation that is not whole."""
        if cleaned.get("confirm_role"):
            if not cleaned.get("confirm_severity"):
                self.add_error("confirm_severity", _("Select how severe a missing confirmation is"))
            elif cleaned["confirm_severity"] == Severity.BLOCKER and not cleaned.get("confirm_blocks_from"):
                self.add_error("confirm_blocks_from", _("Select from which decision it blocks"))

    @property
    def confirm(self) -> ConfirmSpec | None:
        """Who confirms, and how severe it is while that is missing; None: nobody."""
        cleaned = self.cleaned_data
        if not cleaned["confirm_role"]:
            return None
        severity = Severity(cleaned["confirm_severity"])
        blocks_from = DecisionSought(cleaned["confirm_blocks_from"]) if severity is Severity.BLOCKER else None
        return ConfirmSpec(Role(cleaned["confirm_role"]).value, severity, blocks_from)


class QuestionForm(ConfirmFields):
    """What is said of a question, a new one of a section or one to change, apart from its options, facts and rules."""

    belongs_together = True

    code = LineField(
        most=lengths.QUESTION_CODE,
        label=_("Code"),
        help_text=_("What people call it in this version, such as A1."),
        error_messages={"required": _("Enter the code")},
    )
    key = LineField(
        most=lengths.QUESTION_KEY,
        label=_("Key"),
        help_text=_(
            "Its name for ever, in small letters and figures with hyphens. A question that stays the same keeps its key; "
            "a new question gets a new one. Answers and statistics follow it."
        ),
        error_messages={"required": _("Enter the key")},
    )
    title = LineField(
        most=lengths.TITLE,
        label=_("Short label"),
        help_text=_("For lists."),
        error_messages={"required": _("Enter the short label")},
    )
    text = TextField(
        most=lengths.TEXT, label=_("The question, word for word"), error_messages={"required": _("Enter the question")}
    )
    guidance = TextField(
        most=lengths.TEXT,
        label=_("Guidance"),
        help_text=_("How to answer well. Required where an answer can block."),
        required=False,
    )
    answered_by = LineField(
        most=lengths.LABEL, label=_("Who should answer?"), error_messages={"required": _("Say who should answer")}
    )
    evidence = TextField(most=lengths.TEXT, label=_("Which evidence would help?"), required=False)
    reason_label = LineField(
        most=lengths.LABEL,
        label=_("What the box for the reason is called"),
        help_text=_("Only when it asks for something in particular."),
        required=False,
    )
    feeds = forms.MultipleChoiceField(
        label=_("What else is the answer used for?"),
        choices=Feed,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Select from the list")},
    )
    risks = forms.MultipleChoiceField(
        label=_("Which risks does an adverse answer raise?"),
        help_text=_("At least one where an answer is adverse."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Select from the list")},
    )
    tips = forms.MultipleChoiceField(
        label=_("Which tips help?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Select from the list")},
    )
    replaces = LineField(
        most=1000,
        label=_("Which questions of the version before does it replace?"),
        help_text=_("Their keys with spaces between them, when a question was split or several were joined."),
        required=False,
    )
    note = TextField(
        most=lengths.TEXT,
        label=_("Note to editors"),
        help_text=_("Officers do not see it. Say here why an answer is adverse that looks favourable."),
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        checklist: ChecklistSpec,
        question: QuestionSpec | None = None,
        section: str = "",
    ) -> None:
        shown = question or NEW
        token = token_of(values_of(shown, TEXTS)) if question else ""
        super().__init__(data, version_token=token, initial=self.shown_values(shown))
        self.checklist, self.question, self.section = checklist, question, section
        self.order_fields(ORDER)
        for name in ("risks", "tips"):
            items = [(item.code, f"{item.code} {item.text}") for item in getattr(checklist, name)]
            cast("forms.MultipleChoiceField", self.fields[name]).choices = items
        self.keep_role(shown.confirm.role if shown.confirm else NOBODY)
        self.looks = {name: Look(size="s", width=width) for name, width in LINES.items()}
        self.looks |= {
            name: text_look(rows=rows_for(getattr(shown, name), most=1500), most=lengths.TEXT) for name in LONG
        }
        self.looks |= {name: Look(size="s") for name in self.fields if name not in self.looks}
        small = ("feeds", "risks", "tips")
        self.looks |= {name: Look(size="s", small=True) for name in small}
        for name in ("guidance", "evidence", "reason_label", "note", "replaces"):
            self.looks[name] = replace(self.looks[name], optional=True)

    def shown_values(self, current: Any) -> Mapping[str, Any]:
        """Return the question as the values of the fields."""
        confirm = current.confirm
        return {
            **{name: getattr(current, name) for name in (*LINES, *LONG)},
            "feeds": [feed.value for feed in current.feeds],
            "risks": list(current.risks),
            "tips": list(current.tips),
            "replaces": " ".join(current.replaces),
            "confirm_role": confirm.role if confirm else NOBODY,
            "confirm_severity": confirm.severity.value if confirm else "",
            "confirm_blocks_from": confirm.blocks_from.value if confirm and confirm.blocks_from else "",
        }

    def clean(self) -> dict[str, Any]:
        """Check it as the action does."""
        cleaned = super().clean() or {}
        self.check_confirm(cleaned)
        if not self.errors:
            with errors_shown(self):
                check_question(self.spec, checklist=self.checklist, old=self.question, section=self.section)
        return cleaned

    @property
    def spec(self) -> QuestionSpec:
        """The argument of the actions."""
        cleaned = self.cleaned_data
        return replace(
            self.question or NEW,
            **{name: cleaned[name] for name in (*LINES, *LONG)},
            feeds=tuple(map(Feed, _in_order(cleaned["feeds"], was=(self.question or NEW).feeds))),
            risks=_in_order(cleaned["risks"], was=(self.question or NEW).risks),
            tips=_in_order(cleaned["tips"], was=(self.question or NEW).tips),
            replaces=tuple(cleaned["replaces"].replace(",", " ").split()),
            confirm=self.confirm,
        )


def _in_order(chosen: Collection[str], *, was: Collection[str]) -> tuple[str, ...]:
    """Return what is chosen: what was chosen before in its order, the most relevant first, and then the rest."""
    return (*(word for word in was if word in chosen), *(word for word in chosen if word not in was))
