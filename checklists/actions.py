"""The only writers of checklists: an editor starts or imports a draft, a second one publishes it, any editor retires it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from accounts.roles import Role
from checklists.models import CONTENT, Checklist, Content, Version, VersionState
from checklists.spec import ChecklistSpec, as_rows, digest, lint, lint_history, lint_storable


class NotAllowedError(Exception):
    """The user may not do this; the message says why."""


class WrongStateError(Exception):
    """The state of the version does not allow this; the message says why."""


class NotPublishableError(Exception):
    """The linter finds problems; the message lists them."""


class NotStorableError(Exception):
    """The linter finds problems for which the content cannot be kept, not even as a draft; the message lists them."""


@transaction.atomic
def start_draft(*, checklist: Checklist, number: str, by: User, source: Version | None = None) -> Version:
    """Create a draft with a new number and a copy of the content of `source`, a version of the same checklist.

    NotAllowedError when `by` is not an editor; WrongStateError when the number exists or `source` is of another
    checklist.
    """
    check_editor(by)
    identity = f"{checklist.slug}/{number}"
    if Version.objects.filter(pk=identity).exists():
        raise WrongStateError(_("There is already a version %(version)s.") % {"version": identity})
    if source is not None and source.checklist_id != checklist.slug:
        raise WrongStateError(_("%(version)s is a version of another checklist.") % {"version": source})
    draft = Version.objects.create(
        id=identity,
        checklist=checklist,
        number=number,
        source=source.source if source else "",
        drafted_at=timezone.now(),
        drafted_by=by,
    )
    if source is not None:
        _copy_content(source, draft)
    return draft


@transaction.atomic
def import_draft(*, spec: ChecklistSpec, by: User) -> Version:
    """Make the draft of that number, or replace its content when there is one. Return the draft.

    The person who imports has then drafted it, whoever did before: somebody else publishes it. NotAllowedError when `by`
    is not an editor; WrongStateError when the version is no draft, or the checklist has another title;
    NotStorableError when the database cannot hold the content.
    """
    check_editor(by)
    identity = f"{spec.slug}/{spec.version}"
    if problems := lint_storable(spec, identity):
        raise NotStorableError("\n".join(str(problem) for problem in problems))
    checklist, _is_new = Checklist.objects.get_or_create(slug=spec.slug, defaults={"title": spec.title})
    if checklist.title != spec.title:
        words = {"slug": spec.slug, "title": checklist.title}
        raise WrongStateError(_("The checklist %(slug)s has the title “%(title)s”: give the file that title.") % words)
    known = Version.objects.select_for_update().filter(pk=identity).first()
    if known is not None and known.state != VersionState.DRAFT:
        words = {"version": identity}
        raise WrongStateError(
            _("%(version)s is published and never changes: give the file a new version number.") % words
        )
    draft = known or Version(id=identity, checklist=checklist, number=spec.version)
    draft.source, draft.drafted_at, draft.drafted_by = spec.source, timezone.now(), by
    draft.save()
    _replace_content(draft, spec)
    return draft


@transaction.atomic
def publish(*, version: Version, by: User) -> Version:
    """Publish a draft, so that it never changes again. Return the published version.

    NotAllowedError when `by` is not an editor or drafted it; WrongStateError when it is not a draft;
    NotPublishableError when the linter finds a problem, also with a key that an earlier version used otherwise.
    """
    draft = Version.objects.select_for_update(of=("self",)).select_related("checklist").get(pk=version.pk)
    check_publish(version=draft, by=by)
    spec = draft.read()
    published = draft.checklist.versions.exclude(state=VersionState.DRAFT).order_by("published_at")
    # A version that cannot be read stands in the way of no other.
    earlier = [known for version in published if (known := version.readable_spec())]
    problems = lint(spec, draft.id) + lint_history([*earlier, spec], draft.id)
    if problems:
        raise NotPublishableError("\n".join(str(problem) for problem in problems))
    draft.state = VersionState.PUBLISHED
    draft.digest = digest(spec)
    draft.published_at = timezone.now()
    draft.published_by = by
    draft.save()
    return draft


@transaction.atomic
def retire(*, version: Version, by: User) -> Version:
    """Retire a published version, so that no new assessment uses it. Return the retired version.

    NotAllowedError when `by` is not an editor; WrongStateError when it is not published.
    """
    check_editor(by)
    published = Version.objects.select_for_update().get(pk=version.pk)
    if published.state != VersionState.PUBLISHED:
        raise WrongStateError(_("Only a published version can be retired."))
    published.state = VersionState.RETIRED
    published.retired_at = timezone.now()
    published.retired_by = by
    published.save()
    return published


def check_editor(user: User) -> None:
    """Raise NotAllowedError unless the user is a checklist editor."""
    if not RoleGrant.objects.held_by(user).filter(role=Role.EDITOR).exists():
        raise NotAllowedError(_("Only a checklist editor may do this."))


def check_publish(*, version: Version, by: User) -> None:
    """Raise NotAllowedError or WrongStateError unless the user may publish this version now."""
    check_editor(by)
    if version.state != VersionState.DRAFT:
        raise WrongStateError(_("Only a draft can be published."))
    if version.drafted_by_id in (None, by.pk):
        raise NotAllowedError(_("A second editor publishes what the first one drafted."))


def _copy_content(source: Version, draft: Version) -> None:
    """Copy the content rows; `CONTENT` is in an order in which a row follows those to which it refers."""
    copies: dict[tuple[type[Model], Any], Model] = {(Version, source.pk): draft}
    for model in CONTENT.values():
        rows = model._default_manager.filter(**{model.NATURAL[0]: source.pk})
        pairs = [(row.pk, _copy(row, copies)) for row in rows]
        model._default_manager.bulk_create([copy for _pk, copy in pairs])
        copies.update({(model, pk): copy for pk, copy in pairs})


def _copy(row: Content, copies: dict[tuple[type[Model], Any], Model]) -> Content:
    """Return an unsaved copy of the row that refers to copies where the row refers to originals."""
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value, related = getattr(row, field.attname), field.related_model
        if not field.primary_key:
            values[field.name] = copies[related, value] if isinstance(related, type) else value
    return type(row)(**values)


def _replace_content(draft: Version, spec: ChecklistSpec) -> None:
    """Delete the content rows of the draft and write those of the spec, in the order of `CONTENT`."""
    for model in reversed(CONTENT.values()):
        model._default_manager.filter(**{model.NATURAL[0]: draft.pk}).delete()
    written: dict[tuple[type[Model], str], Model] = {}
    for name, rows in as_rows(spec).items():
        model = CONTENT[name]
        foreign = {
            field.name: field.related_model
            for field in model._meta.concrete_fields
            if isinstance(field.related_model, type) and issubclass(field.related_model, Content)
        }
        made = [
            model(
                **{name: written[foreign[name], value] if name in foreign else value for name, value in row.items()},
                **({"version": draft} if model.NATURAL[0] == "version_id" else {}),
            )
            for row in rows
        ]
        model._default_manager.bulk_create(made)
        written.update({(model, str(row.natural_key()[-1])): row for row in made})
