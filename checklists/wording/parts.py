"""The written parts of an answer: how each is called, and in which order a page asks for them and shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.series import one_of
from checklists.spec import FactType, OptionSpec, ReasonRule
from checklists.wording.facts import fact_in_words

# The names of the fields, in order; the facts of the question follow.
WRITTEN = ("finding", "reason")


@dataclass(frozen=True, slots=True)
class Part:
    """One part with its label; `is_typed`: in the words of whoever answered, which may have lines."""

    label: str
    text: str
    is_typed: bool


def finding_label() -> str:
    """Return how the finding is called."""
    return _("Finding")


def reason_label(own: str) -> str:
    """Return how the reason is called; `own` is what the question calls it, "" when it has no words of its own."""
    return _("Reason: %(label)s") % {"label": own} if own else _("Reason")


def fact_label(own: str) -> str:
    """Return how a fact is called that the question calls so."""
    return _("Fact: %(label)s") % {"label": own}


def parts_of(
    *, finding: str, reason: str, own_reason_label: str, facts: Iterable[tuple[str, FactType, str]]
) -> tuple[Part, ...]:
    """Return the parts of an answer that say something. The facts are their own labels, types and stored values."""
    written = {
        "finding": Part(finding_label(), finding, is_typed=True),
        "reason": Part(reason_label(own_reason_label), reason, is_typed=True),
    }
    said = [part for name in WRITTEN if (part := written[name]).text]
    noted = [Part(fact_label(own), fact_in_words(kind, raw), kind is FactType.TEXT) for own, kind, raw in facts]
    return (*said, *noted)


def when_optional(options: Iterable[OptionSpec]) -> str:
    """Return with which answers a written reason is not needed, in sentences; "" when each needs one, or none does."""
    options = tuple(options)
    named = {
        ReasonRule.NOT_REQUIRED: _("It is optional with the answer %(answers)s."),
        ReasonRule.EVIDENCE_OR_REASON: _("With the answer %(answers)s, evidence will do instead."),
    }
    if {option.reason for option in options} == {ReasonRule.NOT_REQUIRED}:
        return ""
    sentences = []
    for rule, sentence in named.items():
        labels = [_("“%(label)s”") % {"label": option.label} for option in options if option.reason is rule]
        if labels:
            sentences.append(sentence % {"answers": one_of(labels)})
    return " ".join(sentences)
