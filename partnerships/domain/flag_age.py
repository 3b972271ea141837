"""How old a flag is: since when the cause stands that makes it as severe as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from partnerships.domain.flags import Cause, Flag

# These stand with one option: another option is another cause. A rule and what a manager raised outlive a change of it.
OF_THE_OPTION = frozenset({Cause.NEGATIVE, Cause.NOTED, Cause.UNCONFIRMED})


def cause_dates(flag: Flag, *, option: str | None, before: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Return since when each cause of the flag stands, as ISO times by its name; `before` are those of the flag until now.

    Nobody waits for the confirmation of an answer that is not complete, so that wait begins when it is.
    """
    standing = [cause for cause in flag.causes if not (cause is Cause.UNCONFIRMED and flag.is_unanswered)]
    names = [_name(cause, option) for cause in standing]
    return {name: before.get(name, now.isoformat()) for name in names}


def flagged_since(flag: Flag, dates: Mapping[str, str], *, option: str | None) -> datetime:
    """Return since when the flag is as severe as it is: the first day of its gravest causes.

    A missing confirmation is what makes it so only where nothing else does.
    """
    gravest = tuple(cause for cause in flag.gravest if cause != Cause.UNCONFIRMED.value) or flag.gravest
    return min(datetime.fromisoformat(dates[_name(cause, option)]) for cause in gravest)


def _name(cause: Cause, option: str | None) -> str:
    return f"{cause.value}:{option or ''}" if cause in OF_THE_OPTION else cause.value
