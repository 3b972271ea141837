"""The flagged items of a report, and the groups in which it prints them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from checklists.spec import Severity
from partnerships.domain.flags import FlagState
from partnerships.snapshot.shape import EvidencePart, FlagPart, QuestionPart

# An item with at most this many characters of text is kept on one page; a longer one may break across pages.
SHORT = 500


@dataclass(frozen=True, slots=True)
class FlaggedItem:
    """A flag, its question, the evidence on which it was cleared, and all that is attached to the answer."""

    flag: FlagPart
    question: QuestionPart
    evidence: EvidencePart | None
    attached: list[EvidencePart]

    @property
    def is_short(self) -> bool:
        """Whether the item is kept on one page."""
        treatment = self.flag.treatment
        texts = [treatment.text, treatment.owner, treatment.treated_by] if treatment else []
        texts += [self.flag.raised.reason] if self.flag.raised else []
        return self.question.length + sum(map(len, texts)) <= SHORT


@dataclass(frozen=True, slots=True)
class FlaggedItems:
    """The flagged items in the groups of the report: each item is in one group, in question order."""

    unanswered: list[FlaggedItem]
    blockers: list[FlaggedItem]
    open: list[FlaggedItem]
    treated: list[FlaggedItem]
    notes: list[FlaggedItem]

    @property
    def all(self) -> list[FlaggedItem]:
        """Every item, group by group."""
        return [*self.unanswered, *self.blockers, *self.open, *self.treated, *self.notes]

    @property
    def groups(self) -> list[tuple[str, list[FlaggedItem]]]:
        """The groups that have an item, each under its heading."""
        groups = (
            (_("Unanswered"), self.unanswered),
            (_("Blockers"), self.blockers),
            (_("Concerns that are open"), self.open),
            (_("Concerns accepted or cleared"), self.treated),
            (_("Notes"), self.notes),
        )
        return [(heading, items) for heading, items in groups if items]


def grouped(items: Iterable[FlaggedItem]) -> FlaggedItems:
    """Return the items, which are in question order, in their groups."""
    groups = FlaggedItems([], [], [], [], [])
    for item in items:
        if item.flag.is_unanswered:
            groups.unanswered.append(item)
        elif item.flag.severity.key == Severity.BLOCKER:
            groups.blockers.append(item)
        elif item.flag.severity.key == Severity.NOTE:
            groups.notes.append(item)
        elif item.flag.state.key == FlagState.OPEN:
            groups.open.append(item)
        else:
            groups.treated.append(item)
    return groups
