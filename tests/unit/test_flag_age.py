"""Since when a flag is as severe as it is: each cause keeps the day on which it began."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from checklists.spec import Severity
from partnerships.domain.flag_age import cause_dates, flagged_since
from partnerships.domain.flags import Cause, Flag

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = FIRST + timedelta(days=3)


def flag(*causes: Cause, gravest: tuple[Cause, ...] = ()) -> Flag:
    return Flag("skills", "G11", Severity.CONCERN, causes, gravest=gravest or causes)


def test_a_cause_that_stays_keeps_its_day() -> None:
    begun = cause_dates(flag(Cause.RULE), option="gap", before={}, now=FIRST)
    later = cause_dates(flag(Cause.RULE, Cause.RAISED), option="gap", before=begun, now=LATER)
    assert later == {"rule": FIRST.isoformat(), "raised": LATER.isoformat()}


def test_another_option_is_another_cause_and_a_rule_outlives_it() -> None:
    both = flag(Cause.NEGATIVE, Cause.RULE)
    begun = cause_dates(both, option="gap", before={}, now=FIRST)
    later = cause_dates(both, option="none", before=begun, now=LATER)
    assert later == {"negative:none": LATER.isoformat(), "rule": FIRST.isoformat()}


def test_nobody_waits_for_the_confirmation_of_what_is_not_complete() -> None:
    unanswered = flag(Cause.UNANSWERED, Cause.UNCONFIRMED)
    assert cause_dates(unanswered, option=None, before={}, now=FIRST) == {"unanswered": FIRST.isoformat()}
    assert cause_dates(flag(Cause.UNCONFIRMED), option=None, before={}, now=FIRST) == {
        "unconfirmed:": FIRST.isoformat()
    }


def test_a_flag_stands_since_the_first_day_of_its_gravest_causes() -> None:
    found = flag(Cause.NOTED, Cause.RULE, Cause.RAISED, gravest=(Cause.RULE, Cause.RAISED))
    dates = {"noted:gap": FIRST.isoformat(), "rule": LATER.isoformat(), "raised": (LATER + timedelta(1)).isoformat()}
    assert flagged_since(found, dates, option="gap") == LATER


def test_a_confirmation_dates_a_flag_only_when_nothing_else_does() -> None:
    dates = {"negative:gap": LATER.isoformat(), "unconfirmed:gap": FIRST.isoformat()}
    assert flagged_since(flag(Cause.NEGATIVE, Cause.UNCONFIRMED), dates, option="gap") == LATER
    assert flagged_since(flag(Cause.UNCONFIRMED), dates, option="gap") == FIRST
