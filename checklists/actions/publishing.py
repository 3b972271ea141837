"""Publishing a draft, by an editor who wrote nothing of it, and retiring a version, with its last day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.validation import past_errors, refuse
from accounts.actions.version_tokens import StaleError
from accounts.models import User
from checklists.actions.acting import DELETED, NotAllowedError, NotPublishableError, WrongStateError, check_editor
from checklists.models import Version, VersionState
from checklists.selectors.versions import specs_before
from checklists.spec import ChecklistSpec, Problem, digest, lint, lint_history, lint_undecided, number_order


@transaction.atomic
def publish(*, version: Version, by: User, seen: str | None = None) -> Version:
    """Publish a draft, so that it never changes again. Return the published version.

    NotAllowedError when `by` is not an editor or wrote any of it; WrongStateError when it is not a draft;
    NotPublishableError when the linter finds a problem, also with a key that an earlier version used otherwise;
    StaleError when the draft is not the one that the person has `seen`, whose digest that is.
    """
    draft = Version.objects.select_for_update(of=("self",)).select_related("checklist").get(pk=version.pk)
    check_publish(version=draft, by=by)
    spec = draft.read()
    if seen is not None and seen != digest(spec):
        raise StaleError(digest(spec), sentence=_("The draft has changed since you opened this page. Read it again."))
    if problems := findings_of(draft, spec):
        raise NotPublishableError("\n".join(str(problem) for problem in problems))
    draft.state = VersionState.PUBLISHED
    draft.digest = digest(spec)
    draft.published_at = timezone.now()
    draft.published_by = by
    draft.save()
    return draft


def findings_of(draft: Version, spec: ChecklistSpec) -> list[Problem]:
    """Return what stands in the way of publishing the draft, whose content that is.

    A version that cannot be read stands in the way of no other.
    """
    published = specs_before(draft)
    lower = [each for each in published if number_order(each.version) < draft.order()]
    undecided = lint_undecided(lower[-1], spec, draft.id) if lower else []
    return lint(spec, draft.id) + lint_history([*published, spec], draft.id) + undecided


def check_publish(*, version: Version, by: User) -> None:
    """Raise NotAllowedError or WrongStateError unless the user may publish this version now."""
    check_editor(by)
    if version.is_deleted:
        raise WrongStateError(DELETED)
    if version.state != VersionState.DRAFT:
        raise WrongStateError(_("Only a draft can be published."))
    if version.drafted_by_id in (None, by.pk) or is_changed_by(version, by):
        raise NotAllowedError(_("A second editor publishes what the first one drafted."))


def is_changed_by(version: Version, user: User) -> bool:
    """Whether the user changed the draft since it was started or read from a file."""
    return version.draft_changes.filter(changed_by=user, changed_at__gte=version.drafted_at).exists()


@transaction.atomic
def retire(*, version: Version, by: User, last_on: date | None = None) -> Version:
    """Retire a version, so that no new case starts on it: from now on, or after its last day. Return it.

    A last day that is still to come can be changed. NotAllowedError when `by` is not an editor; WrongStateError when the
    version is not in force; InvalidError for a day that has passed.
    """
    row = Version.objects.select_for_update().get(pk=version.pk)
    check_retire(version=row, by=by)
    refuse(past_errors(last_on=last_on))
    if row.last_on and last_on is None:
        # From now on: the last day, which once was to come, is over.
        last_on = timezone.localdate() - timedelta(days=1)
    row.state = VersionState.RETIRED
    row.retired_at = timezone.now()
    row.retired_by = by
    row.last_on = last_on
    row.save()
    return row


def check_retire(*, version: Version, by: User) -> None:
    """Raise NotAllowedError or WrongStateError unless the user may retire this version now."""
    check_editor(by)
    if not version.is_in_force():
        raise WrongStateError(_("Only a published version can be retired."))
