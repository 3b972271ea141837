"""How names are compared, searched for and sorted: folded, the same on every database and in every language."""

from __future__ import annotations

import re
import unicodedata

# Letters that do not decompose into a letter and an accent, and the sign that is read as a word.
AS_READ = {"&": " and ", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
# Apostrophes and hyphens of every kind stand inside words.
INSIDE_WORDS = frozenset("'’‘ʼʹʻʽ′`´＇-\u2010\u2011\u2012\u2013\u2212")
INSIDE = re.compile(f"[{re.escape(''.join(sorted(INSIDE_WORDS)))}]")
# The accents of Latin, Greek and Cyrillic letters. Vowel signs of other scripts are no accents and stay.
ACCENTS_OR_INSIDE = re.compile(f"[\u0300-\u036f]|{INSIDE.pattern}")
READ = re.compile(f"[{''.join(AS_READ)}]")
# What separates words, where every letter is an English one.
BETWEEN_ENGLISH_WORDS = re.compile("[^0-9a-z]+")
# The letters of a word that count when it is searched for. PostgreSQL refuses to index words of more than 2,046 bytes.
MOST_LETTERS = 60


def fold(text: str) -> str:
    """Return the text as names are compared: in lower case, without accents, apostrophes, hyphens and joiners.

    Between words is one space; what is neither letter nor digit is one too. `fold` of that is the same text.
    """
    plain = INSIDE.sub("", text.casefold())
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).casefold()
    plain = ACCENTS_OR_INSIDE.sub("", READ.sub(lambda found: AS_READ[found[0]], plain))
    if plain.isascii():
        # As below, but without a look at each letter: nearly all text here is such by now.
        return BETWEEN_ENGLISH_WORDS.sub(" ", plain).strip()
    return " ".join("".join(_folded(char) for char in plain).split())


def words_to_find(*texts: str) -> str:
    """Return each word once by which the texts are found, folded. A word with an apostrophe or a hyphen is found by its parts too."""
    found = set()
    for text in texts:
        found.update(fold(text).split())
        parted = INSIDE.sub(" ", text)
        if parted != text:
            found.update(fold(parted).split())
    return " ".join(sorted({word[:MOST_LETTERS] for word in found}))


def words_typed(text: str) -> list[str]:
    """Return the words that somebody searches for, folded, each once."""
    return list(dict.fromkeys(word[:MOST_LETTERS] for word in fold(text).split()))


def begins_words(word: str) -> bool:
    """Whether a word that is searched for finds the words that begin with it: one or two letters find themselves alone."""
    return len(word) > 2 or not word.isascii()


def _folded(char: str) -> str:
    if char.isalnum() or unicodedata.category(char).startswith("M"):
        return char
    return "" if unicodedata.category(char) == "Cf" else " "
