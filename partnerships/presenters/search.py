"""What the page of the search shows of each passage: the place, and the words marked in what stands there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.folding import INSIDE_WORDS, begins_words, words_to_find, words_typed
from checklists.models import Question
from checklists.spec import FactType
from checklists.wording import fact_in_words, fact_label, finding_label, reason_label
from partnerships.domain.workflow import State
from partnerships.models import Answer, Implication, Partnership, Passage
from partnerships.models.search import PassageKind
from partnerships.selectors.lists import Row, state_in_words
from partnerships.selectors.rounds import partners_before, rewind

if TYPE_CHECKING:
    from partnerships.selectors.published import PublishedQuestion
    from partnerships.selectors.search import FoundPassage

# How much of a text is quoted, and how much of that stands before the first word that is marked.
QUOTED, BEFORE = 240, 80
# More questions than that have a word that says little.
MOST_QUESTIONS = 5
CHUNK = re.compile(r"\S+")
# What was said of an answer, or of the case, in its review.
IN_REVIEW = {
    PassageKind.TREATMENT: gettext_lazy("How the flag was treated"),
    PassageKind.RAISED: gettext_lazy("Flag raised by a manager"),
    PassageKind.OPINION: gettext_lazy("Second opinion"),
    PassageKind.CONFIRMATION: gettext_lazy("Confirmation"),
    PassageKind.RETURN: gettext_lazy("Why the case was returned"),
    PassageKind.REPLY: gettext_lazy("Reply to the return"),
    PassageKind.REFERRAL: gettext_lazy("Referral"),
    PassageKind.CONVERSATION: gettext_lazy("Conversation"),
}
# What stands in the history of the case.
IN_HISTORY = (PassageKind.RETURN, PassageKind.REPLY, PassageKind.REFERRAL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quote: a word that was searched for, or what stands between."""

    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """What stands in the place, under its label."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Found:
    """One passage: where it stands, what its page is, and the quotes with the words marked."""

    place: str
    address: str
    partnership: Partnership
    round: int
    state: str
    is_over: bool
    is_exempt: bool
    quotes: list[Quote]


def questions_asked(published: Mapping[str, PublishedQuestion], text: str) -> list[tuple[str, str]]:
    """Return the questions whose code and title have each of the words, by name and label, `MOST_QUESTIONS` at most."""
    words = words_typed(text)
    asked = [(name, one.label) for name, one in published.items() if all(has_word([word], one.label) for word in words)]
    return asked[:MOST_QUESTIONS] if words else []


def found_in(rows: Sequence[Row[Passage]], text: str, then: Mapping[int, dict[str, Any]]) -> list[Found]:
    """Return what is shown of each row. `then` are the details that earlier rounds had (`selectors.search.details_then`)."""
    is_sought = partial(has_word, words_typed(text))
    return [_found(row.record, is_sought, then) for row in rows]


def _found(passage: Passage, is_sought: Callable[[str], bool], then: Mapping[int, dict[str, Any]]) -> Found:
    case, texts = passage.assessment, _texts(passage, then)
    quoted = {label: pieces for label, text in texts if (pieces := quoted_from(text, is_sought))}
    place, address = _place(passage)
    return Found(
        place=place,
        address=address,
        partnership=passage.partnership,
        round=passage.round,
        state=state_in_words(case) if case else _("On the register"),
        is_over=case is not None and case.state == State.WITHDRAWN,
        is_exempt=_is_exempt(cast("FoundPassage", passage), quoted),
        quotes=[Quote(label, pieces) for label, pieces in quoted.items()],
    )


def _is_exempt(passage: FoundPassage, quoted: Collection[str]) -> bool:
    """Whether something of what is quoted, by its labels, is exempt. The details have a mark for each of their parts."""
    if passage.kind == PassageKind.PURPOSE:
        is_cost, is_exit = (_("Source of funding") in quoted, _("Exit arrangements") in quoted)
        return (passage.is_exempt and is_cost) or (passage.is_exit_exempt and is_exit)
    decision, condition = passage.decision, passage.condition
    if condition is not None and condition.question_id is None:
        # What the decision added has the mark of its own texts.
        decision = condition.decision
    return passage.is_exempt or bool(decision is not None and decision.has_exempt_text)


def _place(passage: Passage) -> tuple[str, str]:
    """Return what the place is called, and the address of its page."""
    reference = passage.partnership.reference
    if passage.answer is not None:
        question = passage.answer.question
        page = reverse("assessment-question", args=[passage.assessment_id, question.key])
        named = _titled(question)
        if passage.assessment is not None and passage.assessment.version_id != question.version_id:
            words = {"question": named, "number": question.version_id.rpartition("/")[2]}
            named = _("%(question)s, in version %(number)s") % words
        return named, page
    if passage.implication is not None:
        area = passage.implication.area
        page = f"{reverse('implications', args=[passage.assessment_id])}#{area.slug}"
        return _("Comment for the board: %(area)s") % {"area": area.name}, page
    if passage.decision is not None:
        return _("Decision"), reverse("issue", args=[reference, passage.decision.issue.number])
    if passage.condition is not None:
        number = passage.condition.number
        return _("Condition %(number)s") % {"number": number}, reverse("condition", args=[reference, number])
    if passage.kind in IN_REVIEW:
        return _place_in_review(passage)
    name = "register-entry" if passage.assessment_id is None else "partnership"
    is_names = passage.kind == PassageKind.NAMES
    return _("Name and partners") if is_names else _("Purpose"), reverse(name, args=[reference])


def _place_in_review(passage: Passage) -> tuple[str, str]:
    """Return what the place of something that was said about a case is called, and its address."""
    kind, question = PassageKind(passage.kind), _question_of(passage)
    is_objection = passage.confirmation is not None and passage.confirmation.is_objection
    said = _("Why it cannot be confirmed") if is_objection else IN_REVIEW[kind]
    place = f"{_titled(question)}: {said}" if question else str(said)
    if passage.entry is not None:
        number = passage.entry.conversation.number
        return place, reverse("conversation", args=[passage.assessment_id, number])
    if kind in IN_HISTORY:
        return place, f"{reverse('partnership', args=[passage.partnership.reference])}#history"
    fragment = f"#{question.key}" if question else ""
    return place, f"{reverse('assessment-review', args=[passage.assessment_id])}{fragment}"


def _question_of(passage: Passage) -> Question | None:
    """Return the question about which something was said in review, None for the case as a whole."""
    row = passage.treatment or passage.raised or passage.confirmation or passage.return_reason
    row = row or (passage.opinion and passage.opinion.answer)
    row = row or (passage.reply and passage.reply.reason) or (passage.entry and passage.entry.conversation)
    question: Question | None = row.question if row else None
    return question


def _titled(question: Question) -> str:
    return f"{question.code} {question.title}"


def _texts(passage: Passage, then: Mapping[int, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield labels with the texts of the passage."""
    if passage.answer is not None:
        yield from _texts_of_answer(passage.answer)
    elif passage.implication is not None:
        yield _comment(passage.implication)
    elif passage.kind in (PassageKind.NAMES, PassageKind.PURPOSE):
        yield from _details(passage, then.get(passage.assessment_id or 0, {}))
    else:
        yield from _said(passage)


