"""Conditions of decisions, the register of partnerships, and their exit records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.folded_field import WordsField
from accounts.models import User
from accounts.roles import Grant
from checklists.models import Question
from partnerships.domain.workflow import State
from partnerships.models.board import Decision
from partnerships.models.partnership import Partnership, visibility, ways_to_see

# Where the access rules find the case of a row that has a decision. Its round is decided, whatever round came after it.
OF_DECISION = {"service": "partnership__service", "state": "decided_state", "case": "decision__assessment"}


class ConditionQuerySet(models.QuerySet["Condition"]):
    """Reads of conditions."""

    def each_visible_to(self, user: User, grants: Iterable[Grant]) -> list[ConditionQuerySet]:
        """`visible_to` as several disjoint queries, for a list."""
        through_roles, own = ways_to_see(user, grants, **OF_DECISION)
        return [self._decided().filter(way) for way in through_roles + own]

    def visible_to(self, user: User, grants: Iterable[Grant]) -> ConditionQuerySet:
        """Keep the conditions of decisions that the person may see."""
        return self._decided().filter(visibility(user, grants, **OF_DECISION))

    def _decided(self) -> ConditionQuerySet:
        return self.annotate(decided_state=Value(State.DECIDED.value))

    def outstanding(self) -> ConditionQuerySet:
        """Keep the conditions that are not completed, of partnerships that have not ended."""
        return self.filter(completed_at=None, partnership__register_entry__ended_on=None)

    def overdue(self, today: date) -> ConditionQuerySet:
        """Keep the outstanding conditions that were due before today."""
        return self.outstanding().filter(due_on__lt=today)

    def number_by_partnership(self) -> Coalesce:
        """Return an expression for the number of these conditions that the `partnership` of a row has, 0 for none."""
        own = self.filter(partnership=models.OuterRef("partnership")).order_by().values("partnership")
        counted = own.annotate(number_of=models.Count("pk")).values("number_of")
        return Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0)


class Condition(models.Model):
    """A condition of a decision, with its owner, due date and evidence of completion. Numbered in its partnership.

    `question` is that of the mitigation, None for a condition that the board added. The text never changes; owner and
    date can be changed, with a reason in the trail. `owner` is a role or a name in words; `owner_user` is whoever of
    those who sign in it names, None for a role. `chased_at` is when a manager last asked how far it is. The evidence is `completion_note`, with an address or a file; `mail` is
    the summary of one that is an email.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="conditions")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(max_length=settings.TEXT_LIMIT)
    owner = models.CharField(_("owner"), max_length=200)
    owner_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due date"))
    completion_note = models.TextField(_("what was done"), max_length=settings.TEXT_LIMIT, blank=True)
    url = models.URLField(_("address of the evidence"), max_length=1000, blank=True)
    file = models.FileField(upload_to="evidence/%Y/%m/", blank=True, max_length=200)
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    mail = models.JSONField(default=dict, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    chased_at = models.DateTimeField(null=True, blank=True)
    chased_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = WordsField(of=["text", "owner", "completion_note"])

    objects = ConditionQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "number")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "number"], name="condition_number_once"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(owner=""), name="condition_is_whole"),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | (Q(completed_at__isnull=False, completed_by__isnull=False) & ~Q(completion_note="")),
                name="condition_completed_with_evidence",
            ),
            models.CheckConstraint(
                condition=Q(chased_at__isnull=True, chased_by__isnull=True)
                | Q(chased_at__isnull=False, chased_by__isnull=False),
                name="condition_chased_at_with_by",
            ),
        )
        indexes = (
            models.Index(fields=["due_on"], condition=Q(completed_at=None), name="condition_outstanding_by_date"),
            # Nearly all rows have no such owner: the key's own index counts them as one value, and is not trusted for others.
            models.Index(
                fields=["owner_user"],
                condition=Q(owner_user__isnull=False, completed_at=None),
                name="condition_of_owner",
            ),
        )

    def __str__(self) -> str:
        return self.text[:50]

    @property
    def mail_sent_at(self) -> datetime | None:
        """When the email was sent, if the evidence is one that says it."""
        sent_at = self.mail["date"] if self.mail else ""
        return datetime.fromisoformat(sent_at) if sent_at else None


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    """Reads of the register."""

    def each_visible_to(self, user: User, grants: Iterable[Grant]) -> list[RegisterEntryQuerySet]:
        """Return the entries that the person may see, as several disjoint queries that an index can serve.

        Board secretaries see an entry also while a review of it is with its authors.
        """
        through_roles, own = ways_to_see(user, grants, **OF_DECISION)
        return [self._decided().filter(way) for way in through_roles + own]

    def visible_to(self, user: User, grants: Iterable[Grant]) -> RegisterEntryQuerySet:
        """Keep the entries that the person may see."""
        return self._decided().filter(visibility(user, grants, **OF_DECISION))

    def _decided(self) -> RegisterEntryQuerySet:
        return self.annotate(decided_state=Value(State.DECIDED.value))

    def without_case(self) -> RegisterEntryQuerySet:
        """Keep the partnerships that existed before they came here and have not been reviewed since."""
        return self.filter(decision=None, partnership__assessments=None)


class RegisterEntry(models.Model):
    """A partnership that the council is in. `decision` is its last approval to enter or to continue.

    A partnership that existed before it came here has no `decision` until a review approves it. What is known of its
    earlier approval stands in the columns that begin with `earlier_`, as it was typed.
    """

    partnership = models.OneToOneField(Partnership, on_delete=models.PROTECT, related_name="register_entry")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    earlier_decided_on = models.DateField(_("decided on"), null=True, blank=True)
    earlier_meeting = models.CharField(_("meeting or decision-maker"), max_length=200, blank=True)
    earlier_minute_reference = models.CharField(_("minute reference"), max_length=100, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField(_("review date"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        ordering = ("-partnership__number",)
        indexes = (models.Index(fields=["review_on"], condition=Q(ended_on=None), name="register_by_review"),)

    def __str__(self) -> str:
        return str(self.partnership)


class ExitRecord(models.Model):
    """How a partnership ended, and what became of people, property, money and data. It never changes."""

    partnership = models.OneToOneField(Partnership, on_delete=models.PROTECT, related_name="exit_record")
    ended_on = models.DateField(_("end date"))
    reason = models.TextField(_("why it ended"), max_length=settings.TEXT_LIMIT)
    people = models.TextField(_("staff and people who used the service"), max_length=settings.TEXT_LIMIT)
    property = models.TextField(_("property and money"), max_length=settings.TEXT_LIMIT)
    data = models.TextField(_("records and personal data"), max_length=settings.TEXT_LIMIT)
    lessons = models.TextField(_("lessons"), max_length=settings.TEXT_LIMIT)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(people="") & ~Q(property="") & ~Q(data="") & ~Q(lessons=""),
                name="exit_is_whole",
            ),
        )

    def __str__(self) -> str:
        return str(self.partnership)
