"""The page of one question, and the way from one to the next."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from checklists.spec import Feed
from partnerships.domain.permissions import Permission
from partnerships.guards import CaseAccess
from partnerships.models import Assessment
from partnerships.presenters.assignments import assigned_in
from partnerships.presenters.blocks import Block
from partnerships.presenters.conversations import lines_on
from partnerships.presenters.fixes import to_fix_among
from partnerships.selectors.case import Case
from partnerships.selectors.evidence import removed_from
from partnerships.selectors.similar import similar_to


def question_context(access: CaseAccess, case: Case, block: Block) -> dict[str, Any]:
    """Return what the page of one question shows of it, of what is asked to be put right and of its neighbours."""
    key, feeds = block.task.spec.key, block.task.spec.feeds
    if block.form is not None:
        block.form.as_heading()
    return {
        "assessment": access.assessment,
        "case": case,
        "can": access.can,
        "asked": block,
        "fixes": to_fix_among(case, [key]),
        "forms": [block.form] if block.form else [],
        "removed": removed_from(access.assessment, key) if access.can[Permission.AUDIT] else [],
        "similar": similar_to(access.assessment.partnership) if Feed.SIMILAR in feeds else None,
        "unsaved": [block] if block.unsaved else [],
        "neighbours": neighbours(access.assessment, case, key),
        "assigned": assigned_in(access.assessment).get(key),
        "conversations": lines_on(access, key),
    }


def section_context(access: CaseAccess, case: Case, blocks: list[Block]) -> dict[str, Any]:
    """Return what the page of a whole section shows."""
    asks_for_similar = any(Feed.SIMILAR in block.task.spec.feeds for block in blocks)
    return {
        "assessment": access.assessment,
        "case": case,
        "can": access.can,
        "section": blocks[0].task.section,
        "blocks": blocks,
        "fixes": to_fix_among(case, [block.task.spec.key for block in blocks]),
        "forms": [block.form for block in blocks if block.form],
        "can_answer": access.can_answer(blocks[0].task.section),
        "similar": similar_to(access.assessment.partnership) if asks_for_similar else None,
        "unsaved": [block for block in blocks if block.unsaved],
    }


def question_address(assessment: Assessment, key: str) -> str:
    """Return the address of one question."""
    return reverse("assessment-question", kwargs={"assessment_id": assessment.pk, "key": key})


def after(access: CaseAccess, case: Case, key: str) -> str:
    """Return the address of what is left to do once this question is saved; of the answers to check, when nothing is.

    From a question that a returned case asks to put right: of another of those that nobody has changed yet. Otherwise:
    of the next that is not completely answered, among those that the person may answer.
    """
    keys = list(case.spec.by_key)
    place = keys.index(key)
    changed = {fix.task.spec.key: fix.is_changed for fix in to_fix_among(case, keys) if fix.task}
    if key in changed:
        left = [other for other in keys[place + 1 :] + keys[:place] if not changed.get(other, True)]
    else:
        left = [other for other in keys[place + 1 :] if other in case.flags and case.flags[other].is_unanswered]
    for other in left:
        if access.can_answer(case.spec.section_of[other]):
            return question_address(access.assessment, other)
    return reverse("assessment-check", kwargs={"assessment_id": access.assessment.pk})


def neighbours(assessment: Assessment, case: Case, key: str) -> dict[str, object]:
    """Return the links to the questions before and after, as the pagination component takes them."""
    specs = list(case.spec.questions)
    place = [spec.key for spec in specs].index(key)
    links: dict[str, object] = {}
    for name, other in (("previous", place - 1), ("next", place + 1)):
        if 0 <= other < len(specs):
            spec = specs[other]
            links[name] = {"href": question_address(assessment, spec.key), "labelText": f"{spec.code} {spec.title}"}
    return links
