"""The public edition with everything marked that it discloses: money, names, and what was left out elsewhere. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from govuk.marking import Span, marked
from partnerships.domain.disclosure import Found, Kind, Known, find
from partnerships.reports.report import report_of
from partnerships.snapshot import Snapshot
from partnerships.snapshot.shape import Choice, FactorPart


@dataclass(frozen=True, slots=True)
class Mark:
    """One text that is marked: how often, and the id of its first place in `MarkedEdition.html`."""

    text: str
    count: int
    place: str


@dataclass(frozen=True, slots=True)
class MarkedEdition:
    """A public edition as HTML with its marks, and what is marked, by kind, in the order of `Kind`."""

    digest: str
    html: SafeString
    marks: list[tuple[Kind, list[Mark]]]


def marked_edition(full: Snapshot, public: Snapshot, *, people: Collection[str]) -> MarkedEdition:
    """Return the public edition of a snapshot, marked. `people`: the names of people whom the council knows."""
    partners = [*public.content.partnership.partners, *full.content.partnership.partners]
    known = Known(people=people, partners=partners, exempt=left_out(full, public))
    found = _Marks(known)
    with translation.override(public.content.language):
        html = marked(render_to_string("reports/_body.html", {"report": report_of(public)}), found.spans)
    return MarkedEdition(digest=public.digest, html=html, marks=found.groups())


def left_out(full: Snapshot, public: Snapshot) -> set[str]:
    """Return the texts and numbers of the full edition that the public one leaves out where they stood."""
    still = Counter(_texts(public.content))
    return set(Counter(_texts(full.content)) - still)


def _texts(value: Any) -> Iterator[str]:
    """Yield what people typed or entered; labels and thresholds are the same in every report."""
    if isinstance(value, (Choice, FactorPart)):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


class _Marks:
    """What was found in the texts of one page, in their order."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._found: list[Found] = []

    def spans(self, text: str) -> Iterator[Span]:
        """Yield what is to be marked in a text."""
        for found in find(text, self._known):
            self._found.append(found)
            name, title = f"mark-{len(self._found)}", str(found.kind.label)
            yield Span(found.start, found.end, name, css_class=f"app-mark--{found.kind.value}", title=title)

    def groups(self) -> list[tuple[Kind, list[Mark]]]:
        """Return what was found, by kind, each text once."""
        places: dict[tuple[Kind, str], list[str]] = {}
        for number, found in enumerate(self._found, start=1):
            places.setdefault((found.kind, found.text), []).append(f"mark-{number}")
        groups = [
            (kind, [Mark(text, len(all_), all_[0]) for (of, text), all_ in places.items() if of is kind])
            for kind in Kind
        ]
        return [(kind, marks) for kind, marks in groups if marks]
