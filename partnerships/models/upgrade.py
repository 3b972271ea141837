"""What became of answers when a case went on to another version of its checklist, by an upgrade or in a new round."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from checklists.models import Version
from checklists.spec import Change
from partnerships.models.assessment import Answer, Assessment


class Upgrade(models.Model):
    """A case under way went on to a later version of its checklist. It can be undone until something follows it.

    What stands is moved to the question of the same key in the new version; what does not stays with the question that it
    is an answer to, which the case does not ask any more.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="upgrades")
    old_version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    new_version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    upgraded_at = models.DateTimeField(default=timezone.now)
    upgraded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(old_version=models.F("new_version")), name="upgrade_to_another_version"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="upgrade_undone_at_with_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.old_version_id} -> {self.new_version_id}"


class EarlierAnswerQuerySet(models.QuerySet["EarlierAnswer"]):
    """Reads of earlier answers."""

    def standing(self) -> EarlierAnswerQuerySet:
        """Leave out those of upgrades that were undone."""
        return self.filter(Q(upgrade=None) | Q(upgrade__undone_at=None))


class EarlierAnswer(models.Model):
    """An answer to an earlier version, shown in a case that asks something else by now. It is never edited.

    `key` is that of the question beside which it stands, "" where nothing asks for it any more. `answer` is one of the case
    itself, left behind by `upgrade`, or one of the round before, where `upgrade` is None.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="earlier_answers")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60, db_index=False, blank=True)
    change = models.CharField(max_length=9, choices=Change)
    upgrade = models.ForeignKey(
        Upgrade, on_delete=models.PROTECT, null=True, blank=True, related_name="earlier_answers"
    )

    objects = EarlierAnswerQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=Q(change__in=Change.values), name="earlier_known_change"),)

    def __str__(self) -> str:
        return f"{self.answer} ({self.get_change_display()})"
