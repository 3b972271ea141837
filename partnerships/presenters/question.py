"""The page of one question, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from checklists.selectors.compared import followers
from checklists.spec import Feed
from partnerships.domain.answers import progress_of
from partnerships.domain.permissions import Permission
from partnerships.guards import CaseAccess
from partnerships.models import Assessment, Partnership
from partnerships.presenters.assignments import assigned_in
from partnerships.presenters.blocks import Block, form_of, with_earlier
from partnerships.presenters.conversations import lines_on
from partnerships.presenters.fixes import Fix, to_fix_among
from partnerships.presenters.tasks import task_of
from partnerships.presenters.trail import Entry, entries_of
from partnerships.presenters.upgrading import shown_earlier
from partnerships.selectors.case import Case, number_carried_over, read_case
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
    }


def autosaved_context(access: CaseAccess, key: str, *, shows_progress: bool, is_known: bool) -> dict[str, Any]:
    """Return what the page shows anew of a question that was saved as it was typed; `is_known`: all that was sent is."""
    case = read_case(access.assessment)
    task = task_of(case, key)
    form = form_of(task, answer=task.answer)
    (block,) = (
        with_earlier(access, [Block(task=task, form=None)]) if task.is_carried_over else [Block(task=task, form=None)]
    )
    return {
        "assessment": access.assessment,
        "case": case,
        "can": access.can,
        "task": task,
        "section_progress": progress_of(task.section, case.state) if shows_progress else None,
        "before": block.version_before,
        "known": [form["revision"], form["was"]] if is_known else [],
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

    From a question that is to be put right, those that nobody has changed yet; otherwise the questions that are not
    completely answered.
    """
    changed = {fix.task.spec.key: fix.is_changed for fix in fixes if fix.task}
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

    From a question that is to be put right that is the next of those, and after the last the first.
    """
    keys = list(case.spec.by_key)
    left = left_besides(access, case, key, to_fix_among(case, keys))
    following = [other for other in left.keys if keys.index(other) > keys.index(key)]
    if left.is_to_put_right:
        following += left.keys
    if following:
        return question_address(access.assessment, following[0])
    return reverse("assessment-check", kwargs={"assessment_id": access.assessment.pk})


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


def section_saved(access: CaseAccess, keys: list[str], *, is_changed: bool) -> str:
    """Say that the answers were saved, and how many of those that were carried over nobody has confirmed yet."""
    said = _("Your answers have been saved.") if is_changed else _("Nothing was changed on this page.")
    left = number_carried_over(access.assessment, keys)
    if not left:
        return said
    words = ngettext(
        "%(n)s answer that was carried over is not confirmed yet.",
        "%(n)s answers that were carried over are not confirmed yet.",
        left,
    )
    return f"{said} {words % {'n': left}}"
