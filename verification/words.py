"""The sentences about an issue and its pages. No name of a partnership, and nothing that the file made up but numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.models import Decision, IssueEdition
from partnerships.selectors.issues import IssueLine

DAY, TIME = "j F Y", "H:i"
# From so many on, numbers in a row are said as "2 to 4".
MANY = 3


def about(edition: IssueEdition, line: IssueLine) -> tuple[str, ...]:
    """Say which issue it is, and how it stands or what the board decided about it."""
    words = {
        "issue": edition.issue.number,
        "reference": edition.issue.partnership.reference,
        "edition": edition.get_edition_display().lower(),
        "when": moment(edition.issue.issued_at),
    }
    which = _("Issue %(issue)s of %(reference)s, %(edition)s edition, issued on %(when)s.") % words
    return which, _decided(line.decision) if line.decision else line.sentence


def name_of(edition: IssueEdition) -> str:
    """Return "issue 2 of PR-0001", as it stands within a sentence."""
    return claimed(edition.issue.partnership.reference, edition.issue.number)


def claimed(reference: str, issue: int) -> str:
    """Return the same for what a file says of itself."""
    return _("issue %(issue)s of %(reference)s") % {"issue": issue, "reference": reference}


def moment(at: datetime) -> str:
    """Return "3 July 2027 at 10:14 UTC (11:14 in London)", as the council's clocks showed it."""
    utc, local = at.astimezone(UTC), timezone.localtime(at)
    place = settings.TIME_ZONE.rpartition("/")[2].replace("_", " ")
    words = {"day": date_format(utc, DAY), "time": date_format(utc, TIME), "place": place}
    words |= {"here": date_format(local, TIME), "local_day": date_format(local, DAY)}
    if place == "UTC":
        return _("%(day)s at %(time)s UTC") % words
    if utc.date() == local.date():
        return _("%(day)s at %(time)s UTC (%(here)s in %(place)s)") % words
    return _("%(day)s at %(time)s UTC (%(local_day)s at %(here)s in %(place)s)") % words


def pages_named(numbers: Iterable[int]) -> str:
    """Return "page 3" or "pages 2 to 4 and 7"."""
    parts = _spans(sorted(set(numbers)))
    several = len(parts) > 1 or not parts[0].isdigit()
    joined = (
        _("%(pages)s and %(last)s") % {"pages": ", ".join(parts[:-1]), "last": parts[-1]} if parts[1:] else parts[0]
    )
    return (_("pages %(pages)s") if several else _("page %(pages)s")) % {"pages": joined}


def begin(sentence: str) -> str:
    """Return the sentence with a capital first letter, the others as they are."""
    return sentence[:1].upper() + sentence[1:]


def count_of(pages: Collection[int], of: int) -> str:
    """Return "3 of 9 pages print", as a sentence begins."""
    words = {"count": len(pages), "of": of}
    return ngettext("%(count)s of %(of)s pages prints", "%(count)s of %(of)s pages print", len(pages)) % words


def _decided(decision: Decision) -> str:
    words = {
        "day": date_format(decision.decided_on, DAY),
        "meeting": decision.meeting,
        "minute": decision.minute_reference,
        "result": decision.get_result_display().lower(),
    }
    return _("Decided on %(day)s at %(meeting)s, minute %(minute)s: %(result)s.") % words


def _spans(numbers: list[int]) -> list[str]:
    """Return the numbers, runs of three and more as "2 to 4"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [span for run in runs for span in _span(run)]


def _span(run: list[int]) -> list[str]:
    if len(run) < MANY:
        return [str(number) for number in run]
    return [_("%(first)s to %(last)s") % {"first": run[0], "last": run[-1]}]
