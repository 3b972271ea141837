"""A snapshot as JSON: as it is stored with an issue and attached to its PDF, and as it is read again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from accounts import canonical as form
from partnerships.snapshot.older import upgraded
from partnerships.snapshot.shape import Content, Snapshot, WordingPart

FORMAT = 5
# Attributes that JSON calls otherwise, as it has since the first format.
NAMES = {"proposed_conditions": "conditions", "conditions": "obligations"}


def _converter() -> Converter:
    """Dates are ISO text, times are ISO text in UTC to the second; tuples are lists."""
    converter = Converter(detailed_validation=False)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, lambda at: at.astimezone(UTC).isoformat(timespec="seconds"))
    converter.register_structure_hook(date, lambda text, _type: date.fromisoformat(text))
    converter.register_structure_hook(datetime, lambda text, _type: datetime.fromisoformat(text))
    names: Any = {name: override(rename=key) for name, key in NAMES.items()}
    # So that a case which lost no question says what it said before there were these parts.
    names |= dict.fromkeys(("no_longer_asked", "left_evidence"), override(omit_if_default=True))
    dropped: Any = {"answer": override(omit_if_default=True)}
    converter.register_unstructure_hook(WordingPart, make_dict_unstructure_fn(WordingPart, converter, **dropped))
    converter.register_unstructure_hook(Content, make_dict_unstructure_fn(Content, converter, **names))
    converter.register_structure_hook(Content, make_dict_structure_fn(Content, converter, **names))
    return converter


CONVERTER = _converter()


def snapshot_with(content: Content, *, made_on: date) -> Snapshot:
    """Return the snapshot of content that is new: its digest is worked out."""
    return Snapshot(made_on=made_on, content=content, digest=form.digest(CONVERTER.unstructure(content)))


def canonical(snapshot: Snapshot) -> bytes:
    """Return the snapshot in the one form in which it is stored, in today's format."""
    content = CONVERTER.unstructure(snapshot.content)
    return form.canonical({"format": FORMAT, "made_on": snapshot.made_on.isoformat(), "content": content})


def read(stored: bytes) -> Snapshot:
    """Return a snapshot that was stored in this format or an older one; its digest is that of what is stored."""
    said = json.loads(stored)
    content = CONVERTER.structure(upgraded(said["content"], said["format"]), Content)
    return Snapshot(made_on=date.fromisoformat(said["made_on"]), content=content, digest=form.digest(said["content"]))
