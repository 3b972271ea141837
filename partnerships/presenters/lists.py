"""The headings of a list, which sort it, and the links to its other pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from partnerships.forms.lists import ListForm
from partnerships.selectors.lists import Column, Listing, Page


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column. `address` sorts by it, the other way round when it is sorted already."""

    label: str
    address: str = ""
    direction: str = "none"


def pagination(page: Page[Any], form: ListForm) -> dict[str, Any]:
    """Return the component's parameters: the pages before and after. How many there are is not counted."""
    around: dict[str, Any] = {}
    if page.number > 1:
        around["previous"] = {"href": form.address(page=page.number - 1), "text": _("Previous page")}
    if page.has_next:
        around["next"] = {"href": form.address(page=page.number + 1), "text": _("Next page")}
    return {**around, "landmarkLabel": _("Pages of the list")} if around else {}


def headings(listing: Listing[Any], form: ListForm) -> dict[str, Heading]:
    """Return the headings by the name of their column."""
    return {column.name: _heading(column, listing, form) for column in listing.columns}


def _heading(column: Column[Any], listing: Listing[Any], form: ListForm) -> Heading:
    label, sort = str(column.label), column.sort
    if not sort:
        return Heading(label)
    if form.order.removeprefix("-") != sort:
        return Heading(label, form.address(sort=sort))
    is_opposite = form.order.startswith("-")
    is_descending = listing.orders[sort][0].startswith("-") is not is_opposite
    other = form.address(sort=sort if is_opposite else f"-{sort}")
    return Heading(label, other, "descending" if is_descending else "ascending")
