"""The numbers of versions: which is higher, and which comes next."""

from __future__ import annotations

import re

NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))+")


def is_number(text: str) -> bool:
    """Whether it is the number of a version: numbers with points between them, each written in one way alone."""
    return NUMBER.fullmatch(text) is not None


def number_order(number: str) -> tuple[int, ...]:
    """Return what versions are sorted by: 1.10 comes after 1.9, and 2.0 after both."""
    return tuple(int(part) for part in re.findall(r"\d+", number))


def next_number(numbers: list[str]) -> str:
    """Return the number after the highest of these; 1.0 after none."""
    if not numbers:
        return "1.0"
    *before, last = number_order(max(numbers, key=number_order)) or (0,)
    return ".".join(str(part) for part in ([*before, last + 1] if before else [last, 1]))
