"""What a page showed of something that can change, as a token, and what has changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Merge:
    """What was typed, put together with what stands. `values` are what is to be written.

    `mine` are the names of what was typed anew; `conflicts` those of what somebody else has changed too, to something
    else.
    """

    values: dict[str, Any]
    mine: frozenset[str]
    conflicts: tuple[str, ...]


def token_of(values: Mapping[str, Any]) -> str:
    """Return the version token of values by name: it says of each whether it has changed, and not what it is."""
    return " ".join(f"{name}={_digest(value)}" for name, value in values.items())


def changed_since(token: str, values: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the values that are not those of the token; of what the token does not name, all."""
    shown = dict(part.rpartition("=")[::2] for part in token.split(" "))
    return frozenset(name for name, value in values.items() if shown.get(name) != _digest(value))


def merge(token: str, *, typed: Mapping[str, Any], current: Mapping[str, Any], as_one: bool = False) -> Merge:
    """Put together what was typed in a page, of which the token is, and what stands now, both by the same names.

    What the page was not used to change keeps its current value. `as_one`: the values belong together, so that as soon
    as somebody else has changed one of them, all that differ are in conflict.
    """
    mine, theirs = changed_since(token, typed), changed_since(token, current)
    if as_one and theirs:
        mine = theirs = frozenset(typed)
    conflicts = tuple(name for name in typed if name in mine & theirs and typed[name] != current[name])
    return Merge({name: typed[name] if name in mine else current[name] for name in typed}, mine, conflicts)


def _digest(value: Any) -> str:
    content = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]
