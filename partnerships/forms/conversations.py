"""The forms of conversations: whom to ask about a question, and what is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from govuk import Look
from partnerships.actions.conversations import check_asked
from partnerships.forms.fields import TextField, errors_shown, text_look
from partnerships.forms.review import ConfirmForm
from partnerships.models import Assessment, Conversation
from partnerships.models.conversation import ASKED_ROLES

PERSON, NOT_LISTED = "person", "not_listed"
GROUPS: Mapping[Role, Any] = {
    Role.OFFICER: _("The lead officer and the contributors"),
    Role.MANAGER: _("The managers who can review it"),
    Role.LEGAL: _("The legal advisers"),
    Role.MONITORING: _("The monitoring officers"),
}
FIRST = _(
    "Nothing was sent, and what you typed is still here. Have the person added to the case as described above, then choose"
    " them by name"
)


class AddresseeForm(ConfirmForm):
    """Whom to ask: the people of one role, or one of the people who can open the question."""

    asked = forms.ChoiceField(
        label=_("Whom do you ask?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whom you ask"), "invalid_choice": _("Select one of these")},
    )
    person = forms.ChoiceField(
        label=_("Who?"),
        help_text=_("The people who can open this question."),
        required=False,
        error_messages={"invalid_choice": _("Select one of the people who can open this question")},
    )

    looks = {"asked": Look(size="s", reveals={PERSON: (PERSON,)}), PERSON: Look(size="s")}

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        assessment: Assessment,
        by: User,
        people: Mapping[Role, Sequence[User]],
        instead_of: Conversation | None = None,
        version_token: str = "",
    ) -> None:
        super().__init__(data, version_token=version_token)
        self.assessment, self.by, self.instead_of = assessment, by, instead_of
        self.people = {str(user.pk): user for users in people.values() for user in users if user != by}
        groups = [(role.value, GROUPS[role]) for role in ASKED_ROLES if {*people[role]} - {by}]
        by_name = sorted(self.people.items(), key=lambda item: item[1].folded_name)
        choices = [(PERSON, _now("Somebody by name")), *groups, (NOT_LISTED, _now("Somebody who is not listed here"))]
        cast(forms.ChoiceField, self.fields["asked"]).choices = choices
        names = [("", _now("Select a person")), *((key, user.full_name) for key, user in by_name)]
        cast(forms.ChoiceField, self.fields["person"]).choices = names

    def clean(self) -> dict[str, Any]:
        """Check that whoever is chosen can be asked; a person is read only when somebody is asked by name."""
        cleaned = super().clean() or {}
        if cleaned.get("asked") == NOT_LISTED:
            self.add_error("asked", FIRST)
        if cleaned.get("asked") != PERSON:
            self.errors.pop("person", None)
        elif "person" not in self.errors and not cleaned.get("person"):
            self.add_error("person", _now("Select a person"))
        if not {"asked", "person"} & self.errors.keys():
            with errors_shown(self, asked="person" if cleaned["asked"] == PERSON else "asked"):
                check_asked(self.assessment, self.addressee, by=self.by, instead_of=self.instead_of)
        return cleaned

    @property
    def addressee(self) -> User | Role:
        """The person or the role that was chosen."""
        chosen = self.cleaned_data["asked"]
        return self.people[self.cleaned_data["person"]] if chosen == PERSON else Role(chosen)


class AskForm(AddresseeForm):
    """Whom to ask about a question, and what."""

    text = TextField(
        label=_("What do you ask?"),
        help_text=_("Whoever works on the case and reviews it can read it. It is never printed in the report."),
        error_messages={"required": _("Write what you ask")},
    )

    looks = {**AddresseeForm.looks, "text": text_look()}
    field_order = ("asked", "person", "text")


class PassOnForm(AddresseeForm):
    """Whom to ask in the place of whoever was asked, with a note if there is more to say."""

    text = TextField(
        label=_("Anything to add? (optional)"), help_text=_("They see what was written before."), required=False
    )

    looks = {**AddresseeForm.looks, "text": text_look()}


class ReplyForm(ConfirmForm):
    """What somebody replies, or says in addition to what they asked."""

    text = TextField(label=_("Your reply"), error_messages={"required": _("Write your reply")})

    looks = {"text": text_look()}

    def __init__(self, data: QueryDict | None = None, *, version_token: str, is_asker: bool = False) -> None:
        super().__init__(data, version_token=version_token)
        if is_asker:
            self.fields["text"].label = _now("Add to what you asked")


class ReopenConversationForm(ConfirmForm):
    """What is still open."""

    text = TextField(label=_("What is still open?"), error_messages={"required": _("Say what is still open")})

    looks = {"text": text_look()}
