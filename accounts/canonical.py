"""The canonical form of content: the same content always gives the same bytes, digest and fingerprint."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence

PRINTED_DIGITS = 16
GROUP = 4


def canonical(value: Mapping[str, object]) -> bytes:
    """Return JSON in UTF-8 with sorted keys, text in Unicode NFC and no whitespace.

    TypeError, with the path, for a value without an exact JSON form, such as a float.
    """
    return json.dumps(_as_json(value, "$"), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical content, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def printed(content_digest: str) -> str:
    """Return the fingerprint of a digest."""
    digits = content_digest[:PRINTED_DIGITS]
    return "-".join(digits[start : start + GROUP] for start in range(0, PRINTED_DIGITS, GROUP))


def _as_json(value: object, path: str) -> object:
    """Return the value in plain JSON types with normalised text; TypeError when it has no exact JSON form."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {_key(key, path): _as_json(inner, f"{path}.{key}") for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_as_json(inner, f"{path}[{index}]") for index, inner in enumerate(value)]
    raise TypeError(f"{path}: {type(value).__name__} has no exact JSON form")


def _key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{path}: the key {key!r} is not text")
    return unicodedata.normalize("NFC", key)
