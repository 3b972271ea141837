"""What the report's templates and the council paper read: the content of a snapshot and what is derived from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from partnerships.domain.workflow import State
from partnerships.reports.content import ReportContent
from partnerships.reports.fitting import Picture
from partnerships.reports.flagged import FlaggedItem, FlaggedItems, grouped
from partnerships.reports.recommendations import decision_sought, recommendations, referral_record
from partnerships.reports.risks import Risks, risks_of
from partnerships.reports.summary import ShortCondition, Summary, short_conditions, summary_of
from partnerships.reports.typed import typed
from partnerships.reports.verifying import QrCode, qr_code, verify_address
from partnerships.snapshot import Content, Snapshot
from partnerships.snapshot.shape import (
    ConditionPart,
    EvidencePart,
    ProposedConditionPart,
    QuestionPart,
    RiskPart,
    SectionPart,
)


@dataclass(frozen=True, kw_only=True)
class Report(ReportContent):
    """The content of a snapshot, its text made safe to show and its times in the content's time zone.

    Where a part of the content names a question by its key, a property hands the two over together. `most_in_words`: so
    many blockers, concerns and conditions fit into the summary, None for all; `picture` is how that shows the answers.
    `rest_at` is the address of the page that has the rest, where the summary stands alone, "" where all is on one page.
    """

    made_on: date
    digest: str
    fingerprint: str
    decision_sought: str
    recommendations: list[str]
    most_in_words: int | None = None
    picture: Picture = Picture.TITLES
    rest_at: str = ""

    @property
    def status(self) -> str:
        """What this is, as every page names it: an issue, a draft, or the report of a case that is over."""
        if self.issue:
            return _("ISSUE %(number)s") % {"number": self.issue.number}
        if self.is_withdrawn:
            return _("WITHDRAWN – not issued")
        if self.assessment.state.key in (State.ISSUED, State.DECIDED):
            return _("COPY – not the issue itself")
        return _("DRAFT – not issued")

    @property
    def verify_address(self) -> str:
        """Where this issue is verified, with what is printed on it filled in."""
        return verify_address(self.verify_url, reference=self.partnership.reference, fingerprint=self.fingerprint)

    @property
    def qr_code(self) -> QrCode:
        """The same as a QR code."""
        return qr_code(self.verify_address)

    @cached_property
    def flagged(self) -> FlaggedItems:
        """The flagged items, in groups."""
        return grouped(self._items.values())

    @cached_property
    def summary(self) -> Summary:
        """What the board summary says."""
        return summary_of(self, self.flagged, self.proposed, self.recommendations, most=self.most_in_words)

    @cached_property
    def risk_states(self) -> Risks:
        """The risks of the guide: open, treated, not yet known, considered and not raised."""
        return risks_of(self.risks, self._items)

    @property
    def referral_record(self) -> list[str]:
        """Who confirmed the referral and who asked for it, in paragraphs; none without a referral."""
        return referral_record(self.referral) if self.referral else []

    @property
    def other_opinions(self) -> list[QuestionPart]:
        """Those of them whose answers are not flagged: their place is in appendix A."""
        return [question for question in self.second_opinions if question.key not in self._items]

    @property
    def proposed(self) -> list[tuple[ProposedConditionPart, QuestionPart]]:
        """The proposed conditions, each with its question."""
        return [(part, self._questions[part.question]) for part in self.proposed_conditions]

    @property
    def all_conditions(self) -> list[ShortCondition]:
        """The same as part 4 lists them."""
        return short_conditions(self.proposed)

    @property
    def attached(self) -> list[tuple[EvidencePart, QuestionPart]]:
        """The evidence, each piece with its question."""
        return [(part, self._questions[part.question]) for part in self.evidence]

    @property
    def answers(self) -> list[tuple[SectionPart, list[tuple[QuestionPart, FlaggedItem | None, list[EvidencePart]]]]]:
        """The sections with their questions, each with its evidence, and with its flag if it has one."""
        return [
            (
                section,
                [(part, self._items.get(part.key), self._attached(part)) for part in section.questions],
            )
            for section in self.sections
        ]

    @property
    def risks_raised(self) -> list[tuple[RiskPart, list[QuestionPart]]]:
        """The risks that answers raise, each with their questions."""
        return [(risk, self._named(risk.raised_by)) for risk in self.risks if risk.raised_by]

    @property
    def risks_not_known(self) -> list[tuple[RiskPart, list[QuestionPart]]]:
        """The risks that no answer raises yet, each with the questions that wait for an answer or a confirmation."""
        return [
            (risk, self._named(risk.not_known_from))
            for risk in self.risks
            if risk.not_known_from and not risk.raised_by
        ]

    @property
    def adverse(self) -> list[FlaggedItem]:
        """What became adverse since the last issue."""
        return [self._items[key] for key in self.since.adverse] if self.since else []

    @property
    def graver(self) -> list[FlaggedItem]:
        """What was a concern in the last issue and is a blocker now."""
        return [self._items[key] for key in self.since.graver] if self.since else []

    @property
    def cleared(self) -> list[QuestionPart]:
        """The questions that were adverse in the last issue and are not any more."""
        return self._named(self.since.cleared) if self.since else []

    @property
    def overdue(self) -> list[ConditionPart]:
        """The conditions of earlier decisions that are overdue."""
        return [part for part in self.conditions if part.number in self.since.overdue] if self.since else []

    @cached_property
    def _questions(self) -> dict[str, QuestionPart]:
        return {question.key: question for question in self.questions}

    @cached_property
    def _evidence(self) -> dict[int, EvidencePart]:
        return {part.number: part for part in self.evidence}

    @cached_property
    def _items(self) -> dict[str, FlaggedItem]:
        """The flagged items by the key of their question."""
        return {
            flag.question: FlaggedItem(
                flag,
                self._questions[flag.question],
                self._evidence.get(flag.treatment.evidence) if flag.treatment and flag.treatment.evidence else None,
                self._attached(self._questions[flag.question]),
            )
            for flag in self.flags
        }

    def _attached(self, part: QuestionPart) -> list[EvidencePart]:
        return [self._evidence[number] for number in part.evidence]

    def _named(self, keys: Iterable[str]) -> list[QuestionPart]:
        return [self._questions[key] for key in keys]


def report_of(snapshot: Snapshot, *, glyphs: Set[int] | None = None, most_in_words: int | None = None) -> Report:
    """Return what the templates in `templates/reports/` and the council paper read, its sentences in the active language.

    `glyphs`: the code points that the fonts draw, None when any font may be used. `most_in_words` is as of `Report`.
    """
    content: Content = safe_to_show(snapshot.content, ZoneInfo(snapshot.content.time_zone), glyphs)
    return Report(
        **{field.name: getattr(content, field.name) for field in fields(content)},
        made_on=snapshot.made_on,
        digest=snapshot.digest,
        fingerprint=snapshot.fingerprint,
        decision_sought=decision_sought(content.assessment.decision.key),
        recommendations=recommendations(content),
        most_in_words=most_in_words,
    )


def safe_to_show(value: Any, zone: ZoneInfo, glyphs: Set[int] | None) -> Any:
    """Return a copy of a part of a snapshot with its text made safe to show and its times, without a zone, in that zone."""
    if isinstance(value, str):
        return typed(value, glyphs=glyphs)
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None)
    if isinstance(value, tuple):
        return tuple(safe_to_show(item, zone, glyphs) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(
            **{field.name: safe_to_show(getattr(value, field.name), zone, glyphs) for field in fields(value)}
        )
    return value
