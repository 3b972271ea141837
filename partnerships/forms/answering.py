"""The form of one question, built from its spec."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from checklists.spec import FactSpec, FactType, QuestionSpec, ReasonRule, SectionSpec, YesNoFact, fact_value
from checklists.wording import WRITTEN, fact_label, finding_label, reason_label, when_optional
from govuk import DateField, Look
from govuk.dates import PARTS
from partnerships.actions import AnswerDraft
from partnerships.actions.answering import check_answer_draft
from partnerships.forms.fields import LineField, TextField, errors_shown, rows_for, text_look
from partnerships.models import Answer

# The fields about the page, not about the answer.
OWN = ("revision", "edit_token", "follows", "was", "asked")

# Said of a fact that a rule reads: the answer is complete without it, and reads otherwise.
READ_BY_RULE = _(
    "This can raise a flag. If it applies and you leave it blank, the report says that it was not answered."
)


class AnswerForm(forms.Form):
    """The answer to one question. Its prefix is the question's key, so that a page can hold a whole section.

    No field is required, because incomplete answers can be saved. `revision` is the one that the page shows, 0 for
    none; `was` is the fingerprint of the answer that the page was loaded with, `asked` that of the question; `facts_read`
    are the facts of the checklist on which a rule depends. Scripts alone fill two others in:
    `edit_token` names this save, and `follows` those before it that the page sent and that were not answered.
    """

    reason = TextField(required=False)
    finding = TextField(required=False)
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    edit_token = LineField(required=False, most=36, widget=forms.HiddenInput)
    follows = LineField(required=False, widget=forms.HiddenInput)
    was = LineField(required=False, most=64, widget=forms.HiddenInput)
    asked = LineField(required=False, most=64, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        spec: QuestionSpec,
        section: SectionSpec,
        facts_read: Collection[str],
        answer: Answer | None = None,
    ) -> None:
        super().__init__(data, prefix=spec.key, initial=_initial(spec, answer))
        self.spec, self.section = spec, section
        self.form_data = data if data is not None else QueryDict()
        self.looks: dict[str, Look] = {
            "option": Look(size="s"),
            "reason": replace(
                text_look(rows=rows_for(answer.reason if answer else "")),
                optional=all(option.reason is ReasonRule.NOT_REQUIRED for option in spec.options),
            ),
            "finding": replace(text_look(rows=rows_for(answer.finding if answer else "")), optional=True),
        }
        self._word_fields()
        for fact in spec.facts:
            self.fields[f"fact_{fact.key}"], self.looks[f"fact_{fact.key}"] = _fact_field(
                fact,
                detail=spec.detail_of(fact),
                stored=answer.facts.get(fact.key, "") if answer else "",
                is_read=f"{spec.key}.{fact.key}" in facts_read,
            )
        self.order_fields(["option", *WRITTEN, *(f"fact_{fact.key}" for fact in spec.facts), *OWN])

    def as_heading(self) -> AnswerForm:
        """Make the question's text the heading of its page."""
        self.looks["option"] = Look(size="m", heading=True)
        return self

    @property
    def is_of_other_question(self) -> bool:
        """Whether the page showed the question as it was in another version: the case went on to one meanwhile."""
        asked = self.form_data.get(self.add_prefix("asked"))
        return bool(asked) and asked != fingerprint_of_question(self.spec)

    @property
    def is_untouched(self) -> bool:
        """Whether the valid form holds the answer that the page was loaded with, and the page sent no other since."""
        is_as_loaded = self.cleaned_data["was"] == fingerprint(self.draft())
        return is_as_loaded and not self.cleaned_data["follows"]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is chosen or typed in the valid form."""
        return fingerprint(self.draft()) == fingerprint(AnswerDraft())

    def draft(self) -> AnswerDraft:
        """Return the argument of `actions.answer`; what is not valid counts as blank."""
        cleaned = self.cleaned_data
        values = {fact.key: cleaned.get(f"fact_{fact.key}") or "" for fact in self.spec.facts}
        facts = {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}
        return AnswerDraft(
            option=cleaned.get("option") or None,
            reason=cleaned.get("reason", ""),
            finding=cleaned.get("finding", ""),
            facts=facts,
        )

    def has_fields_in(self, data: QueryDict) -> bool:
        """Whether the data holds a field of this question."""
        return not self._names().isdisjoint(data)

    def typed(self) -> str:
        """Return what was typed as a query string, so that a page can hold it besides another version."""
        carried = QueryDict(mutable=True)
        own = self._names() - {self.add_prefix(name) for name in OWN}
        for name, values in self.form_data.lists():
            if name in own:
                carried.setlist(name, values)
        return carried.urlencode()

    def clean(self) -> dict[str, Any]:
        """Check the answer as the action does."""
        cleaned = super().clean() or {}
        with errors_shown(self):
            check_answer_draft(self.draft(), self.spec)
        return cleaned

    def clean_revision(self) -> int:
        """Return the revision; 0 when the page has none."""
        return self.cleaned_data["revision"] or 0

    def _names(self) -> set[str]:
        """Return the names that fields of this question have. The key of another one may begin like this one's."""
        names = {self.add_prefix(name) for name in self.fields}
        return names | {f"{name}-{part}" for name in names for part in PARTS}

    def _word_fields(self) -> None:
        self.fields["option"] = forms.ChoiceField(
            label=self.spec.text,
            help_text=self.spec.guidance,
            choices=[(item.key, item.label) for item in self.spec.options],
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Select one of the answers on this page")},
        )
        reason, finding = self.fields["reason"], self.fields["finding"]
        own = self.spec.reason_label
        reason.label = reason_label(own) if own else _("Why is this your answer?")
        enough = _("Two or three sentences are enough. Whoever decides will read this in the report.")
        reason.help_text = f"{enough} {when_optional(self.spec.options)}".strip()
        finding.label = finding_label()
        finding.help_text = _("The legal position in your own words. It is printed in the report beside this task.")
        # What was found for an earlier version that asked for it stands beside the question.
        if not self.section.has_finding:
            del self.fields["finding"]


