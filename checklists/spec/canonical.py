"""The canonical form of a checklist and its digest: the same content always gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import Any

from checklists.spec.checklist import ChecklistSpec


def canonical(spec: ChecklistSpec) -> str:
    """Return the content as JSON with sorted keys.

    Fields with their default value are left out, so that a field that is added to the dataclasses later does not
    change the digest of a version that was published before.
    """
    return json.dumps(_as_json(spec), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(spec: ChecklistSpec) -> str:
    """Return the SHA-256 of the canonical form, 64 hexadecimal characters."""
    return hashlib.sha256(canonical(spec).encode()).hexdigest()


def _as_json(value: Any) -> Any:
    if is_dataclass(value):
        return {
            field.name: _as_json(getattr(value, field.name))
            for field in fields(value)
            if getattr(value, field.name) != field.default
        }
    if isinstance(value, tuple):
        return [_as_json(item) for item in value]
    return value
