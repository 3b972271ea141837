"""The linter's rules for options, facts and confirmations."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.roles import CONFIRMING_ROLES, Role
from accounts.text import is_visible
from checklists.spec.lint_stored import ROLES_THAT_CAN, duplicates
from checklists.spec.questions import OptionSpec, QuestionSpec
from checklists.spec.words import Severity


def option_problems(question: QuestionSpec) -> Iterator[str]:
    """Yield a sentence for each problem of the options of a question."""
    labels = [option.label for option in question.options]
    if not labels:
        yield "The question has no options."
    elif not any(option.severity is Severity.NONE for option in question.options):
        yield "No option is favourable: one must have the severity none."
    yield from duplicates("label", labels)
    for option in question.options:
        if not is_visible(option.label):
            yield f"The option “{option.key}” has no label."
        if _reads_the_other_way(option):
            yield f"The answer “{option.label}” alone would be read the other way: say in its label what it means."
    if _is_reversed(question) and not is_visible(question.note):
        yield "A Yes is adverse and a No is favourable: is that meant? Say in the note to editors why."


def fact_problems(question: QuestionSpec) -> Iterator[str]:
    """Yield a sentence for each fact without a label."""
    for fact in question.facts:
        if not is_visible(fact.label):
            yield f"The fact “{fact.key}” has no label."


def confirm_problems(question: QuestionSpec) -> Iterator[str]:
    """Yield a sentence when nobody can confirm a question in time."""
    if question.confirm is None or question.confirm.role not in Role.values:
        return
    if question.confirm.role not in CONFIRMING_ROLES:
        holder = Role(question.confirm.role).holder
        yield f"It is confirmed by {holder}, who cannot act on a case before it is endorsed. {ROLES_THAT_CAN}"


def _reads_the_other_way(option: OptionSpec) -> bool:
    """Whether it is a Yes that is adverse, or a No that is favourable, without a word more."""
    word = option.label.strip(" .!").lower()
    return (word == "yes" and option.severity is not Severity.NONE) or (
        word == "no" and option.severity is Severity.NONE
    )


def _is_reversed(question: QuestionSpec) -> bool:
    """Whether an answer that begins with Yes is adverse and one that begins with No favourable."""
    adverse = {_first_word(option) for option in question.options if option.severity is not Severity.NONE}
    favourable = {_first_word(option) for option in question.options if option.severity is Severity.NONE}
    return "yes" in adverse - favourable and "no" in favourable - adverse


def _first_word(option: OptionSpec) -> str:
    return option.label.strip().partition(" ")[0].strip(".,:;!").lower()
