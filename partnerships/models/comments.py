"""Comments on a case: implications by area, interests declared, and exemptions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.folded_field import WordsField
from accounts.models import User
from partnerships.domain.exemption import REASON_LIMIT, Paragraph
from partnerships.models.assessment import Assessment

REPLACED_TOGETHER = Q(replaced_at__isnull=True, replaced_by__isnull=True) | Q(
    replaced_at__isnull=False, replaced_by__isnull=False
)


class ImplicationArea(models.Model):
    """A field on which comments are asked for, such as legal or finance. The list is the council's own data."""

    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    usually_asked = models.CharField(_("usually asked of"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ("position", "name")
        verbose_name = _("area of implications")
        verbose_name_plural = _("areas of implications")

    def __str__(self) -> str:
        return self.name


class Implication(models.Model):
    """Who was asked for a comment in one area, and the comment. It never changes; a new row replaces it.

    Without a comment, `author`, `commented_on` and `text` are all empty.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="implications")
    area = models.ForeignKey(ImplicationArea, on_delete=models.PROTECT, related_name="+")
    asked_of = models.CharField(_("asked of"), max_length=200)
    asked_on = models.DateField(_("asked on"))
    author = models.CharField(_("comment by"), max_length=200, blank=True)
    commented_on = models.DateField(_("date of the comment"), null=True, blank=True)
    text = models.TextField(_("comment"), max_length=settings.TEXT_LIMIT, blank=True)
    words = WordsField(of=["text"])
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("area__position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "area"], condition=Q(replaced_at=None), name="implication_one_standing"
            ),
            models.CheckConstraint(condition=~Q(asked_of=""), name="implication_asked_of_somebody"),
            models.CheckConstraint(
                condition=Q(text="", author="", commented_on__isnull=True)
                | (~Q(text="") & ~Q(author="") & Q(commented_on__isnull=False)),
                name="implication_comment_is_whole",
            ),
            models.CheckConstraint(condition=REPLACED_TOGETHER, name="implication_replaced_at_with_by"),
        )
        indexes = (
            models.Index(
                fields=["asked_on", "id"],
                condition=Q(replaced_at=None, commented_on=None),
                name="implication_unanswered",
            ),
        )

    def __str__(self) -> str:
        return f"{self.area}: {self.author or _('no comment received')}"


class Interest(models.Model):
    """A declaration by one person on the case of their own interests in it. A new row replaces it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="interests")
    has_interest = models.BooleanField()
    text = models.TextField(_("interest"), max_length=settings.TEXT_LIMIT, blank=True)
    declared_at = models.DateTimeField(default=timezone.now)
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "declared_by"], condition=Q(replaced_at=None), name="interest_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(has_interest=False, text="") | (Q(has_interest=True) & ~Q(text="")),
                name="interest_is_described",
            ),
            models.CheckConstraint(condition=REPLACED_TOGETHER, name="interest_replaced_at_with_by"),
        )

    def __str__(self) -> str:
        return self.text[:50] or str(_("no interest"))


class Exemption(models.Model):
    """A part of the report that its public edition leaves out. `part` is named as in `partnerships.domain.exemption`."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="exemptions")
    part = models.CharField(max_length=100)
    paragraph = models.CharField(_("paragraph"), max_length=2, choices=Paragraph)
    reason = models.TextField(_("reason"), max_length=REASON_LIMIT)
    marked_at = models.DateTimeField(default=timezone.now)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "part"], condition=Q(replaced_at=None), name="exemption_one_standing"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exemption_has_reason"),
            models.CheckConstraint(condition=Q(paragraph__in=Paragraph.values), name="exemption_known_paragraph"),
            models.CheckConstraint(condition=REPLACED_TOGETHER, name="exemption_replaced_at_with_by"),
        )

    def __str__(self) -> str:
        return self.part
