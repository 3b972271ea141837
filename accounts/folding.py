"""How names are compared, searched for and sorted: folded, the same on every database and in every language."""

from __future__ import annotations

import unicodedata

# Letters that do not decompose into a letter and an accent, and the sign that is read as a word.
AS_READ = str.maketrans(
    {"&": " and ", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
)
# Apostrophes and hyphens of every kind stand inside words.
INSIDE_WORDS = dict.fromkeys(map(ord, "'’‘ʼʹʻʽ′`´＇-\u2010\u2011\u2012\u2013\u2212"))
# The accents of Latin, Greek and Cyrillic letters. Vowel signs of other scripts are no accents and stay.
ACCENTS = dict.fromkeys(range(0x0300, 0x0370))
BETWEEN_WORDS = dict.fromkeys(INSIDE_WORDS, " ")
# The letters of a word that count when it is searched for. PostgreSQL refuses to index words of more than 2,046 bytes.
MOST_LETTERS = 60


def fold(text: str) -> str:
    """Return the text as names are compared: in lower case, without accents, apostrophes, hyphens and joiners.

    Between words is one space; what is neither letter nor digit is one too. `fold` of that is the same text.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(INSIDE_WORDS)).casefold()
    plain = plain.translate(AS_READ).translate(INSIDE_WORDS).translate(ACCENTS)
    return " ".join("".join(_folded(char) for char in plain).split())


def words_to_find(*texts: str) -> str:
    """Return each word once by which the texts are found, folded. A word with an apostrophe or a hyphen is found by its parts too."""
    found = set()
    for text in texts:
        found.update(fold(text).split())
        parted = text.translate(BETWEEN_WORDS)
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
