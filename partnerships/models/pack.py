"""Agenda packs: what each is made of, and of each file that was handed out, by what it is known again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from partnerships.domain.board import Edition
from partnerships.models.board import ReportIssue
from partnerships.models.meeting import Meeting


class AgendaPack(models.Model):
    """The choice of the issues of a pack. It never changes, and its PDF is made of it whenever somebody asks for that.

    `key` is the digest of what its pages print; the same choice made again is the same pack. `meeting` and `held_on` are
    the name and the day, at that time, of the meeting `made_for`, which is None where an upgrade could not tell it.
    """

    key = models.CharField(max_length=16, unique=True)
    meeting = models.CharField(max_length=150)
    held_on = models.DateField()
    made_for = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="+")
    edition = models.CharField(max_length=6, choices=Edition)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=Q(edition__in=Edition.values), name="pack_edition_known"),)

    def __str__(self) -> str:
        return self.key


class AgendaPackIssue(models.Model):
    """One issue of a pack, at its place on the agenda, counted from 1."""

    pack = models.ForeignKey(AgendaPack, on_delete=models.PROTECT, related_name="issues")
    issue = models.ForeignKey(ReportIssue, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("pack", "place")
        constraints = (
            models.UniqueConstraint(fields=["pack", "place"], name="pack_place_once"),
            models.UniqueConstraint(fields=["pack", "issue"], name="pack_issue_once"),
        )

    def __str__(self) -> str:
        return f"{self.pack}: {self.place}"


class AgendaPackFile(models.Model):
    """A file of a pack that was handed out: its SHA-256 and the digests of its pages. The file itself is not kept.

    Another version of the program makes another file of the same pack. `pages` are as `partnerships.files.pages` reads
    them, empty until they could be read; once they are there, a row never changes. `method` is the number of how they were
    digested. A file that is handed out again after that changed is kept once more, with its pages as they are digested now.
    """

    pack = models.ForeignKey(AgendaPack, on_delete=models.PROTECT, related_name="files")
    pdf_sha256 = models.CharField(max_length=64)
    method = models.PositiveSmallIntegerField()
    pages = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["pdf_sha256", "method"], name="pack_file_once_by_method"),)

    def __str__(self) -> str:
        return self.pdf_sha256
