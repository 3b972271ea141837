"""The pages before and after one page of a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _


def pages_around(
    page: Page[Any], address: Callable[[int], str], *, before: str = "", after: str = ""
) -> dict[str, Any]:
    """Return the links to the pages before and after, as the pagination component takes them; empty for one page.

    `address` gives that of a page by its number; `before` and `after` are the words of the links.
    """
    links: dict[str, Any] = {}
    if page.has_previous():
        links["previous"] = {"href": address(page.previous_page_number()), "text": before or _("Previous page")}
    if page.has_next():
        links["next"] = {"href": address(page.next_page_number()), "text": after or _("Next page")}
    return links
