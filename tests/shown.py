"""What a browser shows of a page, whichever way its template wraps the lines."""

from __future__ import annotations

import re


def one_spaced(html: str) -> str:
    """Return it with one space for each run of white space, as a browser shows text."""
    return " ".join(html.split())


def title_of(html: str) -> str:
    """Return the title of a page; white space in it counts as one space."""
    title = re.search("<title>(.*?)</title>", html, re.DOTALL)
    assert title, "the page has no title"
    return one_spaced(title[1])
