"""References of partnerships as people write them: PR-0012, pr 12, PR 0012, 12."""

from __future__ import annotations

import re
import unicodedata

# What fonts, word processors and PDF readers put for a hyphen, the soft hyphen and the minus sign among them.
DASHES = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
SEPARATORS = re.compile(rf"[\s\u200b\ufeff{re.escape(DASHES)}:.,_]+")
REFERENCE = re.compile(r"(?:pr)?([0-9]{1,9})")


def partnership_number(reference: str) -> int | None:
    """Return the number in a partnership's reference ("PR-0012", "pr 12", "12"); None when it is not a reference."""
    found = REFERENCE.fullmatch(without_separators(reference))
    return int(found[1]) if found else None


def without_separators(text: str) -> str:
    """Return the text in lower case without white space, dashes and what else people put between digits."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text).lower())
