"""Referrals, numbered issues of the report, and decisions about them."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.folded_field import WordsField
from accounts.models import User
from accounts.roles import Grant
from partnerships.domain.board import Edition, ReferralAnswer, Result
from partnerships.domain.workflow import State
from partnerships.models.assessment import Assessment
from partnerships.models.labels import label_of
from partnerships.models.meeting import Meeting
from partnerships.models.partnership import Partnership, visibility
from partnerships.models.review import LAPSED_TOGETHER

# A referral that waits for its answer, that was answered, and that a manager typed in version 1.0.0.
_BY_OFFICER = ~Q(reason="") & ~Q(officer="") & Q(referred_on__isnull=False)
_NOT_ANSWERED = Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
ASKED = ~Q(request="") & Q(reason="", officer="", referred_on__isnull=True) & _NOT_ANSWERED
ANSWERED = (
    ~Q(request="")
    & _BY_OFFICER
    & Q(answer__in=ReferralAnswer.values, answered_at__isnull=False, answered_by__isnull=False)
)
TYPED = Q(request="") & _BY_OFFICER & _NOT_ANSWERED


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Reads of referrals."""

    def current(self) -> ReferralQuerySet:
        """Keep what has not lapsed: asked and not answered yet, or confirmed."""
        return self.filter(lapsed_at=None)

    def made(self) -> ReferralQuerySet:
        """Keep the referrals that happened, and have not lapsed."""
        return self.current().exclude(referred_on=None)


class Referral(models.Model):
    """Taking a case that is Not ready to the board: a manager asks for it, a monitoring officer confirms or declines.

    `request` is the manager's reason. `reason`, `officer` (the name at that time) and `referred_on` come with the
    answer of the monitoring officer `answered_by`; they are empty until then. A declined referral has lapsed. Version
    1.0.0 let a manager type the last three: its rows have neither a `request` nor an `answer`.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="referrals")
    request = models.TextField(_("why it is asked for"), max_length=settings.TEXT_LIMIT, blank=True)
    reason = models.TextField(_("reason"), max_length=settings.TEXT_LIMIT, blank=True)
    officer = models.CharField(_("monitoring officer"), max_length=200, blank=True)
    referred_on = models.DateField(_("date of the referral"), null=True, blank=True)
    answer = models.CharField(max_length=10, choices=ReferralAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lapsed_at = models.DateTimeField(null=True, blank=True)
    lapsed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = WordsField(of=["request", "reason"])

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["assessment"], condition=Q(lapsed_at=None), name="referral_one_standing"),
            models.CheckConstraint(condition=ASKED | ANSWERED | TYPED, name="referral_is_whole"),
            models.CheckConstraint(condition=LAPSED_TOGETHER, name="referral_lapsed_at_with_by"),
        )

    def __str__(self) -> str:
        return (self.reason or self.request)[:50]


class ReportIssueQuerySet(models.QuerySet["ReportIssue"]):
    """Reads of issues."""

    def visible_to(self, user: User, grants: Iterable[Grant]) -> ReportIssueQuerySet:
        """Keep the issues of cases that the person may see. Board secretaries see them also after the case was reopened."""
        issued = self.annotate(issued_state=Value(State.ISSUED.value))
        lookups = {"service": "partnership__service", "state": "issued_state", "case": "assessment"}
        return issued.filter(visibility(user, grants, **lookups))


class ReportIssue(models.Model):
    """One numbered issue of a partnership's report, which never changes. Numbers run over all its rounds.

    `trail_position` and `trail_link` identify the last event before it, as they are printed in the issue.
    `public_digest_shown` is the digest of the public edition, as a draft, that the secretary had read and confirmed; ""
    in issues of version 1.0.0. `missing_reason` says why it was issued though something was missing, "" when nothing was.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="issues")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField()
    trail_position = models.PositiveIntegerField()
    trail_link = models.CharField(max_length=64)
    public_digest_shown = models.CharField(max_length=64, blank=True)
    missing_reason = models.TextField(_("why it is issued now"), max_length=settings.TEXT_LIMIT, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReportIssueQuerySet.as_manager()

    class Meta:
        ordering = ("partnership", "number")
        constraints = (models.UniqueConstraint(fields=["partnership", "number"], name="issue_number_once"),)

    def __str__(self) -> str:
        return str(_("Issue %(number)s of %(reference)s")) % {
            "number": self.number,
            "reference": self.partnership.reference,
        }


class MeetingMove(models.Model):
    """An issued case that was moved to another meeting than that for which its issue was made. It never changes.

    `moved_from` is None where the case had no meeting. What the issue says stays as it is.
    """

    issue = models.ForeignKey(ReportIssue, on_delete=models.PROTECT, related_name="meeting_moves")
    moved_from = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="moved_away")
    moved_to = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("why it goes to another meeting"), max_length=settings.TEXT_LIMIT)
    moved_at = models.DateTimeField(default=timezone.now)
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="meeting_move_has_reason"),
            models.CheckConstraint(
                condition=Q(moved_from=None) | ~Q(moved_from=models.F("moved_to")), name="meeting_move_to_another"
            ),
        )

    def __str__(self) -> str:
        return f"{self.issue}: {self.moved_to}"


