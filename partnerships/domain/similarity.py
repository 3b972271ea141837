"""The words by which similar partnerships are found: those that their names and purposes share."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W\d_]{4,40}")
# Words that most partnerships use.
COMMON_WORDS = frozenset(
    """
    about across also been between both council county from have into joint more other partner partners
    partnership people service services shared than that their them they this together through what when where
    which will with work working would
    """.split()
)


def words_of(text: str) -> set[str]:
    """Return the words of four letters or more that are not common."""
    return {word for word in WORD.findall(text.lower()) if word not in COMMON_WORDS}
