"""The page of one question, and the way from one to the next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from partnerships.domain.similarity import words_of
from partnerships.guards import Desk
from partnerships.models import Assessment, Partnership
from partnerships.selectors.case import Case
from partnerships.views.blocks import Block
from partnerships.views.returned import to_fix_among

# The question that asks whether another partnership could take this on.
ASKS_FOR_SIMILAR = "existing-partnerships"
MOST_SIMILAR = 5


def question_page(
    request: HttpRequest,
    desk: Desk,
    case: Case,
    block: Block,
    *,
    status: int = 200,
    is_restored: bool = False,
    is_incomplete: bool = False,
) -> HttpResponse:
    """Render one question. `is_restored`: what was typed before signing in; `is_incomplete`: saved, but lacks something."""
    key = block.task.spec.key
    context = {
        "assessment": desk.assessment,
        "case": case,
        "can": desk.can,
        "asked": block,
        "fixes": to_fix_among(case, [key]),
        "forms": [block.form] if block.form else [],
        "similar": similar_to(desk.assessment.partnership) if key == ASKS_FOR_SIMILAR else None,
        "unsaved": [block] if block.unsaved else [],
        "is_restored": is_restored,
        "is_saved": is_incomplete and block.task.answer is not None,
        "neighbours": neighbours(desk.assessment, case, key),
    }
    if block.form is not None:
        block.form.as_heading()
    return render(request, "partnerships/question.html", context, status=status)


def similar_to(partnership: Partnership) -> list[Partnership]:
    """Return other partnerships with similar words, those that share most first; never a restricted one."""
    words = words_of(f"{partnership.name} {partnership.purpose}")
    return list(Partnership.objects.with_words(words).exclude(pk=partnership.pk)[:MOST_SIMILAR])


def question_address(assessment: Assessment, key: str) -> str:
    """Return the address of one question."""
    return reverse("assessment-question", kwargs={"assessment_id": assessment.pk, "key": key})


def after(desk: Desk, case: Case, key: str) -> str:
    """Return the address of the next question that the person may answer; after the last, of the answers to check."""
    keys = list(case.spec.by_key)
    for following in keys[keys.index(key) + 1 :]:
        if desk.can_answer(case.spec.section_of[following]):
            return question_address(desk.assessment, following)
    return reverse("assessment-check", kwargs={"assessment_id": desk.assessment.pk})


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
