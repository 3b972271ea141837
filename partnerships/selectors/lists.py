"""The read model of the lists across cases: their columns, filters and orders, once for every way to read them.

A list reads the first rows of each way in which the person may know about cases and merges them, so that its cost
does not grow with the cases of the council; for the same reason nothing is counted beyond `COUNTED`.

Whoever holds the same roles and chooses the same filters asks the same queries. The lists that are opened most write
them once for all of these (`USER`, `TODAY`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Generic, TypedDict, TypeVar, cast

from django.db.models import DateField, Exists, Model, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.prepared import Parameter, PreparedRows, key
from accounts.roles import Grant
from partnerships.domain.readiness import Outcome
from partnerships.domain.workflow import EDITABLE, PHASE_OF, Phase, State
from partnerships.models import Assessment, Condition, Event, Flag, Meeting, Partnership
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.selectors.versions import in_words

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class ListedValues(TypedDict):
        """What the list of partnerships adds to a case."""

        changed_at: datetime | None
        overdue_conditions: int
        is_failing: bool

    ListedCase = WithAnnotations[Assessment, ListedValues]

Record = TypeVar("Record", bound=Model)
Read = TypeVar("Read")
Order = tuple[str, ...]

COUNTED = 500
CHUNK = 500
# Stand in the queries of a list for the person whose list it is, and for the day.
USER: Any = key("user", User)
TODAY: Any = Parameter("today", DateField())
# So many lists are kept written, by roles and filters, and so many queries of each: there is one for each of its pages.
MOST_LISTINGS, MOST_QUERIES = 200, 50


@dataclass(frozen=True, slots=True)
class Column(Generic[Record]):
    """One column: its stable name, its heading, and how a record gives its value (text, number, date and time).

    `sort` names the order, of those of the list, that its heading offers.
    """

    name: str
    label: Any
    value: Callable[[Record], Any]
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Row(Generic[Record]):
    """One line of a list. `text` gives the values by the name of their column."""

    record: Record
    text: Mapping[str, Any]


class Values(Mapping[str, Any], Generic[Record]):
    """The values of a row by the name of their column, each worked out when it is asked for: a page shows only some."""

    def __init__(self, record: Record, columns: Mapping[str, Column[Record]]) -> None:
        self._record, self._columns = record, columns

    def __getitem__(self, name: str) -> Any:
        return self._columns[name].value(self._record)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Record]):
    """One page of a list. `total` counts the rows of all pages; `is_capped` when there are more than that."""

    rows: list[Row[Record]]
    number: int
    size: int
    total: int
    is_capped: bool
    has_next: bool

    @property
    def first(self) -> int:
        """The place of the page's first row in the list, counted from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of its last row."""
        return self.first + len(self.rows) - 1


@dataclass(frozen=True, kw_only=True)
class PartnershipFilter:
    """Which partnerships to list. Blank: all. `state` may be `Phase.IN_PLAY` too. `text` is what somebody searches for (`PartnershipQuerySet.found_by`)."""

    text: str = ""
    state: str = ""
    outcome: str = ""
    service: int | None = None

    def keep(self, assessments: AssessmentQuerySet) -> AssessmentQuerySet:
        """Keep what matches."""
        same = {
            "state": "" if self.state == Phase.IN_PLAY else self.state,
            "outcome": self.outcome,
            "partnership__service": self.service,
        }
        rows = assessments.filter(**{name: value for name, value in same.items() if value})
        if self.outcome:
            rows = rows.exclude(state=State.WITHDRAWN)
        if self.state == Phase.IN_PLAY:
            rows = rows.exclude(state__in=PHASE_OF)
        return rows.filter(partnership__in=Partnership.objects.found_by(self.text)) if self.text else rows


PARTNERSHIP_ORDERS: dict[str, Order] = {
    "reference": ("partnership__number",),
    "blockers": ("-blockers", "-open_concerns", "pk"),
    "since": ("state_changed_at", "pk"),
}


def outcome_in_words(case: Assessment) -> str:
    """Return the outcome of a case, "" when it was withdrawn: then it has none."""
    return "" if case.state == State.WITHDRAWN else str(case.get_outcome_display())


def state_in_words(case: Assessment) -> str:
    """Return the state of a case, once it is decided what was decided."""
    return str(case.decision.get_result_display() if case.state == State.DECIDED else case.get_state_display())


def meeting_in_words(meeting: Meeting | None) -> str:
    """Return the name of a meeting; of one that was cancelled that, and the day that it would have had; "" for none."""
    if meeting is None or not meeting.is_cancelled:
        return meeting.name if meeting else ""
    return gettext("%(meeting)s: cancelled") % {"meeting": meeting}


