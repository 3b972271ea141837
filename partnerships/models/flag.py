"""The flags of each case as rows, so that lists across cases can filter by them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from accounts.models import Service, User
from accounts.roles import Grant
from checklists.models import Question
from checklists.spec import Severity
from partnerships.domain.flags import FlagState
from partnerships.domain.readiness import Outcome
from partnerships.domain.workflow import PHASE_OF, Phase, State
from partnerships.models.assessment import Assessment
from partnerships.models.labels import label_of
from partnerships.models.partnership import Partnership, visibility, ways_to_see
from partnerships.models.review import Confirmation


class FlagQuerySet(models.QuerySet["Flag"]):
    """Reads of flags."""

    def visible_to(self, user: User, grants: Iterable[Grant]) -> FlagQuerySet:
        """Keep the flags of partnerships that the person may see."""
        return self.filter(visibility(user, grants, service="service", state="case_state", case="assessment"))

    def awaiting_confirmation(self) -> FlagQuerySet:
        """Keep the flags of complete answers that are not confirmed yet."""
        return self.filter(is_unconfirmed=True, is_unanswered=False)

    def to_confirm(self) -> FlagQuerySet:
        """Keep those of `awaiting_confirmation` that wait for whoever confirms, and not for another answer."""
        same = {"assessment": OuterRef("assessment"), "question": OuterRef("question")}
        return self.awaiting_confirmation().exclude(Exists(Confirmation.objects.objections().filter(**same)))

    def failing(self) -> FlagQuerySet:
        """Keep the blockers for which more than a confirmation is missing."""
        failed = Q(is_unanswered=True) | Q(is_negative=True) | Q(is_rule=True)
        return self.filter(failed, severity=Severity.BLOCKER)

    def each_visible_to(self, user: User, grants: Iterable[Grant], phases: Collection[Phase]) -> list[FlagQuerySet]:
        """`visible_to`, for cases in these phases, as several disjoint queries that an index can serve.

        Each phase is a query of its own, because an index finds the first rows of one phase only. The person's own
        cases are few and read whole: their negated condition keeps SQLite from the indexes that start with `phase`.
        """
        through_roles, own = ways_to_see(user, grants, service="service", state="case_state", case="assessment")
        others = ~Q(phase__in=[phase for phase in Phase if phase not in phases])
        parts = [self.filter(way, phase__in=[phase]) for way in through_roles for phase in phases]
        return parts + [self.filter(way & others) for way in own]


class Flag(models.Model):
    """One question's flag, as `partnerships.domain.flags` derives it. Actions write it again after each change.

    `case_state`, `outcome` and `service` repeat the assessment's, so that one index serves the list across cases.
    `since` is when the cause began that makes it as severe as it is, `cause_dates` when each of its causes did
    (`partnerships.domain.flag_age`). `question_position` is its position in its version, from 1.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="flags")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    question_key = models.SlugField(max_length=60, db_index=False)
    question_position = models.PositiveSmallIntegerField()
    severity = models.CharField(max_length=10, choices=Severity)
    severity_rank = models.PositiveSmallIntegerField()
    is_unanswered = models.BooleanField(default=False)
    is_negative = models.BooleanField(default=False)
    is_noted = models.BooleanField(default=False)
    is_rule = models.BooleanField(default=False)
    is_unconfirmed = models.BooleanField(default=False)
    is_raised = models.BooleanField(default=False)
    because = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=FlagState, default=FlagState.OPEN)
    case_state = models.CharField(max_length=15, choices=State)
    phase = models.GeneratedField(
        expression=Case(
            *(When(case_state=state, then=Value(phase.value)) for state, phase in PHASE_OF.items()),
            default=Value(Phase.IN_PLAY.value),
        ),
        output_field=models.CharField(max_length=10, choices=Phase),
        db_persist=True,
    )
    outcome = models.CharField(max_length=25, choices=Outcome)
    since = models.DateTimeField(default=timezone.now)
    cause_dates = models.JSONField(default=dict, blank=True)

    objects = FlagQuerySet.as_manager()

    get_severity_display = label_of(Severity, "severity")
    get_state_display = label_of(FlagState, "state")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["assessment", "question"], name="flag_once_per_question"),
            models.CheckConstraint(
                condition=Q(severity__in=[Severity.NOTE, Severity.CONCERN, Severity.BLOCKER]),
                name="flag_known_severity",
            ),
            models.CheckConstraint(condition=Q(state__in=FlagState.values), name="flag_known_state"),
            models.CheckConstraint(
                condition=Q(is_unanswered=True)
                | Q(is_negative=True)
                | Q(is_noted=True)
                | Q(is_rule=True)
                | Q(is_unconfirmed=True)
                | Q(is_raised=True),
                name="flag_has_a_cause",
            ),
        )
        # One for each order of the list, for all services and for one.
        indexes = (
            models.Index(fields=["phase", "-severity_rank", "since", "id"], name="flag_gravest_first"),
            models.Index(fields=["service", "phase", "-severity_rank", "since", "id"], name="flag_service_gravest"),
            models.Index(fields=["phase", "since", "id"], name="flag_oldest_first"),
            models.Index(fields=["service", "phase", "since", "id"], name="flag_service_oldest"),
            models.Index(fields=["phase", "question_position", "-severity_rank", "since", "id"], name="flag_question"),
            models.Index(
                fields=["service", "phase", "question_position", "-severity_rank", "since", "id"],
                name="flag_service_question",
            ),
            models.Index(fields=["phase", "partnership", "question_position", "id"], name="flag_partnership"),
            models.Index(
                fields=["service", "phase", "partnership", "question_position", "id"],
                name="flag_service_partnership",
            ),
            models.Index(fields=["question_key", "phase", "-severity_rank", "since", "id"], name="flag_of_question"),
            models.Index(
                fields=["assessment", "question"],
                condition=Q(is_unconfirmed=True, is_unanswered=False),
                name="flag_awaiting_confirmation",
            ),
            # It holds all that is counted of many flags, so that none of them is read.
            models.Index(
                fields=["phase", "service", "severity", "state", "partnership", "assessment", "question_key", "since"],
                name="flag_counted",
            ),
        )

    def __str__(self) -> str:
        return f"{self.question_key}: {self.severity}"
