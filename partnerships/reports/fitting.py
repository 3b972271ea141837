"""How much the board summary says, so that it has two pages at most. Pure."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

# So many pages the board summary has at most.
SUMMARY_PAGES = 2


class Picture(StrEnum):
    """How the summary shows the answers: each question with its title, by its code alone, or only how many stand how."""

    TITLES = "titles"
    CODES = "codes"
    COUNTS = "counts"


# No two pages hold the titles of more questions, or say more blockers in words, than these: that is not laid out.
MOST_TITLES = 100
MOST_WORDS = 40
# So many blockers and concerns are said in words before the picture keeps the titles of its questions.
WORDS_FIRST = 3
# So many are tried first where there are more: most pages with many questions have room for fewer.
TRIED_FIRST = 12
# So often the next number is worked out from the length of the pages before the middle is taken instead.
WORKED_OUT = 4


def what_fits(of: int, *, questions: int, filled_with: Callable[[int, Picture], float]) -> tuple[int, Picture]:
    """Return how many of the blockers, concerns or conditions, which are `of`, are said in words, and the picture.

    `filled_with` lays the summary out with both, and returns how many pages that fills: 1.5 is a page and a half. What
    is said with 0 and the counts is bounded for any case.
    """
    of = min(of, MOST_WORDS)
    for picture, least in ((Picture.TITLES, min(of, WORDS_FIRST)), (Picture.CODES, min(of, 1))):
        if picture is Picture.TITLES and questions > MOST_TITLES:
            continue
        most = _most(least, of, picture, filled_with)
        if most is not None:
            return most, picture
    return _most(0, of, Picture.COUNTS, filled_with) or 0, Picture.COUNTS


def _most(least: int, of: int, picture: Picture, filled_with: Callable[[int, Picture], float]) -> int | None:
    """Return the largest number up to `of` that fits; None where not even the least does."""
    pages: dict[int, float] = {}

    def fits(number: int) -> bool:
        pages[number] = filled_with(number, picture)
        return pages[number] <= SUMMARY_PAGES

    fitting, too_many = least, max(least, min(of, TRIED_FIRST))
    if fits(too_many):
        if too_many == of or fits(of):
            return of
        fitting, too_many = too_many, of
    elif too_many == least or not fits(least):
        return None
    attempts = 0
    while too_many - fitting > 1:
        attempts += 1
        tried = (fitting + too_many) // 2
        if attempts <= WORKED_OUT:
            each = (pages[too_many] - pages[fitting]) / (too_many - fitting)
            more = int((SUMMARY_PAGES - pages[fitting]) / each)
            tried = min(max(fitting + more, fitting + 1), too_many - 1)
        if fits(tried):
            fitting = tried
        else:
            too_many = tried
    return fitting
