"""The content of a snapshot as the parts of a report read it: whatever needs no more than the content itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from checklists.spec import Feed
from partnerships.domain.board import Edition
from partnerships.domain.workflow import State
from partnerships.reports.quotes import LINE, Quote, quote_of
from partnerships.snapshot import Content
from partnerships.snapshot.shape import ImplicationPart, InterestPart, QuestionPart, RiskPart
from partnerships.snapshot.shape.case import Screened


@dataclass(frozen=True, kw_only=True)
class ReportContent(Content):
    """The content with what is asked of it: questions by what they feed, areas by who commented."""

    @property
    def is_public(self) -> bool:
        """Whether this is the public edition."""
        return self.edition == Edition.PUBLIC

    @property
    def is_withdrawn(self) -> bool:
        """Whether the assessment was withdrawn: then it has no outcome and asks for nothing."""
        return self.issue is None and self.assessment.state.key == State.WITHDRAWN

    @property
    def alternatives(self) -> list[QuestionPart]:
        """The questions whose answers give the alternatives considered."""
        return [question for question in self.questions if Feed.ALTERNATIVES in question.feeds]

    @property
    def benefits(self) -> list[str]:
        """The benefits that the lead officer expects, as parts of one sentence: the guide ends some with a full stop."""
        return [benefit.text.rstrip(" .") for benefit in self.partnership.benefits]

    @property
    def needs(self) -> list[tuple[QuestionPart, Quote]]:
        """The questions whose answers give the need, with what was written there as it is quoted."""
        return [
            (question, quote_of(question.answer.reason))
            for question in self.questions
            if Feed.NEED in question.feeds and question.answer and question.answer.reason
        ]

    @property
    def screened(self) -> list[tuple[str, list[Screened]]]:
        """The marks of a partnership by what the lead officer says of them, under their headings."""
        headings = {"yes": _("Met:"), "no": _("Not met:"), "": _("Not said:")}
        marks = [
            (heading, [mark for mark in self.partnership.screening if mark.answer == answer])
            for answer, heading in headings.items()
        ]
        return [(heading, found) for heading, found in marks if found]

    @property
    def consultation(self) -> list[QuestionPart]:
        """The questions whose answers say who was consulted."""
        return [question for question in self.questions if Feed.CONSULTATION in question.feeds]

    @property
    def second_opinions(self) -> list[QuestionPart]:
        """The questions on whose answers a manager judges otherwise."""
        return [question for question in self.questions if question.opinion]

    @property
    def confirmable(self) -> list[QuestionPart]:
        """The questions whose answers a role holder must confirm."""
        return [question for question in self.questions if question.confirmation]

    @property
    def uncommented(self) -> list[ImplicationPart]:
        """The areas on which somebody was asked and has not commented."""
        return [part for part in self.implications if not (part.text or part.exempt) and part.asked_of]

    @property
    def unasked(self) -> list[ImplicationPart]:
        """The areas on which nobody was asked."""
        return [part for part in self.implications if not (part.text or part.exempt or part.asked_of)]

    @property
    def undeclared(self) -> list[InterestPart]:
        """The people who act on the case and have not declared whether they have an interest."""
        return [part for part in self.interests if part.has_interest is None]

    @property
    def exit_in_short(self) -> Quote:
        """The exit arrangements as the summary quotes them."""
        return quote_of(self.partnership.exit_arrangements, LINE)

    @property
    def risks_not_raised(self) -> list[RiskPart]:
        """The risks that were considered and that no answer raises."""
        return [risk for risk in self.risks if not risk.raised_by and not risk.not_known_from]
