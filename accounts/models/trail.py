"""The trail of accounts: who signed in, what was done to people and roles, and who took full reports and lists away."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.canonical import digest
from accounts.chain import START, moment
from accounts.models.people import User

FORMAT = 1


class AccountEventKind(models.TextChoices):
    """The kinds of events of accounts."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGNED_OUT = "signed_out", _("Signed out")
    SESSIONS_ENDED = "sessions_ended", _("Signed out elsewhere")
    WRONG_PASSWORD = "wrong_password", _("Password not accepted")
    WRONG_CODE = "wrong_code", _("Wrong code")
    FAILURES_LEFT_OUT = "failures_left_out", _("More failures than are noted in a day")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    PASSWORD_RESET = "password_reset", _("New password by a link in an email")
    NAME_CHANGED = "name_changed", _("Name changed")
    ADDRESS_CHANGED = "address_changed", _("Email address changed")
    FACTOR_ADDED = "factor_added", _("Second factor added")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    FACTOR_TAKEN_AWAY = "factor_taken_away", _("Second factor taken away")
    CODES_MADE = "codes_made", _("Recovery codes made")
    INVITED = "invited", _("Invited")
    INVITED_AGAIN = "invited_again", _("Invited again")
    INVITATION_ACCEPTED = "invitation_accepted", _("Invitation accepted")
    ACCOUNT_MADE = "account_made", _("Account made at the command line")
    ACCOUNT_CAME = "account_came", _("Account made by the council’s own sign-in")
    PROVIDER_LINKED = "provider_linked", _("Linked with the council’s own sign-in")
    PROVIDER_UNLINKED = "provider_unlinked", _("Link with the council’s own sign-in ended")
    PROVIDER_REFUSED = "provider_refused", _("Not let in after the council’s own sign-in")
    ACCOUNT_CLOSED = "account_closed", _("Account closed")
    ACCOUNT_OPENED = "account_opened", _("Account opened again")
    ROLE_GRANTED = "role_granted", _("Role granted")
    ROLE_WITHDRAWN = "role_withdrawn", _("Role withdrawn")
    DEPUTY_NAMED = "deputy_named", _("Deputy named")
    DEPUTY_ENDED = "deputy_ended", _("Deputy ended")
    GROUP_ROLE_ADDED = "group_role_added", _("Role given to a group")
    GROUP_ROLE_REMOVED = "group_role_removed", _("Role taken from a group")
    EMERGENCY_GIVEN = "emergency_given", _("Made an account for emergencies")
    EMERGENCY_ENDED = "emergency_ended", _("No account for emergencies any more")
    DOWNLOADED = "downloaded", _("Full edition downloaded")
    EXPORTED = "exported", _("List or trail exported")


class AccountEvent(models.Model):
    """Who did what to whose account, and when. The database refuses to change or delete these events.

    `position` counts them from 1, for the whole council. `recorded_by` is None for the command line and for somebody who
    is not known; `about` for what concerns nobody's account, such as an export. `data` holds no text that anybody typed.
    `link` is the hash of this event's content with `previous`, the link of the event before it.
    """

    position = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=30, choices=AccountEventKind)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    about = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    data = models.JSONField(default=dict, blank=True)
    previous = models.CharField(max_length=64)
    link = models.CharField(max_length=64)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=AccountEventKind.values), name="account_event_known"),
        )
        indexes = (
            models.Index(fields=["recorded_by", "-position"], name="account_event_by"),
            models.Index(fields=["about", "-position"], name="account_event_about"),
            models.Index(fields=["kind", "-position"], name="account_event_kind"),
            models.Index(fields=["recorded_at"], name="account_event_time"),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def covers(self) -> dict[str, Any]:
        """Return what the link covers beside `FORMAT` and the link before: people are numbers, None where there is none."""
        return {
            "position": self.position,
            "at": moment(self.recorded_at),
            "kind": str(self.kind),
            "by": self.recorded_by_id,
            "about": self.about_id,
            "data": self.data,
        }

    def computed_link(self) -> str:
        """Return the SHA-256 of the canonical content with the link before, 64 hexadecimal digits."""
        return digest({"format": FORMAT, "trail": "accounts", "previous": self.previous, **self.covers()})


class AccountTrail(models.Model):
    """The end of the trail of accounts: the position and the link of its last event. One row, which writers lock."""

    THE_ONE = 1

    position = models.PositiveBigIntegerField(default=0)
    link = models.CharField(max_length=64, default=START)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="account_trail_one"),)

    def __str__(self) -> str:
        return str(self.position)
