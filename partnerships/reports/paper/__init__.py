"""Writes a snapshot as the text of a council report, for the council's own template. Pure."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from partnerships.reports.paper import board, case
from partnerships.reports.paper.blocks import Block, Heading, Listing, Paper, Paragraph, Room, Table
from partnerships.reports.report import Report, report_of
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
            kind=_("Text for a council report"),
            marking=_marking(report),
        )


def _marking(report: Report) -> str:
    """Return what each page says of it: the issue or DRAFT, and whether it may be published."""
    if report.is_public:
        return _("%(status)s, public edition") % {"status": report.status}
    return _("%(status)s, not for publication") % {"status": report.status} if report.exempt else report.status
