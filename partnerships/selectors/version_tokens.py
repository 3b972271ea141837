"""The version tokens of what pages show: another one as soon as any of it changes."""

from __future__ import annotations

from typing import Any

from accounts.version_tokens import token_of
from partnerships.models import Condition, Exemption, Implication, Interest, SecondOpinion, Treatment
from partnerships.selectors.case import Case


def version_token_of(case: Case) -> str:
    """Return the token of all that a reviewer sees of the case."""
    marks = [
        [*_marks(case, key), _row(case.treatments.get(key)), opinion_values(case.opinions.get(key))]
        for key in case.spec.by_key
    ]
    return token_of({"case": [case.assessment.state_changed_at, case.outcome, marks]})


def question_version_token(case: Case, key: str) -> str:
    """Return the token of all that a reviewer sees of one question, the values of its treatment apart."""
    return token_of({**answer_values(case, key), **treatment_values(case.treatments.get(key))})


def answer_values(case: Case, key: str) -> dict[str, Any]:
    """Return what a reviewer sees of one question but for its treatment."""
    return {"answer": [case.assessment.state_changed_at, _marks(case, key)]}


def opinion_version_token(case: Case, key: str) -> str:
    """Return the token of the answer to a question and of the second opinion on it."""
    return token_of({**answer_values(case, key), **opinion_values(case.opinions.get(key))})


def opinion_values(row: SecondOpinion | None) -> dict[str, str]:
    """Return what a second opinion says; blanks for none."""
    return {"option": row.option.key, "reason": row.reason} if row else {"option": "", "reason": ""}


def condition_version_token(condition: Condition) -> str:
    """Return the token of what can change of a condition."""
    return token_of({**owner_values(condition), "completed_at": condition.completed_at})


def treatment_values(row: Treatment | None) -> dict[str, Any]:
    """Return what a treatment says; blanks for none."""
    if row is None:
        return {"kind": "", "text": "", "owner": "", "due_on": None, "evidence": None}
    number = row.evidence.number if row.evidence else None
    return {
        "kind": str(row.kind),
        "text": row.text,
        "owner": owner_as_typed(row),
        "due_on": row.due_on,
        "evidence": number,
    }


def implication_values(row: Implication | None) -> dict[str, Any]:
    """Return who was asked and what they said; blanks for no row."""
    if row is None:
        return {"asked_of": "", "asked_on": None, "author": "", "commented_on": None, "text": ""}
    names = ("asked_of", "asked_on", "author", "commented_on", "text")
    return {name: getattr(row, name) for name in names}


def interest_values(row: Interest | None) -> dict[str, Any]:
    """Return what somebody declared; blanks for no row."""
    return {"has_interest": row and row.has_interest, "text": row.text if row else ""}


def exemption_values(row: Exemption | None) -> dict[str, Any]:
    """Return why a part is exempt; blanks for no row."""
    return {"paragraph": str(row.paragraph) if row else "", "reason": row.reason if row else ""}


def owner_values(condition: Condition) -> dict[str, Any]:
    """Return who meets a condition, and by when."""
    return {"owner": owner_as_typed(condition), "due_on": condition.due_on}


def owner_as_typed(row: Condition | Treatment) -> str:
    """Return what somebody types for this owner: the address of a person who can sign in, else the words."""
    person = row.owner_user
    return person.email if person and person.is_active else row.owner


def _marks(case: Case, key: str) -> list[Any]:
    answer, flag, confirmation = case.answers.get(key), case.flags.get(key), case.confirmations.get(key)
    return [
        answer and answer.revision,
        [item.number for item in case.evidence.get(key, [])],
        flag and (flag.severity.value, [cause.value for cause in flag.causes], flag.because),
        _row(confirmation),
        _row(case.raised.get(key)),
        _row(case.objections.get(key)),
    ]


def _row(row: Any) -> int | None:
    return row.pk if row is not None else None
