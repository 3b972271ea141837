"""The canonical form of a checklist and its digest: the same content gives the same bytes, in any process."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import Any

from checklists.spec.checklist import ChecklistSpec


def canonical(spec: ChecklistSpec) -> str:
    """Return the content as JSON with sorted keys.

    What was left at its default is left out, so that a field added to the dataclasses in years to come
    leaves the digest of a version published today as it is.
    """
    return json.dumps(_plain(spec), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(spec: ChecklistSpec) -> str:
    """Return the SHA-256 of the canonical form, 64 hexadecimal characters."""
    return hashlib.sha256(canonical(spec).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if getattr(value, field.name) != field.default
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
