"""What a report will say is missing when it is issued: comments, declarations of interest, confirmations. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from partnerships.snapshot.shape import Content
from partnerships.snapshot.shape.comments import InterestPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Areas of which nobody was asked, and which gave no comment; who declared nothing; codes that nobody confirmed."""

    not_asked: tuple[str, ...]
    not_given: tuple[str, ...]
    undeclared: tuple[InterestPart, ...]
    unconfirmed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.not_asked or self.not_given or self.undeclared or self.unconfirmed)


def missing_in(content: Content) -> Missing:
    """Return what is missing of a case as its snapshot has it."""
    silent = [part for part in content.implications if not part.text]
    codes = {question.key: question.code for section in content.sections for question in section.questions}
    return Missing(
        not_asked=tuple(part.area.name for part in silent if part.asked_on is None),
        not_given=tuple(part.area.name for part in silent if part.asked_on is not None),
        undeclared=tuple(part for part in content.interests if part.has_interest is None),
        unconfirmed=tuple(codes[flag.question] for flag in content.flags if flag.is_unconfirmed),
    )