class IssueEdition(models.Model):
    """One edition of an issue: the canonical snapshot and the bytes of the report's PDF.

    `digest` is the SHA-256 of the snapshot's content; its first digits are printed on every page as the fingerprint.
    `is_signed` is true of its summary too.
    """

    issue = models.ForeignKey(ReportIssue, on_delete=models.PROTECT, related_name="editions")
    edition = models.CharField(max_length=6, choices=Edition)
    snapshot = models.BinaryField()
    digest = models.CharField(max_length=64, db_index=True)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64, db_index=True)
    is_signed = models.BooleanField()

    class Meta:
        ordering = ("issue", "edition")
        constraints = (
            models.UniqueConstraint(fields=["issue", "edition"], name="edition_once_per_issue"),
            models.CheckConstraint(condition=Q(edition__in=Edition.values), name="edition_known"),
        )

    def __str__(self) -> str:
        return f"{self.issue}: {self.get_edition_display()}"


class EditionSummary(models.Model):
    """The summary of an edition as a PDF of its own, made and signed with it. Editions of before have none."""

    edition = models.OneToOneField(IssueEdition, on_delete=models.PROTECT, related_name="summary")
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(_("Summary of %(edition)s")) % {"edition": self.edition}


class EditionWithdrawal(models.Model):
    """Why a public edition should not have been issued. From then on it is not served; nothing undoes it."""

    edition = models.OneToOneField(IssueEdition, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField(_("reason"), max_length=settings.TEXT_LIMIT)
    withdrawn_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="edition_withdrawal_has_reason"),)

    def __str__(self) -> str:
        return self.reason[:50]


class Decision(models.Model):
    """What was decided about one issue. It never changes.

    `has_exempt_text`: the reasons, the alternatives or conditions that were added repeat what is exempt in the report, so
    that the public edition of its notice leaves them out. None when nobody was asked: nothing is exempt, or the
    decision is older than the question. `corrected_minute` is the minute reference of its last correction, "" without one: the database copies it from there,
    so that whatever names the minute has it at hand, and refuses every other change.
    """

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="decision")
    issue = models.OneToOneField(ReportIssue, on_delete=models.PROTECT, related_name="decision")
    result = models.CharField(_("decision"), max_length=25, choices=Result)
    decided_on = models.DateField(_("date of the decision"))
    meeting = models.CharField(_("meeting or decision-maker"), max_length=200)
    minute_reference = models.CharField(_("minute reference"), max_length=100)
    corrected_minute = models.CharField(max_length=100, blank=True, editable=False)
    reasons = models.TextField(_("reasons"), max_length=settings.TEXT_LIMIT)
    alternatives_rejected = models.TextField(_("alternatives considered and rejected"), max_length=settings.TEXT_LIMIT)
    interests_declared = models.TextField(_("interests declared"), max_length=settings.TEXT_LIMIT)
    dispensations = models.TextField(_("dispensations"), max_length=settings.TEXT_LIMIT, blank=True)
    has_exempt_text = models.BooleanField(_("has exempt text"), null=True)
    words = WordsField(of=["meeting", "minute_reference", "reasons", "alternatives_rejected"])
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    get_result_display = label_of(Result, "result")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(result__in=Result.values), name="decision_known_result"),
            models.CheckConstraint(
                condition=~Q(meeting="") & ~Q(minute_reference="") & ~Q(reasons=""), name="decision_is_whole"
            ),
        )
        indexes = (models.Index(Lower("meeting"), "decided_on", Lower("minute_reference"), name="decision_by_minute"),)

    def __str__(self) -> str:
        return f"{self.get_result_display()}, {self.minute}"

    @property
    def minute(self) -> str:
        """The minute reference as everything shows it: after a correction, both."""
        if not self.corrected_minute:
            return self.minute_reference
        words = {"now": self.corrected_minute, "recorded": self.minute_reference}
        return str(_("%(now)s (recorded as %(recorded)s)")) % words

    @property
    def current_minute(self) -> str:
        """The minute reference that holds."""
        return self.corrected_minute or self.minute_reference


class MinuteCorrection(models.Model):
    """The right minute reference of a decision that was recorded with a typing mistake, and why. It never changes."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="corrections")
    minute_reference = models.CharField(_("minute reference"), max_length=100)
    reason = models.TextField(_("reason"), max_length=settings.TEXT_LIMIT)
    corrected_at = models.DateTimeField(default=timezone.now)
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(minute_reference="") & ~Q(reason=""), name="minute_correction_is_whole"
            ),
        )

    def __str__(self) -> str:
        return self.minute_reference
