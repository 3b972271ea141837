"""How pages of a file are told to be those on record, to be changed, and to be where they were."""

from __future__ import annotations

import pytest

from partnerships.files.pages import PdfPage
from verification.pages import Known, Stand, Stood, Tally, compare, in_place_of_missing

DRAWN, OTHER = Stand.DRAWN, Stand.OTHER
RECORD = [PdfPage(drawn=f"d{number}", words=f"w{number}", notes=frozenset({"link"})) for number in (1, 2, 3)]
KNOWN = Known({number: [page] for number, page in enumerate(RECORD, start=1)}, 3)


def stands(page: PdfPage) -> tuple[int, Stand] | None:
    """Return how a page stands that says that it is the number of its foot."""
    found = compare([page], KNOWN, lambda read: read.number or None)
    return (found[0].number, found[0].how) if found else None


def tally(*numbers: int, first: int = 1) -> Tally:
    return Tally([Stood(page, number, DRAWN) for page, number in enumerate(numbers, start=first)], 3)


def test_a_page_is_what_it_is_drawn_from_whatever_its_foot_says() -> None:
    assert stands(PdfPage(drawn="d2", words="w2", notes=frozenset({"link"}))) == (2, Stand.DRAWN)
    assert stands(PdfPage(drawn="d2", words="w2")) == (2, Stand.DRAWN)
    assert stands(PdfPage(drawn="d2", number=3)) == (2, Stand.DRAWN)
    assert stands(PdfPage(drawn="d2", notes=frozenset({"link", "stamp"}))) == (2, Stand.COVERED)


def test_a_page_that_is_drawn_in_another_way_is_compared_by_its_words() -> None:
    assert stands(PdfPage(drawn="x", words="w2", number=2)) == (2, Stand.REDRAWN)
    assert stands(PdfPage(drawn="x", words="w2 Pack page 5", unlabelled="w2", number=2)) == (2, Stand.REDRAWN)
    assert stands(PdfPage(drawn="x", words="w2", number=3)) == (3, Stand.OTHER)
    assert stands(PdfPage(number=2)) == (2, Stand.OTHER)
    assert stands(PdfPage(drawn="x", words="w9", number=9)) == (0, Stand.OTHER)
    assert stands(PdfPage(drawn="x", words="w2")) is None


@pytest.mark.parametrize(
    ("numbers", "is_whole"), [((1, 2, 3), True), ((1, 2), False), ((1, 3, 2), False), ((1, 2, 2, 3), False)]
)
def test_a_document_is_whole_with_each_page_once_and_in_order(numbers: tuple[int, ...], is_whole: bool) -> None:
    assert tally(*numbers, first=4).is_whole is is_whole


def test_a_document_with_other_pages_between_is_not_whole() -> None:
    apart = Tally([Stood(1, 1, DRAWN), Stood(3, 2, DRAWN), Stood(4, 3, DRAWN)], 3)
    assert (apart.is_whole, apart.missing, apart.is_in_order) == (False, set(), True)


def test_what_is_missing_or_there_twice_is_counted() -> None:
    assert tally(1, 3).missing == {2}
    assert tally(1, 2, 2, 3).repeated == {2: [2, 3]}
    assert not tally(2, 1, 3).is_in_order


def test_pages_that_all_differ_were_drawn_anew_and_one_that_differs_was_changed() -> None:
    changed = Stood(2, 2, OTHER)
    assert Tally([Stood(1, 1, DRAWN), changed], 3).changed == [changed]
    assert Tally([Stood(1, 1, OTHER), changed], 3).changed == []
    assert Tally([Stood(1, 1, Stand.REDRAWN), changed], 3).changed == []


def test_a_page_that_says_nothing_stands_for_the_one_that_is_missing_there() -> None:
    replaced = in_place_of_missing([Stood(1, 1, DRAWN), Stood(3, 3, DRAWN)], total=3, pages=3)
    assert replaced[1] == Stood(2, 2, OTHER)
    added = in_place_of_missing([Stood(1, 1, DRAWN), Stood(3, 2, DRAWN), Stood(4, 3, DRAWN)], total=3, pages=5)
    assert [one.page for one in added] == [1, 3, 4]
