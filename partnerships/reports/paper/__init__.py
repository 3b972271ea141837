"""Writes a snapshot as the text of a council report, for the council's own template. Pure."""

from __future__ import annotations

from django.utils import translation

from partnerships.reports.paper import board, case
from partnerships.reports.paper.blocks import Block, Heading, Listing, Paper, Paragraph, Room, Table
from partnerships.reports.report import report_of
from partnerships.snapshot import Snapshot

__all__ = ["Block", "Heading", "Listing", "Paper", "Paragraph", "Room", "Table", "paper_of"]

# In the usual order of a council report.
PARTS = (
    case.opening,
    case.purpose,
    case.recommendations,
    case.reasons,
    case.alternatives,
    case.background,
    board.implications,
    board.risk,
    board.consultation,
    board.next_steps,
    board.exempt,
    board.background_papers,
    board.appendix,
)


def paper_of(snapshot: Snapshot) -> Paper:
    """Return the text of a council report, in the language of the snapshot. Typed text is made safe to show."""
    with translation.override(snapshot.content.language):
        report = report_of(snapshot)
        return Paper(
            title=report.partnership.name,
            reference=report.partnership.reference,
            author=report.council,
            language=report.language,
            made_on=report.made_on,
            is_draft=report.issue is None,
            blocks=tuple(block for part in PARTS for block in part(report)),
        )
