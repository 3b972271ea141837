"""The forms of the review: treatments, confirmations and returns, and the form of every page that confirms a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from checklists.spec import QuestionSpec
from govuk import DateField, Look
from partnerships.actions.moves import check_items
from partnerships.actions.review import check_treatment
from partnerships.domain.answers import TreatmentKind
from partnerships.forms.fields import OWNER_HINT, LineField, TextField, errors_shown, text_look
from partnerships.forms.version_tokens import VersionedForm
from partnerships.models import Evidence, Treatment
from partnerships.selectors.version_tokens import treatment_values

LONG = text_look()
PEOPLE = "people-of-case"
"""The id of the list on the page with the email addresses of the people of the case."""
FIELDS = {
    TreatmentKind.MITIGATION: ("done", "owner", "due_on"),
    TreatmentKind.JUSTIFIED: ("why",),
    TreatmentKind.CLEARED: ("evidence", "shows"),
}
KINDS = [
    (TreatmentKind.MITIGATION, _("Accept it with a mitigation")),
    (TreatmentKind.JUSTIFIED, _("Accept it as justified")),
    (TreatmentKind.CLEARED, _("Clear it on evidence")),
]


class ConfirmForm(VersionedForm):
    """The form of a page that says what a step will do to the case, as it stands."""


class TreatForm(VersionedForm):
    """How a concern is treated, and which others in the same way. Only the fields of the chosen kind are read.

    `alike` are the choices of the other concerns: the question's key and version token with a space between, and a label.
    """

    kind = forms.ChoiceField(
        label=_("How do you deal with it?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how you deal with it"), "invalid_choice": _("Select one of these")},
    )
    done = TextField(label=_("What will be done?"), required=False)
    owner = LineField(label=_("Who will do it?"), help_text=OWNER_HINT, required=False)
    due_on = DateField(label=_("By when?"), help_text=_("For example, 27 3 2027."), required=False)
    why = TextField(label=_("Why can it be accepted as it is?"), required=False)
    evidence = forms.ChoiceField(
        label=_("Which evidence?"), required=False, error_messages={"invalid_choice": _("Select evidence of this case")}
    )
    shows = TextField(label=_("What does it show?"), required=False)

    looks = {
        "kind": Look(
            size="m",
            reveals={kind.value: names for kind, names in FIELDS.items()},
            option_hints={
                TreatmentKind.MITIGATION.value: str(_("It becomes a condition of the endorsement.")),
                TreatmentKind.JUSTIFIED.value: str(_("Nothing more is asked. Your reason is printed in the report.")),
                TreatmentKind.CLEARED.value: str(_("Evidence of this case shows that there is no concern.")),
            },
        ),
        "done": LONG,
        "owner": Look(size="s", width="two-thirds"),
        "due_on": Look(size="s"),
        "why": LONG,
        "evidence": Look(size="s"),
        "shows": LONG,
        "also": Look(size="s"),
    }
    belongs_together = True
    text_of = {TreatmentKind.MITIGATION: "done", TreatmentKind.JUSTIFIED: "why", TreatmentKind.CLEARED: "shows"}

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        version_token: str,
        evidence: Sequence[Evidence],
        treatment: Treatment | None = None,
        alike: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(data, version_token=version_token, initial=self.shown_values(treatment))
        self.attached = {str(item.number): item for item in evidence}
        labels = [(number, f"{item} ({item.question.code})") for number, item in self.attached.items()]
        cast(forms.ChoiceField, self.fields["evidence"]).choices = [("", _now("Select evidence")), *labels]
        if not labels:
            kind = cast(forms.ChoiceField, self.fields["kind"])
            kind.choices = [(value, label) for value, label in KINDS if value != TreatmentKind.CLEARED]
            kind.help_text = _now("It cannot be cleared on evidence, because none is attached to this case.")
        self.fields["owner"].widget.attrs["list"] = PEOPLE
        if alike:
            self.fields["also"] = _others(alike)

    def shown_values(self, current: Treatment | None) -> dict[str, Any]:
        """Return a treatment as the values of the fields; those of other kinds are blank."""
        values = treatment_values(current)
        text = {self.text_of[TreatmentKind(values["kind"])]: values.pop("text")} if current else {}
        return dict.fromkeys(self.base_fields) | values | text

    def clean(self) -> dict[str, Any]:
        """Check what the chosen kind needs, and ignore what was typed for the others."""
        cleaned = super().clean() or {}
        if "kind" not in cleaned:
            return cleaned
        kind = TreatmentKind(cleaned["kind"])
        for other in FIELDS.keys() - {kind}:
            for name in FIELDS[other]:
                self.errors.pop(name, None)
        with errors_shown(self, text=self.text_of[kind]):
            check_treatment(
                kind=kind,
                text=cleaned.get(self.text_of[kind], ""),
                owner=cleaned.get("owner", ""),
                due_on=cleaned.get("due_on"),
                has_evidence=kind is TreatmentKind.CLEARED and bool(cleaned.get("evidence")),
            )
        return cleaned

    @property
    def also(self) -> dict[str, str]:
        """The version tokens of the other concerns that were chosen, by the key of the question."""
        return dict(chosen.split(" ", 1) for chosen in self.cleaned_data.get("also", ()))

    @property
    def treatment(self) -> dict[str, Any]:
        """The arguments of `actions.treat`."""
        data = self.cleaned_data
        kind = TreatmentKind(data["kind"])
        words: dict[str, Any] = {"kind": kind, "text": data[self.text_of[kind]]}
        if kind is TreatmentKind.MITIGATION:
            words |= {"owner": data["owner"], "due_on": data["due_on"]}
        if kind is TreatmentKind.CLEARED:
            words["evidence"] = self.attached[data["evidence"]]
        return words


def _others(alike: Sequence[tuple[str, str]]) -> forms.MultipleChoiceField:
    changed = _("Somebody has changed one of these since you opened this page. Look at them again, then choose")
    return forms.MultipleChoiceField(
        label=_("Treat these concerns in the same way (optional)"),
        help_text=_("Each gets the same words, and is recorded on its own."),
        choices=alike,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": changed},
    )


class ConfirmAnswerForm(ConfirmForm):
    """The confirmation of an answer, with an optional note."""

    note = TextField(
        label=_("Note (optional)"), help_text=_("Shown in the review and printed in the report."), required=False
    )

    looks = {"note": LONG}


class ObjectionForm(ConfirmForm):
    """Why an answer cannot be confirmed."""

    reason = TextField(
        label=_("I cannot confirm it, because"),
        help_text=_("Say what is wrong or missing, so that it can be put right."),
        error_messages={"required": _("Say why you cannot confirm it")},
    )

    looks = {"reason": LONG}


class ReturnForm(ConfirmForm):
    """At least one reason for a return: for questions, or for the case as a whole.

    The fields are `case` and, for each question, `on-` and its key.
    """

    case = TextField(
        label=_("The case as a whole"),
        help_text=_("What is to be put right that does not belong to one question."),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, version_token: str, questions: Sequence[QuestionSpec]) -> None:
        super().__init__(data, version_token=version_token)
        self.looks = {"case": text_look(size="m")}
        for question in questions:
            label = _now("What is to be put right in %(code)s?") % {"code": question.code}
            self.fields[f"on-{question.key}"] = TextField(label=label, required=False)
            self.looks[f"on-{question.key}"] = text_look(rows=2)

    def clean(self) -> dict[str, Any]:
        """Ask for at least one reason."""
        cleaned = super().clean() or {}
        if not self.errors:
            with errors_shown(self, items=next(iter(self.on_questions), "case")):
                check_items([text for text in cleaned.values() if text])
        return cleaned

    @property
    def on_questions(self) -> dict[str, str]:
        """The fields of single questions: field name -> question key."""
        return {name: name.removeprefix("on-") for name in self.fields if name.startswith("on-")}

    @property
    def reasons(self) -> dict[str, str]:
        """The reasons by question key; the key of the case as a whole is ""."""
        typed = {key: self.cleaned_data[name] for name, key in self.on_questions.items()}
        return {key: text for key, text in {**typed, "": self.cleaned_data["case"]}.items() if text}
