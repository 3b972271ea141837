"""Which checklist a new case answers."""

from __future__ import annotations

from checklists.models import Version

CHECKLIST = "partnership-readiness"


def version_to_answer() -> Version | None:
    """Return the newest published version that can be read, None when there is none."""
    versions = Version.objects.published().filter(checklist=CHECKLIST).select_related("checklist")
    return next(iter(versions.readable()), None)
