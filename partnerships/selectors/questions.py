"""One question across cases: what each of them answered to it, found by its stable key, whatever its code and place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Grant
from checklists.models import Version
from checklists.models.version import VersionState
from checklists.spec import QuestionSpec
from partnerships.domain.workflow import State
from partnerships.models import Answer, Assessment, Flag, Partnership
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.selectors.lists import Column, Listing, Order, are_more_than, state_in_words

# What is chosen in place of an option where none is.
NO_ANSWER = "-"
COUNTED_CASES = 1000
# The annotation of `QuestionFilter.keep_cases`.
OPTION = ("option_key",)

ORDERS: dict[str, Order] = {
    "reference": ("partnership__number",),
    "answer": ("option_position", "partnership__number"),
}


@dataclass(frozen=True, kw_only=True)
class QuestionFilter:
    """Which cases to list for the question of that key. Blank: all, but withdrawn ones only when `state` names them.

    `answer` is the key of an option, or `NO_ANSWER`. `text` is what somebody searches for.
    """

    question: str
    answer: str = ""
    state: str = ""
    service: int | None = None
    text: str = ""

    def keep(self, assessments: AssessmentQuerySet) -> AssessmentQuerySet:
        """Keep what matches."""
        rows = self.keep_cases(assessments)
        answered = {"option_key": None if self.answer == NO_ANSWER else self.answer}
        return rows.filter(**answered) if self.answer else rows

    def keep_cases(self, assessments: AssessmentQuerySet) -> AssessmentQuerySet:
        """Keep what matches but for the answer; each row has the `option_key` and the `option_position` of its answer."""
        asking = Version.objects.filter(questions__key=self.question)
        answer = Answer.objects.filter(
            assessment=OuterRef("pk"), question__version=OuterRef("version"), question__key=self.question
        )
        rows = assessments.filter(version__in=asking).annotate(
            option_key=Subquery(answer.values("option__key")[:1]),
            option_position=Coalesce(Subquery(answer.values("option__position")[:1]), 0),
        )
        rows = rows.filter(state=self.state) if self.state else rows.exclude(state=State.WITHDRAWN)
        if self.service:
            rows = rows.filter(partnership__service=self.service)
        return rows.filter(partnership__in=Partnership.objects.found_by(self.text)) if self.text else rows


def _answer(case: Assessment) -> Answer | None:
    return next(iter(case.asked), None)  # type: ignore[attr-defined]  # read with the case by _records, as a list


def _flag(case: Assessment) -> Flag | None:
    return next(iter(case.asked_flags), None)  # type: ignore[attr-defined]  # read with the case by _records, as a list


def _of_answer(case: Assessment, name: str) -> Any:
    answer = _answer(case)
    return "" if answer is None else getattr(answer, name)


def _option(case: Assessment) -> str:
    answer = _answer(case)
    return answer.option.label if answer and answer.option else _("No answer")


COLUMNS: tuple[Column[Assessment], ...] = (
    Column("reference", gettext_lazy("Partnership"), lambda case: case.partnership.reference, "reference"),
    Column("name", gettext_lazy("Name"), lambda case: case.partnership.name),
    Column("service", gettext_lazy("Service"), lambda case: case.partnership.service.name),
    Column("lead", gettext_lazy("Lead officer"), lambda case: case.partnership.lead.full_name),
    Column("state", gettext_lazy("State of the case"), state_in_words),
    Column("answer", gettext_lazy("Answer"), _option, "answer"),
    Column("reason", gettext_lazy("Reason"), lambda case: _of_answer(case, "reason")),
    Column("finding", gettext_lazy("Finding"), lambda case: _of_answer(case, "finding")),
    Column("severity", gettext_lazy("Flag"), lambda case: (flag := _flag(case)) and flag.get_severity_display()),
    Column(
        "flag_state", gettext_lazy("State of the flag"), lambda case: (flag := _flag(case)) and flag.get_state_display()
    ),
    Column("because", gettext_lazy("Because"), lambda case: "; ".join(flag.because) if (flag := _flag(case)) else ""),
    Column("saved_at", gettext_lazy("Answered on"), lambda case: _of_answer(case, "saved_at")),
)


def answers(user: User, grants: Iterable[Grant], wanted: QuestionFilter) -> Listing[Assessment]:
    """Return the current rounds, of those that the person may see, that ask the question, with its answer."""
    ways = Assessment.objects.each_visible_to(user, grants)
    return Listing(
        parts=[wanted.keep(way.current()) for way in ways],
        records=_records(wanted.question),
        orders=ORDERS,
        columns=COLUMNS,
        size=25,
    )


def answers_counted(user: User, grants: Iterable[Grant], wanted: QuestionFilter) -> Counter[str] | None:
    """Return how many cases gave each answer, with the other filters as they are; None beyond `COUNTED_CASES`.

    Two queries for each way in which the person may know about cases.
    """
    parts = [wanted.keep_cases(way.current()).order_by() for way in Assessment.objects.each_visible_to(user, grants)]
    if are_more_than(COUNTED_CASES, parts):
        return None
    counts = Counter[str]()
    for part in parts:
        rows: Iterable[Any] = part.values_list(*OPTION)
        counts.update(key or NO_ANSWER for (key,) in rows)
    counts[""] = counts.total()
    return counts


def questions_published() -> dict[str, list[QuestionSpec]]:
    """Return every question that was ever published by its key: as each version has it, the newest first."""
    versions = Version.objects.exclude(state=VersionState.DRAFT).select_related("checklist")
    found: dict[str, list[QuestionSpec]] = {}
    for spec in [version.spec() for version in versions.readable()]:
        for question in spec.questions:
            found.setdefault(question.key, []).append(question)
    return found


def _records(key: str) -> QuerySet[Assessment]:
    asked = Answer.objects.filter(question__key=key, question__version=F("assessment__version"))
    asked = asked.select_related("option")
    flags = Flag.objects.filter(question_key=key)
    return (
        Assessment.objects.with_partnership()
        .select_related("decision")
        .prefetch_related(Prefetch("answers", asked, to_attr="asked"), Prefetch("flags", flags, to_attr="asked_flags"))
    )
