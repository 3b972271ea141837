"""How much of the blockers, concerns and conditions the board summary says in words, so that it has two pages at most."""

from __future__ import annotations

from collections.abc import Callable

# So many pages the board summary has at most.
SUMMARY_PAGES = 2


def most_that_fits(of: int, pages_with: Callable[[int], int]) -> int:
    """Return the largest number, up to `of`, with which the summary has no more pages than it may have.

    `pages_with` lays the summary out with that number. What is said with 0 is bounded for any case.
    """
    if pages_with(of) <= SUMMARY_PAGES:
        return of
    fits, too_many = 0, of
    while too_many - fits > 1:
        tried = (fits + too_many) // 2
        if pages_with(tried) <= SUMMARY_PAGES:
            fits = tried
        else:
            too_many = tried
    return fits
