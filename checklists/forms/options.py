"""The options and the facts of a question: each in numbered fields of one form, with empty ones for more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.actions.version_tokens import StaleError
from accounts.forms.fields import LineField, errors_shown
from accounts.forms.version_tokens import VersionedForm
from accounts.version_tokens import token_of
from checklists.actions.questions import check_question, values_of
from checklists.forms.questions import BLOCKS_FROM
from checklists.spec import (
    ChecklistSpec,
    DecisionSought,
    FactSpec,
    FactType,
    OptionSpec,
    QuestionSpec,
    ReasonRule,
    Severity,
    lengths,
)
from govuk import Look

# How many more can be added at a time.
EMPTY = 3
NOT_CHOSEN = ("", _("Select"))
OWN_KEY_HINT = _("Small letters and figures with underscores, such as not_yet. It stays when the words change.")


class NumberedForm(VersionedForm):
    """Several of one kind, in the order of their numbers. One whose fields are emptied goes.

    They belong together: when somebody else has changed any of them, both versions are shown whole.
    """

    belongs_together = True
    part: ClassVar[str]
    names: ClassVar[tuple[str, ...]]

    def __init__(self, data: QueryDict | None, *, checklist: ChecklistSpec, question: QuestionSpec) -> None:
        self.count = max(len(getattr(question, self.part)) + EMPTY, _highest(data))
        token = token_of(values_of(question, [self.part]))
        super().__init__(data, version_token=token, initial=self.shown_values(question))
        self.checklist, self.question = checklist, question
        self.looks: dict[str, Look] = {}
        self._add_fields(1)

    def _add_fields(self, first: int) -> None:
        """Add the fields of the numbers from `first` to the last."""
        for number in range(first, self.count + 1):
            for name, (field, look) in self.fields_of(number).items():
                self.fields[f"{name}_{number}"] = field
                self.looks[f"{name}_{number}"] = look

    def show_what_stands(self, stale: StaleError) -> None:
        """Show both versions, with as many fields as what stands needs now."""
        if stale.conflicts:
            first, self.count = self.count + 1, max(self.count, len(getattr(stale.current, self.part)) + EMPTY)
            self._add_fields(first)
        super().show_what_stands(stale)

    def fields_of(self, number: int) -> dict[str, tuple[forms.Field, Look]]:
        """Return the fields of the one with that number."""
        raise NotImplementedError  # each of the forms says it of its own; a form cannot be an abstract class

    def as_values(self, item: Any) -> dict[str, Any]:
        """Return one as the values of its fields."""
        raise NotImplementedError  # each of the forms says it of its own

    def read(self, values: Mapping[str, Any]) -> Any:
        """Return the one that the values of its fields say."""
        raise NotImplementedError  # each of the forms says it of its own

    def shown_values(self, current: Any) -> Mapping[str, Any]:
        """Return all as the values of the fields."""
        blank = dict.fromkeys(self.names, "")
        shown = [self.as_values(item) for item in getattr(current, self.part)]
        shown += [blank] * (self.count - len(shown))
        return {
            f"{name}_{number}": each.get(name, "") for number, each in enumerate(shown, start=1) for name in self.names
        } | {f"order_{number}": str(number) for number in range(1, len(getattr(current, self.part)) + 1)}

    def rows(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Yield each with its heading and its fields, for the page."""
        known = len(getattr(self.question, self.part))
        for number in range(1, self.count + 1):
            heading = _now("Number %(n)s") % {"n": number} if number <= known else _now("Another one")
            yield heading, [self[f"{name}_{number}"] for name in self.names]

    def clean(self) -> dict[str, Any]:
        """Check that each has all that it needs, and the whole as the action does."""
        cleaned = super().clean() or {}
        for number in self._used():
            for name in ("key", "label"):
                if f"{name}_{number}" in cleaned and not cleaned[f"{name}_{number}"]:
                    self.add_error(f"{name}_{number}", _("Number %(n)s needs a key and words") % {"n": number})
            self.check(number, cleaned)
        if not self.errors:
            with errors_shown(self):
                check_question(self.spec, checklist=self.checklist, old=self.question)
        return cleaned

    def check(self, number: int, cleaned: Mapping[str, Any]) -> None:
        """Add the errors of the one with that number."""

    @property
    def spec(self) -> QuestionSpec:
        """The argument of the action: the question with these."""
        found: list[tuple[int, int, Any]] = []
        for number in self._used():
            values = {name: self.cleaned_data[f"{name}_{number}"] for name in self.names}
            order = values["order"] if values["order"] is not None else self.count + number
            found.append((order, number, self.read(values)))
        items = tuple(item for _order, _number, item in sorted(found, key=lambda each: each[:2]))
        changed: dict[str, Any] = {self.part: items}
        return replace(self.question, **changed)

    def _used(self) -> list[int]:
        """Return the numbers in which something was typed."""
        return [
            number
            for number in range(1, self.count + 1)
            if any(self.cleaned_data.get(f"{name}_{number}") for name in ("key", "label"))
        ]


