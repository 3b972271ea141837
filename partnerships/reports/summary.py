"""The board summary: what a report says on its first two pages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from checklists.spec import DecisionSought, Severity
from partnerships.domain.board import Result, enters_register, months_later, review_months, review_on
from partnerships.domain.flags import Cause, FlagState
from partnerships.domain.money import pounds
from partnerships.domain.readiness import Outcome
from partnerships.domain.significance import months_between
from partnerships.reports.content import ReportContent
from partnerships.reports.flagged import FlaggedItem, FlaggedItems
from partnerships.reports.quotes import LINE, Quote, quote_of
from partnerships.reports.typed import without_bullet
from partnerships.snapshot import Content
from partnerships.snapshot.shape import (
    ImplicationPart,
    PartnershipPart,
    ProposedConditionPart,
    QuestionPart,
    SectionPart,
)

# So many partners are named; of the others the summary gives the number.
PARTNERS = 6
# So many questions are named in a row; of the others it gives the number.
NAMED = 40
# So many are named with their titles.
TITLED = 6
# So many areas are named.
AREAS = 8
# So much of a sentence that names questions stands in the summary.
SENTENCE = 400

BLOCKER, UNANSWERED, OPEN, TREATED, NOTE, NO_FLAG = "blocker", "unanswered", "open", "treated", "note", "none"
MARKS = {
    BLOCKER: ("B", gettext_lazy("Blocker")),
    UNANSWERED: ("?", gettext_lazy("Not fully answered")),
    OPEN: ("C", gettext_lazy("Open concern")),
    TREATED: ("A", gettext_lazy("Accepted or cleared")),
    NOTE: ("N", gettext_lazy("Note")),
    NO_FLAG: ("✓", gettext_lazy("No flag")),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """How the picture of all answers shows a question: by a letter in a shape of its own, which the style sheet draws."""

    key: str
    letter: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A question in the picture of all answers. `is_waiting`: a required confirmation is missing."""

    question: QuestionPart
    mark: Mark
    is_waiting: bool

    @property
    def is_said(self) -> bool:
        """Whether `state` says what the mark stands for."""
        return self.mark.key != NO_FLAG

    @property
    def state(self) -> str:
        """The mark in words, "" where there is nothing to say."""
        words = [self.mark.label.lower()] if self.is_said else []
        return ", ".join([*words, _("not confirmed")] if self.is_waiting else words)


@dataclass(frozen=True, slots=True)
class Count:
    """How many questions have a mark: the legend of the picture."""

    mark: Mark
    number: int


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody said, quoted, after the words that lead to it."""

    lead: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Why:
    """Why the outcome is not better: a blocker or an open concern, what was said of it, and what waits on whom."""

    item: FlaggedItem
    because: tuple[str, ...]
    sayings: tuple[Saying, ...]
    waits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShortCondition:
    """A proposed condition with its number, its question, and its text as quoted."""

    number: int
    condition: ProposedConditionPart
    question: QuestionPart
    quote: Quote
    owner: Quote


@dataclass(frozen=True, slots=True)
class Named:
    """Questions that are named in a row."""

    questions: tuple[QuestionPart, ...] = ()

    def __len__(self) -> int:
        return len(self.questions)

    @property
    def first(self) -> str:
        """The key of the first, which is where they begin."""
        return self.questions[0].key

    @property
    def codes(self) -> str:
        """Their codes, and how many more there are than are named."""
        named = ", ".join(question.code for question in self.questions[:NAMED])
        others = len(self.questions) - NAMED
        if others < 1:
            return named
        words = {"codes": named, "number": others}
        return ngettext("%(codes)s and %(number)s other", "%(codes)s and %(number)s others", others) % words

    @property
    def titles(self) -> str:
        """Their codes and titles where they are few, else their codes."""
        if len(self.questions) > TITLED:
            return self.codes
        return "; ".join(f"{question.code} {question.title}" for question in self.questions)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the summary says that stands nowhere else in these words.

    What does not fit is named: `more` and `more_conditions` are the questions, `more_partners` is a number.
    """

    explanation: Quote
    asked: tuple[Quote, ...]
    uncommented: str
    unasked: str

    purpose: Quote
    partners: tuple[Quote, ...]
    more_partners: int
    funding: Quote
    wards: Quote
    contact: Quote
    term_cost: str
    review: str
    referral: Quote
    whys: tuple[Why, ...]
    more: Named
    unanswered: Named
    opinions: Named
    conditions: tuple[ShortCondition, ...]
    more_conditions: Named
    picture: tuple[tuple[SectionPart, tuple[Cell, ...]], ...]
    counts: tuple[Count, ...]

    @property
    def is_any_waiting(self) -> bool:
        """Whether a required confirmation is missing at any question."""
        return any(cell.is_waiting for _section, cells in self.picture for cell in cells)


