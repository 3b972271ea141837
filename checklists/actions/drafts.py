"""Starting a draft: from a version, from nothing or from a file; and what is said of the version as a whole."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.validation import InvalidError
from accounts.actions.version_tokens import StaleError
from accounts.models import User
from checklists.actions.acting import (
    NotStorableError,
    WrongStateError,
    check_current,
    check_editor,
    lock_draft,
    record,
)
from checklists.actions.rows import copy_content, delete_content, replace_content
from checklists.models import Checklist, DraftChangeKind, Version, VersionState
from checklists.spec import ChecklistSpec, digest, is_number, is_slug, lengths, lint_storable

VERSION = "version"


@transaction.atomic
def start_checklist(*, slug: str, title: str, source: str, number: str, by: User) -> Version:
    """Create a checklist and its first draft, with nothing in it. Return the draft.

    NotAllowedError when `by` is not an editor; InvalidError for what cannot be kept, or a name that exists.
    """
    check_editor(by)
    check_number(number)
    if not is_slug(slug) or len(slug) > lengths.SLUG:
        raise InvalidError({"slug": _("Use small letters and figures, with hyphens between them")})
    if Version.objects.not_deleted().filter(checklist=slug).exists():
        raise InvalidError({"slug": _("There is a checklist of that name: start a draft from one of its versions")})
    _check_title(title, slug)
    checklist, _is_new = Checklist.objects.update_or_create(slug=slug, defaults={"title": title})
    draft = start_draft(checklist=checklist, number=number, by=by)
    draft.source = source
    draft.save(update_fields=["source"])
    return draft


def _check_title(title: str, slug: str) -> None:
    """Raise InvalidError when another checklist has the title: whoever chooses between them sees nothing else of them.

    Until the transaction ends nobody else can give a checklist a title.
    """
    list(Checklist.objects.select_for_update(no_key=True).order_by("pk"))
    others = Version.objects.not_deleted().filter(checklist__title__iexact=title).exclude(checklist=slug)
    if other := others.first():
        words = {"slug": other.checklist_id}
        raise InvalidError({"title": _("The checklist %(slug)s has this title: give this one another title") % words})


def check_number(number: str) -> None:
    """Raise InvalidError unless it is the number of a version."""
    if not is_number(number) or len(number) > lengths.NUMBER:
        raise InvalidError({"number": _("Write numbers with points between them, such as 1.1 or 2.0")})


@transaction.atomic
def start_draft(*, checklist: Checklist, number: str, by: User, source: Version | None = None) -> Version:
    """Create a draft with a new number and a copy of the content of `source`, a version of the same checklist.

    NotAllowedError when `by` is not an editor; InvalidError when the number is none; WrongStateError when it exists or
    `source` is of another checklist or cannot be read.
    """
    check_editor(by)
    check_number(number)
    identity = f"{checklist.slug}/{number}"
    known = Version.objects.select_for_update().filter(pk=identity).first()
    if known is not None and not known.is_deleted:
        raise WrongStateError(_("There is already a version %(version)s.") % {"version": identity})
    if source is not None and source.checklist_id != checklist.slug:
        raise WrongStateError(_("%(version)s is a version of another checklist.") % {"version": source})
    if source is not None and source.readable_spec() is None:
        raise WrongStateError(_("%(version)s cannot be read, so no draft can begin with it.") % {"version": source})
    now = timezone.now()
    draft = known or Version(id=identity, checklist=checklist, number=number)
    _save_as_drafted(draft, source=source.source if source else "", by=by, at=now)
    if source is not None:
        copy_content(source, draft)
    record(draft, DraftChangeKind.STARTED, "", by=by, at=now)
    return draft


def _save_as_drafted(draft: Version, *, source: str, by: User, at: datetime) -> None:
    """Save the row of a draft that somebody has just begun: a new one, or one of which nothing is kept."""
    draft.source, draft.drafted_at, draft.drafted_by = source, at, by
    draft.is_deleted = False
    draft.save()


@transaction.atomic
def import_draft(*, spec: ChecklistSpec, by: User) -> Version:
    """Make the draft of that number, or replace its content when there is one. Return the draft.

    The person who imports has then drafted it, whoever did before: somebody else publishes it. NotAllowedError when `by`
    is not an editor; WrongStateError when the version is no draft, or the checklist has another title; InvalidError when
    another checklist has its title; NotStorableError when the database cannot hold the content.
    """
    check_editor(by)
    identity = f"{spec.slug}/{spec.version}"
    if problems := lint_storable(spec, identity):
        raise NotStorableError(problems)
    checklist, _is_new = Checklist.objects.get_or_create(slug=spec.slug, defaults={"title": spec.title})
    if not checklist.versions.not_deleted().exists():
        # It is new, or all that there was of it were drafts that were deleted.
        _check_title(spec.title, spec.slug)
        checklist.title = spec.title
        checklist.save(update_fields=["title"])
    if checklist.title != spec.title:
        words = {"slug": spec.slug, "title": checklist.title}
        raise WrongStateError(_("The checklist %(slug)s has the title “%(title)s”: give the file that title.") % words)
    known = Version.objects.select_for_update().filter(pk=identity).first()
    if known is not None and known.state != VersionState.DRAFT:
        words = {"version": identity}
        if known.digest == digest(spec):
            raise WrongStateError(_("%(version)s is published, and the file says the same: nothing to read.") % words)
        raise WrongStateError(
            _("%(version)s is published and never changes: give the file a new version number.") % words
        )
    now = timezone.now()
    draft = known or Version(id=identity, checklist=checklist, number=spec.version)
    _save_as_drafted(draft, source=spec.source, by=by, at=now)
    replace_content(draft, spec)
    record(draft, DraftChangeKind.IMPORTED, "", by=by, at=now)
    return draft


@transaction.atomic
def delete_draft(*, version: Version, by: User, seen: str | None = None) -> None:
    """Delete the content of a draft, which may be one that cannot be read. Who did it is recorded; its number is free again.

    NotAllowedError when `by` is not an editor; WrongStateError when it is no draft, or was deleted before; StaleError
    when the draft is not the one that the person has `seen`, whose token that is.
    """
    draft = lock_draft(version, by=by)
    now = token_of_draft(draft, draft.readable_spec())
    if seen not in (None, now):
        raise StaleError(now, sentence=_("The draft has changed since you opened this page. Read it again."))
    delete_content(draft)
    record(draft, DraftChangeKind.DELETED, "", by=by)
    draft.is_deleted = True
    draft.save(update_fields=["is_deleted"])


def token_of_draft(draft: Version, spec: ChecklistSpec | None) -> str:
    """Return what a page sends back that showed the draft: the digest of its content; its last change when that is None."""
    last = draft.draft_changes.order_by("-pk").values_list("pk", flat=True).first()
    return digest(spec) if spec else f"change {last}"


@transaction.atomic
def change_version(*, version: Version, by: User, title: str, source: str, version_token: str | None = None) -> Version:
    """Change the title of the checklist, while no version of it is published, and where the questions come from.

    StaleError when somebody else has changed them since the page was opened; InvalidError for a title that stands.
    """
    draft = lock_draft(version, by=by)
    typed, current = {"title": title, "source": source}, version_values(draft)
    check_current(version_token, typed=typed, current=current, row=current, draft=draft, place=VERSION)
    checklist = draft.checklist
    if title != checklist.title and not can_rename(checklist):
        raise InvalidError({"title": _("A version of this checklist is published under its title, which stands.")})
    if typed == current:
        return draft
    if title != checklist.title:
        _check_title(title, checklist.slug)
    Checklist.objects.filter(pk=checklist.pk).update(title=title)
    draft.source = source
    draft.save(update_fields=["source"])
    record(draft, DraftChangeKind.CHANGED, VERSION, by=by)
    return draft


def version_values(version: Version) -> dict[str, str]:
    """Return what is said of the version as a whole."""
    return {"title": version.checklist.title, "source": version.source}


def can_rename(checklist: Checklist) -> bool:
    """Whether the title can change: it is part of what was published."""
    return not checklist.versions.exclude(state=VersionState.DRAFT).exists()
