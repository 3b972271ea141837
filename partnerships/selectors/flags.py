"""The list of flagged items across cases: its filters, how many flags each choice of them would leave, its columns.

What there is to count is read once and no further than `COUNTED_FLAGS`, so that the page costs the same in a council
of any size: with more flags than that, no choice says how many it would leave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache, partial, reduce
from operator import itemgetter, or_
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.folding import fold
from accounts.models import User
from accounts.prepared import Parameter, PreparedRows
from accounts.roles import Grant
from partnerships.domain.exemption import QUESTION
from partnerships.domain.flags import Cause
from partnerships.domain.workflow import PHASE_OF, Phase, State
from partnerships.models import Answer, Exemption, Flag
from partnerships.models.flag import FlagQuerySet
from partnerships.selectors.lists import (
    MOST_LISTINGS,
    USER,
    Column,
    Listing,
    Order,
    outcome_in_words,
    reading,
    state_in_words,
)
from partnerships.selectors.published import named, names_in
from partnerships.selectors.rounds import found_in_round, significance_in_round
from partnerships.selectors.versions import in_words

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class ListedAnswer(TypedDict):
        """What a file of flags adds to a flag."""

        answer: str | None
        reason: str | None
        is_exempt: bool

    ListedFlag = WithAnnotations[Flag, ListedAnswer]

ALL = "all"
TO_TREAT = ("blocker", "concern")
AGES = ("14", "30", "90")
COUNTED_FLAGS = 1000
# What a page shows of a flag, and what a file does besides.
SHOWN = (
    *("severity", "state", "since", "because", "phase", "question_key", *(f"is_{cause.value}" for cause in Cause)),
    *("question__code", "question__title", "partnership__number", "partnership__name", "service__name"),
    *("assessment__state", "assessment__outcome", "assessment__decision__result"),
    *("assessment__version__number", "assessment__version__checklist__title"),
)
IN_FILES = ("partnership__lead__full_name", "assessment__decision_sought")
# The column that names the checklist of a flag.
CHECKLIST = "assessment__version__checklist"
# Under this name the counts have the versions that the cases in view answer.
VERSION = "assessment__version"

Counts = dict[str, Counter[str]]


@dataclass(frozen=True, kw_only=True)
class FlagFilter:
    """Which flags to list. Blank: all, but for two.

    `severity`: any of these; blank for those that somebody must treat. `question`: any of these names
    (`selectors.published`). `case`: a state, `ALL`, or blank for the cases in play. `meeting` is the day on which the
    case comes, or came, before whoever decides. `age` is how many days ago at least it was flagged, one of `AGES`.
    `lead` is a part of the lead officer's name, `text` what somebody searches for (`PartnershipQuerySet.found_by`).
    """

    severity: tuple[str, ...] = ()
    cause: str = ""
    question: tuple[str, ...] = ()
    state: str = ""
    outcome: str = ""
    case: str = ""
    service: str = ""
    decision: str = ""
    significance: str = ""
    age: str = ""
    meeting: date | None = None
    lead: str = ""
    text: str = ""

    @property
    def phases(self) -> list[Phase]:
        """The phases of cases that are listed."""
        if self.case == ALL:
            return list(Phase)
        return [PHASE_OF.get(State(self.case), Phase.IN_PLAY) if self.case else Phase.IN_PLAY]

    @property
    def is_of_this_request(self) -> bool:
        """Whether it depends on what somebody typed, or on the time: nothing of it is kept for the next request."""
        return bool(self.text or self.lead or self.meeting or self.age)

    @property
    def without_choices(self) -> FlagFilter:
        """The filter by the state of the case and what was typed alone (`keep_typed`)."""
        return FlagFilter(case=self.case, text=self.text, lead=self.lead, meeting=self.meeting)

    def keep(self, flags: FlagQuerySet) -> FlagQuerySet:
        """Keep what matches. The flags are of cases in `phases`."""
        flags = self.keep_typed(flags)
        same = {
            "state": self.state,
            "outcome": self.outcome,
            "service": self.service,
            "assessment__decision_sought": self.decision,
        }
        wanted: dict[str, Any] = {name: value for name, value in same.items() if value}
        if self.question:
            ways = (named(name, key="question_key", checklist=CHECKLIST) for name in self.question)
            flags = flags.filter(reduce(or_, ways))
        wanted["severity__in"] = self.severity or TO_TREAT
        if self.outcome:
            flags = flags.exclude(case_state=State.WITHDRAWN)
        if self.cause:
            wanted[f"is_{self.cause}"] = True
        if self.age:
            wanted["since__lte"] = timezone.now() - timedelta(days=int(self.age))
        if self.significance:
            flags = flags.annotate(significance=significance_in_round("assessment"))
            wanted["significance"] = self.significance
        return flags.filter(**wanted)

    def keep_typed(self, flags: FlagQuerySet) -> FlagQuerySet:
        """Keep what matches the filters that are no choices from a list, and the state of the case."""
        if self.case not in ("", ALL):
            flags = flags.filter(case_state=self.case)
        if self.meeting:
            comes, came = "assessment__meeting__held_on", "assessment__decision__decided_on"
            flags = flags.filter(Q(**{comes: self.meeting}) | Q(**{came: self.meeting}))
        if self.lead:
            flags = flags.filter(partnership__lead__in=User.objects.filter(folded_name__contains=fold(self.lead)))
        return flags.filter(found_in_round(self.text, case="assessment")) if self.text else flags


def causes_of(flag: Flag) -> list[str]:
    """Return the flag's causes in words."""
    return [str(cause.label) for cause in Cause if getattr(flag, f"is_{cause.value}")]


