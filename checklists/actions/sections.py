"""The sections of a draft."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.validation import InvalidError
from accounts.actions.version_tokens import StaleError
from accounts.models import User
from accounts.text import is_visible
from checklists.actions.acting import WrongStateError, check_current, lock_draft, record, refuse_all
from checklists.actions.rows import put_in_order
from checklists.models import DraftChangeKind, Section, Version
from checklists.spec import section_problems


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """What is said of a section."""

    code: str
    title: str
    intro: str = ""
    note: str = ""
    has_finding: bool = False


@transaction.atomic
def add_section(*, version: Version, by: User, draft: SectionDraft) -> Section:
    """Add a section at the end; InvalidError for what cannot be kept, or a code that another section has."""
    locked = lock_draft(version, by=by)
    check_section(draft, version=locked)
    row = Section(version=locked, position=locked.sections.count() + 1, **section_values(draft))
    row.save()
    record(locked, DraftChangeKind.ADDED, place_of(row), by=by)
    return row


@transaction.atomic
def change_section(*, section: Section, by: User, draft: SectionDraft, version_token: str | None = None) -> Section:
    """Change a section; StaleError when somebody else has changed it since the page was opened, else as `add_section`."""
    locked = lock_draft(section.version, by=by)
    row = _current(section)
    typed, current = section_values(draft), section_values(row)
    check_current(version_token, typed=typed, current=current, row=current, draft=locked, place=place_of(row))
    check_section(draft, version=locked, section=row)
    if typed == current:
        return row
    for name, value in typed.items():
        setattr(row, name, value)
    row.save()
    record(locked, DraftChangeKind.CHANGED, place_of(row), by=by)
    return row


@transaction.atomic
def move_section(*, section: Section, by: User, position: int) -> None:
    """Put the section at that position, counted from 1; further than the end is the end."""
    locked = lock_draft(section.version, by=by)
    rows = list(locked.sections.all())
    row = next((each for each in rows if each.pk == section.pk), None)
    if row is None:
        raise WrongStateError(_("Somebody has removed this section."))
    rows.remove(row)
    rows.insert(max(position, 1) - 1, row)
    put_in_order(rows)
    record(locked, DraftChangeKind.MOVED, place_of(row), by=by)


@transaction.atomic
def remove_section(*, section: Section, by: User) -> None:
    """Remove a section that has no questions; InvalidError while it has any."""
    locked = lock_draft(section.version, by=by)
    row = _current(section)
    if row.questions.exists():
        raise InvalidError({"section": _("Move or remove its questions first.")})
    row.delete()
    put_in_order(locked.sections.all())
    record(locked, DraftChangeKind.REMOVED, place_of(row), by=by)


def check_section(draft: SectionDraft, *, version: Version, section: Section | None = None) -> None:
    """Raise InvalidError for what cannot be kept, or a code that another section has."""
    if not is_visible(draft.title):
        raise InvalidError({"title": _("Enter a title")})
    same = version.sections.filter(code=draft.code)
    if same.exclude(pk=section.pk).exists() if section else same.exists():
        raise InvalidError({"code": _("Another section has this code")})
    refuse_all(section_problems(**section_values(draft)))


def section_values(section: SectionDraft | Section) -> dict[str, Any]:
    """Return what is said of a section by the names of its columns."""
    return {field.name: getattr(section, field.name) for field in fields(SectionDraft)}


def place_of(section: Section) -> str:
    """Return the name of the section in the record of changes: its code may change."""
    return f"section {section.pk}"


def _current(section: Section) -> Section:
    row = Section.objects.filter(pk=section.pk).first()
    if row is None:
        raise StaleError("", sentence=_("Somebody has removed this section. What you typed is still below."))
    return row
