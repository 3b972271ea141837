"""How much a summary says: all where that fits, else less of one thing after another, in few layouts."""

from __future__ import annotations

import pytest

from partnerships.reports.fitting import Picture, what_fits

TITLES, CODES, COUNTS = Picture.TITLES, Picture.CODES, Picture.COUNTS
# So many lines each picture takes, where each blocker takes 4 and both pages have 100.
LINES = {TITLES: 2.0, CODES: 0.3, COUNTS: 0.0}


def fitted(of: int, questions: int) -> tuple[tuple[int, Picture], list[tuple[int, Picture]]]:
    """Return what fits, and what was laid out to find it."""
    tried = []

    def filled_with(most: int, picture: Picture) -> float:
        tried.append((most, picture))
        return (4 * most + LINES[picture] * questions) / 50

    return what_fits(of, questions=questions, filled_with=filled_with), tried


def test_all_of_it_is_laid_out_once_where_it_fits() -> None:
    assert fitted(5, 18) == ((5, TITLES), [(5, TITLES)])
    assert fitted(0, 40) == ((0, TITLES), [(0, TITLES)])


@pytest.mark.parametrize(
    ("of", "questions", "found"),
    [
        (18, 18, (16, TITLES)),
        (35, 35, (7, TITLES)),
        # Fewer than three in words, or none of the titles: the titles go.
        (45, 45, (21, CODES)),
        (0, 60, (0, CODES)),
        (2, 47, (2, CODES)),
        (200, 200, (10, CODES)),
        (400, 400, (25, COUNTS)),
        (0, 400, (0, COUNTS)),
        (1, 331, (1, COUNTS)),
    ],
)
def test_as_much_as_fits(of: int, questions: int, found: tuple[int, Picture]) -> None:
    assert fitted(of, questions)[0] == found


def test_the_titles_of_very_many_are_not_tried() -> None:
    _found, tried = fitted(200, 200)
    assert TITLES not in {picture for _most, picture in tried}
    assert tried[:2] == [(12, CODES), (1, CODES)]
    assert len(tried) <= 5


def test_more_than_are_tried_first() -> None:
    assert fitted(40, 60) == (
        (20, CODES),
        [(12, TITLES), (3, TITLES), (12, CODES), (40, CODES), (20, CODES), (21, CODES)],
    )
    assert fitted(18, 0) == ((18, TITLES), [(12, TITLES), (18, TITLES)])


def test_where_blockers_are_not_of_one_length_the_middle_is_taken_in_the_end() -> None:
    """The last of them takes nearly all of the pages, so each length that is worked out is too near to the least."""
    tried = []

    def filled_with(most: int, picture: Picture) -> float:
        assert picture is TITLES
        tried.append(most)
        return 1.9 + most / 1000 + (100 if most > 33 else 0)

    assert what_fits(40, questions=18, filled_with=filled_with) == (33, TITLES)
    assert tried == [12, 40, 13, 14, 15, 16, 28, 34, 31, 32, 33]