def _day_of(meeting: Meeting | None) -> date | None:
    """Return the day of a meeting that takes place."""
    return meeting.held_on if meeting and not meeting.is_cancelled else None


def is_waiting(case: Assessment) -> bool:
    """Whether nothing but confirmations makes a case Not ready. `case` is one of a listing."""
    is_over = case.state in (State.DECIDED, State.WITHDRAWN)
    return case.outcome == Outcome.NOT_READY and not is_over and not _listed(case).is_failing


def _listed(case: Assessment) -> ListedCase:
    """Return the case as one that `partnerships` has read."""
    return cast("ListedCase", case)


def _of_decision(case: Assessment, name: str) -> Any:
    """Return a value of the decision about the case, "" while it has none."""
    value = getattr(case.decision, name) if case.state == State.DECIDED else ""
    return value() if callable(value) else value


# What pages and files show of a case, its partnership, meeting, version and decision.
SHOWN = (
    *("state", "state_changed_at", "outcome", "decision_sought", "answered", "blockers", "open_concerns"),
    *(f"partnership__{name}" for name in ("number", "name", "wards", "key_decision_reference")),
    *("partnership__service__name", "partnership__lead__full_name"),
    *("meeting__name", "meeting__held_on", "meeting__cancelled_at"),
    *("version__number", "version__state", "version__digest", "version__checklist__title"),
    *("decision__result", "decision__decided_on", "decision__minute_reference", "decision__corrected_minute"),
)
PARTNERSHIP_COLUMNS: tuple[Column[Assessment], ...] = (
    Column("reference", _("Partnership"), lambda case: case.partnership.reference, "reference"),
    Column("name", _("Name"), lambda case: case.partnership.name),
    Column("service", _("Service"), lambda case: case.partnership.service.name),
    Column("lead", _("Lead officer"), lambda case: case.partnership.lead.full_name),
    Column("decision", _("Decision sought"), lambda case: case.get_decision_sought_display()),
    Column("state", _("State"), lambda case: state_in_words(case)),
    Column("state_since", _("In this state since"), lambda case: case.state_changed_at, "since"),
    Column("meeting", _("Meeting"), lambda case: meeting_in_words(case.meeting)),
    Column("meeting_on", _("Date of the meeting"), lambda case: _day_of(case.meeting)),
    Column("outcome", _("Outcome"), lambda case: outcome_in_words(case)),
    Column("waits", _("Waits for a confirmation"), lambda case: is_waiting(case)),
    Column("decided_on", _("Decided on"), lambda case: _of_decision(case, "decided_on")),
    Column("minute_reference", _("Minute reference"), lambda case: _of_decision(case, "minute")),
    Column("wards", _("Wards or areas affected"), lambda case: case.partnership.wards),
    Column("key_decision", _("Key decision reference"), lambda case: case.partnership.key_decision_reference),
    Column("answered", _("Answered"), lambda case: case.answered if case.state in EDITABLE else None),
    Column("questions", _("Questions"), lambda case: case.version.question_count()),
    Column("blockers", _("Blockers"), lambda case: case.blockers, "blockers"),
    Column("open_concerns", _("Open concerns"), lambda case: case.open_concerns),
    Column("overdue_conditions", _("Conditions overdue"), lambda case: _listed(case).overdue_conditions),
    Column("changed", _("Last change"), lambda case: _listed(case).changed_at),
    Column("checklist", _("Checklist"), lambda case: in_words(case.version)),
)


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[Record]):
    """How one list is read: from `parts`, no row in two, each read by an index. `records` fills the rows of a page.

    `file_records` fills those of a file, where it has columns that no page shows. `values` are those of the parameters
    that stand in all of these; `written` holds the queries, also for the same list with other values.
    """

    parts: Sequence[QuerySet[Record]]
    records: QuerySet[Record]
    file_records: QuerySet[Record] | None = None
    orders: dict[str, Order]
    columns: tuple[Column[Record], ...]
    size: int
    values: Mapping[str, Any] = field(default_factory=dict)
    written: dict[tuple[Any, ...], PreparedRows[Any]] = field(default_factory=dict, repr=False)

    def page(self, number: int, sort: str) -> Page[Record]:
        """Return a page in the order `sort`, in the opposite one when it begins with a hyphen.

        Two queries a part, one of them to count, and one for the rows; a page after the last has no rows.
        """
        start, order = (number - 1) * self.size, _directed(self.orders, sort)
        found = self._first(order, start + self.size + 1)
        keys = found[start : start + self.size]
        records, columns = self._records(self.records, keys), {column.name: column for column in self.columns}
        total = self._number(COUNTED + 1)
        return Page(
            rows=[Row(records[key], Values(records[key], columns)) for key in keys if key in records],
            number=number,
            size=self.size,
            total=min(total, COUNTED),
            is_capped=total > COUNTED,
            has_next=len(found) > start + self.size,
        )

    def lines(self, sort: str) -> Iterator[list[object]]:
        """Yield every row in that order, as values in the order of the columns; a few hundred are read at a time."""
        keys = self._first(_directed(self.orders, sort), None)
        rows = self.records if self.file_records is None else self.file_records
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            records = self._records(rows, chunk)
            yield from ([column.value(records[key]) for column in self.columns] for key in chunk if key in records)

    def _first(self, order: Order, most: int | None) -> list[int]:
        """Return the primary keys of the first rows of the parts together, of all rows without a number."""

        def write(part: QuerySet[Record]) -> QuerySet[Record, tuple[Any, ...]]:
            return part.order_by(*order).values_list(*(name.removeprefix("-") for name in order), "pk")[:most]

        found = [
            row
            for place, part in enumerate(self.parts)
            for row in self._rows(("first", place, order, most), partial(write, part))
        ]
        if len(self.parts) > 1:
            for place in reversed(range(len(order))):
                found.sort(key=itemgetter(place), reverse=order[place].startswith("-"))
        return [row[-1] for row in found[:most]]

    def _number(self, most: int) -> int:
        """Return how many rows the parts have together; of each part no more than that are counted."""

        def write(part: QuerySet[Record]) -> QuerySet[Record, tuple[Any, ...]]:
            return part.order_by().values_list("pk")[:most]

        return sum(
            len(self._rows(("number", place, most), partial(write, part))) for place, part in enumerate(self.parts)
        )

    def _records(self, records: QuerySet[Record], keys: Sequence[int]) -> dict[int, Record]:
        """Return the records by their primary keys."""
        if not keys:
            return {}
        given = {f"key{place}": value for place, value in enumerate(keys)}

        def write() -> QuerySet[Record]:
            return records.filter(pk__in=[key(name, records.model) for name in given]).order_by()

        name = ("records" if records is self.records else "file", len(keys))
        return {row.pk: row for row in self._rows(name, write, **given)}

    def _rows(self, name: tuple[Any, ...], write: Callable[[], QuerySet[Any, Read]], **given: int) -> list[Read]:
        """Return what the query of that name finds; it is written when it is asked first."""
        query: PreparedRows[Read] = self.written.get(name) or PreparedRows(write)
        if len(self.written) < MOST_QUERIES:
            self.written[name] = query
        return query.rows(**self.values, **given)


