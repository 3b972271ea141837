"""Conversations about a question of a case: what one person asked another, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.folded_field import WordsField
from accounts.models import User
from accounts.roles import Role
from checklists.models import Question
from partnerships.models.assessment import Assessment

# The roles that can be asked as such; for officers, the lead officer and the contributors of the case.
ASKED_ROLES = (Role.OFFICER, Role.MANAGER, Role.LEGAL, Role.MONITORING)
OF_ONE = Q(asked_of__isnull=False, asked_role="") | Q(asked_of__isnull=True, asked_role__in=ASKED_ROLES)
OF_NOBODY = Q(asked_of__isnull=True, asked_role="")


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Reads of conversations."""

    def open(self) -> ConversationQuerySet:
        """Keep the conversations that are not resolved."""
        return self.filter(resolved_at=None)


class Conversation(models.Model):
    """What one person asked another, or the holders of a role, about a question; numbered from 1 in its assessment.

    What was written is in `entries`. `asked_of` or `asked_role` is whom it waits for: that of the last entry that asks.
    `is_replied`: they wrote after who asked, so that it waits for `asked_by`; what others add changes nothing of that.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="conversations")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_role = models.CharField(max_length=20, choices=Role, blank=True)
    is_replied = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["assessment", "number"], name="conversation_number_once"),
            models.CheckConstraint(condition=OF_ONE, name="conversation_asked_of_one"),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="conversation_resolved_at_with_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.question.code} {self.number}"

    @property
    def is_resolved(self) -> bool:
        """Whether it is closed until somebody reopens it."""
        return self.resolved_at is not None


class ConversationStep(models.TextChoices):
    """What somebody did in a conversation."""

    ASKED = "asked", _("asked")
    REPLIED = "replied", _("replied")
    PASSED_ON = "passed_on", _("asked somebody else")
    RESOLVED = "resolved", _("resolved it")
    REOPENED = "reopened", _("reopened it")


class ConversationEntry(models.Model):
    """One step of a conversation, with what was written. It never changes, and is never deleted.

    `asked_of` or `asked_role` says who was asked, of the steps that ask.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="entries")
    step = models.CharField(max_length=10, choices=ConversationStep)
    text = models.TextField(_("text"), max_length=settings.TEXT_LIMIT, blank=True)
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_role = models.CharField(max_length=20, choices=Role, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = WordsField(of=["text"])

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(step__in=("asked", "passed_on")) & OF_ONE)
                | (Q(step__in=("replied", "resolved", "reopened")) & OF_NOBODY),
                name="conversation_entry_asks_one",
            ),
            models.CheckConstraint(
                condition=Q(step__in=("passed_on", "resolved")) | ~Q(text=""), name="conversation_entry_has_text"
            ),
        )

    def __str__(self) -> str:
        return str(self.get_step_display())
