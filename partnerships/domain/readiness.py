"""The outcome of a case, which says whether it is ready for its decision, with the reasons. It is no score."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from checklists.spec import ChecklistSpec, Severity
from partnerships.domain.answers import Progress
from partnerships.domain.flags import Cause, Flag


class Outcome(TextChoices):
    """The four outcomes, most severe first: a case has the first one whose test holds."""

    NOT_READY = "not_ready", _("Not ready")
    REVIEW_NOT_FINISHED = "review_not_finished", _("Review not finished")
    READY_WITH_CONDITIONS = "ready_with_conditions", _("Ready with conditions")
    READY = "ready", _("Ready")


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four tests for the outcome. `codes` are the questions for which it holds; the last test always holds.

    `test` is the question in words, `finding` the answer for this case.
    """

    outcome: Outcome
    test: str
    finding: str
    holds: bool
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlagCounts:
    """How many flags of each kind a case has. `blockers` includes the unanswered; a treated concern may be cleared."""

    blockers: int
    unanswered: int
    open_concerns: int
    treated_concerns: int
    notes: int


def count_flags(flags: Iterable[Flag]) -> FlagCounts:
    """Return the numbers that the review, the lists and the report show."""
    flags = tuple(flags)
    return FlagCounts(
        blockers=sum(flag.is_blocker for flag in flags),
        unanswered=sum(flag.is_unanswered for flag in flags),
        open_concerns=sum(flag.is_open_concern for flag in flags),
        treated_concerns=sum(flag.treatment is not None for flag in flags),
        notes=sum(flag.severity is Severity.NOTE for flag in flags),
    )


def steps_of(flags: Iterable[Flag]) -> tuple[Step, ...]:
    """Return the four tests in their order, each with its finding."""
    flags = tuple(flags)
    blockers = tuple(flag.code for flag in flags if flag.is_blocker)
    unfinished = tuple(flag.code for flag in flags if flag.is_open_concern or flag.is_unconfirmed)
    conditions = tuple(flag.code for flag in flags if flag.is_condition)
    return (
        _step(
            Outcome.NOT_READY,
            _("Does any question have a blocker?"),
            blockers,
            _("No question has a blocker."),
        ),
        _step(
            Outcome.REVIEW_NOT_FINISHED,
            _("Is any concern still open, or any required confirmation missing?"),
            unfinished,
            _("No concern is open and no required confirmation is missing."),
        ),
        _step(
            Outcome.READY_WITH_CONDITIONS,
            _("Was any concern accepted with a mitigation?"),
            conditions,
            _("No concern was accepted with a mitigation."),
        ),
        Step(
            outcome=Outcome.READY,
            test=str(_("If none of these holds, the case is ready.")),
            finding="",
            holds=True,
            codes=(),
        ),
    )


def deciding_step(flags: Iterable[Flag]) -> Step:
    """Return the first test that holds, which gives the outcome."""
    *steps, otherwise = steps_of(flags)
    return next((step for step in steps if step.holds), otherwise)


def outcome_of(flags: Iterable[Flag]) -> Outcome:
    """Return the outcome of a case with these flags."""
    return deciding_step(flags).outcome


def _step(outcome: Outcome, test: object, codes: tuple[str, ...], otherwise: object) -> Step:
    finding = str(_("Yes: %(codes)s.")) % {"codes": ", ".join(codes)} if codes else str(otherwise)
    return Step(outcome=outcome, test=str(test), finding=finding, holds=bool(codes), codes=codes)


def progress_by(flags: Collection[Flag], spec: ChecklistSpec) -> Progress:
    """Count the complete answers of the case whose flags these are, as `progress_of` does: it has flagged the others."""
    questions = len(spec.by_key)
    return Progress(answered=questions - sum(Cause.UNANSWERED in flag.causes for flag in flags), of=questions)
