"""Typed text in templates as it is meant: `{% prose partnership.purpose %}` gives paragraphs, lists and tables."""

from __future__ import annotations

from django import template

from partnerships.reports.paper.blocks import Block
from partnerships.reports.paper.blocks import prose as blocks_of
from partnerships.reports.typed import without_bullet

register = template.Library()
register.filter("without_bullet", without_bullet)


@register.inclusion_tag("reports/prose.html")
def prose(text: str) -> dict[str, list[Block]]:
    """Show typed text."""
    return {"blocks": list(blocks_of(text))}
