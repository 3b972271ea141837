"""One of the lists of a guide in a draft: risks, tips, benefits or the marks of a partnership."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.actions.version_tokens import StaleError
from accounts.forms.fields import LineField, TextField, errors_shown
from accounts.forms.version_tokens import VersionedForm
from accounts.version_tokens import token_of
from checklists.actions.lists import check_list
from checklists.spec import ChecklistSpec, GuideItemSpec, lengths
from govuk import Look

EMPTY = 3


class ListForm(VersionedForm):
    """The items of a list in order, with empty ones for more. One whose fields are emptied goes."""

    belongs_together = True

    def __init__(self, data: QueryDict | None, *, checklist: ChecklistSpec, name: str) -> None:
        items = getattr(checklist, name)
        self.count = max(len(items) + EMPTY, _highest(data))
        super().__init__(data, version_token=token_of({name: items}), initial=self.shown_values(items))
        self.checklist, self.name = checklist, name
        self.looks: dict[str, Look] = {}
        self._add_fields(1)

    def show_what_stands(self, stale: StaleError) -> None:
        """Show both versions, with as many fields as what stands needs now."""
        if stale.conflicts:
            first, self.count = self.count + 1, max(self.count, len(stale.current) + EMPTY)
            self._add_fields(first)
        super().show_what_stands(stale)

    def _add_fields(self, first: int) -> None:
        """Add the fields of the numbers from `first` to the last."""
        for number in range(first, self.count + 1):
            self.fields[f"code_{number}"] = LineField(most=lengths.ITEM_CODE, label=_("Code"), required=False)
            self.fields[f"text_{number}"] = TextField(most=lengths.TEXT, label=_("Text"), required=False)
            self.looks[f"code_{number}"] = Look(size="s", width="5")
            self.looks[f"text_{number}"] = Look(size="s", rows=2)

    def shown_values(self, current: Any) -> Mapping[str, Any]:
        """Return the items as the values of the fields."""
        blank = GuideItemSpec("", "")
        items = [*current, *[blank] * (self.count - len(current))]
        shown: dict[str, Any] = {}
        for number, item in enumerate(items, start=1):
            shown |= {f"code_{number}": item.code, f"text_{number}": item.text}
        return shown

    def rows(self) -> Iterator[list[BoundField]]:
        """Yield the fields of each item, for the page."""
        return ([self[f"code_{number}"], self[f"text_{number}"]] for number in range(1, self.count + 1))

    def clean(self) -> dict[str, Any]:
        """Check that each item has a code and a text, and the whole as the action does."""
        cleaned = super().clean() or {}
        for number in range(1, self.count + 1):
            code, text = cleaned.get(f"code_{number}", ""), cleaned.get(f"text_{number}", "")
            if text and not code and f"code_{number}" not in self.errors:
                self.add_error(f"code_{number}", _now("Enter a code for number %(n)s") % {"n": number})
            if code and not text and f"text_{number}" not in self.errors:
                self.add_error(
                    f"text_{number}", _now("Enter the text of %(code)s, or take out its code") % {"code": code}
                )
        if not self.errors:
            with errors_shown(self):
                check_list(self.checklist, self.name, self.items)
        return cleaned

    @property
    def items(self) -> tuple[GuideItemSpec, ...]:
        """The argument of the action."""
        pairs = [
            (self.cleaned_data[f"code_{number}"], self.cleaned_data[f"text_{number}"])
            for number in range(1, self.count + 1)
        ]
        return tuple(GuideItemSpec(code, text) for code, text in pairs if code)


def _highest(data: QueryDict | None) -> int:
    """Return the highest number of the fields that were sent; a hundred at most."""
    ends = [name.rpartition("_")[2] for name in data or () if name.startswith("code_")]
    return max((int(end) for end in ends if end.isascii() and end.isdigit() and len(end) <= 2), default=0)
