"""The forms of comments: an implication in one area, the person's own interests, the exemption of a part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.version_tokens import token_of
from checklists.spec import YesNo
from govuk import DateField, Look
from partnerships.actions import CommentDraft
from partnerships.actions.comments import check_comment_fields, check_dates, check_interest
from partnerships.domain.exemption import REASON_LIMIT, Paragraph
from partnerships.forms.fields import LineField, TextField, errors_shown, text_look
from partnerships.forms.review import LONG
from partnerships.forms.version_tokens import VersionedForm
from partnerships.models import Exemption, Implication, ImplicationArea, Interest
from partnerships.selectors.version_tokens import exemption_values, implication_values, interest_values

TOLD_OF = _(
    "Nobody is sent an email by this. It stands in “My work” of somebody who may see this case only if you begin with "
    "their full name, or type the email address with which they sign in here."
)


class ImplicationForm(VersionedForm):
    """Who was asked in one area, and the comment, whose fields are read only when `answered` is yes."""

    asked_of = LineField(
        label=_("Who was asked?"), help_text=TOLD_OF, error_messages={"required": _("Say who was asked")}
    )
    asked_on = DateField(
        label=_("When were they asked?"),
        help_text=_("For example, 27 3 2027."),
        error_messages={"required": _("Enter the date on which they were asked")},
    )
    answered = forms.ChoiceField(
        label=_("Have they commented?"),
        choices=[(YesNo.YES, _("Yes")), (YesNo.NO, _("No comment received yet"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select yes if they have commented")},
    )
    author = LineField(label=_("Who wrote the comment?"), help_text=_("Their name and post."), required=False)
    commented_on = DateField(label=_("When did they write it?"), help_text=_("For example, 27 3 2027."), required=False)
    text = TextField(
        label=_("What did they say?"), help_text=_("Word for word: it is printed under their name."), required=False
    )

    looks = {
        "asked_of": Look(size="m", width="two-thirds"),
        "asked_on": Look(size="m"),
        "answered": Look(size="m", reveals={YesNo.YES.value: ("author", "commented_on", "text")}),
        "author": Look(size="s", width="two-thirds"),
        "commented_on": Look(size="s"),
        "text": text_look(rows=8),
    }
    belongs_together = True
    comment_fields = ("author", "commented_on", "text")

    def __init__(self, data: QueryDict | None = None, *, area: ImplicationArea, current: Implication | None) -> None:
        token = token_of(implication_values(current))
        super().__init__(data, version_token=token, initial=self.shown_values(current))
        if area.usually_asked:
            usual = _("A name or a post. Usually: %(post)s.") % {"post": area.usually_asked}
            self.fields["asked_of"].help_text = f"{usual} {TOLD_OF}"

    def shown_values(self, current: Implication | None) -> dict[str, Any]:
        """Return what was recorded as the values of the fields."""
        answered = None if current is None else YesNo.YES if current.text else YesNo.NO
        return {**implication_values(current), "answered": answered}

    def clean(self) -> dict[str, Any]:
        """Check the dates and, when there is one, the comment; without one, ignore what was typed as the comment."""
        cleaned = super().clean() or {}
        if cleaned.get("answered") == YesNo.NO:
            for name in self.comment_fields:
                self.errors.pop(name, None)
            cleaned |= {"author": "", "commented_on": None, "text": ""}
        if cleaned.get("answered") == YesNo.YES:
            with errors_shown(self):
                check_comment_fields(
                    author=cleaned.get("author", ""),
                    commented_on=cleaned.get("commented_on"),
                    text=cleaned.get("text", ""),
                )
        with errors_shown(self):
            check_dates(asked_on=cleaned.get("asked_on"), commented_on=cleaned.get("commented_on"))
        return cleaned

    @property
    def draft(self) -> CommentDraft:
        """The argument of `actions.ask_and_comment`."""
        return CommentDraft(
            **{name: self.cleaned_data[name] for name in ("asked_of", "asked_on", *self.comment_fields)}
        )


class InterestForm(VersionedForm):
    """Whether the person has an interest of their own in the case, and which."""

    answer = forms.ChoiceField(
        label=_("Do you have an interest in this partnership?"),
        help_text=_(
            "For example: you, your family or a close friend work for a partner, are paid by it, own a part of it or "
            "sit on its board."
        ),
        choices=[(YesNo.NO, _("No, I have no interest to declare")), (YesNo.YES, _("Yes"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select yes if you have an interest in this partnership")},
    )
    text = TextField(
        label=_("What is the interest?"),
        help_text=_("Printed in the report with your name. Say what whoever decides needs to know, and no more."),
        required=False,
    )

    looks = {"answer": Look(size="m", reveals={YesNo.YES.value: ("text",)}), "text": LONG}
    belongs_together = True

    def __init__(self, data: QueryDict | None = None, *, current: Interest | None) -> None:
        token = token_of(interest_values(current))
        super().__init__(data, version_token=token, initial=self.shown_values(current))

    def shown_values(self, current: Interest | None) -> dict[str, Any]:
        """Return what was declared as the values of the fields."""
        answer = None if current is None else YesNo.YES if current.has_interest else YesNo.NO
        return {"answer": answer, "text": current.text if current else ""}

    def clean(self) -> dict[str, Any]:
        """Ask what the interest is when there is one, and ignore the text when there is none."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == YesNo.NO:
            self.errors.pop("text", None)
            cleaned["text"] = ""
        elif cleaned.get("answer") == YesNo.YES:
            with errors_shown(self):
                check_interest(has_interest=True, text=cleaned.get("text", ""))
        return cleaned

    @property
    def declared(self) -> dict[str, Any]:
        """The arguments of `actions.declare_interest`."""
        return {"has_interest": self.cleaned_data["answer"] == YesNo.YES, "text": self.cleaned_data["text"]}


class ExemptForm(VersionedForm):
    """Why a part of the report is exempt from publication."""

    paragraph = forms.ChoiceField(
        label=_("Which description of exempt information applies?"),
        help_text=_("The paragraphs of Part 1 of Schedule 12A to the Local Government Act 1972."),
        choices=Paragraph.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select the paragraph that applies")},
    )
    reason = TextField(
        label=_("Why is it not in the public interest to publish it?"),
        help_text=_("The reason itself is published, in the place of what is left out."),
        most=REASON_LIMIT,
        error_messages={"required": _("Say why it is not to be published")},
    )

    looks = {"paragraph": Look(size="m"), "reason": text_look(size="m", most=REASON_LIMIT)}
    belongs_together = True

    def __init__(self, data: QueryDict | None = None, *, current: Exemption | None) -> None:
        values = exemption_values(current)
        super().__init__(data, version_token=token_of(values), initial=values)

    def shown_values(self, current: Exemption | None) -> dict[str, Any]:
        """Return why the part is exempt as the values of the fields."""
        return exemption_values(current)

    @property
    def marking(self) -> dict[str, Any]:
        """The arguments of `actions.mark_exempt`."""
        return {"paragraph": Paragraph(self.cleaned_data["paragraph"]), "reason": self.cleaned_data["reason"]}
