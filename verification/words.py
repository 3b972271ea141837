"""Sentences about an issue and about pages. They name no partnership, and repeat nothing from a file but numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.series import all_of
from partnerships.models import EditionWithdrawal, IssueEdition
from partnerships.selectors.issues import line_of

DAY, TIME = "j F Y", "H:i"
# The fewest successive numbers that are written as a range, "2 to 4".
SHORTEST_RANGE = 3


def issue_summary(edition: IssueEdition, *, of_summary: bool = False) -> tuple[str, ...]:
    """Return sentences: which issue it is, or of which the summary; that it was withdrawn; what the board decided, or how it stands without that."""
    line = line_of(edition.issue)
    words = {
        "issue": edition.issue.number,
        "reference": edition.issue.partnership.reference,
        "edition": edition.get_edition_display().lower(),
        "when": utc_and_local_time(edition.issue.issued_at),
    }
    which = _("Issue %(issue)s of %(reference)s, %(edition)s edition, issued on %(when)s.")
    if of_summary:
        which = _("The board summary of issue %(issue)s of %(reference)s, %(edition)s edition, issued on %(when)s.")
    about = (which % words, *_withdrawn(edition))
    if line.decision is None:
        return *about, line.sentence
    decision = {
        "day": date_format(line.decision.decided_on, DAY),
        "meeting": line.decision.meeting,
        "minute": line.decision.minute,
        "result": line.decision.get_result_display().lower(),
    }
    return *about, _("Decided on %(day)s at %(meeting)s, minute %(minute)s: %(result)s.") % decision


def _withdrawn(edition: IssueEdition) -> tuple[str, ...]:
    """Say that the edition was withdrawn; the reason is for those who may read the case."""
    withdrawal: EditionWithdrawal | None = getattr(edition, "withdrawal", None)
    if withdrawal is None:
        return ()
    words = {"day": date_format(timezone.localtime(withdrawal.withdrawn_at), DAY)}
    return (_("This edition was withdrawn on %(day)s: it should not have been issued, and must not be used.") % words,)


def issue_name(edition: IssueEdition) -> str:
    """Return "issue 2 of PR-0001", for the middle of a sentence."""
    return issue_name_from(edition.issue.partnership.reference, edition.issue.number)


def issue_name_from(reference: str, number: int) -> str:
    """Return the same for a reference and a number that a file states."""
    return _("issue %(issue)s of %(reference)s") % {"issue": number, "reference": reference}


def utc_and_local_time(at: datetime) -> str:
    """Return "3 July 2027 at 10:14 UTC (11:14 in London)"; the second time is that of the council's time zone."""
    utc, local = at.astimezone(UTC), timezone.localtime(at)
    place = settings.TIME_ZONE.rpartition("/")[2].replace("_", " ")
    words = {"day": date_format(utc, DAY), "time": date_format(utc, TIME), "place": place}
    words |= {"here": date_format(local, TIME), "local_day": date_format(local, DAY)}
    if place == "UTC":
        return _("%(day)s at %(time)s UTC") % words
    if utc.date() == local.date():
        return _("%(day)s at %(time)s UTC (%(here)s in %(place)s)") % words
    return _("%(day)s at %(time)s UTC (%(local_day)s at %(here)s in %(place)s)") % words


def page_list(numbers: Iterable[int]) -> str:
    """Return "page 3" or "pages 2 to 4 and 7"."""
    each = sorted(set(numbers))
    return ngettext("page %(pages)s", "pages %(pages)s", len(each)) % {"pages": all_of(_ranges(each))}


def pages_that_print(pages: Collection[int], of: int) -> str:
    """Return "3 of 9 pages print", for the beginning of a sentence."""
    words = {"count": len(pages), "of": of}
    return ngettext("%(count)s of %(of)s pages prints", "%(count)s of %(of)s pages print", len(pages)) % words


def _ranges(numbers: list[int]) -> list[str]:
    """Return the ascending numbers as text, three or more in succession as "2 to 4"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        if len(run) < SHORTEST_RANGE:
            parts += map(str, run)
        else:
            parts.append(_("%(first)s to %(last)s") % {"first": run[0], "last": run[-1]})
    return parts