def reading(rows: QuerySet[Record], *names: str) -> QuerySet[Record]:
    """Select these fields alone, of related rows too (`assessment__decision__result`): the others are many and long.

    One that is asked for all the same takes a query a row.
    """
    steps = {"__".join(name.split("__")[:depth]) for name in names for depth in range(1, name.count("__") + 1)}
    return rows.select_related(*steps).only(*steps, *names)


def partnerships(user: User, grants: Iterable[Grant], wanted: PartnershipFilter) -> Listing[Assessment]:
    """Return the current rounds of the partnerships that the person may see."""
    listing = _list_partnerships(tuple(grants), wanted) if wanted.text else _partnerships(tuple(grants), wanted)
    return replace(listing, values={"user": user.pk, "today": timezone.localdate()})


def _list_partnerships(grants: tuple[Grant, ...], wanted: PartnershipFilter) -> Listing[Assessment]:
    newest = Event.objects.filter(partnership=OuterRef("partnership")).order_by("-pk").values("recorded_at")[:1]
    overdue = Condition.objects.overdue(TODAY)
    return Listing(
        parts=[wanted.keep(way.current()) for way in Assessment.objects.each_visible_to(USER, grants)],
        records=reading(Assessment.objects.all(), *SHOWN).annotate(
            changed_at=Subquery(newest),
            overdue_conditions=overdue.number_by_partnership(),
            is_failing=Exists(Flag.objects.failing().filter(assessment=OuterRef("pk"))),
        ),
        orders=PARTNERSHIP_ORDERS,
        columns=PARTNERSHIP_COLUMNS,
        size=25,
    )


# What somebody searches for is kept nowhere.
_partnerships = lru_cache(MOST_LISTINGS)(_list_partnerships)


def are_more_than(most: int, parts: Iterable[QuerySet[Any]]) -> bool:
    """Return whether the parts have more rows together than that; no more are counted. One query for each part at most."""
    for part in parts:
        most -= part.order_by()[: most + 1].count()
        if most < 0:
            return True
    return False


def _directed(orders: dict[str, Order], sort: str) -> Order:
    if not sort.startswith("-"):
        return orders[sort]
    return tuple(name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in orders[sort[1:]])