def _details(passage: Passage, found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the texts that the partnership had in the round; `found` are the details that later rounds changed."""
    own = rewind(passage.partnership, found)
    if passage.kind == PassageKind.NAMES:
        yield _("Name"), own.name
        yield _("Partners"), ", ".join(partners_before(own, found))
    else:
        yield _("Purpose"), own.purpose
        yield _("The council's role"), own.council_role
        yield _("Source of funding"), own.funding_source
        yield _("Wards or areas affected"), own.wards
        yield _("Key decision reference"), own.key_decision_reference
        yield _("Contact for the public"), own.contact_name
        yield _("Exit arrangements"), own.exit_arrangements


def _said(passage: Passage) -> Iterator[tuple[str, str]]:
    """Yield what was said in review or about a question, or decided."""
    if row := passage.treatment:
        yield row.get_kind_display(), row.text
        yield _("Owner"), row.owner
    elif opinion := passage.opinion:
        yield _("Second opinion"), opinion.option.label
        yield _("Reason"), opinion.reason
    elif said := passage.raised or passage.return_reason:
        yield _("Reason"), said.reason
    elif written := passage.reply or passage.entry:
        yield _("What was written"), written.text
    elif referral := passage.referral:
        yield _("Why it is asked for"), referral.request
        yield _("Reason"), referral.reason
    elif confirmation := passage.confirmation:
        yield _("Reason") if confirmation.is_objection else _("Note"), confirmation.note
    elif decision := passage.decision:
        yield _("Meeting or decision-maker"), decision.meeting
        yield _("Minute reference"), decision.minute
        yield _("Reasons"), decision.reasons
        yield _("Alternatives considered and rejected"), decision.alternatives_rejected
    elif condition := passage.condition:
        yield _("Condition"), condition.text
        yield _("Owner"), condition.owner
        yield _("What was done"), condition.completion_note


def _texts_of_answer(answer: Answer) -> Iterator[tuple[str, str]]:
    yield _("Answer"), answer.option.label if answer.option else ""
    yield finding_label(), answer.finding
    yield reason_label(answer.question.reason_label), answer.reason
    spec = answer.question.version.readable_spec()
    for fact in spec.by_key[answer.question.key].facts if spec else ():
        if value := answer.facts.get(fact.key):
            yield fact_label(fact.label), _in_words(FactType(fact.type), value)


def _in_words(kind: FactType, value: str) -> str:
    try:
        return fact_in_words(kind, value)
    except ValueError:
        return value


def _comment(row: Implication) -> tuple[str, str]:
    return _("Comment by %(author)s") % {"author": row.author}, row.text


def quoted_from(text: str, is_sought: Callable[[str], bool]) -> list[Piece]:
    """Return the text around the first of the words, in pieces; empty when none of them stands there."""
    line = " ".join(text.split())
    spans = list(_spans(line, is_sought))
    if not spans:
        return []
    start = line.rfind(" ", 0, max(spans[0][0] - BEFORE, 0) + 1) + 1 if spans[0][0] > BEFORE else 0
    end = len(line) if len(line) <= start + QUOTED else line.rfind(" ", start, start + QUOTED)
    end = max(end, spans[0][1])
    pieces, at = [Piece("… ", is_found=False)] if start else [], start
    for first, last in spans:
        if last <= end:
            pieces += [Piece(line[at:first], is_found=False), Piece(line[first:last], is_found=True)]
            at = last
    return [
        piece
        for piece in [*pieces, Piece(line[at:end] + (" …" if end < len(line) else ""), is_found=False)]
        if piece.text
    ]


def _spans(line: str, is_sought: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield the places of the words: of a chunk without a space, the letters that are found, without the signs around them."""
    for chunk in CHUNK.finditer(line):
        if not is_sought(chunk[0]):
            continue
        found, at = [], chunk.start()
        for is_word, group in groupby(chunk[0], _is_in_words):
            part = "".join(group)
            if is_word and is_sought(part):
                found.append((at, at + len(part)))
            at += len(part)
        yield from found or [chunk.span()]


def has_word(words: Sequence[str], text: str) -> bool:
    """Whether one of the words finds the text."""
    there = words_to_find(text).split()
    return any(one.startswith(word) if begins_words(word) else one == word for word in words for one in there)


def _is_in_words(char: str) -> bool:
    return char.isalnum() or char in INSIDE_WORDS or unicodedata.category(char)[0] == "M"