class OptionsForm(NumberedForm):
    """The options of a question, with what each means."""

    part = "options"
    names = ("label", "key", "severity", "blocks_from", "reason", "order")

    def fields_of(self, number: int) -> dict[str, tuple[forms.Field, Look]]:
        """Return the fields of the option with that number."""
        return {
            "label": (
                LineField(most=lengths.LABEL, label=_("Answer, as people choose it"), required=False),
                Look(size="s"),
            ),
            "key": (_key_field(), Look(size="s", width="20")),
            "severity": (
                _choice(_("Polarity and severity"), [(each.value, _SEVERITIES[each]) for each in Severity]),
                Look(size="s"),
            ),
            "blocks_from": (
                _choice(_("A blocker: from which decision does it block?"), BLOCKS_FROM, first=False),
                Look(size="s"),
            ),
            "reason": (_choice(_("What else does this answer need?"), ReasonRule.choices), Look(size="s")),
            "order": (_order_field(), Look(size="s", width="3")),
        }

    def as_values(self, item: OptionSpec) -> dict[str, Any]:
        """Return an option as the values of its fields."""
        return {
            "label": item.label,
            "key": item.key,
            "severity": item.severity.value,
            "blocks_from": item.blocks_from.value if item.blocks_from else "",
            "reason": item.reason.value,
        }

    def read(self, values: Mapping[str, Any]) -> OptionSpec:
        """Return the option that the values of its fields say."""
        severity = Severity(values["severity"])
        return OptionSpec(
            key=values["key"],
            label=values["label"],
            severity=severity,
            reason=ReasonRule(values["reason"]),
            blocks_from=DecisionSought(values["blocks_from"]) if severity is Severity.BLOCKER else None,
        )

    def check(self, number: int, cleaned: Mapping[str, Any]) -> None:
        """Refuse an option without polarity, and a blocker that does not say from when."""
        for name, sentence in (
            ("severity", _("Select whether the answer is favourable, or how severe it is")),
            ("reason", _("Select what else the answer needs")),
        ):
            if not cleaned.get(f"{name}_{number}"):
                self.add_error(f"{name}_{number}", sentence)
        if cleaned.get(f"severity_{number}") == Severity.BLOCKER and not cleaned.get(f"blocks_from_{number}"):
            self.add_error(f"blocks_from_{number}", _("Select from which decision it blocks"))


class FactsForm(NumberedForm):
    """The facts that are asked with a question."""

    part = "facts"
    names = ("label", "key", "type", "is_required", "not_known", "order")

    def fields_of(self, number: int) -> dict[str, tuple[forms.Field, Look]]:
        """Return the fields of the fact with that number."""
        known = [(each.value, each.label) for each in Severity if each is not Severity.BLOCKER]
        return {
            "label": (LineField(most=lengths.LABEL, label=_("What is asked"), required=False), Look(size="s")),
            "key": (_key_field(), Look(size="s", width="20")),
            "type": (_choice(_("Kind of answer"), FactType.choices), Look(size="s")),
            "is_required": (forms.BooleanField(label=_("The answer is incomplete without it"), required=False), Look()),
            "not_known": (
                _choice(_("Yes or no: how severe is “Not known yet”?"), known, first=False),
                Look(size="s"),
            ),
            "order": (_order_field(), Look(size="s", width="3")),
        }

    def as_values(self, item: FactSpec) -> dict[str, Any]:
        """Return a fact as the values of its fields."""
        return {
            "label": item.label,
            "key": item.key,
            "type": item.type.value,
            "is_required": item.is_required,
            "not_known": item.not_known.value,
        }

    def read(self, values: Mapping[str, Any]) -> FactSpec:
        """Return the fact that the values of its fields say."""
        type_ = FactType(values["type"])
        not_known = Severity(values["not_known"] or Severity.NONE) if type_ is FactType.YES_NO else Severity.NONE
        return FactSpec(values["key"], values["label"], type_, values["is_required"], not_known)

    def check(self, number: int, cleaned: Mapping[str, Any]) -> None:
        """Refuse a fact without a kind."""
        if not cleaned.get(f"type_{number}"):
            self.add_error(f"type_{number}", _("Select the kind of answer"))


class OrderField(LineField):
    """A place in an order: a whole number, None when left empty."""

    def clean(self, value: Any) -> int | None:
        """Return the number."""
        text = super().clean(value)
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise forms.ValidationError(_("Enter the place as a number, such as 2"))
        return int(text)


def _order_field() -> OrderField:
    return OrderField(most=4, label=_("Place in the order"), required=False)


def _key_field() -> LineField:
    return LineField(most=lengths.OWN_KEY, label=_("Key"), help_text=OWN_KEY_HINT, required=False)


def _choice(label: Any, choices: Sequence[Any], *, first: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[NOT_CHOSEN, *choices] if first else choices,
        required=False,
        error_messages={"invalid_choice": _("Select one of these")},
    )


_SEVERITIES = {
    Severity.NONE: _("Favourable"),
    Severity.NOTE: _("Note: shown, nothing more is needed"),
    Severity.CONCERN: _("Concern: a manager must treat it"),
    Severity.BLOCKER: _("Blocker: not ready"),
}


def _highest(data: QueryDict | None) -> int:
    """Return the highest number of the fields that were sent; a hundred at most."""
    ends = [name.rpartition("_")[2] for name in data or () if name.startswith("label_")]
    return max((int(end) for end in ends if end.isascii() and end.isdigit() and len(end) <= 2), default=0)
