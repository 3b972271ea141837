"""Which question of a case was given to whom, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from checklists.models import Question
from partnerships.domain.workflow import EDITABLE
from partnerships.models.assessment import Answer, Assessment
from partnerships.models.flag import Flag


class Standing(TypedDict):
    """What `AssignmentQuerySet.with_standing` adds to an assignment."""

    is_to_do: bool
    is_gone: bool


def _to_do() -> Q:
    same = {"assessment": OuterRef("assessment"), "question": OuterRef("question")}
    lacks_something = Exists(Flag.objects.filter(**same, is_unanswered=True))
    was_saved = Exists(Answer.objects.filter(**same, saved_at__gte=OuterRef("assigned_at"), is_carried_over=False))
    # After an upgrade nothing is left to do about a question that the case does not ask any more.
    is_asked = Q(question__version=F("assessment__version"))
    return (Q(lacks_something) | ~Q(was_saved)) & is_asked & Q(assessment__state__in=EDITABLE)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Reads of assignments."""

    def standing(self) -> AssignmentQuerySet:
        """Keep the assignments that have not ended."""
        return self.filter(ended_at=None)

    def with_standing(self, authors: models.QuerySet[User]) -> models.QuerySet[AssignmentOfCase]:
        """Annotate those of one case: `is_to_do` as `outstanding`; `is_gone`, they are none of its authors any more."""
        is_to_do = models.ExpressionWrapper(_to_do(), output_field=models.BooleanField())
        gone = ~Q(assigned_to__in=authors.values("pk"))
        is_gone = models.ExpressionWrapper(gone, output_field=models.BooleanField())
        return cast("models.QuerySet[AssignmentOfCase]", self.annotate(is_to_do=is_to_do, is_gone=is_gone))

    def outstanding(self) -> AssignmentQuerySet:
        """Keep those that stand and are still to be done, while the case is with its authors.

        A question is done once it is complete, and was saved since it was assigned: whoever gives somebody a complete
        answer wants it looked at again.
        """
        return self.standing().filter(_to_do())


class Assignment(models.Model):
    """A question that an author of the case is to answer by a day. A new row replaces it; rows stay."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="assignments")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("assigned to"))
    due_on = models.DateField(_("due date"))
    assigned_at = models.DateTimeField(default=timezone.now)
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "question"], condition=Q(ended_at=None), name="assignment_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="assignment_ended_at_with_by",
            ),
        )
        indexes = (models.Index(fields=["due_on"], condition=Q(ended_at=None), name="assignment_by_date"),)

    def __str__(self) -> str:
        return f"{self.question.code}: {self.assigned_to}"


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    AssignmentOfCase = WithAnnotations[Assignment, Standing]
