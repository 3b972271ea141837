"""Spares the PDF engine a layout that changes nothing, where pages refer to one another.

WeasyPrint lays out again each page that names the page of another place, once that is known. It loses the name of a place
that an attribute gives, so that it takes the reference for one to its own page and lays out these pages twice more: a
first time before it knows any number. And it takes the number of all pages for news about each place, though no reference
of ours prints it. It has no setting for either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from weasyprint import document
from weasyprint.css.targets import TargetCollector

ALL_PAGES, CONTENT = "pages", "content"


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
