"""What a public edition is searched for before it is issued."""

import pytest

from partnerships.domain.disclosure import Found, Kind, Known, find
from partnerships.domain.money import amount_of


def found(text: str, known: Known | None = None) -> list[tuple[str, str]]:
    return [(item.kind.value, item.text) for item in find(text, known or Known())]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("It costs £185,000 a year.", ["£185,000"]),
        ("About 185k, or 1.2m in all.", ["185k", "1.2m"]),
        ("GBP 84 000 and 62,000 GBP.", ["GBP 84 000", "62,000 GBP"]),
        ("£1.457 million; £ 1.79m; £12.50; 50p", ["£1.457 million", "£ 1.79m", "£12.50", "50p"]),
        ("between £60-70k", ["£60", "70k"]),
        ("84\u00a0000 pounds and £84\u202f000", ["84\u00a0000 pounds", "£84\u202f000"]),
        ("two hundred thousand pounds; a hundred pounds", ["two hundred thousand pounds", "a hundred pounds"]),
        ("3 million euros, €40, $5bn, 2-million-pound", ["3 million euros", "€40", "$5bn", "2-million-pound"]),
        ("4,180 people in 2027, 45% of 22 hours, rule 6.3", []),
    ],
)
def test_sums_of_money_in_the_usual_forms(text: str, sums: list[str]) -> None:
    assert found(text) == [("money", item) for item in sums]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("£185,000", 185_000),
        ("185k", 185_000),
        ("£1.2m", 1_200_000),
        ("84 000", 84_000),
        ("£1.457 million", 1_457_000),
        ("12.50", 12.5),
        ("1.457.000", 1_457_000),
        ("£1,457,000.00", 1_457_000),
        ("a lot", None),
    ],
)
def test_the_amount_that_a_number_says(text: str, amount: float | None) -> None:
    assert amount_of(text) == amount


def test_names_of_people_and_partners() -> None:
    known = Known(people=["Gwen Aldous", "Ann Ŵyn-Pryce"], partners=["Marlshire Carers' Trust", "Penmoel Town Council"])
    text = "gwen aldous met PENMOEL TOWN COUNCIL; Marlshire Carers’ Trust’s board heard Ann Ŵyn-Pryce, and Gwen left."
    assert found(text, known) == [
        ("person", "gwen aldous"),
        ("partner", "PENMOEL TOWN COUNCIL"),
        ("partner", "Marlshire Carers’ Trust’s"),
        ("person", "Ann Ŵyn-Pryce"),
    ]


def test_a_possessive_name_is_a_name() -> None:
    assert found("Gwen Aldous's view", Known(people=["Gwen Aldous"])) == [("person", "Gwen Aldous's")]


def test_a_name_without_a_letter_is_found_nowhere() -> None:
    assert found("Nobody - but - Gwen Aldous.", Known(people=["-", "Gwen Aldous"])) == [("person", "Gwen Aldous")]


def test_sums_and_words_of_an_exempt_part_that_stand_elsewhere() -> None:
    known = Known(exempt=["84000", "The rent rises by 4% from the third year of the lease, to £62,000."])
    text = "We pay 62,000 (84k before). As agreed, the rent rises by 4% from the third year. Others pay £5."
    assert found(text, known) == [
        ("exempt", "62,000"),
        ("exempt", "84k"),
        ("exempt", "the rent rises by 4% from the third year"),
        ("money", "£5"),
    ]


def test_the_usual_words_of_a_report_are_no_trace() -> None:
    assert found("It is one of the few.", Known(exempt=["Each is one of the best."])) == []


def test_nothing_overlaps_and_places_are_right() -> None:
    text = "£62,000"
    assert find(text, Known(exempt=["62000"])) == [Found(Kind.EXEMPT, "£62,000", 0, 7)]


def test_digits_of_a_digest_or_a_fingerprint_are_no_sum() -> None:
    known = Known(exempt=["At least £400 a year."])
    assert found("SHA-256 " + "ab400cd" + "e" * 57, known) == []
    assert found("9f2a-400c-77be-03d1", known) == []
    assert found("x400-9f2a-41c0, case 400b", known) == [("exempt", "400"), ("exempt", "400")]


def test_a_digest_hides_no_words_and_four_groups_of_digits_are_no_fingerprint() -> None:
    text = "The account 9f2a-400c-77be-03d1 at Barclays pays the supplier monthly"
    assert found(f"{text}.", Known(exempt=[text])) == [("exempt", text)]
    assert found("1234-5678-9012-3456", Known(exempt=["5678"])) == [("exempt", "5678")]
