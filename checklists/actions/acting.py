"""What every action on a draft needs: the errors, who may act, the lock, and the record of who changed what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.actions.acting import ActionError
from accounts.actions.validation import InvalidError
from accounts.actions.version_tokens import check_row
from accounts.models import RoleGrant, User
from accounts.roles import Role
from checklists.models import DraftChange, DraftChangeKind, Version, VersionState
from checklists.spec import ChecklistSpec, Problem, lint_storable

EDITORS_ONLY = _lazy("Only a checklist editor may do this.")
DELETED = _lazy("Somebody has deleted this draft.")


class NotAllowedError(ActionError):
    """The user may not do this; the message says why."""


class WrongStateError(ActionError):
    """The state of the version does not allow this; the message says why."""


class NotPublishableError(ActionError):
    """The linter finds problems; the message lists them."""


class NotStorableError(ActionError):
    """The linter finds `problems` for which the content cannot be kept, not even as a draft; the message lists them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def check_editor(user: User) -> None:
    """Raise NotAllowedError unless the user is a checklist editor."""
    if not RoleGrant.objects.held_by(user).filter(role=Role.EDITOR).exists():
        raise NotAllowedError(EDITORS_ONLY)


def lock_draft(version: Version, *, by: User) -> Version:
    """Return the draft, read again and locked until the transaction ends.

    NotAllowedError when `by` is not an editor; WrongStateError when it is no draft any more, or was deleted.
    """
    check_editor(by)
    draft = Version.objects.select_for_update(of=("self",)).select_related("checklist").get(pk=version.pk)
    if draft.is_deleted:
        raise WrongStateError(DELETED)
    if draft.state != VersionState.DRAFT:
        words = {"version": draft}
        raise WrongStateError(_("%(version)s is published and never changes. Start a draft from it.") % words)
    return draft


def record(draft: Version, kind: DraftChangeKind, place: str, *, by: User, at: datetime | None = None) -> None:
    """Record who changed what of the draft."""
    DraftChange.objects.create(
        version=draft, kind=kind, place=place[:100], changed_at=at or timezone.now(), changed_by=by
    )


def last_change(draft: Version, place: str) -> tuple[User | None, datetime | None]:
    """Return who changed that place last and when: whoever changed it, or read the whole draft from a file."""
    changes = draft.draft_changes.filter(place__in=[place, ""]).select_related("changed_by").order_by("-pk")
    change = changes.first()
    return (change.changed_by, change.changed_at) if change else (draft.drafted_by, draft.drafted_at)


def check_current(
    version_token: str | None,
    *,
    typed: Mapping[str, Any],
    current: Mapping[str, Any],
    row: Any,
    draft: Version,
    place: str,
) -> None:
    """Raise StaleError, with `row`, when that place is not what the page showed, and says something else than was typed."""
    check_row(version_token, typed=typed, current=current, row=row, saved=last_change(draft, place))


def check_storable(new: ChecklistSpec, old: ChecklistSpec) -> None:
    """Raise InvalidError for what the database or an address cannot hold of the new content, and could of the old."""
    known = {problem.sentence for problem in lint_storable(old, "")}
    refuse_all(problem.sentence for problem in lint_storable(new, "") if problem.sentence not in known)


def refuse_all(sentences: Any) -> None:
    """Raise InvalidError with the sentences, if there are any."""
    found: Collection[str] = list(dict.fromkeys(sentences))
    if found:
        raise InvalidError({"content": " ".join(found)})
