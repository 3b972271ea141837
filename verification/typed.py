"""A reference and a fingerprint as people type and paste them from paper, or from a PDF. Pure."""

from __future__ import annotations

import re
import unicodedata

# The dashes that a font, a word processor or a PDF reader puts for a hyphen, the soft and the minus sign among them.
DASHES = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
BLANKS = re.compile(rf"[\s\u200b\ufeff{re.escape(DASHES)}:.,_]+")
REFERENCE = re.compile(r"(?:pr)?([0-9]{1,9})")
# What stands before it on the page, when that was copied too.
LABEL = re.compile(r"^(?:fingerprint|sha256)")
# No fingerprint has these letters: they were read for digits.
MISREAD = str.maketrans("oil", "011")
DIGITS = re.compile(r"[0-9a-f]*")
PRINTED_DIGITS, ALL_DIGITS = 16, 64


def number_of(reference: str) -> int | None:
    """Return the number of a partnership's reference ("PR-0012", "pr 12", "12"); None when it is none."""
    found = REFERENCE.fullmatch(_bare(reference))
    return int(found[1]) if found else None


def digits_of(fingerprint: str) -> str | None:
    """Return the digits of a fingerprint in small letters, however many; None when other characters stand in it."""
    digits = LABEL.sub("", _bare(fingerprint)).translate(MISREAD)
    return digits if DIGITS.fullmatch(digits) else None


def is_whole(digits: str) -> bool:
    """Whether they are as many as a printed fingerprint has, or a whole SHA-256."""
    return len(digits) in (PRINTED_DIGITS, ALL_DIGITS)


def _bare(text: str) -> str:
    return BLANKS.sub("", unicodedata.normalize("NFKC", text).lower())
