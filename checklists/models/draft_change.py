"""Who changed what in a draft, and when: whoever did does not publish it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from checklists.models.constraints import one_of
from checklists.models.version import Version


class DraftChangeKind(models.TextChoices):
    """What was done."""

    STARTED = "started", _("Started")
    IMPORTED = "imported", _("Read from a file")
    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    MOVED = "moved", _("Moved")
    REMOVED = "removed", _("Removed")
    DELETED = "deleted", _("Deleted")


class DraftChange(models.Model):
    """One change of a draft. `place` is what was changed: "question skills", "section 2", "risks", or "" for the draft.

    Rows are added while the version is a draft, and none is changed or deleted: triggers refuse it.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="draft_changes")
    kind = models.CharField(_("what was done"), max_length=8, choices=DraftChangeKind)
    place = models.CharField(_("where"), max_length=100, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        verbose_name = _("change of a draft")
        verbose_name_plural = _("changes of drafts")
        constraints = [
            models.CheckConstraint(name="draftchange_kind_known", condition=one_of("kind", DraftChangeKind)),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind} {self.place}".rstrip()
