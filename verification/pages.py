"""How the pages of a file stand against those on record. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import Enum

from partnerships.files.pages import PdfPage


class Stand(Enum):
    """How a page stands against the page on record that it is, or says that it is."""

    DRAWN = "drawn"
    """It is drawn from the same instructions, fonts and pictures: what it shows is what was issued."""
    COVERED = "covered"
    """The same, with something laid on it: a comment, a form field, a stamp."""
    REDRAWN = "redrawn"
    """It has the same words, but is drawn in another way, so that it may show something else."""
    OTHER = "other"
    """Its words are others."""


@dataclass(frozen=True)
class Stood:
    """A page of the file (`page`), the number of the page on record that it is compared with, and how it stands.

    `number` is 0 where there is no such page on record. `form` tells which of the forms on record it has.
    """

    page: int
    number: int
    how: Stand
    form: int = 0


@dataclass(frozen=True)
class Known:
    """The pages of a document on record: by number, each in the forms in which it is known. `total` is how many it has."""

    forms: Mapping[int, Sequence[PdfPage]]
    total: int


def compare(pages: Iterable[PdfPage], known: Known, claimed: Callable[[PdfPage], int | None]) -> list[Stood]:
    """Return how those pages stand that are pages of the document, or say that they are.

    `claimed` returns the number of the page that a page says it is, None when it says nothing of the document.
    """
    drawn = {
        form.drawn: (number, place, form)
        for number, forms in known.forms.items()
        for place, form in enumerate(forms)
        if form.drawn
    }
    found = []
    for page, read in enumerate(pages, start=1):
        if match := drawn.get(read.drawn):
            number, place, form = match
            found.append(Stood(page, number, Stand.DRAWN if read.notes <= form.notes else Stand.COVERED, place))
        elif (says := claimed(read)) is not None:
            words = {form.words for form in known.forms.get(says, ())}
            same = bool(read.words) and bool(words & {read.words, read.unlabelled} - {""})
            found.append(Stood(page, says if words else 0, Stand.REDRAWN if same else Stand.OTHER))
    return found


def divide(
    pages: Sequence[PdfPage], report: Known, summary: Known, claimed: Callable[[PdfPage], int | None]
) -> tuple[Tally, Tally]:
    """Return how the pages of a file stand that are of a report, and those of its summary, which has its first pages.

    The two print the same numbers, so a page that is drawn as in neither is taken for the summary's where others of
    the summary are there and this one is missing, else for the report's.
    """
    own = {one.page for one in compare(pages, report, lambda _page: None)}
    of_summary = compare(_without(pages, own), summary, lambda _page: None)
    missing = set(summary.forms) - {one.number for one in of_summary} if of_summary else set()
    taken = {one.page for one in of_summary}
    for one in compare(_without(pages, own | taken), report, claimed):
        if one.number in missing:
            missing.discard(one.number)
            taken.add(one.page)
    others = set(range(1, len(pages) + 1)) - taken
    return (
        Tally(compare(_without(pages, taken), report, claimed), report.total),
        Tally(compare(_without(pages, others), summary, claimed) if taken else [], summary.total),
    )


def _without(pages: Sequence[PdfPage], numbers: Set[int]) -> list[PdfPage]:
    """Return the pages with an empty one in the place of each of these."""
    return [PdfPage() if number in numbers else page for number, page in enumerate(pages, start=1)]


def in_place_of_missing(stood: Sequence[Stood], *, total: int, pages: int) -> list[Stood]:
    """Return the same with the pages of the file that stand, after the page before it, where a page is that is missing."""
    by_page = {one.page: one for one in stood}
    there = {one.number for one in stood}
    for page in range(1, pages + 1):
        before = by_page.get(page - 1)
        number = before.number + 1 if before else 1 if page == 1 else 0
        if page not in by_page and 0 < number <= total and number not in there:
            by_page[page] = Stood(page, number, Stand.OTHER)
            there.add(number)
    return [by_page[page] for page in sorted(by_page)]


@dataclass(frozen=True)
class Tally:
    """What the pages of one document in a file come to."""

    stood: Sequence[Stood]
    total: int

    def of(self, *hows: Stand) -> list[Stood]:
        """Return those that stand so."""
        return [one for one in self.stood if one.how in hows]

    @property
    def has_proved(self) -> bool:
        """Whether any page is drawn as it was."""
        return bool(self.of(Stand.DRAWN))

    @property
    def is_changed(self) -> bool:
        """Whether a page was changed: where others are as they were, no program has drawn them all anew."""
        return bool(self.changed)

    @property
    def changed(self) -> list[Stood]:
        """The pages that were changed, where any was."""
        return self.of(Stand.OTHER, Stand.COVERED, Stand.REDRAWN) if self.of(Stand.DRAWN, Stand.COVERED) else []

    @property
    def missing(self) -> set[int]:
        """The numbers of the pages that the file lacks."""
        return set(range(1, self.total + 1)) - {one.number for one in self.stood}

    @property
    def repeated(self) -> dict[int, list[int]]:
        """The numbers of the pages that are there more than once, each with its pages of the file."""
        times = Counter(one.number for one in self.stood if one.number)
        return {
            number: [one.page for one in self.stood if one.number == number]
            for number, count in times.items()
            if count > 1
        }

    @property
    def is_in_order(self) -> bool:
        """Whether the pages follow one another as in the document, each a page of the file after the one before it."""
        numbers = [one.number for one in self.stood]
        return numbers == sorted(numbers)

    @property
    def is_whole(self) -> bool:
        """Whether each page of the document is there once, one after another, and drawn as it was."""
        first = self.stood[0].page if self.stood else 0
        expected = [(first + at, at + 1, Stand.DRAWN) for at in range(self.total)]
        return bool(expected) and [(one.page, one.number, one.how) for one in self.stood] == expected