def _fact_field(fact: FactSpec, *, detail: FactSpec | None, stored: str, is_read: bool) -> tuple[forms.Field, Look]:
    """Return the field of a fact. One that must be answered, or that a rule reads, is not called optional."""
    is_optional = not (is_read or fact.is_required)
    label = fact_label(fact.label)
    hint = str(READ_BY_RULE) if is_read else ""
    if fact.type is FactType.YES_NO:
        message = _("Select yes, no or not known yet")
        choice = forms.ChoiceField(
            label=label,
            help_text=hint,
            choices=YesNoFact.choices,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": message},
        )
        reveals = {YesNoFact.YES.value: (f"fact_{detail.key}",)} if detail else {}
        return choice, Look(size="s", optional=is_optional, inline=not reveals, reveals=reveals)
    if fact.type is FactType.DATE:
        example = f"{hint} {_('For example, 27 3 2027.')}".strip()
        return DateField(label=label, help_text=example, required=False), Look(size="s", optional=is_optional)
    return TextField(label=label, help_text=hint, required=False), replace(
        text_look(rows=rows_for(stored)), optional=is_optional
    )


def fingerprint(draft: AnswerDraft) -> str:
    """Return the SHA-256 of the answer's content."""
    facts = {key: value for key, value in draft.facts.items() if value}
    content = json.dumps([draft.option, draft.reason, draft.finding, facts], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


@cache
def fingerprint_of_question(spec: QuestionSpec) -> str:
    """Return the SHA-256 of all that is shown of the question."""
    return hashlib.sha256(repr(spec).encode()).hexdigest()


def _initial(spec: QuestionSpec, answer: Answer | None) -> dict[str, Any]:
    saved = AnswerDraft()
    if answer is not None:
        option = answer.option.key if answer.option else None
        saved = AnswerDraft(option=option, reason=answer.reason, finding=answer.finding, facts=answer.facts)
    facts = {fact.key: saved.facts.get(fact.key, "") for fact in spec.facts}
    return {
        "option": saved.option or "",
        "reason": saved.reason,
        "finding": saved.finding,
        "revision": answer.revision if answer else 0,
        "was": fingerprint(saved),
        "asked": fingerprint_of_question(spec),
        **{f"fact_{fact.key}": facts[fact.key] and fact_value(fact.type, facts[fact.key]) for fact in spec.facts},
    }
