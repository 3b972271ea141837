"""Reads a fingerprint that people type, or paste from a PDF. Pure."""

from __future__ import annotations

import re

from partnerships.domain.reference import without_separators

# What precedes the fingerprint on the page, when it was copied too.
LABEL = re.compile(r"^(?:fingerprint|sha256)")
# Letters that no fingerprint has, by the digits that they were read for.
MISREAD = str.maketrans("oil", "011")
DIGITS = re.compile(r"[0-9a-f]*")
PRINTED_DIGITS, ALL_DIGITS = 16, 64


def fingerprint_digits(fingerprint: str) -> str | None:
    """Return the digits of a fingerprint in lower case, however many; None when it contains any other character."""
    digits = LABEL.sub("", without_separators(fingerprint)).translate(MISREAD)
    return digits if DIGITS.fullmatch(digits) else None


def digits_of(fingerprint: str) -> str:
    """Return the digits by which an issue is looked up, of a fingerprint as it is printed or of a whole digest."""
    return fingerprint.replace("-", "")[:PRINTED_DIGITS]


def has_full_length(digits: str) -> bool:
    """Whether there are as many digits as in a printed fingerprint or in a whole SHA-256."""
    return len(digits) in (PRINTED_DIGITS, ALL_DIGITS)
