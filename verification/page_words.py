"""Sentences about the pages of a file that are pages of an issue, or of an agenda pack, or say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from verification import words
from verification.pages import Stand, Stood, Tally

# More pages than these are not told one by one.
MOST_TOLD = 10
# What is proved, and what is not.
Sentences = tuple[list[str], list[str]]


@dataclass(frozen=True)
class Naming:
    """How the pages of a document are named: `page` for the page of a number, `drawn` for how they are when they are proved.

    `drawn_otherwise` is that of pages in another form than their first: as in a pack, or of a pack as in the issued file.
    """

    page: Callable[[int], str]
    drawn: str
    drawn_otherwise: str


def sentences_of(tally: Tally, naming: Naming) -> Sentences:
    """Return what the pages prove, and what they do not."""
    is_of_one_form = len({bool(one.form) for one in tally.stood}) == 1
    proved = [_drawn(tally, naming)] if tally.is_whole and is_of_one_form else _some_drawn(tally, naming)
    if tally.has_proved or tally.is_changed:
        unproved = _changed(tally, naming)
    else:
        more, unproved = _drawn_anew(tally)
        proved += more
    return proved, [*unproved, *_left_out(tally), *_out_of_place(tally)]


def _drawn(tally: Tally, naming: Naming) -> str:
    how = naming.drawn_otherwise if any(one.form for one in tally.stood) else naming.drawn
    says = ngettext(
        "Its %(total)s page is in the file, on %(pages)s, %(how)s.",
        "All its %(total)s pages are in the file, on %(pages)s, each %(how)s.",
        tally.total,
    )
    return says % {"total": tally.total, "pages": words.page_list(one.page for one in tally.stood), "how": how}


def _some_drawn(tally: Tally, naming: Naming) -> list[str]:
    found = []
    for is_otherwise, how in ((False, naming.drawn), (True, naming.drawn_otherwise)):
        drawn = [one for one in tally.of(Stand.DRAWN) if bool(one.form) is is_otherwise]
        if drawn:
            says = ngettext(
                "%(count)s of its %(total)s pages is in the file, %(how)s: %(numbers)s, on %(pages)s of the file.",
                "%(count)s of its %(total)s pages are in the file, each %(how)s: %(numbers)s, on %(pages)s of the file.",
                len({one.number for one in drawn}),
            )
            parts = {"count": len({one.number for one in drawn}), "total": tally.total, "how": how}
            found.append(says % {**parts, **_lists(drawn)})
    return found


def _changed(tally: Tally, naming: Naming) -> list[str]:
    """Return what was changed: other pages of the same document are as they were, so that no program drew them all anew."""
    says = {
        Stand.OTHER: _(
            "Page %(page)s of the file stands for %(number)s, but its words are not those that were issued."
        ),
        Stand.COVERED: _(
            "Page %(page)s of the file is %(number)s with something laid on it that was not issued: a comment, a stamp, a "
            "link or a form field."
        ),
        Stand.REDRAWN: _(
            "Page %(page)s of the file has the words of %(number)s, but is drawn in another way than the pages around it: "
            "what you see on it may be covered or replaced."
        ),
    }
    changed = tally.changed
    found = [says[one.how] % {"page": one.page, "number": naming.page(one.number)} for one in changed[:MOST_TOLD]]
    if more := changed[MOST_TOLD:]:
        same = _("So it is with %(pages)s of the file.")
        found.append(same % {"pages": words.page_list(one.page for one in more)})
    return found


def _drawn_anew(tally: Tally) -> Sentences:
    """Return what stands of pages that are all drawn in another way, as programs do that print to a new file."""
    same, other = tally.of(Stand.REDRAWN), tally.of(Stand.OTHER)
    proved, unproved = [], []
    if same:
        says = _("The words on %(pages)s of the file are those of %(numbers)s.")
        proved.append(says % _lists(same))
        unproved.append(
            _("Other software has made these pages anew: what they show beside their words was not compared.")
        )
    if other:
        unproved.append(
            _(
                "The words on %(pages)s of the file are not those of %(numbers)s, or cannot be read in the same way: "
                "compare what they show with the issue."
            )
            % _lists(other)
        )
    return proved, unproved


def _left_out(tally: Tally) -> list[str]:
    if not tally.missing:
        return []
    says = ngettext(
        "Of its %(total)s pages, %(pages)s is not in the file.",
        "Of its %(total)s pages, %(pages)s are not in the file.",
        len(tally.missing),
    )
    return [says % {"total": tally.total, "pages": words.page_list(tally.missing)}]


def _out_of_place(tally: Tally) -> list[str]:
    found = []
    for number, pages in list(tally.repeated.items())[:MOST_TOLD]:
        says = _("Its page %(number)s is in the file more than once, on %(pages)s.")
        found.append(says % {"number": number, "pages": words.page_list(pages)})
    if not tally.is_in_order:
        found.append(_("Its pages do not follow one another as they did."))
    return found


def _lists(stood: Sequence[Stood]) -> dict[str, str]:
    return {
        "numbers": words.page_list(one.number for one in stood),
        "pages": words.page_list(one.page for one in stood),
    }