def _of_answer(flag: Flag, name: str) -> str:
    """Return what the listing read of the flag's answer; that it is exempt in its place, "" without an answer."""
    listed = cast("ListedFlag", flag)
    value = listed.answer if name == "answer" else listed.reason
    return str(_("Exempt: not for publication")) if value and listed.is_exempt else value or ""


def _version(flag: Flag) -> str:
    return in_words(flag.assessment.version)


ORDERS: dict[str, Order] = {
    "severity": ("-severity_rank", "since", "pk"),
    "since": ("since", "pk"),
    "question": ("question_position", "-severity_rank", "since", "pk"),
    "partnership": ("partnership_id", "question_position", "pk"),
}
COLUMNS: tuple[Column[Flag], ...] = (
    Column("severity", _("Severity"), lambda flag: flag.get_severity_display(), "severity"),
    Column("code", _("Question"), lambda flag: flag.question.code, "question"),
    Column("question", _("Question title"), lambda flag: flag.question.title),
    Column("reference", _("Partnership"), lambda flag: flag.partnership.reference, "partnership"),
    Column("name", _("Partnership name"), lambda flag: flag.partnership.name),
    Column("service", _("Service"), lambda flag: flag.service.name),
    Column("lead", _("Lead officer"), lambda flag: flag.partnership.lead.full_name),
    Column("causes", _("Why it is flagged"), lambda flag: ", ".join(causes_of(flag)).capitalize()),
    Column("because", _("Because"), lambda flag: "; ".join(flag.because)),
    Column("answer", _("Answer"), lambda flag: _of_answer(flag, "answer")),
    Column("reason", _("Reason"), lambda flag: _of_answer(flag, "reason")),
    Column("state", _("State of the flag"), lambda flag: flag.get_state_display()),
    Column("outcome", _("Outcome"), lambda flag: outcome_in_words(flag.assessment)),
    Column("case_state", _("State of the case"), lambda flag: state_in_words(flag.assessment)),
    Column("decision", _("Decision sought"), lambda flag: flag.assessment.get_decision_sought_display()),
    Column("age", _("Age in days"), lambda flag: (timezone.localdate() - timezone.localdate(flag.since)).days),
    Column("since", _("Flagged since"), lambda flag: flag.since, "since"),
    Column("checklist", _("Checklist"), _version),
)


def flags(user: User, grants: Iterable[Grant], wanted: FlagFilter) -> Listing[Flag]:
    """Return the flagged items that the person may see, in whatever round they are."""
    write = _list_flags if wanted.is_of_this_request else _flags
    return replace(write(tuple(grants), wanted), values={"user": user.pk})


def _list_flags(grants: tuple[Grant, ...], wanted: FlagFilter) -> Listing[Flag]:
    answer = Answer.objects.filter(assessment=OuterRef("assessment"), question=OuterRef("question"))
    part = Concat(Value(f"{QUESTION}:"), OuterRef("question_key"))
    exempt = Exemption.objects.filter(assessment=OuterRef("assessment"), replaced_at=None, part=part)
    return Listing(
        parts=[wanted.keep(part) for part in Flag.objects.each_visible_to(USER, grants, wanted.phases)],
        records=reading(Flag.objects.all(), *SHOWN),
        file_records=reading(Flag.objects.all(), *SHOWN, *IN_FILES).annotate(
            answer=Subquery(answer.values("option__label")[:1]),
            reason=Subquery(answer.values("reason")[:1]),
            is_exempt=Exists(exempt),
        ),
        orders=ORDERS,
        columns=COLUMNS,
        size=50,
    )


def counts_of(user: User, grants: Iterable[Grant], wanted: FlagFilter) -> Counts | None:
    """Return how many flags each choice of each filter would leave, with the other filters as they are.

    None when there are more than `COUNTED_FLAGS`. Two queries for each way in which the person may know about cases.
    """
    write = _write_counted if wanted.is_of_this_request else _counted
    parts = write(tuple(grants), wanted.without_choices)
    if sum(len(part.keys.rows(user=user.pk)) for part in parts) > COUNTED_FLAGS:
        return None
    now = timezone.now()
    days = {f"days_{age}": now - timedelta(days=int(age)) for age in AGES}
    rows = [row for part in parts for row in part.facts.rows(user=user.pk, **days)]
    counts = _counts_of({filter_.name: _column_of(rows, filter_, wanted) for filter_ in _CHOICES})
    version = _reading(VERSION)
    counts[VERSION] = Counter(version(row) for row in rows)
    return counts


