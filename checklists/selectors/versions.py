"""The versions before and after a draft, and who wrote it."""

from __future__ import annotations

from checklists.models import DraftChange, DraftChangeKind, Version, VersionAlteredError, VersionState
from checklists.spec import ChecklistSpec, QuestionSpec, undecided


def specs_before(draft: Version) -> list[ChecklistSpec]:
    """Return what was published of the checklist, the version before the draft last."""
    published = Version.objects.filter(checklist=draft.checklist_id).exclude(state=VersionState.DRAFT)
    by_number = [
        version for version in reversed(published.select_related("checklist").newest_first()) if version.readable_spec()
    ]
    lower = [version for version in by_number if version.order() < draft.order()]
    return [version.spec() for version in [each for each in by_number if each not in lower] + lower]


def spec_before(draft: Version) -> ChecklistSpec | None:
    """Return the content of the published version with the next lower number, None when there is none to be read."""
    published = Version.objects.filter(checklist=draft.checklist_id).exclude(state=VersionState.DRAFT)
    known = published.select_related("checklist").newest_first()
    lower = [version for version in known if version.order() < draft.order()]
    return next((spec for version in lower if (spec := version.readable_spec())), None)


def undecided_of(draft: Version, spec: ChecklistSpec) -> list[QuestionSpec]:
    """Return the questions of the draft, whose content that is, of whose other words nobody has decided what they mean."""
    before = spec_before(draft)
    return undecided(before, spec) if before else []


def newer_than(draft: Version) -> Version | None:
    """Return the version on which new cases go on starting when the draft is published: one with a higher number."""
    known = Version.objects.published().filter(checklist=draft.checklist_id).newest_first()
    return next((version for version in known if version.order() > draft.order()), None)


def writers_of(draft: Version) -> list[str]:
    """Return the names of those who wrote the draft as it stands, and so do not publish it."""
    changes = draft.draft_changes.filter(changed_at__gte=draft.drafted_at).select_related("changed_by")
    people = [draft.drafted_by, *(change.changed_by for change in changes)]
    return list(dict.fromkeys(person.full_name for person in people if person))


def drafts_deleted() -> list[DraftChange]:
    """Return who deleted a draft and when, the latest first."""
    deleted = DraftChange.objects.filter(kind=DraftChangeKind.DELETED)
    return list(deleted.select_related("version__checklist", "changed_by").order_by("-pk"))


def why_unreadable() -> list[str]:
    """Return a sentence for each published version that cannot be read, or is not what was published."""
    sentences = []
    for version in Version.objects.exclude(state=VersionState.DRAFT).select_related("checklist").newest_first():
        try:
            version.spec()
        except VersionAlteredError as altered:
            sentences.append(str(altered))
    return sentences
