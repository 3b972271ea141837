"""A draft of a checklist as officers will see it: a case that nobody has started, of rows that are never saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from checklists.models import Option, Question, Version
from checklists.spec import PLANNED_START, ChecklistSpec, DecisionSought, QuestionSpec
from partnerships.domain.answers import AnswerState, CaseState, progress_of
from partnerships.domain.flags import flags_of
from partnerships.domain.readiness import outcome_of
from partnerships.domain.workflow import State
from partnerships.forms.answering import AnswerForm
from partnerships.models import Answer, Assessment, Partnership
from partnerships.presenters.blocks import Block, form_of
from partnerships.presenters.tasks import Task, contents_of, task_of, tasks_of
from partnerships.selectors.case import Case


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A question of the task list, with the address of its preview."""

    task: Task
    address: str


def preview_tasks(version: Version, spec: ChecklistSpec) -> dict[str, Any]:
    """Return what the task list shows: the questions by section as a new case has them, and above many sections a list of these."""
    case = _case(version, spec, {})
    sections = [
        (section, [PreviewLine(task, address_of(version, task.spec)) for task in tasks_of(case, section)])
        for section in spec.sections
    ]
    return {"sections": sections, "contents": contents_of(case, spec.sections)}


def preview_context(version: Version, spec: ChecklistSpec, key: str, data: QueryDict | None) -> dict[str, Any]:
    """Return what the page of a question shows; with data that was sent, once that is saved, which it is not."""
    typed = form_of(task_of(_case(version, spec, {}), key), data) if data is not None else None
    answer = _answer(typed) if typed and typed.is_valid() else None
    case = _case(version, spec, {key: answer} if answer else {})
    task = task_of(case, key)
    form = typed if typed is not None and answer is None else form_of(task, answer=answer)
    form.as_heading()
    return {
        "assessment": case.assessment,
        "can": {"confirm_as": ()},
        "asked": Block(task=task, form=form),
        "forms": [form],
        "section_progress": progress_of(task.section, case.state),
        "is_tried": answer is not None,
        "neighbours": _neighbours(version, spec, key),
    }


def address_of(version: Version, question: QuestionSpec) -> str:
    """Return the address of the preview of a question."""
    return reverse("preview-question", args=[version.checklist_id, version.number, question.key])


def _answer(form: AnswerForm) -> Answer:
    """Return the answer that the valid form holds, as a row that is never saved."""
    draft = form.draft()
    chosen = form.spec.option(draft.option) if draft.option else None
    row = Answer(reason=draft.reason, finding=draft.finding, facts=draft.facts, revision=0)
    row.option = Option(key=chosen.key, label=chosen.label) if chosen else None
    row.question = Question(key=form.spec.key, code=form.spec.code)
    return row


def _case(version: Version, spec: ChecklistSpec, answers: Mapping[str, Answer]) -> Case:
    """Return a case with these answers, which seeks a decision to enter and of which nothing else is known."""
    partnership = Partnership(number=0, name=_("A partnership"))
    assessment = Assessment(pk=0, partnership=partnership, version=version, state=State.DRAFT)
    state = CaseState(
        decision=DecisionSought.ENTER,
        significance=None,
        answers={
            key: AnswerState(row.option.key if row.option else None, row.reason, row.finding, facts=row.facts)
            for key, row in answers.items()
        },
    )
    spec = _without_broken_rules(spec)
    flags = flags_of(spec, state)
    return Case(
        assessment=assessment,
        spec=spec,
        answers=dict(answers),
        evidence={},
        treatments={},
        confirmations={},
        raised={},
        objections={},
        endorsement=None,
        pending={},
        state=state,
        flags={flag.question_key: flag for flag in flags},
        progress=progress_of(spec, state),
        outcome=outcome_of(flags),
    )


def _without_broken_rules(spec: ChecklistSpec) -> ChecklistSpec:
    """Return the version without rules that compare what is no date: a draft may have them, and they cannot be tried."""
    dates = {
        f"{question.key}.{fact.key}" for question in spec.questions for fact in question.facts if fact.type == "date"
    }
    dates.add(PLANNED_START)
    sections = [
        replace(
            section,
            questions=tuple(
                replace(each, rules=tuple(rule for rule in each.rules if set(rule.date_after or ()) <= dates))
                for each in section.questions
            ),
        )
        for section in spec.sections
    ]
    return replace(spec, sections=tuple(sections))


def _neighbours(version: Version, spec: ChecklistSpec, key: str) -> dict[str, object]:
    """Return the links to the questions before and after, as the pagination component takes them."""
    keys = list(spec.by_key)
    links: dict[str, object] = {}
    for name, place in (("previous", keys.index(key) - 1), ("next", keys.index(key) + 1)):
        if 0 <= place < len(keys):
            other = spec.by_key[keys[place]]
            links[name] = {"href": address_of(version, other), "labelText": f"{other.code} {other.title}"}
    return links
