"""The flagged items of a report, and the groups in which it prints them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from checklists.spec import Severity
from partnerships.domain.flags import FlagState
from partnerships.snapshot.shape import EvidencePart, FlagPart, QuestionPart

# An item with at most this many characters of text is kept on one page; a longer one may break across pages.
SHORT = 1_500


@dataclass(frozen=True, slots=True)
class FlaggedItem:
    """A flag, its question, and the evidence on which it was cleared."""

    flag: FlagPart
    question: QuestionPart
    evidence: EvidencePart | None

    @property
    def is_short(self) -> bool:
        """Whether the item is kept on one page."""
        answer, treatment = self.question.answer, self.flag.treatment
        texts = [answer.reason, answer.finding, answer.saved_by] if answer else []
        texts += [treatment.text, treatment.owner, treatment.treated_by] if treatment else []
        texts += [self.flag.raised.reason] if self.flag.raised else []
        return sum(map(len, texts)) <= SHORT


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
    def raised(self) -> list[FlaggedItem]:
        """What a manager raised by hand."""
        return [item for item in self.all if item.flag.raised]

    @property
    def objected(self) -> list[FlaggedItem]:
        """What somebody said they cannot confirm."""
        return [item for item in self.all if item.question.confirmation and item.question.confirmation.objection]

    @property
    def named(self) -> list[tuple[str, list[QuestionPart]]]:
        """The questions that page 1 names, under their headings; a heading without any is left out."""
        groups = (
            (_("Concerns open:"), self.open),
            (_("Raised by a manager:"), self.raised),
            (_("Could not be confirmed:"), self.objected),
        )
        return [(heading, [item.question for item in items]) for heading, items in groups if items]


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
