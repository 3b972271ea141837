"""The review of answers: treatments of flags, confirmations, reasons for a return."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.folded_field import WordsField
from accounts.models import User
from accounts.roles import Role
from checklists.models import Option, Question
from partnerships.domain.answers import RAISED_SEVERITIES, TreatmentKind
from partnerships.domain.workflow import BEFORE_DECIDED
from partnerships.models.assessment import Answer, Assessment, Evidence

LAPSED_TOGETHER = Q(lapsed_at__isnull=True, lapsed_by__isnull=True) | Q(
    lapsed_at__isnull=False, lapsed_by__isnull=False
)


def in_place_of(name: str, absent: str) -> str:
    """Return the name of who acted, with that of the manager for whom they stood in, if there is one."""
    return _("%(name)s, for %(absent)s") % {"name": name, "absent": absent} if absent else name


class TreatmentQuerySet(models.QuerySet["Treatment"]):
    """Reads of treatments."""

    def proposed(self) -> TreatmentQuerySet:
        """Keep the mitigations that stand in cases which are not decided: what a decision would impose."""
        under_way = Q(assessment__is_current=True, assessment__state__in=BEFORE_DECIDED)
        asked = {"question__version": models.F("assessment__version")}
        return self.filter(under_way, kind=TreatmentKind.MITIGATION, lapsed_at=None, **asked)


class Treatment(models.Model):
    """How a manager treated the concern of one question. It lapses when the answer changes; it is never edited.

    `owner_user` is whoever of those who sign in `owner` names, and who takes over from them when they leave.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="treatments")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=TreatmentKind)
    text = models.TextField(max_length=settings.TEXT_LIMIT)
    owner = models.CharField(_("owner"), max_length=200, blank=True)
    owner_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due date"), null=True, blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    treated_at = models.DateTimeField(default=timezone.now)
    treated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    treated_for = models.CharField(max_length=200, blank=True, default="")
    lapsed_at = models.DateTimeField(null=True, blank=True)
    lapsed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = WordsField(of=["text", "owner"])

    objects = TreatmentQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "question"], condition=Q(lapsed_at=None), name="treatment_one_standing"
            ),
            models.CheckConstraint(condition=Q(kind__in=TreatmentKind.values), name="treatment_known_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="treatment_has_text"),
            models.CheckConstraint(
                condition=~Q(kind=TreatmentKind.MITIGATION) | (~Q(owner="") & Q(due_on__isnull=False)),
                name="treatment_mitigation_has_owner_and_date",
            ),
            models.CheckConstraint(condition=LAPSED_TOGETHER, name="treatment_lapsed_at_with_by"),
        )
        indexes = (
            # Nearly all rows have no such owner: the key's own index counts them as one value, and is not trusted for others.
            models.Index(
                fields=["owner_user"], condition=Q(owner_user__isnull=False, lapsed_at=None), name="treatment_of_owner"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question.code}: {self.get_kind_display()}"

    def treated_by_name(self) -> str:
        """Who did it, and for whom."""
        return in_place_of(self.treated_by.full_name, self.treated_for)


class RaisedFlag(models.Model):
    """A flag that a manager raised by hand on a question. It stands, whatever the answer, until a manager withdraws it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="raised_flags")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    severity = models.CharField(max_length=10, choices=[(grade.value, grade.label) for grade in RAISED_SEVERITIES])
    reason = models.TextField(max_length=settings.TEXT_LIMIT)
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_for = models.CharField(max_length=200, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_for = models.CharField(max_length=200, blank=True, default="")
    withdrawal_reason = models.TextField(max_length=settings.TEXT_LIMIT, blank=True)
    words = WordsField(of=["reason"])

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "question"], condition=Q(withdrawn_at=None), name="raised_flag_one_standing"
            ),
            models.CheckConstraint(condition=Q(severity__in=RAISED_SEVERITIES), name="raised_flag_known_severity"),
            models.CheckConstraint(condition=~Q(reason=""), name="raised_flag_has_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason="")),
                name="raised_flag_withdrawn_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.question.code}: {self.get_severity_display()}"

    def raised_by_name(self) -> str:
        """Who did it, and for whom."""
        return in_place_of(self.raised_by.full_name, self.raised_for)


class SecondOpinion(models.Model):
    """What a manager would have answered, where they judge otherwise, and why. It changes while the case is in review."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="opinion")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=settings.TEXT_LIMIT)
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_for = models.CharField(max_length=200, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = WordsField(of=["option.label", "reason"])

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="opinion_has_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="opinion_withdrawn_at_with_by",
            ),
        )

    def __str__(self) -> str:
        return self.reason[:50]

    def given_by_name(self) -> str:
        """Who did it, and for whom."""
        return in_place_of(self.given_by.full_name, self.given_for)


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Reads of confirmations and objections."""

    def objections(self) -> ConfirmationQuerySet:
        """Keep the objections that stand, but for those that a change ends which was kept and waits to be saved."""
        same = {"assessment": models.OuterRef("assessment"), "question": models.OuterRef("question")}
        changed = Answer.objects.filter(in_effect__isnull=False, **same)
        asked = {"question__version": models.F("assessment__version")}
        return self.filter(~models.Exists(changed), is_objection=True, lapsed_at=None, **asked)


class Confirmation(models.Model):
    """The confirmation of one answer or, without a question, of the whole case. It lapses when an answer changes.

    With `is_objection` it says the contrary: that its holder of the role cannot confirm the answer, and why, in `note`.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="confirmations")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    note = models.TextField(max_length=settings.TEXT_LIMIT, blank=True)
    is_objection = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_for = models.CharField(max_length=200, blank=True, default="")
    lapsed_at = models.DateTimeField(null=True, blank=True)
    lapsed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = WordsField(of=["note"])

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "question"],
                condition=Q(lapsed_at=None, question__isnull=False),
                name="confirmation_one_standing_per_question",
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(lapsed_at=None, question__isnull=True),
                name="confirmation_one_standing_for_the_case",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="confirmation_known_role"),
            models.CheckConstraint(condition=LAPSED_TOGETHER, name="confirmation_lapsed_at_with_by"),
            models.CheckConstraint(
                condition=Q(is_objection=False) | (~Q(note="") & Q(question__isnull=False)),
                name="confirmation_objection_says_why",
            ),
        )
        indexes = (
            models.Index(
                fields=["assessment", "question"],
                condition=Q(is_objection=True, lapsed_at=None),
                name="confirmation_objections",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.question or _('whole case')}"

    def confirmed_by_name(self) -> str:
        """Who did it, and for whom."""
        return in_place_of(self.confirmed_by.full_name, self.confirmed_for)


class ReturnReason(models.Model):
    """A reason why a case was returned, for a question or, without one, for the whole case.

    The reasons of one return have the same `returned_at`.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="return_reasons")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(max_length=settings.TEXT_LIMIT)
    returned_at = models.DateTimeField()
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    returned_for = models.CharField(max_length=200, blank=True, default="")
    words = WordsField(of=["reason"])

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="return_has_reason"),)

    def __str__(self) -> str:
        return self.reason[:50]

    def returned_by_name(self) -> str:
        """Who did it, and for whom."""
        return in_place_of(self.returned_by.full_name, self.returned_for)


class ReturnReply(models.Model):
    """What an author says about one reason of a return, "" once taken away. It can change until the case is submitted again."""

    reason = models.OneToOneField(ReturnReason, on_delete=models.PROTECT, related_name="reply")
    text = models.TextField(_("reply"), max_length=settings.TEXT_LIMIT, blank=True)
    replied_at = models.DateTimeField(default=timezone.now)
    replied_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = WordsField(of=["text"])

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:50]
