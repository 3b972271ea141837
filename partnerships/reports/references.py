"""Spares the PDF engine work that changes nothing, where pages refer to one another or are referred to.

WeasyPrint lays out again each page that names the page of another place, once that is known. It loses the name of a place
that an attribute gives, so that it takes the reference for one to its own page and lays out these pages twice more: a
first time before it knows any number. And it takes the number of all pages for news about each place, though no reference
of ours prints it. It names all pages of the file anew for each element that it tags, to take one of these names: in a
pack of 220 pages ten million times. It has no setting for any of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pydyf
from weasyprint import document
from weasyprint.css.targets import TargetCollector

ALL_PAGES, CONTENT = "pages", "content"
NAMES = "_names_of_pages"


class Places(TargetCollector):
    """The places that references lead to, each with the number of its page."""

    def collect_missing_counters(
        self,
        parent_box: Any,
        css_token: str,
        parse_again_function: Callable[..., Any],
        missing_counters: list[str],
        missing_target_counters: dict[str | None, list[str]],
    ) -> None:
        """Keep by which place a reference waits for a number: the one to which its element links."""
        is_lost = css_token == CONTENT and None in missing_target_counters
        if is_lost and (address := parent_box.element.get("href")):
            missing_counters, missing_target_counters = [], {address.removeprefix("#"): missing_target_counters[None]}
        super().collect_missing_counters(  # type: ignore[no-untyped-call]
            parent_box, css_token, parse_again_function, missing_counters, missing_target_counters
        )

    def cache_target_page_counters(
        self,
        anchor_name: str,
        page_counter_values: Mapping[str, Any],
        page_maker_index: int,
        page_maker: Sequence[Any],
    ) -> None:
        """Keep the number of the place's page, without that of all pages."""
        own = {name: value for name, value in page_counter_values.items() if name != ALL_PAGES}
        super().cache_target_page_counters(  # type: ignore[no-untyped-call]
            anchor_name, own, page_maker_index, page_maker
        )


def spare_a_layout() -> None:
    """Let every layout of this process keep its places so."""
    document.TargetCollector = Places  # type: ignore[attr-defined]


def _page_names(pdf: pydyf.PDF) -> tuple[bytes, ...]:
    """Return by what each page of the file is referred to, worked out once for as many pages as there are."""
    # Each page is three entries: its number, and what makes a reference of it.
    kids = pdf.pages["Kids"]
    kept: tuple[bytes, ...] = pdf.__dict__.get(NAMES, ())
    if len(kept) * 3 != len(kids):
        kept = pdf.__dict__[NAMES] = tuple(f"{number} 0 R".encode("ascii") for number in kids[::3])
    return kept


def name_pages_once() -> None:
    """Let every file that this process writes keep the names of its pages."""
    pydyf.PDF.page_references = property(_page_names)  # type: ignore[method-assign, assignment]
