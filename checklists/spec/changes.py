"""How one question differs from the one before it: kept, to be confirmed again, or to be answered anew."""

from __future__ import annotations

import re
from dataclasses import replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from checklists.spec.questions import QuestionSpec
from checklists.spec.words import Severity


class Change(TextChoices):
    """What became of a question from one version to another."""

    UNCHANGED = "unchanged", _("Unchanged")
    EDITORIAL = "editorial", _("Reworded, same meaning")
    MEANING = "meaning", _("Meaning changed")
    OPTIONS = "options", _("Other answers to choose from")
    SPLIT = "split", _("Split from another question")
    MERGED = "merged", _("Joined from several questions")
    REPLACED = "replaced", _("In the place of another question")
    ADDED = "added", _("New")
    REMOVED = "removed", _("No longer asked")


# What an editor can decide of a question whose words are others.
DECIDED = (Change.EDITORIAL, Change.MEANING)
# From what leaves an answer alone to what leaves nothing of it.
GRAVITY = (Change.UNCHANGED, Change.EDITORIAL, Change.MEANING, Change.OPTIONS)
YES_NO = {"yes", "no"}
# Marks that can go or come without changing what a sentence says.
_TOKENS = re.compile(r"\w+|[^\w\s.,;:!?'\"‘’‚“”„()\[\]/–—…-]")


def proposed_change(old: QuestionSpec, new: QuestionSpec) -> Change:
    """Return how a question that stays differs from the one before: UNCHANGED, EDITORIAL, MEANING or OPTIONS.

    OPTIONS is certain: other answers can be chosen, or one of them is favourable that was not, or the reverse. Between
    EDITORIAL and MEANING it is a proposal, on which an editor decides. It proposes MEANING in every case of doubt: what is
    confirmed once too often does less harm than an answer to what nobody asked.
    """
    if _shown(old) == _shown(new):
        return Change.UNCHANGED
    if _polarity(old) != _polarity(new) or _is_turned(old, new):
        return Change.OPTIONS
    return Change.EDITORIAL if _asked(old) == _asked(new) and _has_facts_of(old, new) else Change.MEANING


def change_of(old: QuestionSpec, new: QuestionSpec) -> Change:
    """Return how a question that stays differs from that of the version before: as its editor decided, or as proposed."""
    proposed = proposed_change(old, new)
    return Change(new.change) if new.change and proposed in DECIDED else proposed


def decided(word: object) -> str:
    """Return the `change` of a question, as stored; ValueError when it is none that an editor can decide, nor ""."""
    if word not in ("", *(change.value for change in DECIDED)):
        raise ValueError(f"“change” must be {' or '.join(DECIDED)}, not {word!r}")
    return str(word)


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: without case, spaces and the marks between words."""
    return tuple(_TOKENS.findall(text.casefold()))


def _shown(question: QuestionSpec) -> QuestionSpec:
    """Return the question without what says nothing of its content: its number, and what it says of the version before."""
    return replace(question, code="", change="", replaces=())


def _polarity(question: QuestionSpec) -> dict[str, Severity]:
    """Return how each option counts. A blocker is a concern where it does not block, so that both are of one kind."""
    return {
        option.key: Severity.CONCERN if option.severity is Severity.BLOCKER else option.severity
        for option in question.options
    }


def _is_turned(old: QuestionSpec, new: QuestionSpec) -> bool:
    """Whether an option has the label that another one had, or says No where it said Yes."""
    was = {option.key: words(option.label) for option in old.options}
    labels = {option.key: words(option.label) for option in new.options}
    return any(
        label != was[key] and (label in was.values() or {*label[:1], *was[key][:1]} == YES_NO)
        for key, label in labels.items()
    )


def _asked(question: QuestionSpec) -> tuple[object, ...]:
    """Return what is asked, and what follows from each answer: what helps to answer is left out."""
    options = {option.key: (words(option.label), option.severity, option.blocks_from) for option in question.options}
    return words(question.text), words(question.reason_label), options, question.rules, question.confirm


def _has_facts_of(old: QuestionSpec, new: QuestionSpec) -> bool:
    """Whether every fact is still asked. A fact that is asked besides leaves what was answered as it is."""
    asked = {fact.key: (fact.type, words(fact.label), fact.not_known) for fact in new.facts}
    return all(asked.get(fact.key) == (fact.type, words(fact.label), fact.not_known) for fact in old.facts)
