"""What ran when."""

from __future__ import annotations

from django.utils import timezone

from operations.models import Heartbeat, HeartbeatName


def beat(name: HeartbeatName) -> None:
    """Note that it runs now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"ran_at": timezone.now()})
