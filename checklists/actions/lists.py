"""The lists of a guide in a draft: risks, tips, benefits and the marks of a partnership."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.validation import InvalidError
from accounts.models import User
from accounts.series import all_of
from checklists.actions.acting import check_current, check_storable, lock_draft, record
from checklists.actions.rows import ASIDE
from checklists.models import CONTENT, DraftChangeKind, Version
from checklists.spec import ChecklistSpec, GuideItemSpec

# The lists to whose items questions refer.
LINKED = {"risks": "risks", "tips": "tips"}


@transaction.atomic
def change_list(
    *, version: Version, name: str, by: User, items: Sequence[GuideItemSpec], version_token: str | None = None
) -> None:
    """Replace one of the lists: `name` is risks, tips, benefits or characteristics.

    StaleError when somebody else has changed it since the page was opened; InvalidError for what cannot be kept, and
    when a question names an item that would go.
    """
    draft = lock_draft(version, by=by)
    checklist = draft.read()
    new, old = tuple(items), getattr(checklist, name)
    check_current(version_token, typed={name: new}, current={name: old}, row=old, draft=draft, place=name)
    check_list(checklist, name, new)
    if new == old:
        return
    model: Any = CONTENT[name]
    rows = {row.code: row for row in model.objects.filter(version=draft)}
    gone = [row.pk for code, row in rows.items() if code not in {item.code for item in new}]
    model.objects.filter(pk__in=gone).delete()
    for shift in (ASIDE, 0):
        for place, item in enumerate(new, start=1):
            if row := rows.get(item.code):
                model.objects.filter(pk=row.pk).update(position=place + shift, text=item.text)
    added = [(place, item) for place, item in enumerate(new, start=1) if item.code not in rows]
    model.objects.bulk_create(
        model(version=draft, position=place, code=item.code, text=item.text) for place, item in added
    )
    record(draft, DraftChangeKind.CHANGED, name, by=by)


def check_list(checklist: ChecklistSpec, name: str, items: Sequence[GuideItemSpec]) -> None:
    """Raise InvalidError for what cannot be kept of the list, and for items that would go while a question names them."""
    codes = {item.code for item in items}
    if name in LINKED:
        named = {code: question.code for question in checklist.questions for code in getattr(question, name)}
        if lost := [code for code in named if code not in codes]:
            words = {"codes": all_of(lost), "question": named[lost[0]]}
            raise InvalidError(
                {
                    "content": _(
                        "A question names what you take out: %(codes)s (%(question)s). Take it out there first."
                    )
                    % words
                }
            )
    changed: dict[str, Any] = {name: tuple(items)}
    check_storable(replace(checklist, **changed), checklist)
