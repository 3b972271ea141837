"""The linter's rules for what the database or an address cannot hold of a question: without these it can be stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.db.models import TextChoices

from accounts.roles import CONFIRMING_ROLES, Role
from checklists.spec import lengths
from checklists.spec.checklist import ChecklistSpec
from checklists.spec.lint_texts import code_problems, kept_problems
from checklists.spec.questions import QuestionSpec
from checklists.spec.words import STAGES, DecisionSought, FactType, Notify, Severity

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# The keys of options and facts stand in the names of form fields.
OWN_KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
ROLES_THAT_CAN = f"Roles that can: {', '.join(f'“{role.value}”' for role in CONFIRMING_ROLES)}."
# What a problem is about: the page on which it is mended.
Found = Iterator[tuple[str, str]]


def question_problems(question: QuestionSpec, spec: ChecklistSpec) -> Found:
    """Yield what each problem of a question is about, with a sentence."""
    yield from (("texts", sentence) for sentence in _text_problems(question, spec))
    yield from (("options", sentence) for sentence in _option_problems(question))
    yield from (("facts", sentence) for sentence in _fact_problems(question))
    yield from (("rules", sentence) for sentence in _rule_problems(question))


def _text_problems(question: QuestionSpec, spec: ChecklistSpec) -> Iterator[str]:
    yield from code_problems("question", question.code, lengths.QUESTION_CODE)
    if not is_slug(question.key):
        yield f"The key “{question.key}” is not small letters and figures with hyphens between them."
    yield from kept_problems("The key", question.key, lengths.QUESTION_KEY)
    for name, limit in (("title", lengths.TITLE), ("answered_by", lengths.LABEL), ("reason_label", lengths.LABEL)):
        yield from kept_problems(f"Its {name.replace('_', ' ')}", getattr(question, name), limit)
    for name in ("text", "guidance", "evidence", "note"):
        yield from kept_problems(f"Its {name}", getattr(question, name), lengths.TEXT)
    yield from _confirm_problems(question)
    yield from _unknown("It raises the risk", question.risks, {risk.code for risk in spec.risks}, "risks")
    yield from _unknown("It shows the tip", question.tips, {tip.code for tip in spec.tips}, "tips")
    yield from duplicates("risk", question.risks)
    yield from duplicates("tip", question.tips)
    yield from duplicates("replaced question", question.replaces)
    yield from kept_problems("What it replaces", " ".join(question.replaces), lengths.REPLACES)


def is_slug(text: str) -> bool:
    """Whether it is small letters and figures with hyphens between them, as in addresses."""
    return SLUG.fullmatch(text) is not None


def duplicates(what: str, values: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each value that stands there again."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield f"The {what} “{value}” is used twice."
        seen.add(value)


def _option_problems(question: QuestionSpec) -> Iterator[str]:
    yield from duplicates("option", (option.key for option in question.options))
    for option in question.options:
        subject = f"The option “{option.key}”"
        yield from _own_key(subject, option.key)
        yield from kept_problems(f"The label of “{option.key}”", option.label, lengths.LABEL)
        yield from _blocks_from_problems(subject, option.severity, option.blocks_from)


def _fact_problems(question: QuestionSpec) -> Iterator[str]:
    yield from duplicates("fact", (fact.key for fact in question.facts))
    for fact in question.facts:
        subject = f"The fact “{fact.key}”"
        yield from _own_key(subject, fact.key)
        yield from kept_problems(f"The label of “{fact.key}”", fact.label, lengths.LABEL)
        if fact.not_known is not Severity.NONE and fact.type is not FactType.YES_NO:
            yield f"{subject} has a severity for “Not known yet”, which only a question of yes or no can be answered with."
        if fact.not_known is Severity.BLOCKER:
            yield f"{subject} has the severity blocker for “Not known yet”: it can be none, a note or a concern."


def _rule_problems(question: QuestionSpec) -> Iterator[str]:
    for number, rule in enumerate(question.rules, start=1):
        subject = f"Rule {number}"
        if rule.severity is Severity.NONE:
            yield f"{subject} has the severity none: it would raise nothing."
        if rule.notify:
            yield from _member(f"{subject} tells", rule.notify, Notify, "who is not known.")
        yield from kept_problems(f"The reason of rule {number}", rule.because, lengths.BECAUSE)
        for named in filter(None, (rule.fact, rule.fact_not)):
            yield from kept_problems(f"The value for which rule {number} waits", named[1], lengths.LABEL)
        yield from _blocks_from_problems(subject, rule.severity, rule.blocks_from)


def _confirm_problems(question: QuestionSpec) -> Iterator[str]:
    if question.confirm is None:
        return
    yield from _member("It is confirmed by", question.confirm.role, Role, f"which is no role. {ROLES_THAT_CAN}")
    if question.confirm.severity is Severity.NONE:
        yield "A missing confirmation has the severity none: then nobody would see that it is missing."
    yield from _blocks_from_problems("The confirmation", question.confirm.severity, question.confirm.blocks_from)


def _blocks_from_problems(subject: str, severity: Severity, blocks_from: DecisionSought | None) -> Iterator[str]:
    """Yield a sentence unless exactly the blockers name a decision from which they block."""
    if severity is Severity.BLOCKER and blocks_from is None:
        yield f"{subject} is a blocker, but does not say from which decision it blocks."
    if blocks_from is not None and blocks_from not in STAGES:
        yield f"{subject} blocks from a decision that only a review of a partnership seeks."
    if severity is not Severity.BLOCKER and blocks_from is not None:
        yield f"{subject} says from which decision it blocks, but is no blocker."


def _own_key(subject: str, key: str) -> Iterator[str]:
    if not OWN_KEY.fullmatch(key):
        yield f"{subject} has a key that is not small letters and figures with underscores between them."
    yield from kept_problems(f"The key of {subject[0].lower()}{subject[1:]}", key, lengths.OWN_KEY)


def _member(subject: str, word: str, choices: type[TextChoices], why: str) -> Iterator[str]:
    if word not in choices.values:
        yield f"{subject} “{word}”, {why}"


def _unknown(subject: str, codes: Iterable[str], known: set[str], list_name: str) -> Iterator[str]:
    mend = f"Add it to the {list_name} of the checklist, or take it out here."
    return (f"{subject} {code}, which does not exist. {mend}" for code in codes if code not in known)
