"""The pictures of what is under way: charts whose bars lead to the lists that they count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from checklists.spec import QuestionSpec, Severity
from govuk.charts import Chart, Series, Value, chart
from partnerships.domain.board import months_later
from partnerships.domain.flags import FlagState
from partnerships.domain.readiness import Outcome
from partnerships.domain.workflow import Phase
from partnerships.forms.questions import QuestionListForm
from partnerships.selectors.conditions import COMING
from partnerships.selectors.flags import AGES
from partnerships.selectors.pictures import BLOCKERS, MONTHS, NOTES, OPEN, Counted
from partnerships.selectors.published import PublishedQuestion
from partnerships.selectors.questions import NO_FLAG, CasesCounted
from partnerships.selectors.register import OVERDUE

# How each severity is drawn.
BLOCKER = Series("", "solid", "app-bar--blocker")
CONCERN = Series("", "striped", "app-bar--concern")
NOTE = Series("", "outlined", "app-bar--note")
# What lists the flags of each kind.
FLAGS: dict[str, dict[str, str]] = {
    BLOCKERS: {"severity": Severity.BLOCKER},
    OPEN: {"severity": Severity.CONCERN, "state": FlagState.OPEN},
    NOTES: {"severity": Severity.NOTE},
}


def by_service(counts: Mapping[tuple[str, int], int], services: Iterable[tuple[int, str]]) -> Chart:
    """Show the flags of each service by severity; `services` are their keys and names."""
    return _of_flags(_("Flagged items by service"), _("Service"), counts, "service", list(services))


def by_question(counted: Counted, published: Mapping[str, PublishedQuestion]) -> Chart:
    """Show the flags of each question by severity, in the order of the questions."""
    names = [(name, question.label) for name, question in published.items()]
    return _of_flags(_("Flagged items by question"), _("Question"), counted.by_question, "question", names)


def by_age(counted: Counted) -> Chart:
    """Show for how long the open concerns have been flagged: each row counts those of the rows below it too."""
    rows = [(_("Any time"), "")]
    rows += [(ngettext("%(n)s day or more", "%(n)s days or more", int(age)) % {"n": age}, age) for age in AGES]
    values = [(label, [_value(counted.by_age[age], "flags", **FLAGS[OPEN], age=age)]) for label, age in rows]
    series = [Series(_("Open concerns"), "striped", "app-bar--concern")]
    return chart(_("How long open concerns have been flagged"), _("Flagged for"), series, values, keeps=True)


def by_outcome(counts: Counter[str]) -> Chart:
    """Show how ready the cases are that are not decided yet."""
    rows = [(item.label, [_value(counts[item], "partnerships", state=Phase.IN_PLAY, outcome=item)]) for item in Outcome]
    return chart(_("Cases by outcome"), _("Outcome"), [Series(_("Cases"))], rows, keeps=True)


def by_month(overdue: int, months: Counter[date], today: date) -> Chart:
    """Show how many conditions are overdue, and how many are due in each month."""
    first = today.replace(day=1)
    rows = [(_("Overdue"), [_value(overdue, "conditions", standing=OVERDUE)])]
    for month in (months_later(first, number) for number in range(MONTHS)):
        address = {"standing": COMING, "month": f"{month:%Y-%m}"}
        rows.append((date_format(month, "F Y"), [_value(months[month], "conditions", **address)]))
    return chart(
        _("Conditions by the month in which they are due"), _("Due in"), [Series(_("Conditions"))], rows, keeps=True
    )


def answered(form: QuestionListForm, counted: CasesCounted | None) -> dict[str, list[Chart]]:
    """Return the pictures of the answers to the question of the form, none where too many were to be counted."""
    if counted is None:
        return {}
    return {
        "charts": [
            by_answer(form.asked, counted.by_answer, form.answers, form.address),
            by_year(counted.by_year, form.address),
        ]
    }


def by_year(counts: Counter[tuple[str, int]], address: Callable[..., str]) -> Chart:
    """Show how many cases of each year have which gravest flag at the question. `address` as of `by_answer`."""
    kinds = [(Severity.BLOCKER, BLOCKER), (Severity.CONCERN, CONCERN), (Severity.NOTE, NOTE)]
    series = [Series(kind.label, look.pattern, look.tone) for kind, look in kinds]
    series.append(Series(_("No flag"), "outlined"))
    flags = [*(kind.value for kind, _look in kinds), NO_FLAG]
    rows = [
        (str(year), [Value(counts[flag, year], address(flag=flag, year=year)) for flag in flags])
        for year in sorted({year for _flag, year in counts}, reverse=True)
    ]
    return chart(_("Cases by year and flag"), _("Year of the case"), series, rows)


def by_answer(
    asked: Iterable[QuestionSpec], counts: Counter[str], answers: Iterable[tuple[str, str]], address: Callable[..., str]
) -> Chart:
    """Show how many cases gave each answer to a question. `asked` is the question as each version has it.

    An answer that is adverse in one version is shown as adverse. `address` is that of the list with another filter.
    """
    options = [option for question in asked for option in question.options]
    adverse = {option.key for option in options if option.severity in (Severity.BLOCKER, Severity.CONCERN)}
    bad = BLOCKER
    rows = []
    for key, label in answers:
        is_adverse = key in adverse
        words = _("%(answer)s (adverse)") % {"answer": label} if is_adverse else label
        rows.append((words, [Value(counts[key], address(answer=key), bad if is_adverse else None)]))
    series = [Series(_("Cases"), "outlined")]
    return chart(_("Cases by answer"), _("Answer"), series, rows, keeps=True)


def _of_flags(title: str, heading: str, counts: Mapping[Any, int], name: str, rows: Iterable[tuple[Any, str]]) -> Chart:
    series = [
        Series(_("Blockers"), BLOCKER.pattern, BLOCKER.tone),
        Series(_("Open concerns"), CONCERN.pattern, CONCERN.tone),
        Series(_("Notes"), NOTE.pattern, NOTE.tone),
    ]
    values = [
        (
            label,
            [
                _value(counts.get((kind, key), 0), "flags", **{name: str(key)}, **wanted)
                for kind, wanted in FLAGS.items()
            ],
        )
        for key, label in rows
    ]
    return chart(title, heading, series, values)


def _value(number: int, page: str, **wanted: str) -> Value:
    return Value(number, f"{reverse(page)}?{urlencode({name: str(value) for name, value in wanted.items() if value})}")