Facts = tuple[Any, ...]
# What is read of each flag to count it, in the order of the row.
FACTS = (
    *("question_key", CHECKLIST, VERSION, "severity", "state", "outcome", "case_state", "service"),
    *(f"is_{cause.value}" for cause in Cause),
    *("decision", "significance", "ages"),
)


def _reading(*names: str) -> Callable[[Facts], Any]:
    """Return what reads one of `FACTS` of a row; of several the tuple of them."""
    return itemgetter(*(FACTS.index(name) for name in names))


@dataclass(frozen=True, slots=True)
class _Choices:
    """A filter by choices: the facts that it reads, and which choices would list a flag of which they are so."""

    name: str
    read: Callable[[Facts], Any]
    listing: Callable[[Any], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Column:
    """What a filter reads of each flag, the choices that would list it by that, and whether the filter leaves it out now."""

    values: list[Any]
    listing: dict[Any, tuple[str, ...]]
    is_left_out: list[bool]


def _column_of(rows: list[Facts], filter_: _Choices, wanted: FlagFilter) -> _Column:
    """Return what the filter reads of all flags. Many read the same, so that choices are worked out once for each value."""
    chosen = getattr(wanted, filter_.name)
    kept = set(chosen if isinstance(chosen, tuple) else (chosen,)) or {""}
    values = [filter_.read(row) for row in rows]
    listing = {value: filter_.listing(value) for value in set(values)}
    left_out = {value: kept.isdisjoint(choices) for value, choices in listing.items()}
    return _Column(values, listing, [left_out[value] for value in values])


def _counts_of(columns: Mapping[str, _Column]) -> Counts:
    """Count each flag for every choice that would list it: for those of one filter alone, when that leaves it out now."""
    filters = [sum(left_out) for left_out in zip(*(column.is_left_out for column in columns.values()), strict=True)]
    counts: Counts = {name: Counter() for name in columns}
    for name, column in columns.items():
        flags_so = zip(column.values, column.is_left_out, filters, strict=True)
        for value, number in Counter(value for value, own, all_filters in flags_so if own == all_filters).items():
            counts[name].update(dict.fromkeys(column.listing[value], number))
    return counts


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is counted in one way to know about cases: the keys of its flags, as many as matter, and their facts."""

    keys: PreparedRows[tuple[int]]
    facts: PreparedRows[Facts]


def _write_counted(grants: tuple[Grant, ...], wanted: FlagFilter) -> list[_Counted]:
    parts = [wanted.keep_typed(part) for part in Flag.objects.each_visible_to(USER, grants, wanted.phases)]
    return [_Counted(PreparedRows(partial(_keys, part)), PreparedRows(partial(_facts, part))) for part in parts]


_flags = lru_cache(MOST_LISTINGS)(_list_flags)
_counted = lru_cache(MOST_LISTINGS)(_write_counted)


def _keys(flags: FlagQuerySet) -> QuerySet[Flag, tuple[int]]:
    return flags.order_by().values_list("pk")[: COUNTED_FLAGS + 1]


def _facts(flags: FlagQuerySet) -> QuerySet[Flag, Facts]:
    ages = enumerate(AGES, start=1)
    reached = [When(since__lte=Parameter(f"days_{age}", DateTimeField()), then=Value(number)) for number, age in ages]
    facts = {
        "decision": F("assessment__decision_sought"),
        "significance": significance_in_round("assessment"),
        # How many of `AGES` it has reached. A time would be the dearest of all columns to read.
        "ages": Case(*reversed(reached), default=Value(0)),
    }
    rows: QuerySet[Flag, Facts] = flags.annotate(**facts).order_by().values_list(*FACTS)
    return rows


def _severities(severity: str) -> tuple[str, ...]:
    return (severity, "") if severity in TO_TREAT else (severity,)


def _causes(causes: tuple[bool, ...]) -> tuple[str, ...]:
    return ("", *(cause.value for cause, is_so in zip(Cause, causes, strict=True) if is_so))


def _questions(question: tuple[str, str]) -> tuple[str, ...]:
    return ("", *names_in(*question))


def _outcomes(outcome: tuple[str, str]) -> tuple[str, ...]:
    words, case_state = outcome
    return ("",) if case_state == State.WITHDRAWN else ("", words)


def _ages(reached: int) -> tuple[str, ...]:
    return ("", *AGES[:reached])


def _one(value: object) -> tuple[str, ...]:
    return ("", str(value)) if value else ("",)


_CHOICES = (
    _Choices("severity", _reading("severity"), _severities),
    _Choices("cause", _reading(*(f"is_{cause.value}" for cause in Cause)), _causes),
    _Choices("question", _reading("question_key", CHECKLIST), _questions),
    _Choices("state", _reading("state"), _one),
    _Choices("outcome", _reading("outcome", "case_state"), _outcomes),
    _Choices("service", _reading("service"), _one),
    _Choices("decision", _reading("decision"), _one),
    _Choices("significance", _reading("significance"), _one),
    _Choices("age", _reading("ages"), _ages),
)
