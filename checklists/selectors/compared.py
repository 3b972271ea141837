"""Reads of versions beside one another."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.roles import Grant
from checklists.models import Question, Version, VersionAlteredError, VersionState
from checklists.spec import Difference, difference, number_order


def difference_between(old: Version, new: Version) -> Difference:
    """Return the difference of two versions of a checklist, by way of those that were published between them.

    VersionAlteredError when one of the two cannot be read; those between are then left out.
    """
    low, high = number_order(old.number), number_order(new.number)
    published = new.checklist.versions.exclude(state=VersionState.DRAFT).exclude(pk__in=[old.pk, new.pk])
    between = {
        number_order(version.number): spec
        for version in published.select_related("checklist")
        if low < number_order(version.number) < high and (spec := version.readable_spec())
    }
    return difference(old.spec(), new.spec(), [between[number] for number in sorted(between)])


def followers(question: Question, version: Version) -> list[str]:
    """Return the keys of the questions of that version that ask what the question of an earlier one asked, in its order.

    They are the question of the same key, or those that replace it; none when nothing asks it any more.
    """
    if question.version_id == version.pk:
        return [question.key]
    try:
        found = difference_between(question.version, version)
    except VersionAlteredError:
        return [question.key]
    return [each.new.key for each in found.questions if question.key in {old.key for old in each.olds}]


def others_to_compare(version: Version, grants: Iterable[Grant]) -> list[Version]:
    """Return the other versions of its checklist that the person may read and that can be read, the newest first."""
    others = version.checklist.versions.not_deleted().exclude(pk=version.pk)
    visible = others.visible_to(grants).select_related("checklist")
    return sorted(visible.readable(), key=lambda other: number_order(other.number), reverse=True)


def nearest_to_compare(version: Version, others: Iterable[Version]) -> Version | None:
    """Return the version before it, or else the one after it; None without another one. `others` as by `others_to_compare`."""
    order = number_order(version.number)
    later = [other for other in others if number_order(other.number) > order]
    return next((other for other in others if number_order(other.number) < order), later[-1] if later else None)
