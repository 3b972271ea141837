"""The page of one question, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from checklists.selectors.compared import followers
from checklists.spec import Feed, QuestionSpec
from partnerships.domain.answers import progress_of
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import EDITABLE, State
from partnerships.guards import CaseAccess
from partnerships.models import Assessment, Partnership
from partnerships.presenters.assignments import assigned_in
from partnerships.presenters.blocks import Block, with_earlier
from partnerships.presenters.conversations import lines_on
from partnerships.presenters.fixes import Fix, to_fix_among
from partnerships.presenters.overview import can_take_back
from partnerships.presenters.trail import Entry, entries_of
from partnerships.presenters.upgrading import shown_earlier
from partnerships.selectors.case import Case, number_carried_over
from partnerships.selectors.evidence import removed_from
from partnerships.selectors.existing import seen_among
from partnerships.selectors.similar import similar_to
from partnerships.selectors.trail import events_of_answer
from partnerships.selectors.upgrading import earlier_answers, left_evidence, question_asked_before

# With fewer, the page of a section is read from top to bottom.
MANY_QUESTIONS = 9

# How many events of an answer are read for its page, and how many lines of its history the page shows.
MOST_EVENTS, MOST_ENTRIES = 60, 15


def question_context(access: CaseAccess, case: Case, block: Block) -> dict[str, Any]:
    """Return what the page of one question shows of it, of what is asked to be put right and of its neighbours."""
    (block,) = with_earlier(access, [block])
    key, feeds = block.task.spec.key, block.task.spec.feeds
    fixes = to_fix_among(case, case.spec.by_key)
    if block.form is not None:
        block.form.as_heading()
    return {
        "assessment": access.assessment,
        "case": case,
        "can": access.can,
        "asked": block,
        "fixes": [fix for fix in fixes if fix.task and fix.task.spec.key == key],
        "forms": [block.form] if block.form else [],
        "removed": removed_from(access.assessment, key) if access.can[Permission.AUDIT] else [],
        "similar": _similar(access) if Feed.SIMILAR in feeds else None,
        "unsaved": [block] if block.unsaved else [],
        "neighbours": neighbours(access, case, key, fixes),
        "section": block.task.section,
        "section_progress": progress_of(block.task.section, case.state),
        "trail": trail_of_answer(access, key),
        "assigned": assigned_in(access.assessment).get(key),
        "conversations": lines_on(access, key),
        **_locked(access),
    }


def section_context(access: CaseAccess, case: Case, blocks: list[Block]) -> dict[str, Any]:
    """Return what the page of a whole section shows."""
    blocks = with_earlier(access, blocks)
    asks_for_similar = any(Feed.SIMILAR in block.task.spec.feeds for block in blocks)
    return {
        "assessment": access.assessment,
        "case": case,
        "can": access.can,
        "section": blocks[0].task.section,
        "blocks": blocks,
        "is_long": len(blocks) >= MANY_QUESTIONS,
        "fixes": to_fix_among(case, [block.task.spec.key for block in blocks]),
        "forms": [block.form for block in blocks if block.form],
        "can_answer": access.can_answer(blocks[0].task.section),
        "is_section": True,
        "has_folded": any(block.is_folded for block in blocks),
        "similar": _similar(access) if asks_for_similar else None,
        "section_progress": progress_of(blocks[0].task.section, case.state),
        "unsaved": [block for block in blocks if block.unsaved],
        **_locked(access),
    }


def unasked_context(access: CaseAccess, case: Case, key: str) -> dict[str, Any] | None:
    """Return what the page of a question shows that the case asked before and asks no more; None when it never did."""
    question = question_asked_before(access.assessment, key)
    if question is None:
        return None
    answered = [each for each in shown_earlier(earlier_answers(access.assessment)) if each.earlier.spec.key == key]
    left = [item for item in left_evidence(access.assessment) if item.question.key == key]
    return {
        "assessment": access.assessment,
        "can": access.can,
        "question": question,
        # An answer names what was attached to it.
        "evidence": [] if answered else left,
        "earlier": list({each.earlier.answer.pk: each for each in answered}.values()),
        "followers": [case.spec.by_key[following] for following in followers(question, access.assessment.version)],
        "conversations": lines_on(access, key),
        "trail": trail_of_answer(access, key),
    }


def _locked(access: CaseAccess) -> dict[str, bool]:
    """Return whether nobody can change answers as the case stands, and whether the person can take its submission back."""
    return {"is_locked": access.assessment.state not in EDITABLE, "can_take_back": can_take_back(access)}


@dataclass(frozen=True, slots=True)
class Similar:
    """A partnership about the same subject; `is_readable`: the person may open its page."""

    partnership: Partnership
    is_readable: bool


def _similar(access: CaseAccess) -> list[Similar]:
    found = similar_to(access.assessment.partnership)
    seen = seen_among([row.pk for row in found], access.user, access.grants) if found else set()
    return [Similar(row, is_readable=row.pk in seen) for row in found]


@dataclass(frozen=True, slots=True)
class AnswerTrail:
    """What was done to an answer, newest first; `has_more`: the history of the partnership holds what came before."""

    entries: list[Entry]
    has_more: bool


def trail_of_answer(access: CaseAccess, key: str) -> AnswerTrail:
    """Return what was done to the answer of that question, in this round and the rounds before it. One query."""
    has_conversations = access.can[Permission.READ_CONVERSATIONS]
    found = events_of_answer(access.assessment, key, has_conversations=has_conversations, most=MOST_EVENTS + 1)
    entries = entries_of(found[:MOST_EVENTS])
    return AnswerTrail(entries[:MOST_ENTRIES], has_more=len(found) > MOST_EVENTS or len(entries) > MOST_ENTRIES)


def question_address(assessment: Assessment, key: str) -> str:
    """Return the address of one question."""
    return reverse("assessment-question", kwargs={"assessment_id": assessment.pk, "key": key})


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to do besides one question, in order: what a returned case asks to put right, or what is unanswered.

    `includes_it`: whether the question itself is one of those, so that the person is on the way through them.
    """

    keys: list[str]
    includes_it: bool
    is_to_put_right: bool


