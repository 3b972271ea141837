"""Typed text as a summary quotes it: on one line, and cut where it is long. Pure."""

from __future__ import annotations

from dataclasses import dataclass

# So much of a text stands in a summary; all of it stands in its place.
QUOTED = 300
# So much of a text that is usually a line, such as a source of funding.
LINE = 150
SENTENCE_ENDS = (". ", "? ", "! ")


@dataclass(frozen=True, slots=True)
class Quote:
    """The beginning of a text. `is_cut`: there is more of it in its place."""

    text: str
    is_cut: bool


def quote_of(text: str, most: int = QUOTED) -> Quote:
    """Return at most so many characters of the text, on one line, cut after the last sentence that fits.

    Where that would be less than half of them, it is cut between two words; where there is no space, within a word.
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return Quote(line, is_cut=False)
    cut = line[: most - 1]
    sentences = max(cut.rfind(end) for end in SENTENCE_ENDS) + 1
    if sentences >= most // 2:
        return Quote(f"{cut[:sentences]} …", is_cut=True)
    before, _space, rest = cut.rpartition(" ")
    # A long word, such as an address, is cut within.
    kept = before if before and len(rest) < most // 3 else cut
    return Quote(kept.rstrip(" ,;:.") + "…", is_cut=True)
