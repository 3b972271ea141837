"""What a browser shows of a page, whichever way its template wraps the lines."""

from __future__ import annotations

import re


def title_of(html: str) -> str:
    """Return the title of a page; white space in it counts as one space."""
    title = re.search("<title>(.*?)</title>", html, re.DOTALL)
    assert title, "the page has no title"
    return " ".join(title[1].split())
