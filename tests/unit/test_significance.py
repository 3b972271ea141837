"""How significant a partnership is: the highest of six answers, over every combination; two of them from its details."""

from datetime import date
from itertools import product

import pytest

from checklists.spec import Significance
from partnerships.domain.significance import (
    DECIDERS,
    Factor,
    Thresholds,
    agrees,
    deciding_factors,
    known_from,
    months_between,
    significance_of,
)

LOW, MEDIUM, HIGH = Significance.LOW, Significance.MEDIUM, Significance.HIGH
LIMITS = Thresholds(medium_cost=50_000, high_cost=500_000, medium_months=36, high_months=120)


def test_the_significance_is_the_highest_answer_in_every_combination() -> None:
    for levels in product(Significance, repeat=len(Factor)):
        answers = dict(zip((factor.value for factor in Factor), (level.value for level in levels), strict=True))
        expected = HIGH if HIGH in levels else MEDIUM if MEDIUM in levels else LOW
        assert significance_of(answers) is expected
        assert [answers[factor] for factor in deciding_factors(answers)] == [expected] * levels.count(expected)


@pytest.mark.parametrize("missing", Factor)
@pytest.mark.parametrize("blank", [True, False])
def test_it_is_not_known_while_an_answer_is_missing(missing: Factor, blank: bool) -> None:
    answers: dict[str, str] = dict.fromkeys(Factor, HIGH)
    if blank:
        answers[missing] = ""
    else:
        del answers[missing]
    assert significance_of(answers) is None
    assert deciding_factors(answers) == ()


def test_an_answer_that_is_no_level_is_an_error() -> None:
    with pytest.raises(ValueError, match="huge"):
        significance_of(dict.fromkeys(Factor, "huge"))


@pytest.mark.parametrize(
    ("pounds", "level"),
    [(0, LOW), (49_999, LOW), (50_000, MEDIUM), (499_999, MEDIUM), (500_000, HIGH), (99_999_999_999, HIGH)],
)
def test_the_cost_has_thresholds(pounds: int, level: Significance) -> None:
    assert LIMITS.level_of_cost(pounds) is level
    assert known_from(annual_cost=pounds, starts_on=None, ends_on=None, thresholds=LIMITS) == {Factor.COST: level}


@pytest.mark.parametrize(("months", "level"), [(0, LOW), (35, LOW), (36, MEDIUM), (119, MEDIUM), (120, HIGH)])
def test_the_length_has_thresholds(months: int, level: Significance) -> None:
    assert LIMITS.level_of_length(months) is level


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "months"),
    [
        (date(2027, 4, 1), date(2027, 4, 1), 0),
        (date(2027, 4, 1), date(2027, 4, 29), 0),
        (date(2027, 4, 1), date(2027, 4, 30), 1),
        (date(2027, 4, 1), date(2027, 5, 1), 1),
        (date(2027, 4, 2), date(2027, 4, 30), 0),
        (date(2027, 4, 2), date(2027, 5, 1), 1),
        (date(2027, 4, 1), date(2030, 3, 30), 35),
        (date(2027, 4, 1), date(2030, 3, 31), 36),
        (date(2027, 4, 1), date(2030, 4, 1), 36),
        (date(2027, 12, 31), date(2028, 1, 1), 0),
        (date(2027, 1, 31), date(2027, 2, 28), 1),
        (date(2028, 2, 29), date(2029, 2, 28), 12),
    ],
)
def test_whole_months_count_and_both_days_are_part_of_them(starts_on: date, ends_on: date, months: int) -> None:
    assert months_between(starts_on, ends_on) == months


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "known"),
    [
        (None, None, {}),
        (date(2027, 4, 1), None, {}),
        (None, date(2030, 3, 31), {}),
        (date(2027, 4, 1), date(2030, 3, 30), {Factor.LENGTH: LOW}),
        (date(2027, 4, 1), date(2030, 3, 31), {Factor.LENGTH: MEDIUM}),
        (date(2027, 4, 1), date(2037, 3, 30), {Factor.LENGTH: MEDIUM}),
        (date(2027, 4, 1), date(2037, 3, 31), {Factor.LENGTH: HIGH}),
    ],
)
def test_the_length_is_known_from_both_dates(
    starts_on: date | None, ends_on: date | None, known: dict[Factor, Significance]
) -> None:
    assert known_from(annual_cost=None, starts_on=starts_on, ends_on=ends_on, thresholds=LIMITS) == known


@pytest.mark.parametrize(("factor", "known"), list(product(Factor, Significance)))
def test_only_the_length_can_be_low_against_the_details(factor: Factor, known: Significance) -> None:
    for answer in Significance:
        is_leaving = factor is Factor.LENGTH and answer is LOW
        assert agrees(factor, answer, known=known) is (answer is known or is_leaving)


def test_every_significance_has_a_decider_of_its_own() -> None:
    assert {level.value: decider.value for level, decider in DECIDERS.items()} == {
        "low": "head_of_service",
        "medium": "director",
        "high": "board",
    }
