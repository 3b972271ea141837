"""The filters of the register, and the forms of conditions and of the end of a partnership."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from checklists.spec import Significance
from govuk import DateField, Look
from partnerships.actions import ExitDraft
from partnerships.actions.owners import check_owner
from partnerships.actions.register import check_due_date
from partnerships.actions.validation import check_not_future
from partnerships.forms.evidence import LinkOrFileForm
from partnerships.forms.fields import OWNER_HINT, LineField, TextField, errors_shown, text_look
from partnerships.forms.lists import ALL, ListForm, search, select, services
from partnerships.forms.review import ConfirmForm
from partnerships.forms.version_tokens import VersionedForm
from partnerships.models import Condition
from partnerships.models.assessment import EvidenceKind
from partnerships.selectors.register import ENDED, EVERY, OVERDUE, SOON, SOON_DAYS, RegisterFilter
from partnerships.selectors.version_tokens import condition_version_token, owner_values


class RegisterListForm(ListForm):
    """The filters of the register."""

    def __init__(self, data: QueryDict) -> None:
        soon = _("Within %(days)s days, or overdue") % {"days": SOON_DAYS}
        ended = [("", _("Current")), (ENDED, _("Ended")), (EVERY, _("All"))]
        error = _("Select one of the list")
        filters = {
            "text": search(),
            "service": select(_("Service"), [ALL, *services()], _("Select a service from the list")),
            "significance": select(_("Significance"), [ALL, *Significance.choices], error),
            "review": select(_("Review due"), [ALL, (OVERDUE, _("Overdue")), (SOON, soon)], error),
            "conditions": select(_("Conditions"), [ALL, (OVERDUE, _("With a condition overdue"))], error),
            "ended": select(_("Partnerships"), ended, error),
        }
        orders = [
            ("review", _("Review: soonest first")),
            ("-review", _("Review: latest first")),
            ("-reference", _("Reference: newest first")),
            ("reference", _("Reference: oldest first")),
            ("name", _("Name: A to Z")),
            ("-name", _("Name: Z to A")),
        ]
        super().__init__(data, filters=filters, orders=orders)

    @property
    def wanted(self) -> RegisterFilter:
        """The filters, for the list."""
        chosen = {name: self.cleaned_data[name] for name in self.filters if self.cleaned_data[name]}
        return RegisterFilter(today=timezone.localdate(), **chosen)


class CompleteForm(ConfirmForm, LinkOrFileForm):
    """What was done, and its evidence: a link, a file, or neither."""

    NO_EVIDENCE = "none"

    note = TextField(
        label=_("What was done to meet it?"), error_messages={"required": _("Say what was done to meet the condition")}
    )
    kind = forms.ChoiceField(
        label=_("How do you show it?"),
        choices=[
            (EvidenceKind.LINK, _("By a link")),
            (EvidenceKind.FILE, _("By a file")),
            (NO_EVIDENCE, _("By what I wrote above")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how you show it"), "invalid_choice": _("Select one of these")},
    )
    field_order = ["note"]

    looks = {"note": text_look(), "kind": Look(size="s", reveals=LinkOrFileForm.reveals)}

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        *,
        version_token: str,
    ) -> None:
        super().__init__(data, version_token=version_token)
        self.files = files if files is not None else self.files

    @property
    def completion(self) -> dict[str, Any]:
        """The arguments of `actions.complete_condition`."""
        typed = self.cleaned_data
        return {name: typed[name] for name in ("note", "url", "file")}


class ReopenConditionForm(ConfirmForm):
    """Why a condition is reopened."""

    reason = TextField(
        label=_("Why is it not met?"),
        help_text=_("The authors of the case see it. It is kept in the record of the case."),
        error_messages={"required": _("Say why the condition is not met")},
    )

    looks = {"reason": text_look()}


class AmendForm(VersionedForm):
    """A new owner or due date of a condition, and the reason."""

    owner = LineField(
        label=_("Who does it?"),
        help_text=OWNER_HINT,
        error_messages={"required": _("Say who meets the condition")},
    )
    due_on = DateField(
        label=_("By when?"),
        help_text=_("For example, 27 3 2027."),
        error_messages={"required": _("Enter the date by which the condition is met")},
    )
    reason = TextField(
        label=_("Why does it change?"),
        help_text=_("It is kept in the record of the case."),
        error_messages={"required": _("Say why it changes")},
    )

    looks = {"owner": Look(size="s", width="two-thirds"), "due_on": Look(size="s"), "reason": text_look()}

    def __init__(self, data: QueryDict | None = None, *, condition: Condition) -> None:
        token = condition_version_token(condition)
        super().__init__(data, version_token=token, initial=owner_values(condition))
        self.condition = condition

    def clean(self) -> dict[str, Any]:
        """Check the owner and a new due date."""
        cleaned = super().clean() or {}
        with errors_shown(self):
            check_owner(cleaned.get("owner", ""))
        if due_on := cleaned.get("due_on"):
            with errors_shown(self):
                check_due_date(self.condition, due_on)
        return cleaned


class EndForm(ConfirmForm):
    """The exit record of a partnership."""

    ended_on = DateField(
        label=_("When did it end?"),
        help_text=_("For example, 27 3 2027."),
        error_messages={"required": _("Enter the date on which it ended")},
    )
    reason = TextField(label=_("Why did it end?"), error_messages={"required": _("Say why it ended")})
    people = TextField(
        label=_("What became of staff, and of the people who used the service?"),
        error_messages={"required": _("Say what became of staff and of the people who used the service")},
    )
    assets = TextField(
        label=_("What became of property and money?"),
        error_messages={"required": _("Say what became of property and money")},
    )
    records = TextField(
        label=_("What became of records and personal data?"),
        help_text=_("Who keeps them, and until when; what was returned or destroyed."),
        error_messages={"required": _("Say what became of records and personal data")},
    )
    lessons = TextField(
        label=_("What was learnt?"), error_messages={"required": _("Say what was learnt, or that there was nothing")}
    )

    looks = {
        "ended_on": Look(size="s"),
        **dict.fromkeys(("reason", "people", "assets", "records", "lessons"), text_look()),
    }

    def clean(self) -> dict[str, Any]:
        """Refuse a date in the future."""
        cleaned = super().clean() or {}
        with errors_shown(self):
            check_not_future(ended_on=cleaned.get("ended_on"))
        return cleaned

    @property
    def draft(self) -> ExitDraft:
        """The argument of `actions.end_partnership`."""
        typed = dict(self.cleaned_data)
        return ExitDraft(property=typed.pop("assets"), data=typed.pop("records"), **typed)
