"""What `manage.py` says before it does anything: that read-only mode is on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks


def check_read_only(**_given: Any) -> list[checks.CheckMessage]:
    """Warn that nobody can save anything."""
    if not settings.READ_ONLY:
        return []
    message = "Read-only mode is on (READ_ONLY): whatever people send is refused, and run_daily does nothing."
    return [checks.Warning(message, hint="Set READ_ONLY=false and start again to end it.", id="operations.W001")]
