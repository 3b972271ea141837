"""What a case needs on its way to the board: a referral of one that is Not ready, the reason for reopening one."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from govuk import DateField, Look
from partnerships.forms.fields import LineField, TextField
from partnerships.forms.review import SeenForm

LONG = Look(size="s", rows=5, count=5000, threshold=75)


class ReferForm(SeenForm):
    """The monitoring officer's reason, who gave it and when."""

    officer = LineField(
        label=_("Who is the monitoring officer?"),
        help_text=_("The name, as it is printed in the report."),
        error_messages={"required": _("Enter the monitoring officer’s name")},
    )
    referred_on = DateField(
        label=_("When did they give the reason?"),
        help_text=_("For example, 27 3 2027."),
        error_messages={"required": _("Enter the date of the referral")},
    )
    reason = TextField(
        label=_("What is their reason?"),
        help_text=_("As the monitoring officer wrote it. It is printed on the first page of the report."),
        error_messages={"required": _("Enter the monitoring officer’s reason")},
    )

    looks = {"officer": Look(size="s", width="two-thirds"), "referred_on": Look(size="s"), "reason": LONG}

    def clean_referred_on(self) -> date:
        """Refuse a date that is to come."""
        referred_on: date = self.cleaned_data["referred_on"]
        if referred_on > timezone.localdate():
            raise ValidationError(_("The date must be today or in the past"))
        return referred_on


class ReopenForm(SeenForm):
    """Why the case goes back to its authors."""

    reason = TextField(
        label=_("Why is the case reopened?"),
        help_text=_("The authors see it as what to put right. It is kept in the record of the case."),
        error_messages={"required": _("Say why the case is reopened")},
    )

    looks = {"reason": LONG}
