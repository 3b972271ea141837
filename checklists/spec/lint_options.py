"""The linter's rules for options, facts and confirmations."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.roles import CONFIRMING_ROLES, Role
from accounts.text import is_visible
from checklists.spec.questions import QuestionSpec
from checklists.spec.words import STAGES, DecisionSought, Severity


def option_problems(question: QuestionSpec) -> Iterator[str]:
    """Yield a sentence for each problem of the options and facts of a question."""
    keys = [option.key for option in question.options]
    labels = [option.label for option in question.options]
    if not keys:
        yield "The question has no options."
    elif not any(option.severity is Severity.NONE for option in question.options):
        yield "No option is favourable: one must have the severity none."
    if len(set(keys)) < len(keys) or len(set(labels)) < len(labels):
        yield "Two options have the same key or the same label."
    if len({fact.key for fact in question.facts}) < len(question.facts):
        yield "Two facts have the same key."
    for option in question.options:
        if not is_visible(option.label):
            yield f"The option “{option.key}” has no label."
        yield from blocks_from_problems(f"The option “{option.key}”", option.severity, option.blocks_from)
    for fact in question.facts:
        if not is_visible(fact.label):
            yield f"The fact “{fact.key}” has no label."


def confirm_problems(question: QuestionSpec) -> Iterator[str]:
    """Yield a sentence for each problem of the confirmation of a question."""
    if question.confirm is None:
        return
    if question.confirm.role not in Role.values:
        yield f"It is confirmed by “{question.confirm.role}”, which is no role."
    elif question.confirm.role not in CONFIRMING_ROLES:
        holder, known = Role(question.confirm.role).holder, ", ".join(f"“{role.value}”" for role in CONFIRMING_ROLES)
        yield f"It is confirmed by {holder}, who cannot act on a case before it is endorsed. Roles that can: {known}."
    if question.confirm.severity is Severity.NONE:
        yield "A missing confirmation has the severity none: then nobody would see that it is missing."
    yield from blocks_from_problems("The confirmation", question.confirm.severity, question.confirm.blocks_from)


def blocks_from_problems(subject: str, severity: Severity, blocks_from: DecisionSought | None) -> Iterator[str]:
    """Yield a sentence unless exactly the blockers name a decision from which they block."""
    if severity is Severity.BLOCKER and blocks_from is None:
        yield f"{subject} is a blocker, but does not say from which decision it blocks."
    if blocks_from is not None and blocks_from not in STAGES:
        yield f"{subject} blocks from a decision that only a review of a partnership seeks."
    if severity is not Severity.BLOCKER and blocks_from is not None:
        yield f"{subject} says from which decision it blocks, but is no blocker."
