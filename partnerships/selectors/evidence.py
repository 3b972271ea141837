"""Reads evidence that was removed or replaced, and compares the files that are stored with what the trail says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import Storage
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partnerships.models import Assessment, Condition, Event, Evidence, Partnership
from partnerships.models.trail import EventKind

CHUNK = 1 << 20
ROWS = 500


@dataclass
class EvidenceCheck:
    """What of a partnership's evidence was compared: `files` were; `links`, and files that were `replaced`, were not."""

    wrong: list[str]
    files: int = 0
    links: int = 0
    replaced: int = 0


def check_evidence(partnership: Partnership) -> EvidenceCheck:
    """Read each file of evidence, removed ones too, and say what of it is not as it was attached.

    Each file must be there and hash to the digest of its row, and an event of the trail must name that digest. Each
    file that was attached to an answer must have a row; of a condition, only the last evidence has one.
    """
    attached = _recorded(partnership, EventKind.EVIDENCE_ATTACHED)
    completed = _recorded(partnership, EventKind.CONDITION_COMPLETED)
    check = EvidenceCheck(wrong=[])
    found = set()
    for row, name in _rows(partnership):
        if not row.file:
            check.links += 1
            continue
        check.files += 1
        found.add(row.sha256)
        why = _wrong_file(row) or ("" if row.sha256 in attached | completed else _("the trail names no such file"))
        if why:
            check.wrong.append(_("%(name)s: %(why)s.") % {"name": name, "why": why})
    for digest in sorted(attached - found):
        check.wrong.append(
            _("A file of evidence that the trail names (SHA-256 %(digest)s) has no row.") % {"digest": digest}
        )
    check.replaced = len(completed - found)
    return check


def removed_from(assessment: Assessment, key: str) -> list[Evidence]:
    """Return the evidence that was removed from a question."""
    return list(assessment.evidence.removed().filter(question__key=key))


def earlier_files(condition: Condition) -> list[tuple[Event, Condition]]:
    """Return the files that a condition had before it was completed again, each in an unsaved row, with its event.

    Events of earlier releases do not say where their files are stored; their files are not found.
    """
    events = Event.objects.filter(partnership=condition.partnership_id, kind=EventKind.CONDITION_COMPLETED)
    return [
        (event, Condition(file=stored, file_name=event.new["evidence"], sha256=event.new["sha256"]))
        for event in events.order_by("position")
        if event.new["condition"] == condition.number
        and (stored := event.new.get("stored"))
        and stored != condition.file.name
    ]


def leftover_files() -> int:
    """Count the files in the folder of evidence that no row names: a crash left them when they were uploaded."""
    storage = Evidence._meta.get_field("file").storage
    named = {*Evidence.objects.values_list("file", flat=True), *Condition.objects.values_list("file", flat=True)}
    named |= files_in_events(Event.objects.all()).keys()
    return sum(1 for name in stored_files(storage, "") if name not in named)


def files_in_events(events: QuerySet[Any]) -> dict[str, str]:
    """Return the files of conditions that these events name, with their SHA-256: of earlier ones, no row does."""
    completed = events.filter(kind=EventKind.CONDITION_COMPLETED).values_list("new", flat=True)
    return {new["stored"]: new["sha256"] for new in completed.iterator(chunk_size=ROWS) if new.get("stored")}


def stored_files(storage: Storage, folder: str) -> Iterator[str]:
    """Yield the names of the files in a folder of the storage, "" for all, and in those below it; none when there is no folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{file}" for file in files)
    for inner in folders:
        yield from stored_files(storage, f"{folder}{inner}/")


def _recorded(partnership: Partnership, kind: EventKind) -> set[str]:
    changes = Event.objects.filter(partnership=partnership, kind=kind).values_list("new", flat=True)
    return {new["sha256"] for new in changes.iterator(chunk_size=ROWS) if new.get("sha256")}


def _rows(partnership: Partnership) -> Iterator[tuple[Evidence | Condition, str]]:
    """Yield each row that may hold a file or an address, with what it is called here."""
    evidence = Evidence.objects.filter(assessment__partnership=partnership).select_related("assessment")
    for item in evidence.order_by("assessment__round", "number").iterator(chunk_size=ROWS):
        words = {"number": item.number, "round": item.assessment.round, "file": item.file_name}
        yield item, _("Evidence E%(number)s of round %(round)s (%(file)s)") % words
    conditions: QuerySet[Condition] = partnership.conditions.order_by("number")
    for row in conditions:
        for _event, earlier in earlier_files(row):
            words = {"number": row.number, "file": earlier.file_name}
            yield earlier, _("The earlier evidence of condition %(number)s (%(file)s)") % words
        if row.file or row.url:
            yield (
                row,
                _("The evidence of condition %(number)s (%(file)s)") % {"number": row.number, "file": row.file_name},
            )


def _wrong_file(row: Evidence | Condition) -> str:
    """Say what is wrong with the stored file of a row, "" when nothing is."""
    digest, size = hashlib.sha256(), 0
    try:
        with row.file.open("rb") as stored:
            while chunk := stored.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except FileNotFoundError:
        return _("the file is missing")
    except OSError as error:
        return _("the file cannot be read (%(error)s)") % {"error": error.strerror or type(error).__name__}
    words = {"size": size, "was": row.size}
    if digest.hexdigest() == row.sha256:
        return ""
    if row.size is not None and size < row.size:
        return _("the file is cut short: it has %(size)s of %(was)s bytes") % words
    return _("the file is not what was attached")
