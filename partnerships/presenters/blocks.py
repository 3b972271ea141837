"""One question on a page, to answer or to read: alone, among its section, or beside what somebody else saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import QueryDict

from partnerships.actions.answering import OTHER_QUESTION
from partnerships.forms.answering import OWN, AnswerForm
from partnerships.guards import CaseAccess
from partnerships.models import Answer
from partnerships.presenters.tasks import Task, Words, words_of
from partnerships.presenters.upgrading import EarlierShown, shown_beside


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of one answer: `mine` as typed and not saved, `theirs` as saved. `typed` carries mine on the page."""

    current: Answer
    mine: Words
    theirs: Words
    typed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A question with its form, None for those who may only read it; `unsaved` is what they typed all the same.

    `is_confirmed`: they ticked on the page of a section that an answer stands that was carried over. `earlier` are the
    answers to what an earlier version asked in place of the question.
    """

    task: Task
    form: AnswerForm | None
    conflict: Conflict | None = None
    unsaved: Words | None = None
    is_confirmed: bool = False
    earlier: tuple[EarlierShown, ...] = ()

    @property
    def version_before(self) -> str:
        """The version whose question was answered, while nobody has confirmed the answer since; "" for that of the case.

        A case that went on twice has answers to several: the last of them is what stands.
        """
        versions = [each.earlier.version for each in self.earlier if each.is_of_same_answers]
        return versions[-1] if versions and self.task.is_carried_over else ""

    @property
    def place(self) -> str:
        """The id of the question on the page, to which an address may lead."""
        return f"block-{self.task.spec.key}"

    @property
    def is_folded(self) -> bool:
        """Whether a page with several questions folds the form: the answer only has to be confirmed."""
        is_open = self.form is None or self.form.is_bound or self.conflict is not None
        return self.task.is_to_confirm and not is_open


def block_of(access: CaseAccess, task: Task, typed: QueryDict | None = None) -> Block:
    """Return the question as its answer stands or, with `typed`, as the person left it unsaved."""
    if not access.can_answer(task.section):
        return Block(task=task, form=None)
    form = form_of(task, answer=task.answer)
    if typed and form.has_fields_in(typed):
        form = form_of(task, typed, answer=task.answer)
    return Block(task=task, form=form, is_confirmed=typed is not None and confirms(typed, task.spec.key))


def other_question_block(task: Task, form: AnswerForm) -> Block:
    """Return the question as it is asked now, with what was written to it as it was before; what was chosen is chosen anew."""
    data = form.form_data.copy()
    data[form.add_prefix("asked")] = str(form.initial["asked"])
    data.pop(form.add_prefix("option"), None)
    again = form_of(task, data, answer=task.answer)
    again.is_valid()
    again.add_error("option", OTHER_QUESTION)
    return Block(task=task, form=again)


def as_asked_now(access: CaseAccess, task: Task, form: AnswerForm | None) -> Block:
    """Return a question of a section that was sent before the case went on to another version, with what was typed in it."""
    if form is None or (form.is_valid() and form.is_untouched):
        return block_of(access, task)
    return other_question_block(task, form) if form.is_of_other_question else Block(task=task, form=form)


def typed_block(data: QueryDict, task: Task, form: AnswerForm) -> Block:
    """Return the question of a section's page as it was sent, with the form that holds what is wrong in it."""
    return Block(task=task, form=form, is_confirmed=confirms(data, task.spec.key))


def confirms(data: QueryDict, key: str) -> bool:
    """Whether the box of that question on the page of its section was ticked: the answer stands as it was carried over."""
    return f"{key}-confirms" in data


def form_of(task: Task, data: QueryDict | None = None, *, answer: Answer | None = None) -> AnswerForm:
    """Return the form of a question, with what was sent or with an answer."""
    return AnswerForm(data, spec=task.spec, section=task.section, facts_read=task.facts_read, answer=answer)


def with_earlier(access: CaseAccess, blocks: Iterable[Block]) -> list[Block]:
    """Return the questions with the answers to what an earlier version asked in their place."""
    beside = shown_beside(access.assessment)
    return [replace(block, earlier=tuple(beside.get(block.task.spec.key, ()))) for block in blocks]


def bound_form(data: QueryDict, task: Task) -> AnswerForm | None:
    """Return the form with what was sent; None when the person chose to keep what somebody else had saved."""
    key = task.spec.key
    keep = data.get(f"{key}-keep", "")
    if keep == "theirs":
        return None
    if keep == "mine":
        own = QueryDict(data.get(f"{key}-mine", ""), mutable=True)
        own.update({f"{key}-{name}": data.get(f"{key}-{name}", "") for name in OWN})
        data = own
    return form_of(task, data, answer=task.answer)


def conflict_block(task: Task, form: AnswerForm, current: Answer) -> Block:
    """Return the question with both versions, and a form that is filled with the two together."""
    mine = form.draft()
    conflict = Conflict(
        current=current,
        mine=_words_typed(form),
        theirs=words_of(task.spec, current.option.key if current.option else None, current),
        typed=form.typed(),
    )
    merged = form_of(task, answer=current)
    merged.initial["was"] = ""
    # An answer that is never saved: the form gives its facts the shapes of its fields.
    unsaved = Answer(option=None, facts=form.draft().facts, revision=current.revision)
    typed = form_of(task, answer=unsaved).initial
    merged.initial.update({name: value for name, value in typed.items() if name.startswith("fact_") and value})
    merged.initial.update({name: _both(getattr(current, name), getattr(mine, name)) for name in ("reason", "finding")})
    if mine.option != merged.initial["option"]:
        merged.initial["option"] = ""
    return Block(task=task, form=merged, conflict=conflict)


def incomplete_block(task: Task, form: AnswerForm) -> Block:
    """Return the question with the answer that was just saved, and beside the field what it lacks."""
    data = form.form_data.copy()
    data[form.add_prefix("revision")] = str(task.answer.revision if task.answer else 0)
    again = form_of(task, data)
    if again.is_valid():
        part, sentence = task.part_lacking, task.lacking
        again.add_error(part if part in again.fields else None, sentence)
    return Block(task=task, form=again)


def unsaved_block(task: Task, form: AnswerForm | None) -> Block:
    """Return the question to read, and what somebody who may not save it typed all the same, if that can be read."""
    is_typed = form is not None and form.is_valid() and not (form.is_untouched or form.is_blank)
    return Block(task=task, form=None, unsaved=_words_typed(form) if form and is_typed else None)


def _words_typed(form: AnswerForm) -> Words:
    """Return what a valid form holds, in words."""
    draft = form.draft()
    return words_of(form.spec, draft.option, draft)


def _both(theirs: str, mine: str) -> str:
    return theirs if mine in theirs else f"{theirs}\n\n{mine}".strip()
