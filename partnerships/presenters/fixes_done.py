"""What the authors said and changed about each reason for which a case was returned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from partnerships.domain.workflow import EDITABLE, State
from partnerships.models import Event
from partnerships.presenters.fixes import Fix, to_fix
from partnerships.presenters.trail import Entry, changes_of
from partnerships.selectors.case import Case
from partnerships.selectors.trail import changes_since_returned, changes_since_submitted


@dataclass(frozen=True, slots=True)
class FixDone:
    """One reason with what its question's answer and evidence were and became since; nothing for the case as a whole."""

    fix: Fix
    changes: list[Entry]


@dataclass(frozen=True, slots=True)
class Done:
    """The reasons of the latest return with what was done about each, and what else was changed since."""

    fixes: list[FixDone]
    others: list[Entry]


def done_by_authors(case: Case) -> Done:
    """Return what the authors have done so far about a case that was returned to them; nothing about another."""
    if case.assessment.state != State.RETURNED:
        return Done([], [])
    return _done(to_fix(case), changes_since_returned(case.assessment))


def done_before_review(case: Case) -> Done:
    """Return what the authors did before they submitted the case again; while it is with them, what they changed before."""
    fixes = [] if case.assessment.state in EDITABLE else to_fix(case)
    return _done(fixes, changes_since_submitted(case.assessment))


def _done(fixes: list[Fix], changes: Sequence[Event]) -> Done:
    entries = changes_of(changes)
    asked = {fix.task.spec.code for fix in fixes if fix.task}
    return Done(
        fixes=[FixDone(fix, _of(fix, entries)) for fix in fixes],
        others=[entry for entry in entries if entry.code not in asked],
    )


def _of(fix: Fix, entries: Collection[Entry]) -> list[Entry]:
    return [entry for entry in entries if fix.task and entry.code == fix.task.spec.code]
