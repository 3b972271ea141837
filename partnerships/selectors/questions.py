"""One question across cases: what each of them answered to it, or to one of its line, whatever the version and the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Grant
from checklists.models import Version
from checklists.spec import Severity
from partnerships.domain.workflow import State
from partnerships.models import Answer, Assessment, Flag, Partnership
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.selectors.lists import Column, Listing, Order, are_more_than, state_in_words
from partnerships.selectors.versions import in_words

# What is chosen in place of an option, or of a severity, where there is none.
NO_ANSWER = NO_FLAG = "-"
COUNTED_CASES = 1000


ORDERS: dict[str, Order] = {
    "reference": ("partnership__number",),
    "answer": ("option_position", "partnership__number"),
}


@dataclass(frozen=True, kw_only=True)
class QuestionFilter:
    """Which cases to list for a question. Blank: all, but withdrawn ones only when `state` names them.

    `keys` are those of its line, in that `checklist`. `answer` is the key of an option, or `NO_ANSWER`; `flag` the gravest
    severity, or `NO_FLAG`; `year` that in which the case was begun. `text` is what somebody searches for.
    """

    keys: Sequence[str]
    checklist: str
    answer: str = ""
    flag: str = ""
    year: str = ""
    state: str = ""
    service: int | None = None
    text: str = ""

    def keep(self, assessments: AssessmentQuerySet) -> AssessmentQuerySet:
        """Keep what matches; each row has the `option_position` of its answer."""
        rows = self.keep_cases(assessments)
        if self.answer:
            given = self._answers().filter(option__isnull=False)
            chosen = Exists(given.filter(option__key=self.answer))
            rows = rows.filter(~Exists(given) if self.answer == NO_ANSWER else chosen)
        if self.flag:
            flags = Flag.objects.filter(assessment=OuterRef("pk"), question_key__in=self.keys)
            graver = [item.value for item in Severity if self.flag == NO_FLAG or item.rank > Severity(self.flag).rank]
            rows = rows.filter(~Exists(flags.filter(severity__in=graver)))
            rows = rows if self.flag == NO_FLAG else rows.filter(Exists(flags.filter(severity=self.flag)))
        if self.year:
            rows = rows.filter(created_at__year=int(self.year))
        first = self._answers().order_by("option__position").values("option__position")[:1]
        return rows.annotate(option_position=Coalesce(Subquery(first), 0))

    def _answers(self) -> QuerySet[Answer]:
        """Return the answers of a case to the question, in the version that the case answers."""
        return Answer.objects.filter(
            assessment=OuterRef("pk"), question__version=OuterRef("version"), question__key__in=self.keys
        )

    def keep_cases(self, assessments: AssessmentQuerySet) -> AssessmentQuerySet:
        """Keep what matches but for answer, flag and year."""
        asking = Version.objects.filter(checklist=self.checklist, questions__key__in=self.keys)
        rows = assessments.filter(version__in=asking)
        rows = rows.filter(state=self.state) if self.state else rows.exclude(state=State.WITHDRAWN)
        if self.service:
            rows = rows.filter(partnership__service=self.service)
        return rows.filter(partnership__in=Partnership.objects.found_by(self.text)) if self.text else rows


def _answers(case: Assessment) -> list[Answer]:
    return case.asked  # type: ignore[attr-defined, no-any-return]  # read with the case by _records


def _flag(case: Assessment) -> Flag | None:
    return next(iter(case.asked_flags), None)  # type: ignore[attr-defined]  # read with the case by _records, as a list


def _joined(case: Assessment, value: Callable[[Answer], str]) -> str:
    """Return a value of the answer; of several, each that says something with the code of its question."""
    rows = _answers(case)
    if len(rows) < 2:
        return value(rows[0]) if rows else ""
    return "; ".join(f"{row.question.code}: {said}" for row in rows if (said := value(row)))


def _option(case: Assessment) -> str:
    return _joined(case, lambda row: row.option.label if row.option else "") or _("No answer")


COLUMNS: tuple[Column[Assessment], ...] = (
    Column("reference", gettext_lazy("Partnership"), lambda case: case.partnership.reference, "reference"),
    Column("name", gettext_lazy("Name"), lambda case: case.partnership.name),
    Column("service", gettext_lazy("Service"), lambda case: case.partnership.service.name),
    Column("lead", gettext_lazy("Lead officer"), lambda case: case.partnership.lead.full_name),
    Column("state", gettext_lazy("State of the case"), state_in_words),
    Column("answer", gettext_lazy("Answer"), _option, "answer"),
    Column("reason", gettext_lazy("Reason"), lambda case: _joined(case, lambda row: row.reason)),
    Column("finding", gettext_lazy("Finding"), lambda case: _joined(case, lambda row: row.finding)),
    Column("severity", gettext_lazy("Flag"), lambda case: (flag := _flag(case)) and flag.get_severity_display()),
    Column(
        "flag_state", gettext_lazy("State of the flag"), lambda case: (flag := _flag(case)) and flag.get_state_display()
    ),
    Column("because", gettext_lazy("Because"), lambda case: "; ".join(flag.because) if (flag := _flag(case)) else ""),
    Column(
        "saved_at", gettext_lazy("Answered on"), lambda case: max((row.saved_at for row in _answers(case)), default="")
    ),
    Column("asked", gettext_lazy("Question"), lambda case: ", ".join(row.question.code for row in _answers(case))),
    Column("checklist", gettext_lazy("Checklist"), lambda case: in_words(case.version)),
    Column("year", gettext_lazy("Year of the case"), lambda case: timezone.localdate(case.created_at).year),
)


def answers(user: User, grants: Iterable[Grant], wanted: QuestionFilter) -> Listing[Assessment]:
    """Return the current rounds, of those that the person may see, that ask a question of the line, with its answers."""
    ways = Assessment.objects.each_visible_to(user, grants)
    return Listing(
        parts=[wanted.keep(way.current()) for way in ways],
        records=_records(wanted.keys),
        orders=ORDERS,
        columns=COLUMNS,
        size=25,
    )


@dataclass(frozen=True, slots=True)
class CasesCounted:
    """How many cases gave each answer, and how many of each year have which gravest flag, with the other filters as they are.

    A case that answered two questions of the line counts for each answer, once.
    """

    by_answer: Counter[str] = field(default_factory=Counter)
    by_year: Counter[tuple[str, int]] = field(default_factory=Counter)


def cases_counted(user: User, grants: Iterable[Grant], wanted: QuestionFilter) -> CasesCounted | None:
    """Count the cases; None beyond `COUNTED_CASES`. Two queries for each way in which the person may know about cases, and two."""
    parts = [wanted.keep_cases(way.current()).order_by() for way in Assessment.objects.each_visible_to(user, grants)]
    if are_more_than(COUNTED_CASES, parts):
        return None
    counted = CasesCounted()
    for options, flag, year in _facts(parts, wanted.keys):
        has_answer = wanted.answer in ("", *options)
        has_flag, has_year = wanted.flag in ("", flag), wanted.year in ("", str(year))
        if has_flag and has_year:
            counted.by_answer.update(options)
        if has_answer and has_flag:
            counted.by_year[flag, year] += 1
    return counted


def _facts(parts: Iterable[AssessmentQuerySet], keys: Sequence[str]) -> Iterable[tuple[set[str], str, int]]:
    """Yield of each case the options that were chosen, the gravest severity of its flags, and the year in which it was begun."""
    begun = {pk: at for part in parts for pk, at in part.values_list("pk", "created_at")}
    options: dict[int, set[str]] = {}
    gravest: dict[int, Severity] = {}
    given = Answer.objects.filter(assessment__in=begun, question__version=F("assessment__version"))
    given = given.filter(question__key__in=keys, option__isnull=False)
    for case, option in given.values_list("assessment", "option__key"):
        options.setdefault(case, set()).add(option)
    flags = Flag.objects.filter(assessment__in=begun, question_key__in=keys)
    for case, severity in flags.values_list("assessment", "severity"):
        gravest[case] = max(gravest.get(case, Severity.NONE), Severity(severity), key=lambda each: each.rank)
    for case, at in begun.items():
        flag = gravest[case].value if case in gravest else NO_FLAG
        yield options.get(case, {NO_ANSWER}), flag, timezone.localdate(at).year


def years_of_cases() -> list[int]:
    """Return the years from that of the first case to this one, the last first. One query."""
    first = Assessment.objects.order_by("pk").values_list("created_at", flat=True).first()
    this = timezone.localdate().year
    return list(range(this, (timezone.localdate(first).year if first else this) - 1, -1))


def _records(keys: Sequence[str]) -> QuerySet[Assessment]:
    asked = Answer.objects.filter(question__key__in=keys, question__version=F("assessment__version"))
    asked = asked.select_related("option", "question")
    flags = Flag.objects.filter(question_key__in=keys).order_by("-severity_rank", "pk")
    return (
        Assessment.objects.with_partnership()
        .select_related("decision")
        .prefetch_related(
            Prefetch("answers", asked.order_by("question__section__position", "question__position"), to_attr="asked"),
            Prefetch("flags", flags, to_attr="asked_flags"),
        )
    )
