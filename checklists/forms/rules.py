"""A rule of a question: when it holds, and what it then raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LineField, errors_shown
from accounts.forms.version_tokens import VersionedForm
from accounts.version_tokens import token_of
from checklists.actions.questions import RULES, check_question, values_of
from checklists.forms.questions import ADVERSE, BLOCKS_FROM
from checklists.spec import (
    PLANNED_START,
    ChecklistSpec,
    DecisionSought,
    FactType,
    Notify,
    QuestionSpec,
    RuleSpec,
    Severity,
    Significance,
    lengths,
)
from govuk import Look

NONE = ""
NOT_USED = (NONE, _("Not used"))


class ConditionFields(VersionedForm):
    """When a rule holds: conditions, which must all hold."""

    significance = forms.MultipleChoiceField(
        label=_("The partnership is of this significance"),
        choices=Significance,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Select from the list")},
    )
    option_of = forms.ChoiceField(label=_("The answer to this question"), required=False)
    options = forms.MultipleChoiceField(
        label=_("… is one of these"), widget=forms.CheckboxSelectMultiple, required=False
    )
    fact = forms.ChoiceField(label=_("This fact"), required=False)
    fact_value = LineField(
        most=lengths.LABEL,
        label=_("… is answered"),
        help_text=_("yes, no or not_known; a date as 2027-03-27; or a text."),
        required=False,
    )
    fact_not = forms.ChoiceField(label=_("This fact"), required=False)
    fact_not_value = LineField(most=lengths.LABEL, label=_("… is answered anything else than"), required=False)
    date = forms.ChoiceField(label=_("This date"), required=False)
    date_after = forms.ChoiceField(label=_("… is after this one"), required=False)


class RuleForm(ConditionFields):
    """One rule: conditions, which must all hold, and what follows. `place` counts from 0; None for a new rule."""

    belongs_together = True

    severity = forms.ChoiceField(
        label=_("How severe is it then?"),
        choices=[("", _("Select")), *ADVERSE],
        error_messages={"required": _("Select how severe it is"), "invalid_choice": _("Select one of these")},
    )
    blocks_from = forms.ChoiceField(
        label=_("A blocker: from which decision does it block?"), choices=BLOCKS_FROM, required=False
    )
    because = LineField(
        most=lengths.BECAUSE,
        label=_("Why?"),
        help_text=_("A sentence that officers, managers and the board read, without a full stop."),
        error_messages={"required": _("Say why")},
    )
    notify = forms.ChoiceField(
        label=_("Who is told at once?"), choices=[(NONE, _("Nobody")), *Notify.choices], required=False
    )

    was = LineField(most=100, required=False, widget=forms.HiddenInput)
    """Which rule the page showed, and of how many: somebody may remove one meanwhile, so that another has its place."""

    def __init__(
        self, data: QueryDict | None, *, checklist: ChecklistSpec, question: QuestionSpec, place: int | None
    ) -> None:
        token = token_of(values_of(question, RULES))
        self.place = place
        super().__init__(data, version_token=token, initial=self.shown_values(question))
        self.initial["was"] = _was(question, place)
        self.checklist, self.question = checklist, question
        choices = {
            "option_of": [NOT_USED, *((each.key, f"{each.code} {each.title}") for each in checklist.questions)],
            "fact": [NOT_USED, *_facts(checklist)],
            "fact_not": [NOT_USED, *_facts(checklist)],
            "date": [NOT_USED, *_dates(checklist)],
            "date_after": [NOT_USED, *_dates(checklist)],
        }
        for name, items in choices.items():
            # What the rule names stays to be chosen, whether or not it exists: the linter says so.
            named = str(self.initial.get(name, ""))
            missing = [] if named in {value for value, _label in items} else [(named, named)]
            cast("forms.ChoiceField", self.fields[name]).choices = [*items, *missing]
        asked = checklist.by_key.get(str(self["option_of"].value() or ""))
        listed = [(option.key, option.label) for option in asked.options] if asked else []
        known = {value for value, _label in listed}
        kept = [(key, key) for key in cast("list[str]", self.initial.get("options", [])) if key not in known]
        cast("forms.MultipleChoiceField", self.fields["options"]).choices = listed + (kept if not data else [])
        self.looks = {name: Look(size="s") for name in self.fields}
        self.looks |= {name: Look(size="s", small=True) for name in ("significance", "options")}

    def shown_values(self, current: Any) -> Mapping[str, Any]:
        """Return the rule of the question as the values of the fields; a new one has none."""
        rules = cast("QuestionSpec", current).rules
        if self.place is None or self.place >= len(rules):
            return dict.fromkeys(self.base_fields, "") | {"significance": [], "options": []}
        rule = rules[self.place]
        return {
            "significance": [level.value for level in rule.significance],
            "option_of": rule.option[0] if rule.option else NONE,
            "options": list(rule.option[1]) if rule.option else [],
            "fact": rule.fact[0] if rule.fact else NONE,
            "fact_value": rule.fact[1] if rule.fact else "",
            "fact_not": rule.fact_not[0] if rule.fact_not else NONE,
            "fact_not_value": rule.fact_not[1] if rule.fact_not else "",
            "date": rule.date_after[0] if rule.date_after else NONE,
            "date_after": rule.date_after[1] if rule.date_after else NONE,
            "severity": rule.severity.value,
            "blocks_from": rule.blocks_from.value if rule.blocks_from else "",
            "because": rule.because,
            "notify": rule.notify,
        }

    def clean(self) -> dict[str, Any]:
        """Check that each condition is whole, that there is one, and the question as the action does."""
        cleaned = super().clean() or {}
        for name, value, sentence in (
            ("option_of", "options", _("Select the answers of that question, or “Not used”")),
            ("fact", "fact_value", _("Enter the value of that fact, or select “Not used”")),
            ("fact_not", "fact_not_value", _("Enter the value of that fact, or select “Not used”")),
            ("date", "date_after", _("Select the other date, or “Not used”")),
        ):
            if bool(cleaned.get(name)) != bool(cleaned.get(value)) and not {name, value} & set(self.errors):
                self.add_error(value, sentence)
        if cleaned.get("severity") == Severity.BLOCKER and not cleaned.get("blocks_from"):
            self.add_error("blocks_from", _("Select from which decision it blocks"))
        if not self.errors:
            if not any(cleaned[name] for name in ("significance", "option_of", "fact", "fact_not", "date")):
                self.add_error(None, _("Say when it holds: choose at least one condition."))
            with errors_shown(self):
                check_question(self.spec, checklist=self.checklist, old=self.question)
        return cleaned

    @property
    def spec(self) -> QuestionSpec:
        """The argument of the action: the question with this rule in its place, or at the end."""
        rules, place = list(self.question.rules), self._place()
        rules[place : place + 1] = [self._rule]
        return replace(self.question, rules=tuple(rules))

    def _place(self) -> int:
        """Return at which place the rule stands now; that after the last for a new one, or one that is gone."""
        rules, was = self.question.rules, self.cleaned_data["was"]
        if self.place is None:
            return len(rules)
        if not was or was.rpartition(" ")[2] == str(len(rules)):
            return self.place
        shown = was.rpartition(" ")[0]
        same = [place for place in range(len(rules)) if _was(self.question, place).rpartition(" ")[0] == shown]
        return same[0] if same else len(rules)

    @property
    def _rule(self) -> RuleSpec:
        cleaned = self.cleaned_data
        severity = Severity(cleaned["severity"])
        return RuleSpec(
            severity=severity,
            because=cleaned["because"],
            blocks_from=DecisionSought(cleaned["blocks_from"]) if severity is Severity.BLOCKER else None,
            notify=cleaned["notify"],
            fact=(cleaned["fact"], cleaned["fact_value"]) if cleaned["fact"] else None,
            fact_not=(cleaned["fact_not"], cleaned["fact_not_value"]) if cleaned["fact_not"] else None,
            option=(cleaned["option_of"], tuple(cleaned["options"])) if cleaned["option_of"] else None,
            significance=tuple(Significance(level) for level in cleaned["significance"]),
            date_after=(cleaned["date"], cleaned["date_after"]) if cleaned["date"] else None,
        )


def _was(question: QuestionSpec, place: int | None) -> str:
    """Return a digest of the rule at that place, and how many there are."""
    if place is None or place >= len(question.rules):
        return ""
    return f"{token_of({'rule': question.rules[place]})} {len(question.rules)}"


def _facts(checklist: ChecklistSpec) -> list[tuple[str, str]]:
    """Return the choices of facts, each with the code of its question and, for a date or a text, its kind."""
    return [
        (f"{question.key}.{fact.key}", f"{question.code}: {fact.label} ({FactType(fact.type).label})")
        for question in checklist.questions
        for fact in question.facts
    ]


def _dates(checklist: ChecklistSpec) -> list[tuple[str, Any]]:
    """Return the choices of dates: the planned start of the partnership, and the facts that are dates."""
    asked = [
        (f"{question.key}.{fact.key}", f"{question.code}: {fact.label}")
        for question in checklist.questions
        for fact in question.facts
        if fact.type is FactType.DATE
    ]
    return [(PLANNED_START, _("The planned start of the partnership")), *asked]
