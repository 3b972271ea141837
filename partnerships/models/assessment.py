"""An assessment: one partnership's answers to one checklist version, for one decision sought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.folded_field import WordsField
from accounts.lookups import PkAmong
from accounts.models import User
from accounts.roles import Grant, Role
from checklists.models import Option, Question, Version
from checklists.spec import DecisionSought
from partnerships.domain.board import RoundReason
from partnerships.domain.readiness import Outcome
from partnerships.domain.workflow import BEFORE_DECIDED, BEFORE_ENDORSED, State
from partnerships.models.labels import label_of
from partnerships.models.meeting import Meeting
from partnerships.models.partnership import (
    Partnership,
    has_acted,
    reviewable,
    visibility,
    was_told,
    ways_to_see,
)


class Standing(TypedDict):
    """What `AssessmentQuerySet.for_case` adds to a case."""

    capacity: str | None
    left_at: datetime | None
    absent_acts_otherwise: bool
    was_told: bool
    has_acted: bool


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Reads of assessments."""

    def visible_to(self, user: User, grants: Iterable[Grant]) -> AssessmentQuerySet:
        """Keep the assessments of partnerships that the person may see."""
        return self.filter(visibility(user, grants, service="partnership__service", state="state", case="pk"))

    def each_visible_to(self, user: User, grants: Iterable[Grant]) -> list[AssessmentQuerySet]:
        """`visible_to` as several disjoint queries, each of which an index can serve. For lists across cases."""
        through_roles, own = ways_to_see(user, grants, service="partnership__service", state="state", case="pk")
        return [self.filter(way) for way in through_roles + own]

    def foreseen_by(self, grants: Iterable[Grant]) -> AssessmentQuerySet:
        """Keep the cases on their way to a meeting of which board secretaries may know reference, name and outcome alone.

        They are not endorsed yet, and none is restricted. `partnerships.domain.access.can_foresee` is the same rule for
        one case; a test compares the two.
        """
        services = {grant.service_id for grant in grants if grant.role is Role.SECRETARY}
        if not services:
            return self.none()
        covered = Q() if None in services else Q(partnership__service__in=services)
        return self.filter(covered, meeting__isnull=False, partnership__is_restricted=False, state__in=BEFORE_ENDORSED)

    def current(self) -> AssessmentQuerySet:
        """Keep the newest round of each partnership."""
        return self.filter(is_current=True)

    def first_current(self, *conditions: Q, order: Sequence[str], most: int) -> AssessmentQuerySet:
        """Return the first `most` current rounds that meet any of the conditions, in that order; nothing is filtered afterwards.

        Where cases are many, each condition names one state: it is then read by the index of states and times, until
        there are enough. One condition for several states reads all its cases and sorts them, which is right for those
        that something else finds, as a person's own.
        """
        parts = [self.current().filter(condition).order_by(*order)[:most].values("pk") for condition in conditions]
        if len(parts) > 1:
            # SQLite takes a limit in a part of a UNION only within a subquery.
            first, *others = (self.model.objects.filter(pk__in=part).order_by().values("pk") for part in parts)
            parts = [first.union(*others, all=True)]
        return self.model.objects.filter(PkAmong(parts[0])).order_by(*order)[:most]

    def with_partnership(self) -> AssessmentQuerySet:
        """Select the partnership with its service and lead, the version, and the meeting, too."""
        return self.select_related("partnership__service", "partnership__lead", "version__checklist", "meeting")

    def for_case(self, user: User, grants: Iterable[Grant]) -> models.QuerySet[CaseOfUser]:
        """`with_partnership`, annotated with what the access rules need: `capacity` and `left_at` of the user.

        `was_told`: monitoring officers were told of it, `has_acted`: the user recorded something in it; False for everybody
        else. `absent_acts_otherwise`: each manager for whom the user stands in there today has another capacity than
        reviewer. What no grant of the user needs is not read.
        """
        grants = list(grants)
        absent_acts_otherwise: models.ExpressionWrapper[Q] | models.Value = models.Value(value=False)
        told: models.ExpressionWrapper[Q] | models.Value = models.Value(value=False)
        acted: models.ExpressionWrapper[Q] | models.Value = models.Value(value=False)
        if absent := [grant for grant in grants if not grant.is_own]:
            is_refused = ~reviewable(absent, service="partnership__service")
            absent_acts_otherwise = models.ExpressionWrapper(is_refused, output_field=models.BooleanField())
        if any(grant.role is Role.MONITORING for grant in grants):
            told = models.ExpressionWrapper(was_told("pk"), output_field=models.BooleanField())
            acted = models.ExpressionWrapper(has_acted(user, "pk"), output_field=models.BooleanField())
        of_user = Q(partnership__participants__user=user)
        rows = self.with_partnership().annotate(
            person=models.FilteredRelation("partnership__participants", condition=of_user),
            capacity=models.F("person__capacity"),
            left_at=models.F("person__left_at"),
            absent_acts_otherwise=absent_acts_otherwise,
            was_told=told,
            has_acted=acted,
        )
        return cast("models.QuerySet[CaseOfUser]", rows)