def _areas(parts: Sequence[ImplicationPart]) -> str:
    """Return the names of areas, of which there can be any number."""
    named = ", ".join(part.area.name for part in parts[:AREAS])
    return named if len(parts) <= AREAS else _("%(names)s and more") % {"names": named}


def summary_of(
    content: ReportContent,
    flagged: FlaggedItems,
    proposed: Sequence[tuple[ProposedConditionPart, QuestionPart]],
    asked: Sequence[str],
    *,
    most: int | None = None,
) -> Summary:
    """Return the summary; with `most`, at most so many blockers, concerns and conditions are said in words.

    `asked` are the recommendations.
    """
    case, reasons = content.partnership, [*flagged.blockers, *flagged.open]
    cells = _picture(content, flagged)
    conditions = short_conditions(proposed)
    return Summary(
        explanation=quote_of(content.outcome.explanation, SENTENCE),
        asked=tuple(quote_of(sentence, SENTENCE) for sentence in asked),
        uncommented=_areas(content.uncommented),
        unasked=_areas(content.unasked),
        purpose=quote_of(case.purpose),
        partners=tuple(quote_of(without_bullet(partner), LINE) for partner in case.partners[:PARTNERS]),
        more_partners=max(0, len(case.partners) - PARTNERS),
        funding=quote_of(case.funding_source, LINE),
        wards=quote_of(case.wards, LINE),
        contact=quote_of(case.contact, LINE),
        term_cost=term_cost(case),
        review=review(content),
        referral=quote_of(content.referral.reason if content.referral else ""),
        whys=tuple(_why(item, content) for item in reasons[:most]),
        more=_named(item.question for item in reasons[most:]) if most is not None else Named(),
        unanswered=_named(item.question for item in flagged.unanswered),
        opinions=_named(question for question in content.questions if question.opinion),
        conditions=tuple(conditions[:most]),
        more_conditions=_named(each.question for each in conditions[most:]) if most is not None else Named(),
        picture=cells,
        counts=tuple(
            Count(_mark(key), sum(cell.mark.key == key for _part, row in cells for cell in row)) for key in MARKS
        ),
    )


def short_conditions(proposed: Sequence[tuple[ProposedConditionPart, QuestionPart]]) -> list[ShortCondition]:
    """Return the proposed conditions with their numbers, as they are quoted."""
    return [
        ShortCondition(number, condition, question, quote_of(condition.text), quote_of(condition.owner, LINE))
        for number, (condition, question) in enumerate(proposed, start=1)
    ]


def most_in_words(flagged: FlaggedItems, proposed: Sequence[object]) -> int:
    """Return how many blockers and concerns, or conditions, there are to be said in words."""
    return max(len(flagged.blockers) + len(flagged.open), len(proposed))