def left_besides(access: CaseAccess, case: Case, key: str, fixes: Iterable[Fix]) -> Left:
    """Return what is left of what the person may answer; `fixes` are all that the case asks to put right.

    From a question that is to be put right, those that nobody has changed yet, or that somebody cannot confirm; otherwise the questions that are not
    completely answered.
    """
    changed = {fix.task.spec.key: fix.is_changed for fix in fixes if fix.task}
    if case.assessment.state == State.RETURNED:
        changed |= dict.fromkeys(case.objections, False)
    unanswered = [other for other, flag in case.flags.items() if flag.is_unanswered]
    left = [other for other, is_changed in changed.items() if not is_changed] if key in changed else unanswered
    answerable = [other for other in left if access.can_answer(case.spec.section_of[other])]
    return Left(
        keys=[other for other in answerable if other != key],
        includes_it=key in answerable or key in changed,
        is_to_put_right=key in changed,
    )


def after(access: CaseAccess, case: Case, key: str) -> str:
    """Return the address of what is left to do once this question is saved; of the answers to check, when nothing is.

    From a question that is assigned to the person, that is the next of theirs, then the list of those. From one that is to
    be put right it is the next of those, and after the last the first.
    """
    if own := _after_own(access, case, key):
        return own
    keys = list(case.spec.by_key)
    left = left_besides(access, case, key, to_fix_among(case, keys))
    following = [other for other in left.keys if keys.index(other) > keys.index(key)]
    if left.is_to_put_right:
        following += left.keys
    if following:
        return question_address(access.assessment, following[0])
    return reverse("assessment-check", kwargs={"assessment_id": access.assessment.pk})


def _after_own(access: CaseAccess, case: Case, key: str) -> str:
    """Return where somebody goes on from a question that is assigned to them; "" from any other."""
    assigned = assigned_in(access.assessment)
    own = {other for other, each in assigned.items() if each.assignment.assigned_to_id == access.user.pk}
    if key not in own:
        return ""
    order = list(case.spec.by_key)
    left = [other for other in order if other in own and other != key and assigned[other].is_to_do]
    following = [other for other in left if order.index(other) > order.index(key)] + left
    if following:
        return question_address(access.assessment, following[0])
    return reverse("assessment", args=[access.assessment.pk]) + "?mine"


def neighbours(access: CaseAccess, case: Case, key: str, fixes: Iterable[Fix]) -> dict[str, object]:
    """Return the links to the questions before and after, as the pagination component takes them.

    On the way through what is left to do they lead to what is left; otherwise to every question.
    """
    left = left_besides(access, case, key, fixes)
    is_on_the_way = left.includes_it and bool(left.keys)
    keys = [other for other in case.spec.by_key if other == key or not is_on_the_way or other in left.keys]
    place = keys.index(key)
    texts = _texts(left) if is_on_the_way else {}
    links: dict[str, object] = {}
    for name, other in (("previous", place - 1), ("next", place + 1)):
        if 0 <= other < len(keys):
            spec = case.spec.by_key[keys[other]]
            links[name] = {
                "href": question_address(access.assessment, spec.key),
                "labelText": f"{spec.code} {spec.title}",
            } | ({"text": texts[name]} if texts else {})
    return links


def _texts(left: Left) -> dict[str, str]:
    if left.is_to_put_right:
        return {"previous": _("Previous to put right"), "next": _("Next to put right")}
    return {"previous": _("Previous to answer"), "next": _("Next to answer")}


def section_saved(
    access: CaseAccess, keys: list[str], incomplete: Collection[QuestionSpec], *, is_changed: bool
) -> str:
    """Say that the answers were saved, which are not complete, and how many that were carried over nobody has confirmed."""
    said: str = _("Your answers have been saved.") if is_changed else _("Nothing was changed on this page.")
    if incomplete:
        said = format_html("{} {} {}.", said, _("Not complete yet:"), _links(access.assessment, incomplete))
    left = number_carried_over(access.assessment, keys)
    if not left:
        return said
    words = ngettext(
        "%(n)s answer that was carried over is not confirmed yet.",
        "%(n)s answers that were carried over are not confirmed yet.",
        left,
    )
    return format_html("{} {}", said, words % {"n": left})


def _links(assessment: Assessment, specs: Iterable[QuestionSpec]) -> str:
    link = '<a class="govuk-notification-banner__link" href="{}">{}</a>'
    return format_html_join(", ", link, ((question_address(assessment, spec.key), spec.code) for spec in specs))
