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

    def pages_with(most: int, picture: Picture) -> int:
        tried.append((most, picture))
        return 2 if 4 * most + LINES[picture] * questions <= 100 else 3

    return what_fits(of, questions=questions, pages_with=pages_with), tried


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
    assert max(most for most, _picture in tried) == 40
    assert len(tried) <= 8
