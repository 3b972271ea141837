"""What `manage.py` says before it does anything: that read-only mode is on, and that security.txt is or soon will be stale."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils import timezone

SOON = timedelta(days=30)


def check_read_only(**_given: Any) -> list[checks.CheckMessage]:
    """Warn that nobody can save anything."""
    if not settings.READ_ONLY:
        return []
    message = "Read-only mode is on (READ_ONLY): whatever people send is refused, and run_daily does nothing."
    return [checks.Warning(message, hint="Set READ_ONLY=false and start again to end it.", id="operations.W001")]


def check_security_txt(**_given: Any) -> list[checks.CheckMessage]:
    """Warn from a month before the day on which researchers stop believing the file."""
    told, today = settings.SECURITY_TXT, timezone.localdate()
    if told is None or told.expires_on - today >= SOON:
        return []
    verb = "expires" if told.expires_on >= today else "expired"
    message = f"/.well-known/security.txt {verb} on {told.expires_on:%d %B %Y} (SECURITY_EXPIRES)."
    return [checks.Warning(message, hint="See that it still holds, then set a later day.", id="operations.W002")]
