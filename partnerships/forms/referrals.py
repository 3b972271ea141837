"""Asking for a referral, and answering who asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from govuk import Look
from partnerships.domain.board import ReferralAnswer
from partnerships.forms.fields import TextField, text_look
from partnerships.forms.review import ConfirmForm

HINTS: dict[str, Any] = {
    ReferralAnswer.CONFIRMED: _("It stays Not ready, and the report says so. A board secretary issues it."),
    ReferralAnswer.DECLINED: _("It goes back to the managers of the service, who review it further."),
}


class AskReferralForm(ConfirmForm):
    """Why a manager asks for the referral."""

    reason = TextField(
        label=_("Why should the case be referred though it is Not ready?"),
        help_text=_("The monitoring officer reads it before they answer. It is printed in the report."),
        error_messages={"required": _("Say why the case should be referred though it is Not ready")},
    )

    looks = {"reason": text_look(rows=5)}


class AnswerReferralForm(ConfirmForm):
    """The answer of the monitoring officer, with their reason."""

    answer = forms.ChoiceField(
        label=_("Do you confirm the referral?"),
        choices=[
            (ReferralAnswer.CONFIRMED, _("Yes, the case is referred")),
            (ReferralAnswer.DECLINED, _("No, I decline it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether you confirm the referral")},
    )
    reason = TextField(
        label=_("What is your reason?"),
        help_text=_(
            "If you confirm, it is printed on the first page of the report. If you decline, the managers see it."
        ),
        error_messages={"required": _("Enter your reason")},
    )

    looks = {
        "answer": Look(
            size="m",
            option_hints=HINTS,
        ),
        "reason": text_look(rows=5),
    }
