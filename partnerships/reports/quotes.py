"""Typed text as a summary quotes it: on one line, and cut where it is long. Pure."""

from __future__ import annotations

from dataclasses import dataclass

# So much of a text stands in a summary; all of it stands in its place.
QUOTED = 300
# So much of a text that is usually a line, such as a source of funding.
LINE = 150


@dataclass(frozen=True, slots=True)
class Quote:
    """The beginning of a text. `is_cut`: there is more of it in its place."""

    text: str
    is_cut: bool


def quote_of(text: str, most: int = QUOTED) -> Quote:
    """Return at most so many characters of the text, on one line, cut between two words where there is a space."""
    line = " ".join(text.split())
    if len(line) <= most:
        return Quote(line, is_cut=False)
    cut = line[: most - 1]
    before, _space, rest = cut.rpartition(" ")
    # A long word, such as an address, is cut within.
    kept = before if before and len(rest) < most // 3 else cut
    return Quote(kept.rstrip(" ,;:.") + "…", is_cut=True)
