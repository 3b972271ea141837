"""Reads the audit trail: filtered for the auditor, line by line for exports, and link by link to find a break."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.db.models import F, PositiveSmallIntegerField, Q, SlugField
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.canonical import digest
from accounts.chain import Chained, fault_of, moment
from accounts.prepared import Parameter, PreparedQuery, PreparedRows, key
from partnerships.domain.board import Edition
from partnerships.domain.chain import NO_ROUND, START, Link, link_of
from partnerships.models import Assessment, Event, IssueEdition, Partnership, ReportIssue
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.models.trail import CONVERSATION_KINDS, OF_REVIEW, OF_THE_CASE, EventKind, EventQuerySet

PAGE_LENGTH = 50
MOST_CHANGES = 500
"""The most changes between two submissions that are read."""
CHUNK = 2_000
Editions = dict[str, dict[str, str]]
"""The digests of the editions of an issue, as its event names them."""
COLUMNS = ("partnership", "position", "at", "name", "kind", "round", "question", "old", "new", "previous", "link")
"""The fields of a line of the exports, in order; `at` is UTC."""


_SUBMISSIONS = PreparedQuery(
    lambda: (
        Event.objects.filter(
            assessment=key("assessment", Assessment), kind__in=(EventKind.SUBMITTED, EventKind.TAKEN_BACK)
        )
        .order_by("position")
        .values_list("kind", "position")
    )
)
_PARTNERSHIP, _LAST_ROUND = key("partnership", Partnership), Parameter("last_round", PositiveSmallIntegerField())


@dataclass(frozen=True, kw_only=True)
class TrailFilter:
    """Which events to list. None or "": all. `person` is a user's number; both days and the last round are included.

    Without `has_conversations`, those of conversations are left out: for whoever does not read them.
    """

    partnership: int | None = None
    last_round: int | Parameter | None = None
    person: int | None = None
    kind: str = ""
    first_on: date | None = None
    last_on: date | None = None
    has_conversations: bool = True

    def keep(self, events: EventQuerySet) -> EventQuerySet:
        """Keep what matches."""
        same = {"partnership__number": self.partnership, "recorded_by": self.person, "kind": self.kind}
        wanted: dict[str, Any] = {name: value for name, value in same.items() if value}
        if not self.has_conversations:
            events = events.exclude(kind__in=CONVERSATION_KINDS)
        if self.last_round:
            events = events.filter(up_to_round(self.last_round))
        if self.first_on:
            wanted["recorded_at__gte"] = timezone.make_aware(datetime.combine(self.first_on, time.min))
        if self.last_on:
            wanted["recorded_at__lte"] = timezone.make_aware(datetime.combine(self.last_on, time.max))
        return events.filter(**wanted)


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some events, newest first; `older` is the number of its last event, before which the next begins; None on the last."""

    events: list[Event]
    older: int | None


@dataclass(frozen=True, slots=True)
class Break:
    """Where a partnership's trail is not what was recorded: the first event or issue that does not fit, and why."""

    reference: str
    what: str


def events_to(assessment: Assessment, *, has_conversations: bool) -> EventQuerySet:
    """Return the events of the partnership up to this round, newest first; with those of conversations or without."""
    last_round = None if assessment.is_current else assessment.round
    return _events(assessment.partnership_id, last_round, has_conversations=has_conversations)


def _events(
    partnership: int | Parameter, last_round: int | Parameter | None, *, has_conversations: bool
) -> EventQuerySet:
    events = Event.objects.filter(partnership=partnership)
    events = events.select_related("partnership", "assessment__version", "question__version")
    return TrailFilter(last_round=last_round, has_conversations=has_conversations).keep(events).order_by("-pk")


def changes_since_submitted(assessment: Assessment) -> list[Event]:
    """Return what its authors changed between the last two submissions of the case, in the order of the questions.

    Nothing while it was submitted once; what was taken back was not submitted. Two queries.
    """
    last, *before = _submissions(assessment) or [0]
    return _changes(assessment, position__gt=before[0], position__lt=last) if before else []


def changes_since_returned(assessment: Assessment) -> list[Event]:
    """Return what its authors have changed since the case was returned to them, in the order of the questions. Two queries."""
    last = next(iter(_submissions(assessment)), 0)
    return _changes(assessment, position__gt=last)


def _changes(assessment: Assessment, **between: int) -> list[Event]:
    changed = Event.objects.filter(assessment=assessment, kind__in=OF_THE_CASE, **between)
    related = changed.select_related("partnership", "assessment__version", "question__version")
    return list(related.order_by(F("question__position").asc(nulls_first=True), "-position")[:MOST_CHANGES])