class Assessment(models.Model):
    """One round of a partnership, opened for a reason.

    `meeting` is the one that is to decide, None while nobody has chosen it; the one chosen may have been cancelled.
    `outcome` and the counts are derived from the answers by the actions, so that lists can filter by them.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="assessments")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="assessments")
    round = models.PositiveSmallIntegerField(default=1)
    opened_for = models.CharField(max_length=10, choices=RoundReason, default=RoundReason.FIRST)
    is_current = models.BooleanField(default=True)
    decision_sought = models.CharField(
        _("decision sought"), max_length=15, choices=DecisionSought, default=DecisionSought.ENTER
    )
    state = models.CharField(max_length=15, choices=State, default=State.DRAFT)
    state_changed_at = models.DateTimeField(default=timezone.now)
    state_changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name=_("meeting")
    )
    screening = models.JSONField(default=dict, blank=True)
    benefits = models.JSONField(default=list, blank=True)
    outcome = models.CharField(max_length=25, choices=Outcome, default=Outcome.NOT_READY)
    answered = models.PositiveSmallIntegerField(default=0)
    blockers = models.PositiveSmallIntegerField(default=0)
    open_concerns = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    get_decision_sought_display = label_of(DecisionSought, "decision_sought")
    get_state_display = label_of(State, "state")
    get_outcome_display = label_of(Outcome, "outcome")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["partnership", "round"], name="assessment_round_once"),
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(is_current=True), name="assessment_one_current_round"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="assessment_known_state"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="assessment_known_outcome"),
            models.CheckConstraint(condition=Q(opened_for__in=RoundReason.values), name="assessment_known_opening"),
            models.CheckConstraint(
                condition=Q(decision_sought__in=DecisionSought.values), name="assessment_known_decision"
            ),
        )
        indexes = (
            models.Index(
                fields=["state", "state_changed_at", "id"], condition=Q(is_current=True), name="assessment_by_state"
            ),
        )

    def __str__(self) -> str:
        return f"{self.partnership.reference} round {self.round}"

    @property
    def is_under_way(self) -> bool:
        """Whether the round is not over: it can still be issued, decided or withdrawn."""
        return self.state in BEFORE_DECIDED


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CaseOfUser = WithAnnotations[Assessment, Standing]


class Answer(models.Model):
    """The answer to one question. `revision` grows with each save; saving an older revision is refused as stale.

    `edit_token` names the save that was made last, so that a page does not conflict with its own automatic saves.
    `facts` maps the key of a fact to its value as text: "yes", "no", "not_known", an ISO date, or plain text.
    `in_effect` is null, unless a change waits for somebody to save it, because it would undo what somebody else did or
    tell somebody: then it is the content before the change, and confirmations and treatments of the question are of
    that.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(max_length=settings.TEXT_LIMIT, blank=True)
    finding = models.TextField(max_length=settings.TEXT_LIMIT, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    words = WordsField(of=["option.label", "reason", "finding", "facts"])
    revision = models.PositiveIntegerField(default=1)
    edit_token = models.CharField(max_length=36, blank=True)
    is_carried_over = models.BooleanField(default=False)
    in_effect = models.JSONField(null=True, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["assessment", "question"], name="answer_once_per_question"),)

    def __str__(self) -> str:
        return f"{self.question.code}: {self.option or '-'}"


class EvidenceKind(models.TextChoices):
    """The kinds of evidence: the address of a page, or an uploaded file."""

    LINK = "link", _("Link")
    FILE = "file", _("File")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reads of evidence."""

    def attached(self) -> EvidenceQuerySet:
        """Keep the evidence that was not removed."""
        return self.filter(removed_at=None)

    def removed(self) -> EvidenceQuerySet:
        """Keep the evidence that was removed, with who did it."""
        return self.exclude(removed_at=None).select_related("removed_by")


class Evidence(models.Model):
    """Something that supports an answer, numbered from 1 in its assessment. It is removed, never deleted.

    `mail` is the summary (`files.mail.Mail`) of a file that is an email, empty for others.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="evidence")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=5, choices=EvidenceKind)
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    file = models.FileField(upload_to="evidence/%Y/%m/", blank=True, max_length=200)
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    mail = models.JSONField(default=dict, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["assessment", "number"], name="evidence_number_once"),
            models.CheckConstraint(
                condition=(Q(kind=EvidenceKind.LINK, file="") & ~Q(url=""))
                | (Q(kind=EvidenceKind.FILE, url="") & ~Q(file="") & ~Q(sha256="")),
                name="evidence_is_link_or_file",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removed_at_with_by",
            ),
        )

    def __str__(self) -> str:
        return f"E{self.number} {self.title}"

    @property
    def mail_sent_at(self) -> datetime | None:
        """When the email was sent, if the evidence is one that says it."""
        sent_at = self.mail["date"] if self.mail else ""
        return datetime.fromisoformat(sent_at) if sent_at else None
