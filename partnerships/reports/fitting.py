"""How much the board summary says, so that it has two pages at most. Pure."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial

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


def what_fits(of: int, *, questions: int, pages_with: Callable[[int, Picture], int]) -> tuple[int, Picture]:
    """Return how many of the blockers, concerns or conditions, which are `of`, are said in words, and the picture.

    `pages_with` lays the summary out with both. What is said with 0 and the counts is bounded for any case.
    """
    of = min(of, MOST_WORDS)

    def fits(picture: Picture, most: int) -> bool:
        return pages_with(most, picture) <= SUMMARY_PAGES

    for picture, least in ((Picture.TITLES, min(of, WORDS_FIRST)), (Picture.CODES, min(of, 1))):
        if picture is Picture.TITLES and questions > MOST_TITLES:
            continue
        if fits(picture, of):
            return of, picture
        if least < of and fits(picture, least):
            return _most(least, of, partial(fits, picture)), picture
    if fits(Picture.COUNTS, of):
        return of, Picture.COUNTS
    return _most(0, of, partial(fits, Picture.COUNTS)), Picture.COUNTS


def _most(fitting: int, too_many: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number that fits, between one that does and one that does not."""
    while too_many - fitting > 1:
        tried = (fitting + too_many) // 2
        if fits(tried):
            fitting = tried
        else:
            too_many = tried
    return fitting