def has_been_acted_on(assessment: Assessment) -> bool:
    """Whether a manager or somebody who confirms has acted on the submission of the case (`OF_REVIEW`)."""
    since = next(iter(_submissions(assessment)), 0)
    return Event.objects.filter(assessment=assessment, kind__in=OF_REVIEW, position__gt=since).exists()


def _submissions(assessment: Assessment) -> list[int]:
    """Return the positions of the submissions that were not taken back, the latest first."""
    found: list[int] = []
    for kind, position in _SUBMISSIONS.rows(assessment=assessment.pk):
        if kind == EventKind.SUBMITTED:
            found.insert(0, position)
        else:
            found.pop(0)
    return found


def events_of_answer(assessment: Assessment, question: str, *, has_conversations: bool, most: int) -> list[Event]:
    """Return the newest of those of `events_to` about the answer to one question, and no more than `most`. One query."""
    asked = _of_answer(is_current=assessment.is_current, has_conversations=has_conversations, most=most)
    return asked.rows(partnership=assessment.partnership_id, last_round=assessment.round, question=question)


@cache
def _of_answer(*, is_current: bool, has_conversations: bool, most: int) -> PreparedRows[Event]:
    last_round = None if is_current else _LAST_ROUND
    question: Any = Parameter("question", SlugField())

    def write() -> EventQuerySet:
        events = _events(_PARTNERSHIP, last_round, has_conversations=has_conversations)
        return events.filter(question__key=question)[:most]

    return PreparedRows(write)


def decisive_events(assessment: Assessment, *, has_conversations: bool, most: int) -> list[Event]:
    """Return the newest of the decisive steps among those of `events_to`, and no more than `most`. One query."""
    asked = _decisive(is_current=assessment.is_current, has_conversations=has_conversations, most=most)
    return asked.rows(partnership=assessment.partnership_id, last_round=assessment.round)


@cache
def _decisive(*, is_current: bool, has_conversations: bool, most: int) -> PreparedRows[Event]:
    last_round = None if is_current else _LAST_ROUND
    return PreparedRows(
        lambda: _events(_PARTNERSHIP, last_round, has_conversations=has_conversations).decisive()[:most]
    )


def up_to_round(last: int | Parameter) -> Q:
    """Return the condition for events of the rounds up to that one, and of the time before the first."""
    return Q(assessment__round__lte=last) | Q(assessment=None)


def page_of(visible: EventQuerySet, wanted: TrailFilter, *, before: int | None = None) -> TrailPage:
    """Return the newest of the visible events that match, before the event of that number; two queries at most."""
    events = wanted.keep(_whole(visible)).order_by("-recorded_at", "-pk")
    last = Event.objects.filter(pk=before).first() if before else None
    if last:
        events = events.filter(Q(recorded_at__lt=last.recorded_at) | Q(recorded_at=last.recorded_at, pk__lt=last.pk))
    found = list(events[: PAGE_LENGTH + 1])
    page = found[:PAGE_LENGTH]
    return TrailPage(events=page, older=page[-1].pk if len(found) > PAGE_LENGTH else None)


def lines_of(visible: EventQuerySet, wanted: TrailFilter) -> Iterator[dict[str, Any]]:
    """Yield the visible events that match as plain JSON, oldest first: each holds all that its link covers."""
    for event in wanted.keep(_whole(visible)).order_by("pk").iterator(chunk_size=CHUNK):
        link = link_covers(event)
        yield {
            "partnership": event.partnership.reference,
            "position": link.position,
            "round": link.round,
            "question": link.question,
            "kind": link.kind,
            "old": link.old,
            "new": link.new,
            "at": moment(link.at),
            "by": link.by,
            "name": link.name,
            "previous": event.previous,
            "link": event.link,
        }


def cells_of(line: dict[str, Any]) -> list[Any]:
    """Return the line of an export as the cells of `COLUMNS`; what changed stays JSON."""
    shown = line | {side: json.dumps(line[side], ensure_ascii=False) if line[side] else "" for side in ("old", "new")}
    return [shown[name] for name in COLUMNS]


def link_covers(event: Event) -> Link:
    """Return what the event's link covers, from its row."""
    question = event.question
    return Link(
        partnership=event.partnership.number,
        position=event.position,
        round=event.assessment.round if event.assessment else NO_ROUND,
        question=f"{question.version_id}#{question.key}" if question else "",
        kind=event.kind,
        old=event.old,
        new=event.new,
        at=event.recorded_at,
        by=event.recorded_by_id,
        name=event.recorded_by_name,
    )


