"""Checklists and their versions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Service
from accounts.prepared import Parameter
from accounts.roles import Grant, Role
from checklists.models.constraints import one_of
from checklists.models.content import tables_of
from checklists.spec import ChecklistSpec, UnreadableError, assemble, digest, lengths, number_order


class Checklist(models.Model):
    """A checklist, which has versions."""

    slug = models.SlugField(_("short name in addresses"), max_length=lengths.SLUG, primary_key=True)
    title = models.CharField(_("title"), max_length=lengths.TITLE)

    class Meta:
        ordering = ("title",)
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")

    def __str__(self) -> str:
        return self.title


class VersionState(models.TextChoices):
    """A draft can be edited, a published version can be used by assessments, a retired one only be read."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class VersionQuerySet(models.QuerySet["Version"]):
    """Queries for versions."""

    def published(self, today: date | Parameter | None = None) -> VersionQuerySet:
        """Keep the versions that a new assessment may use today: published, or retired with a last day to come."""
        return self.filter(Q(state=VersionState.PUBLISHED) | Q(last_on__gte=today or timezone.localdate()))

    def not_deleted(self) -> VersionQuerySet:
        """Leave out the drafts that were deleted."""
        return self.filter(is_deleted=False)

    def newest_first(self) -> list[Version]:
        """Return the versions with the highest number first: 1.10 before 1.9."""
        return sorted(self, key=Version.order, reverse=True)

    def open_to(self, services: Iterable[Service]) -> VersionQuerySet:
        """Keep the versions of checklists that are open to one of the services, or to all."""
        is_open = Q(openings=None) | Q(openings__service__in=list(services))
        return self.filter(checklist__in=Checklist.objects.filter(is_open))

    def visible_to(self, grants: Iterable[Grant]) -> VersionQuerySet:
        """Keep the versions that a user with these roles may read: drafts are for checklist editors only."""
        is_editor = any(grant.role is Role.EDITOR for grant in grants)
        return self if is_editor else self.exclude(state=VersionState.DRAFT)

    def readable(self) -> list[Version]:
        """Return the versions whose content can be read and is what was published, the highest number first."""
        return [version for version in self.newest_first() if version.readable_spec() is not None]

    def for_reading(self) -> VersionQuerySet:
        """Join the checklist and the people that pages show."""
        return self.select_related("checklist", "drafted_by", "published_by", "retired_by").order_by()


class VersionAlteredError(Exception):
    """The content of a version cannot be read, or, once it is published, has another digest than at its publication."""


# What was read of published versions, which never change: their content, or why it cannot be used.
_specs: dict[tuple[str, str], ChecklistSpec | VersionAlteredError] = {}


class Version(models.Model):
    """One version of a checklist: a draft, then published and never changed again, then retired."""

    id = models.CharField(_("checklist and number"), max_length=80, primary_key=True)
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(_("number"), max_length=lengths.NUMBER)
    state = models.CharField(_("state"), max_length=9, choices=VersionState, default=VersionState.DRAFT)
    source = models.CharField(_("source"), max_length=lengths.SOURCE)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    drafted_at = models.DateTimeField(_("drafted at"))
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    last_on = models.DateField(_("last day on which a case may start on it"), null=True, blank=True)
    # Who deleted it and when is in the record of its changes. Its number is free for another draft, which takes its row.
    is_deleted = models.BooleanField(_("draft that was deleted"), default=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("checklist", "-drafted_at")
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.CheckConstraint(
                name="version_id_is_slug_and_number", condition=Q(id=Concat("checklist", Value("/"), "number"))
            ),
            models.CheckConstraint(name="version_state_known", condition=one_of("state", VersionState)),
            models.CheckConstraint(
                name="version_state_has_its_dates",
                condition=Q(state="draft", published_at=None, published_by=None, retired_at=None, digest="")
                | (Q(state="published", published_at__isnull=False, retired_at=None) & ~Q(digest=""))
                | (Q(state="retired", published_at__isnull=False, retired_at__isnull=False) & ~Q(digest="")),
            ),
            models.CheckConstraint(
                name="version_retired_by_somebody",
                condition=Q(retired_at=None, retired_by=None) | Q(retired_at__isnull=False, retired_by__isnull=False),
            ),
            models.CheckConstraint(name="version_deleted_is_draft", condition=Q(is_deleted=False) | Q(state="draft")),
            models.CheckConstraint(name="version_last_day_of_retired", condition=Q(last_on=None) | Q(state="retired")),
            # A version that is delivered with the product has neither; otherwise, two people draft and publish.
            models.CheckConstraint(
                name="version_published_by_second_editor",
                condition=Q(published_at=None)
                | Q(drafted_by=None, published_by=None)
                | (Q(drafted_by__isnull=False, published_by__isnull=False) & ~Q(drafted_by=F("published_by"))),
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def order(self) -> tuple[int, ...]:
        """Return what the versions of a checklist are sorted by: their numbers, as numbers."""
        return number_order(self.number)

    def is_in_force(self) -> bool:
        """Whether a new case may start on it today."""
        if self.state == VersionState.RETIRED:
            return self.last_on is not None and self.last_on >= timezone.localdate()
        return self.state == VersionState.PUBLISHED

    def spec(self) -> ChecklistSpec:
        """Return the content. That of a published version never changes and is read once per process.

        VersionAlteredError when it cannot be read, or that of a published version is not what was published.
        """
        if self.state == VersionState.DRAFT:
            try:
                return self.read()
            except UnreadableError as error:
                raise VersionAlteredError(_unreadable(self.id, error)) from error
        if (self.id, self.digest) not in _specs:
            _specs[self.id, self.digest] = self._published()
        known = _specs[self.id, self.digest]
        if isinstance(known, VersionAlteredError):
            raise VersionAlteredError(*known.args)
        return known

    def readable_spec(self) -> ChecklistSpec | None:
        """Return the content; None when it cannot be read, or that of a published version is not what was published."""
        try:
            return self.spec()
        except VersionAlteredError:
            return None

    def question_count(self) -> int:
        """Return how many questions the version has, whether or not its content can be used."""
        spec = self.readable_spec()
        return len(spec.by_key) if spec else self.questions.count()

    def _published(self) -> ChecklistSpec | VersionAlteredError:
        try:
            spec = self.read()
        except UnreadableError as error:
            return VersionAlteredError(_unreadable(self.id, error))
        if digest(spec) != self.digest:
            return VersionAlteredError(f"Version {self.id} is not what was published: its digest does not match.")
        return spec

    def read(self) -> ChecklistSpec:
        """Read the content from its rows, without the cache: 11 queries, and one for the checklist.

        UnreadableError, whatever is wrong with a row.
        """
        try:
            return assemble(
                slug=self.checklist_id,
                version=self.number,
                title=self.checklist.title,
                source=self.source,
                tables=tables_of(self.id),
            )
        except UnreadableError:
            raise
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # A row that came past every form: JSON of another structure, or none at all.
            raise UnreadableError("", f"A row has another structure than is expected ({error}).") from error


def _unreadable(identity: str, error: UnreadableError) -> str:
    return f"Version {identity} cannot be read: {error}"
