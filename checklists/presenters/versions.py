"""The list of checklists and their versions, with what an editor can do with each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checklists.models import Checklist, Version, VersionState


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version: whether it can be read, and whether a new case may start on it. `is_newest`: of those."""

    version: Version
    is_readable: bool
    is_in_force: bool
    is_newest: bool

    @property
    def is_draft(self) -> bool:
        """Whether it is a draft."""
        return self.version.state == VersionState.DRAFT


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """A checklist and its versions, the highest number first."""

    checklist: Checklist
    versions: tuple[VersionLine, ...]

    @property
    def open_to(self) -> str:
        """The services to which alone it is open, in words; empty for all."""
        return ", ".join(opening.service.name for opening in self.checklist.openings.all())


def lines_of(versions: Iterable[Version], *, can_edit: bool) -> list[ChecklistLine]:
    """Return the checklists of these versions, which come newest first; a draft is not read for this.

    Whether a published version can be read is said to editors.
    """
    by_checklist: dict[str, list[Version]] = {}
    for version in versions:
        by_checklist.setdefault(version.checklist_id, []).append(version)
    lines = [ChecklistLine(group[0].checklist, _lines(group, can_edit=can_edit)) for group in by_checklist.values()]
    return sorted(lines, key=lambda line: (line.checklist.title, line.checklist.slug))


def _lines(group: list[Version], *, can_edit: bool) -> tuple[VersionLine, ...]:
    newest = next((version for version in group if version.is_in_force()), None)
    return tuple(
        VersionLine(
            version,
            is_readable=version.state == VersionState.DRAFT or not can_edit or version.readable_spec() is not None,
            is_in_force=version.is_in_force(),
            is_newest=version is newest,
        )
        for version in group
    )
