"""Reads a reference and a fingerprint that people type, or paste from a PDF. Pure."""

from __future__ import annotations

import re
import unicodedata

# What fonts, word processors and PDF readers put for a hyphen, the soft hyphen and the minus sign among them.
DASHES = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
SEPARATORS = re.compile(rf"[\s\u200b\ufeff{re.escape(DASHES)}:.,_]+")
REFERENCE = re.compile(r"(?:pr)?([0-9]{1,9})")
# What precedes the fingerprint on the page, when it was copied too.
LABEL = re.compile(r"^(?:fingerprint|sha256)")
# Letters that no fingerprint has, by the digits that they were read for.
MISREAD = str.maketrans("oil", "011")
DIGITS = re.compile(r"[0-9a-f]*")
PRINTED_DIGITS, ALL_DIGITS = 16, 64


def partnership_number(reference: str) -> int | None:
    """Return the number in a partnership's reference ("PR-0012", "pr 12", "12"); None when it is not a reference."""
    found = REFERENCE.fullmatch(_without_separators(reference))
    return int(found[1]) if found else None


def fingerprint_digits(fingerprint: str) -> str | None:
    """Return the digits of a fingerprint in lower case, however many; None when it contains any other character."""
    digits = LABEL.sub("", _without_separators(fingerprint)).translate(MISREAD)
    return digits if DIGITS.fullmatch(digits) else None


def has_full_length(digits: str) -> bool:
    """Whether there are as many digits as in a printed fingerprint or in a whole SHA-256."""
    return len(digits) in (PRINTED_DIGITS, ALL_DIGITS)


def _without_separators(text: str) -> str:
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text).lower())
