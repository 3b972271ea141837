"""The public edition of a snapshot: every part that is marked exempt is left out, and says so where it stood. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from django.utils.translation import gettext as _

from checklists.spec import Feed
from partnerships.domain.board import Edition
from partnerships.domain.exemption import COST, IMPLICATION, QUESTION
from partnerships.domain.significance import Factor
from partnerships.snapshot.shape import (
    Content,
    EvidencePart,
    ExemptMark,
    FactorPart,
    FlagPart,
    ImplicationPart,
    ImposedConditionPart,
    PartnershipPart,
    ProposedConditionPart,
    QuestionPart,
    SignificancePart,
    Snapshot,
    WordingPart,
)
from partnerships.snapshot.since import Reworded, questions_of

Marks = Mapping[str, ExemptMark]


def public_of(snapshot: Snapshot) -> Snapshot:
    """Return the public edition of a full snapshot, which stays as it is.

    Of an exempt question these stay: its text, that it is flagged, how gravely and what became of that, and the outcome.
    Nothing that was answered, attached, decided or noted about it does, wherever in the report it stood. While a question
    is exempt, no rule is explained.
    """
    content = deepcopy(snapshot["content"])
    content["edition"] = Edition.PUBLIC.value
    marks: Marks = {
        part["part"]: {"paragraph": part["paragraph"], "reason": part["reason"]} for part in content["exempt"]
    }
    questions = {
        key.removeprefix(f"{QUESTION}:"): mark for key, mark in marks.items() if key.startswith(f"{QUESTION}:")
    }
    _without_answers(content, questions)
    _without_history(content, questions)
    content["implications"] = [
        _implication(part, marks.get(f"{IMPLICATION}:{part['area']['slug']}")) for part in content["implications"]
    ]
    if COST in marks:
        content["partnership"] = _costless(content["partnership"], marks[COST])
        content["significance"] = _without_cost(content["significance"], marks[COST])
    return {**snapshot, "content": content}


def _without_answers(content: Content, questions: Marks) -> None:
    """Take out what was answered to these questions, and all that came of it in this round."""
    for section in content["sections"]:
        section["questions"] = [_question(part, questions.get(part["key"])) for part in section["questions"]]
    content["flags"] = [_flag(part, questions.get(part["question"])) for part in content["flags"]]
    if questions:
        content["flags"] = [_unexplained(part) for part in content["flags"]]
    content["conditions"] = [_condition(part, questions.get(part["question"])) for part in content["conditions"]]
    content["evidence"] = [_evidence(part, questions.get(part["question"])) for part in content["evidence"]]
    if mark := next((part["exempt"] for part in questions_of(content) if _gives_need(part)), None):
        content["partnership"] = {**content["partnership"], "need": "", "need_exempt": mark}


def _without_history(content: Content, questions: Marks) -> None:
    """Take out what earlier rounds tell of these questions, and of those that were exempt then."""
    content["obligations"] = [
        _obligation(part, questions.get(part["question"] or "") or part["exempt_before"])
        for part in content["obligations"]
    ]
    if content["since"]:
        wording = content["since"]["wording"]
        content["since"]["wording"] = [_wording(part, questions.get(part["question"])) for part in wording]


def _gives_need(part: QuestionPart) -> bool:
    return part["exempt"] is not None and Feed.NEED in part["feeds"]


def _question(part: QuestionPart, mark: ExemptMark | None) -> QuestionPart:
    if mark is None:
        return part
    confirmation = part["confirmation"]
    return {
        **part,
        "missing": "",
        "answer": None,
        "evidence": [],
        "confirmation": {**confirmation, "note": ""} if confirmation else None,
        "exempt": mark,
    }


def _flag(part: FlagPart, mark: ExemptMark | None) -> FlagPart:
    return {**part, "because": [], "treatment": None, "exempt": mark} if mark else part


def _unexplained(part: FlagPart) -> FlagPart:
    """A rule may rest on the answer to another question, so its sentence would tell what was answered there."""
    if not part["because"]:
        return part
    return {**part, "because": [_("A rule raises this. Why is left out, as it may rest on an answer that is exempt")]}


def _condition(part: ProposedConditionPart, mark: ExemptMark | None) -> ProposedConditionPart:
    return {**part, "text": "", "owner": "", "due_on": None, "exempt": mark} if mark else part


def _evidence(part: EvidencePart, mark: ExemptMark | None) -> EvidencePart:
    if mark is None:
        return part
    return {
        "number": part["number"],
        "question": part["question"],
        "kind": None,
        "title": "",
        "url": "",
        "file_name": "",
        "size": None,
        "sha256": "",
        "added_by": "",
        "added_at": None,
        "exempt": mark,
    }


def _implication(part: ImplicationPart, mark: ExemptMark | None) -> ImplicationPart:
    if mark is None:
        return part
    return {
        "area": part["area"],
        "asked_of": "",
        "asked_on": None,
        "author": "",
        "commented_on": None,
        "text": "",
        "recorded_by": "",
        "recorded_at": None,
        "exempt": mark,
    }


def _obligation(part: ImposedConditionPart, mark: ExemptMark | None) -> ImposedConditionPart:
    """A condition that is left out keeps its number and whether it was completed: that it is overdue stays to be seen."""
    return {**part, "text": "", "owner": "", "due_on": None, "exempt": mark} if mark else part


def _wording(part: WordingPart, now: ExemptMark | None) -> WordingPart:
    mark = now or part["exempt_before"]
    is_answer = part["what"]["key"] == Reworded.OPTION
    return {**part, "old": "", "new": "", "exempt": mark} if mark and is_answer else part


def _costless(part: PartnershipPart, mark: ExemptMark) -> PartnershipPart:
    return {**part, "annual_cost": None, "funding_source": "", "cost_exempt": mark}


def _without_cost(part: SignificancePart, mark: ExemptMark) -> SignificancePart:
    """The level that the cost gave would tell between which amounts it lies."""
    return {
        **part,
        "lines": [_factor(line, mark) if line["factor"]["key"] == Factor.COST else line for line in part["lines"]],
    }


def _factor(line: FactorPart, mark: ExemptMark) -> FactorPart:
    return {**line, "level": None, "text": "", "value": "", "is_deciding": False, "exempt": mark}