def term_cost(case: PartnershipPart) -> str:
    """Return what it costs from its start to its end, "" when the cost or a date is not given."""
    if case.annual_cost is None or case.planned_start_on is None or case.planned_end_on is None:
        return ""
    months = months_between(case.planned_start_on, case.planned_end_on)
    if months < 1:
        return ""
    cost = pounds(round(case.annual_cost * months / 12))
    if months % 12:
        words = {"cost": cost, "months": months}
        return ngettext("%(cost)s over %(months)s month", "%(cost)s over %(months)s months", months) % words
    years = months // 12
    return ngettext("%(cost)s over %(years)s year", "%(cost)s over %(years)s years", years) % {
        "cost": cost,
        "years": years,
    }


def review(content: Content) -> str:
    """Say when the partnership is to be reviewed if it is approved, "" where an approval puts it on no register."""
    result = Result.APPROVED_WITH_CONDITIONS if content.proposed_conditions else Result.APPROVED
    if not enters_register(result, DecisionSought(content.assessment.decision.key)):
        return ""
    outcome, meeting = Outcome(content.outcome.key), content.assessment.meeting
    months, ends_on = review_months(result, outcome), content.partnership.planned_end_on
    if meeting is None:
        return _("%(months)s months after the approval, unless it sets another day") % {"months": months}
    due = review_on(meeting.held_on, result, outcome, ends_on=ends_on)
    words = {"day": _day(due), "months": months}
    if due < months_later(meeting.held_on, months):
        return _("%(day)s, the planned end, unless the decision sets another day") % words
    return _("%(day)s, %(months)s months after the meeting, unless the decision sets another day") % words


def _named(questions: Iterable[QuestionPart]) -> Named:
    return Named(tuple(questions))


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _why(item: FlaggedItem, content: Content) -> Why:
    return Why(
        item,
        because=tuple(quote_of(reason, LINE).text for reason in item.flag.because),
        sayings=tuple(_sayings(item)),
        waits=tuple(_waits(item, content)),
    )


def _sayings(item: FlaggedItem) -> list[Saying]:
    answer, raised, confirmation = item.question.answer, item.flag.raised, item.question.confirmation
    said = []
    if answer and (text := answer.reason or answer.finding):
        said.append(Saying("", quote_of(text)))
    if raised:
        said.append(Saying(_("%(who)s raised it:") % {"who": raised.raised_by}, quote_of(raised.reason)))
    if confirmation and confirmation.objection:
        objection = confirmation.objection
        who = {"who": objection.objected_by}
        said.append(Saying(_("%(who)s could not confirm it:") % who, quote_of(objection.reason)))
    return said


def _waits(item: FlaggedItem, content: Content) -> list[str]:
    flag, confirmation = item.flag, item.question.confirmation
    causes = {cause.key for cause in flag.causes}
    is_by_answer, lead = bool(causes & {Cause.NEGATIVE, Cause.RULE}), content.partnership.lead
    waits = []
    is_blocker = flag.severity.key == Severity.BLOCKER
    if (is_blocker and is_by_answer) or (confirmation and confirmation.objection):
        waits.append(_("%(who)s, to resolve it") % {"who": lead})
    elif flag.state.key == FlagState.OPEN and causes - {Cause.UNCONFIRMED}:
        waits.append(_("a manager, to accept it or to clear it"))
    if flag.is_unconfirmed and confirmation and not confirmation.objection:
        waits.append(_("%(role)s, to confirm it") % {"role": confirmation.role.lower()})
    return waits


def _mark(key: str) -> Mark:
    letter, label = MARKS[key]
    return Mark(key, letter, str(label))


def _picture(content: Content, flagged: FlaggedItems) -> tuple[tuple[SectionPart, tuple[Cell, ...]], ...]:
    groups = (
        (BLOCKER, flagged.blockers),
        (UNANSWERED, flagged.unanswered),
        (OPEN, flagged.open),
        (TREATED, flagged.treated),
        (NOTE, flagged.notes),
    )
    marks = {item.question.key: (_mark(key), item.flag.is_unconfirmed) for key, items in groups for item in items}
    none = (_mark(NO_FLAG), False)
    return tuple(
        (section, tuple(Cell(part, *marks.get(part.key, none)) for part in section.questions))
        for section in content.sections
    )
