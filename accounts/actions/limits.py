"""What is used of a limit."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import F

from accounts.models import LimitUse


def end_of_period(now: datetime, seconds: int) -> datetime:
    """Return when the period of so many seconds ends that has begun: at a full minute, hour or day (UTC)."""
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, UTC)


def use_limit(*, limit: str, whose: str, ends_at: datetime, amount: int, most: int) -> bool:
    """Add the amount to what was used in the period that ends then; False, and nothing is added, when it would be over `most`."""
    use = LimitUse.objects.filter(limit=limit, whose=whose, ends_at=ends_at)

    def add() -> bool:
        # One statement, so that processes at the same moment do not pass the limit together.
        return bool(use.filter(amount__lte=most - amount).update(amount=F("amount") + amount))

    if add():
        return True
    LimitUse.objects.get_or_create(limit=limit, whose=whose, ends_at=ends_at)
    return add()


def give_back_limit(*, limit: str, whose: str, ends_at: datetime, amount: int) -> None:
    """Take the amount away from what was used in the period that ends then; nothing happens when it was not."""
    use = LimitUse.objects.filter(limit=limit, whose=whose, ends_at=ends_at, amount__gte=amount)
    use.update(amount=F("amount") - amount)


def forget_limits(*, now: datetime) -> None:
    """Delete what was used in periods that have ended."""
    LimitUse.objects.filter(ends_at__lte=now).delete()
