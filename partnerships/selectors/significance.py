"""The six questions about significance in words, what the details of a partnership answer already, and what decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from checklists.spec import Significance
from partnerships.domain.money import pounds
from partnerships.domain.significance import (
    Factor,
    Thresholds,
    agrees,
    deciding_factors,
    known_from,
    months_between,
)
from partnerships.models import Partnership

# The answers in words; those about cost and length follow from the thresholds.
TEXTS: dict[Factor, dict[Significance, Any]] = {
    Factor.PRIORITY: {
        Significance.LOW: gettext_lazy("No corporate priority depends on it"),
        Significance.MEDIUM: gettext_lazy("It contributes to a corporate priority, beside other work"),
        Significance.HIGH: gettext_lazy("A corporate priority cannot be met without it"),
    },
    Factor.RISK: {
        Significance.LOW: gettext_lazy("Little: no statutory duty, and few people would notice"),
        Significance.MEDIUM: gettext_lazy(
            "Something: complaints or criticism, but every statutory duty would still be met"
        ),
        Significance.HIGH: gettext_lazy("Much: a statutory duty, people's safety, or lasting damage to reputation"),
    },
    Factor.RELIANCE: {
        Significance.LOW: gettext_lazy("Little: the council could do it alone or do without"),
        Significance.MEDIUM: gettext_lazy("Partly: it would take months to replace the partner"),
        Significance.HIGH: gettext_lazy("Wholly: there is nobody else, or leaving would be very hard"),
    },
    Factor.SHARING: {
        Significance.LOW: gettext_lazy("Neither staff nor personal data"),
        Significance.MEDIUM: gettext_lazy("Some staff work together, or some personal data is shared"),
        Significance.HIGH: gettext_lazy(
            "Staff are transferred or seconded, or sensitive or large amounts of personal data are shared"
        ),
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """One answered question: `text` is the answer in words, `value` what the details give, "" where they give none."""

    factor: Factor
    level: Significance
    text: str
    value: str
    is_deciding: bool


def thresholds() -> Thresholds:
    """Return the thresholds that are set now."""
    return Thresholds(
        medium_cost=settings.SIGNIFICANCE_MEDIUM_COST,
        high_cost=settings.SIGNIFICANCE_HIGH_COST,
        medium_months=settings.SIGNIFICANCE_MEDIUM_MONTHS,
        high_months=settings.SIGNIFICANCE_HIGH_MONTHS,
    )


def known_of(partnership: Partnership) -> dict[Factor, Significance]:
    """Return the answers that the details give already: the length none once it was said that the council can leave."""
    known = _by_details(partnership)
    if _is_left_at_any_time(partnership.significance_basis):
        known.pop(Factor.LENGTH, None)
    return known


def _by_details(partnership: Partnership) -> dict[Factor, Significance]:
    return known_from(
        annual_cost=partnership.annual_cost,
        starts_on=partnership.planned_start_on,
        ends_on=partnership.planned_end_on,
        thresholds=thresholds(),
    )


def _is_left_at_any_time(basis: Mapping[str, Any]) -> bool:
    """Whether the length was judged low though it was long: by the option that the council can leave at any time."""
    months = basis.get("values", {}).get(Factor.LENGTH.value)
    is_low = basis.get("answers", {}).get(Factor.LENGTH.value) == Significance.LOW
    if not is_low or months is None:
        return False
    return Thresholds(**basis["thresholds"]).level_of_length(months) is not Significance.LOW


def answers_of(partnership: Partnership) -> dict[str, str]:
    """Return the level of each factor, "" where there is none; what the details give comes before what was answered."""
    answers = partnership.significance_basis.get("answers", {})
    known = {factor.value: level.value for factor, level in known_of(partnership).items()}
    return {factor.value: known.get(factor.value) or answers.get(factor.value, "") for factor in Factor}


def basis_of(partnership: Partnership, answers: Mapping[str, str]) -> dict[str, Any]:
    """Return what `Partnership.significance_basis` keeps of these answers; `values` are keyed by factor."""
    values: dict[str, int] = {}
    if partnership.annual_cost is not None:
        values[Factor.COST.value] = partnership.annual_cost
    if partnership.planned_start_on is not None and partnership.planned_end_on is not None:
        values[Factor.LENGTH.value] = months_between(partnership.planned_start_on, partnership.planned_end_on)
    return {
        "answers": {factor.value: str(answers[factor]) for factor in Factor if answers.get(factor)},
        "values": values,
        "thresholds": asdict(thresholds()),
    }


def said_by_details(partnership: Partnership) -> dict[Factor, str]:
    """Return in words what the details say that answers a question: the cost, the length."""
    values = basis_of(partnership, {})["values"]
    return {factor: _value(factor, values[factor]) for factor in Factor if factor in values}


def contradictions(partnership: Partnership, answers: Mapping[str, str]) -> dict[Factor, str]:
    """Return a sentence for each answer that is not the one which the details give."""
    said, words = said_by_details(partnership), texts_of(thresholds())
    sentence = _("The details say %(value)s, so the answer is “%(text)s”. Select it, or change the details first.")
    return {
        factor: sentence % {"value": said[factor], "text": words[factor][level]}
        for factor, level in _by_details(partnership).items()
        if answers.get(factor) and not agrees(factor, answers[factor], known=level)
    }


def texts_of(limits: Thresholds) -> dict[Factor, dict[Significance, str]]:
    """Return the answers in words, by question and level."""
    cost = {"medium": pounds(limits.medium_cost), "high": pounds(limits.high_cost)}
    length = {"medium": _length(limits.medium_months), "high": _length(limits.high_months)}
    measured = {
        Factor.COST: {
            Significance.LOW: _("Less than %(medium)s") % cost,
            Significance.MEDIUM: _("%(medium)s or more, but less than %(high)s") % cost,
            Significance.HIGH: _("%(high)s or more") % cost,
        },
        Factor.LENGTH: {
            Significance.LOW: _("Less than %(medium)s, or the council can leave at any time") % length,
            Significance.MEDIUM: _("%(medium)s or more, but less than %(high)s") % length,
            Significance.HIGH: _("%(high)s or more, or it is hard to leave and no end is planned") % length,
        },
    }
    told = {factor: {level: str(text) for level, text in texts.items()} for factor, texts in TEXTS.items()}
    return {factor: (measured | told)[factor] for factor in Factor}


def lines_of(partnership: Partnership) -> list[Line]:
    """Return how the significance came about, by the thresholds of that time; empty while it is not known."""
    basis = partnership.significance_basis
    if not basis:
        return []
    answers, values = basis["answers"], basis["values"]
    words, deciding = texts_of(Thresholds(**basis["thresholds"])), deciding_factors(answers)
    if _is_left_at_any_time(basis):
        words[Factor.LENGTH][Significance.LOW] = _("The council can leave at any time")
    return [
        Line(
            factor=factor,
            level=Significance(answers[factor]),
            text=words[factor][Significance(answers[factor])],
            value=_value(factor, values[factor]) if factor in values else "",
            is_deciding=factor in deciding,
        )
        for factor in Factor
    ]


def _value(factor: Factor, value: int) -> str:
    if factor is Factor.COST:
        return _("%(pounds)s a year") % {"pounds": pounds(value)}
    return ngettext("%(n)s month", "%(n)s months", value) % {"n": value} if value else _("less than a month")


def _length(months: int) -> str:
    years, rest = divmod(months, 12)
    if rest:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
