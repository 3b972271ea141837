"""The outcome in a sentence: what stands in the way, and for whom the case only waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.roles import Role
from accounts.series import all_of
from partnerships.domain.flags import Flag
from partnerships.domain.readiness import Outcome, Step, deciding_step
from partnerships.domain.waiting import WaitsOn, can_be_confirmed_in, waits_on

BLOCKED = ngettext_lazy(
    "Not ready because this question has a blocker: %(codes)s.",
    "Not ready because these questions have a blocker: %(codes)s.",
    "number",
)
NOT_FINISHED = ngettext_lazy(
    "The review is not finished. This question has an open concern: %(codes)s.",
    "The review is not finished. These questions have an open concern: %(codes)s.",
    "number",
)
ON_CONDITIONS = ngettext_lazy(
    "Ready, on a condition set for this question: %(codes)s.",
    "Ready, on conditions set for these questions: %(codes)s.",
    "number",
)


def explanation_of(flags: Iterable[Flag], state: str) -> str:
    """Return one or two sentences that explain the outcome of a case in that state and name the questions."""
    flags = tuple(flags)
    step = deciding_step(flags)
    match step.outcome:
        case Outcome.NOT_READY:
            return _explained(step, flags, BLOCKED, state)
        case Outcome.REVIEW_NOT_FINISHED:
            return _explained(step, flags, NOT_FINISHED, state)
        case Outcome.READY_WITH_CONDITIONS:
            return _named(ON_CONDITIONS, step.codes)
        case _ready:
            return str(_("Ready: every question is answered and nothing is left open."))


def waits_for(flags: Iterable[Flag]) -> str:
    """Return whose confirmation alone the outcome waits for: "a legal adviser to confirm L1"; "" when it is more."""
    flags = tuple(flags)
    failing, waiting = _split(deciding_step(flags), flags)
    return "" if failing else _confirmations(waiting)


def reasons_of(flag: Flag) -> tuple[str, ...]:
    """Return the sentences of the rules that hold, and why the answer cannot be confirmed."""
    if not flag.objection:
        return flag.because
    words = {"holder": Role(flag.confirm_role).holder, "reason": flag.objection}
    return (*flag.because, str(_("Cannot be confirmed by %(holder)s, because: %(reason)s")) % words)


def confirmations_in(flags: Iterable[Flag], state: str) -> str:
    """Return whose confirmations a case of that state waits for: "a legal adviser to confirm L1, L2"; "" for none."""
    return _confirmations(flag for flag in flags if waits_on(flag, state) is WaitsOn.CONFIRMING)


def objections_in(flags: Iterable[Flag]) -> str:
    """Return who cannot confirm what, a sentence for each role that said so; "" when none has."""
    return " ".join(
        str(_("%(codes)s cannot be confirmed by %(holder)s."))
        % {"holder": Role(role).holder, "codes": ", ".join(codes)}
        for role, codes in _codes_by_role(flag for flag in flags if flag.objection).items()
    )


def _explained(step: Step, flags: tuple[Flag, ...], because: Any, state: str) -> str:
    failing, waiting = _split(step, flags)
    if can_be_confirmed_in(state):
        alone, besides = _("%(outcome)s: waits for %(who)s."), _("It also waits for %(who)s.")
        words = {"outcome": step.outcome.label, "who": _confirmations(waiting)}
    else:
        alone, besides = _("%(outcome)s: %(who)s."), _("Besides, %(who)s.")
        words = {"outcome": step.outcome.label, "who": _unconfirmed(waiting)}
    if not failing:
        return str(alone) % words
    sentence = _named(because, [flag.code for flag in failing])
    return f"{sentence} {str(besides) % words}" if waiting else sentence


def _named(sentence: Any, codes: Sequence[str]) -> str:
    """Return the sentence, in the singular or the plural, with the codes of its questions."""
    return str(sentence % {"codes": ", ".join(codes), "number": len(codes)})


def _split(step: Step, flags: tuple[Flag, ...]) -> tuple[list[Flag], list[Flag]]:
    """Return the flags for which the test holds by their answer, and those that wait for a confirmation."""
    found = [flag for flag in flags if flag.code in step.codes]
    failing = [flag for flag in found if not (flag.is_waiting or (flag.is_unconfirmed and flag.treatment))]
    return failing, [flag for flag in found if flag not in failing and flag.is_unconfirmed]


def _confirmations(flags: Iterable[Flag]) -> str:
    """Return who must confirm what: "a legal adviser to confirm L1, L2 and a manager to confirm G3".

    What somebody could not confirm waits for another answer, and not for them.
    """
    flags = tuple(flags)
    kinds = (
        (_("%(holder)s to confirm %(codes)s"), [flag for flag in flags if not flag.objection]),
        (_("another answer to %(codes)s, which %(holder)s cannot confirm"), [flag for flag in flags if flag.objection]),
    )
    return all_of(
        str(words) % {"holder": Role(role).holder, "codes": ", ".join(codes)}
        for words, found in kinds
        for role, codes in _codes_by_role(found).items()
    )


def _unconfirmed(flags: Iterable[Flag]) -> str:
    """Return who has not confirmed what: "a legal adviser has not confirmed L1, L2"."""
    return all_of(
        str(_("%(holder)s has not confirmed %(codes)s")) % {"holder": Role(role).holder, "codes": ", ".join(codes)}
        for role, codes in _codes_by_role(flags).items()
    )


def _codes_by_role(flags: Iterable[Flag]) -> dict[str, list[str]]:
    by_role: dict[str, list[str]] = {}
    for flag in flags:
        by_role.setdefault(flag.confirm_role, []).append(flag.code)
    return by_role
