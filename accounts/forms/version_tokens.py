"""Forms that change what their page showed: the token of what was shown, and both texts when somebody else was first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.actions.version_tokens import StaleError
from accounts.text import normal
from govuk import DateInput

MINE, THEIRS = "mine", "theirs"
_KEEP, _IN_CONFLICT = "keep", "in_conflict"

Sent = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One of two versions: what it says, by the labels of the fields, and the fields as a browser would send them."""

    lines: list[tuple[str, str]]
    sent: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of the same fields, and who saved theirs when."""

    by: str
    by_pk: int | None
    at: datetime | None
    mine: ConflictSide
    theirs: ConflictSide
    keys: str


class VersionedForm(forms.Form):
    """A form about something that may change while its page is open.

    The page sends back the `version_token` of what it showed, which the action compares with what stands. A form that
    is shown again keeps the token of what its texts were typed over.
    """

    conflict: Conflict | None = None
    belongs_together = False
    """Whether the fields say one thing together: then all that differ are in conflict."""

    def __init__(
        self, data: QueryDict | None = None, *, version_token: str, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(_with_choice(data), initial=dict(initial or {}))
        self.keeps_theirs = data is not None and data.get(_KEEP) == THEIRS
        self.version_token = version_token if data is None else data.get("version_token", "")

    def shown_values(self, current: Any) -> Mapping[str, Any]:
        """Return what stands as the values of the fields, as `initial` has them."""
        shown: Mapping[str, Any] = current
        return shown

    def show_what_stands(self, stale: StaleError) -> None:
        """Take the token of what stands, and show both versions where there are two.

        The fields in conflict then hold the two put together, or mine where that is not possible; what was not typed
        anew holds what stands.
        """
        self.version_token = stale.token
        if not stale.conflicts:
            return
        shown = self.shown_values(stale.current)
        theirs = {name: _sent_of(self[name], shown[name]) for name in self.fields if name in shown}
        typed = cast(QueryDict, self.data).copy()
        mine = {name: _sent_in(typed, self[name]) for name in theirs}
        different = [name for name in theirs if _lines(mine[name]) != _lines(theirs[name])]
        names = different if self.belongs_together else [name for name in different if name in stale.conflicts]
        for name in theirs:
            if name in names:
                _set(typed, _together(self[name], theirs[name], mine[name]))
            elif name not in stale.mine:
                _set(typed, theirs[name])
        self.data = typed
        keys = " ".join(key for name in names for key in theirs[name])
        self.conflict = Conflict(
            stale.by, stale.by_pk, stale.at, self._version(names, mine), self._version(names, theirs), keys
        )

    def _version(self, names: list[str], sent: dict[str, Sent]) -> ConflictSide:
        data = QueryDict(mutable=True)
        for name in names:
            _set(data, sent[name])
        return ConflictSide(
            [(str(self[name].label), _words(self[name], sent[name])) for name in names], data.urlencode()
        )


def _with_choice(data: QueryDict | None) -> QueryDict | None:
    """Return what was sent; with a button that keeps one of two versions, that version in the place of what was typed."""
    chosen = data.get(_KEEP) if data is not None else None
    if data is None or chosen not in (MINE, THEIRS):
        return data
    kept, typed = QueryDict(data.get(chosen, "")), data.copy()
    for key in data.get(_IN_CONFLICT, "").split(" "):
        typed.pop(key, None)
        if key in kept:
            typed.setlist(key, kept.getlist(key))
    return typed


def _sent_in(data: QueryDict, field: BoundField) -> Sent:
    return {key: data.getlist(key) for key in _keys(field)}


def _sent_of(field: BoundField, value: Any) -> Sent:
    """Return what a browser would send of the field when it holds the value."""
    widget, value = field.field.widget, field.field.prepare_value(value)
    if isinstance(widget, DateInput):
        return dict(zip(_keys(field), [[text] for text in widget.decompress(value)], strict=True))
    if isinstance(widget, forms.CheckboxInput):
        return {field.html_name: ["on"] if value else []}
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return {field.html_name: [str(item) for item in value or []]}
    return {field.html_name: ["" if value is None else str(value)]}


def _keys(field: BoundField) -> list[str]:
    widget = field.field.widget
    ends = widget.widgets_names if isinstance(widget, DateInput) else [""]
    return [f"{field.html_name}{end}" for end in ends]


def _set(data: QueryDict, sent: Sent) -> None:
    for key, values in sent.items():
        data.setlist(key, values)


def _lines(sent: Sent) -> list[str]:
    """Return the texts in the form in which they are kept, without blank ones."""
    return [text for values in sent.values() for sent_text in values if (text := normal(sent_text))]


def _together(field: BoundField, theirs: Sent, mine: Sent) -> Sent:
    """Return two versions of a field as one: texts below one another, choices added; of the rest, mine."""
    widget, key = field.field.widget, field.html_name
    if isinstance(widget, forms.Textarea):
        return {key: ["\n\n".join(_lines(theirs) + _lines(mine))]}
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return {key: list(dict.fromkeys([*theirs[key], *mine[key]]))}
    return mine


def _words(field: BoundField, sent: Sent) -> str:
    """Return what the field would show, in words."""
    choices = dict(getattr(field.field, "choices", ()))
    if isinstance(field.field.widget, forms.CheckboxInput):
        return _("Yes") if any(sent.values()) else _("No")
    texts = [str(choices.get(text, text)) for text in _lines(sent)]
    return (" " if isinstance(field.field.widget, DateInput) else "\n").join(texts) or _("Nothing")
