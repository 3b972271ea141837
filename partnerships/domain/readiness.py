"""Whether a case is ready for its decision, and why: the outcome is never a percentage and never an average."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partnerships.domain.flags import Flag


class Outcome(TextChoices):
    """The four outcomes, gravest first: the first whose test holds is the case's."""

    NOT_READY = "not_ready", _("Not ready")
    REVIEW_NOT_FINISHED = "review_not_finished", _("Review not finished")
    READY_WITH_CONDITIONS = "ready_with_conditions", _("Ready with conditions")
    READY = "ready", _("Ready")


@dataclass(frozen=True, slots=True)
class Step:
    """One test on the way to the outcome. `codes` are the questions for which it holds; the last test always holds.

    `test` says what is asked, `finding` what was found in this case.
    """

    outcome: Outcome
    test: str
    finding: str
    holds: bool
    codes: tuple[str, ...]


def steps_of(flags: Iterable[Flag]) -> tuple[Step, ...]:
    """Return the four tests in their order, each with what it found: "how the outcome is worked out"."""
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
    """Return the first test that holds: the one that gives the outcome."""
    return next(step for step in steps_of(flags) if step.holds)


def outcome_of(flags: Iterable[Flag]) -> Outcome:
    """Return the outcome: any blocker, else anything open or unconfirmed, else any condition, else ready."""
    return deciding_step(flags).outcome


def explanation_of(flags: Iterable[Flag]) -> str:
    """Say in one or two sentences why the outcome is what it is, naming the questions."""
    flags = tuple(flags)
    step = deciding_step(flags)
    names = {"codes": ", ".join(step.codes)}
    match step.outcome:
        case Outcome.NOT_READY:
            return str(_("Not ready because these questions have a blocker: %(codes)s.")) % names
        case Outcome.REVIEW_NOT_FINISHED:
            return str(_("The review is not finished. Still open or not confirmed: %(codes)s.")) % names
        case Outcome.READY_WITH_CONDITIONS:
            return str(_("Ready, on conditions set for these questions: %(codes)s.")) % names
        case _ready:
            return str(_("Ready: every question is answered and nothing is left open."))


def _step(outcome: Outcome, test: object, codes: tuple[str, ...], otherwise: object) -> Step:
    finding = str(_("Yes: %(codes)s.")) % {"codes": ", ".join(codes)} if codes else str(otherwise)
    return Step(outcome=outcome, test=str(test), finding=finding, holds=bool(codes), codes=codes)
