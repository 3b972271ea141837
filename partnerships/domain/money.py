"""Sums of money: as they are shown, and in a text, in the forms in which people write them."""

from __future__ import annotations

import re

_SPACE = r"[ \u00a0\u2009\u202f]"
_NUMBER = rf"\d+(?:(?:[,.']|{_SPACE})\d{{3}})*(?:[.,]\d+)?"
_SCALE = r"(?:k|m|mn|bn|thousand|million|billion)"
_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half a and"
).split()
_IN_WORDS = rf"\b(?:{'|'.join(_SMALL)})(?:[ -]+(?:{'|'.join(_SMALL)}))*"
_CURRENCY = r"(?:£|€|\$|\b(?:GBP|EUR|USD))"
SUM = re.compile(
    rf"{_CURRENCY}{_SPACE}?{_NUMBER}(?:(?:{_SPACE}|-)?{_SCALE}\b)?"
    rf"|\b{_NUMBER}(?:{_SPACE}?(?:k|m|mn|bn)|(?:{_SPACE}|-)(?:thousand|million|billion))?"
    rf"(?:{_SPACE}|-)?(?:pounds?|pence|GBP|EUR|euros?|p)\b"
    rf"|\b{_NUMBER}(?:k|m|mn|bn|(?:{_SPACE}|-)(?:million|billion))\b"
    rf"|{_IN_WORDS}[ -]+(?:pounds?|pence|euros?)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(_NUMBER)
_FACTORS = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}

# The digits 0 to 9 alone: those of other scripts would be another number to whoever reads them.
POUNDS = re.compile(r"£?\s*([0-9]{1,3}([,\s][0-9]{3})+|[0-9]+)(\.00?)?")


def pounds(amount: int) -> str:
    """Return whole pounds as they are shown."""
    return f"£{amount:,}"


def amount_of(text: str) -> float | None:
    """Return the amount that a number says, as "£1.2m" says 1,200,000; None for words."""
    number = NUMBER.search(text)
    if not number:
        return None
    digits = re.sub(r"[\s\u00a0\u2009\u202f']", "", number[0])
    scale = re.match(rf"[\s-]*({_SCALE})\b", text[number.end() :], re.IGNORECASE)
    whole, part, last = digits, "0", re.search(r"[,.](\d+)$", digits)
    # What follows the last separator are thousands when it is three digits, but not in "1.457 million".
    if last and (len(last[1]) != 3 or scale):
        whole, part = digits[: last.start()], last[1]
    amount = float(re.sub(r"[,.]", "", whole) + "." + part)
    return amount * (_FACTORS[scale[1].lower()] if scale else 1)


def pounds_in(text: str) -> int | None:
    """Return whole pounds as people write them: "12500", "£12,500" or "12,500.00"; None when the text is nothing of the kind."""
    match = POUNDS.fullmatch(text)
    return int(re.sub("[^0-9]", "", match[1])) if match else None