def first_break(partnership: Partnership) -> Break | None:
    """Walk the partnership's chain and its issues; return the first thing that is not as it was recorded, else None.

    Each event must follow the one before and hash to its own link. Each issue must name a link of the chain, and have
    the editions that its event names, whose stored snapshot and PDF must hash to the digests of that event.
    """
    links = [START]
    issued: dict[int, Editions] = {}
    for event in _whole(partnership.events.all()).order_by("position").iterator(chunk_size=CHUNK):
        if why := _wrong_event(event, links):
            return Break(partnership.reference, why)
        links.append(event.link)
        if event.kind == EventKind.ISSUED:
            issued[event.new["number"]] = event.new.get("editions", {})
    for issue in partnership.issues.order_by("number"):
        if why := _wrong_issue(issue, links, issued.pop(issue.number, {})):
            return Break(partnership.reference, why)
    if issued:
        return Break(
            partnership.reference, _("Issue %(issue)s, which the trail names, is missing.") % {"issue": min(issued)}
        )
    return None


def sample_of(assessments: AssessmentQuerySet, *, size: int, seed: str, significance: str = "") -> list[int]:
    """Return the numbers of at most `size` partnerships drawn at random, the same for the same seed and partnerships.

    Each is ordered by the SHA-256 of the seed with its reference, so that anybody can draw the sample again by hand.
    """
    rows = assessments.current()
    if significance:
        rows = rows.filter(partnership__significance=significance)
    numbers = rows.values_list("partnership__number", flat=True)
    return sorted(numbers.iterator(chunk_size=CHUNK), key=lambda number: draw(seed, number))[:size]


def draw(seed: str, number: int) -> str:
    """Return the place of a partnership in the draw of that seed: the SHA-256 of the text `SEED PR-0001`."""
    return hashlib.sha256(f"{seed} PR-{number:04d}".encode()).hexdigest()


def _whole(events: EventQuerySet) -> EventQuerySet:
    return events.select_related("partnership", "assessment__version", "question__version")


def _wrong_event(event: Event, links: list[str]) -> str:
    """Say what is wrong with the next event of a chain, "" when nothing is."""
    found = Chained(
        position=event.position,
        label=event.get_kind_display(),
        previous=event.previous,
        link=event.link,
        computed=link_of(event.previous, link_covers(event)),
    )
    return fault_of(found, place=len(links), last=links[-1])


def _wrong_issue(issue: ReportIssue, links: list[str], recorded: Editions) -> str:
    words = {"issue": issue.number, "position": issue.trail_position}
    if issue.trail_position >= len(links):
        return _("Event %(position)s, which issue %(issue)s names as the last, is missing.") % words
    if links[issue.trail_position] != issue.trail_link:
        return _("Event %(position)s is not the one that issue %(issue)s names.") % words
    editions = {row.edition: row for row in issue.editions.select_related("summary")}
    for name in recorded.keys() - editions.keys():
        return _("The PDF of issue %(issue)s (%(edition)s) is missing.") % {
            **words,
            "edition": Edition(name).label.lower(),
        }
    wrong = (_wrong_edition(row, words, recorded.get(name, {})) for name, row in editions.items())
    return next(filter(None, wrong), "")


def _wrong_edition(edition: IssueEdition, words: dict[str, Any], recorded: dict[str, str]) -> str:
    """Say what is wrong with an edition, whose digests must be those that the trail recorded, "" when nothing is."""
    words = words | {"edition": edition.get_edition_display().lower()}
    try:
        found = digest(json.loads(bytes(edition.snapshot))["content"])
    except (KeyError, TypeError, ValueError):
        found = ""
    if found != recorded.get("digest", edition.digest) or found != edition.digest:
        return _("The content of issue %(issue)s (%(edition)s) is not what was issued.") % words
    sha256 = hashlib.sha256(bytes(edition.pdf)).hexdigest()
    if sha256 != recorded.get("pdf_sha256", edition.pdf_sha256) or sha256 != edition.pdf_sha256:
        return _("The PDF of issue %(issue)s (%(edition)s) is not what was issued.") % words
    return _wrong_summary(edition, recorded.get("summary_sha256", "")) % words


def _wrong_summary(edition: IssueEdition, recorded: str) -> str:
    """Say what is wrong with the stored summary of an edition; those of before, whose event names none, have none."""
    summary = getattr(edition, "summary", None)
    if summary is None:
        return _("The summary of issue %(issue)s (%(edition)s) is missing.") if recorded else ""
    if not hashlib.sha256(bytes(summary.pdf)).hexdigest() == summary.pdf_sha256 == recorded:
        return _("The summary of issue %(issue)s (%(edition)s) is not what was issued.")
    return ""
