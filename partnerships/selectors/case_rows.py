"""The rows of a case, each kind in a query that is written once: every page of a case asks them."""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet, SlugField

from accounts.models import User
from accounts.prepared import Parameter, PreparedQuery, PreparedRows, key
from checklists.models import Version
from partnerships.models import Answer, Assessment, Confirmation, Evidence, RaisedFlag, SecondOpinion, Treatment

Row = TypeVar("Row", bound=Model)

_OF_A_TREATMENT = (
    "treated_by__full_name",
    "evidence__number",
    "evidence__title",
    "owner_user__email",
    "owner_user__is_active",
)
# What an answer says, by the names that its row and the domain share.
CONTENT = ("reason", "finding", "facts", "is_carried_over")
_SAVER = "saver_name"
_OF_CASE: dict[str, Any] = {"assessment": key("assessment", Assessment)}
_OF_QUESTION: dict[str, Any] = {**_OF_CASE, "question__key": Parameter("question", SlugField())}
_ASKED: dict[str, Any] = {**_OF_CASE, "question__version": key("version", Version)}


def answers_in(assessment: Assessment, only: str | None) -> list[Answer]:
    """Return the answers, or the one to that question, with option, second opinion and who saved them.

    Whoever saved many is one row, made from the name.
    """
    rows, savers = _of(assessment, only, _ANSWERS, _ANSWERS_TO), dict[int, User]()
    for row in rows:
        if row.saved_by_id not in savers:
            values = [row.saved_by_id, getattr(row, _SAVER)]
            savers[row.saved_by_id] = User.from_db(str(row._state.db), ["id", "full_name"], values)
        row.saved_by = savers[row.saved_by_id]
    return rows


def evidence_in(assessment: Assessment, only: str | None) -> list[Evidence]:
    """Return what is attached, or what is to that question."""
    return _of(assessment, only, _EVIDENCE, _EVIDENCE_TO)


def contents_in(assessment: Assessment) -> list[tuple[Any, ...]]:
    """Return the question, option, `CONTENT` and waiting change of each answer to what the case asks."""
    return _CONTENTS.rows(assessment=assessment.pk, version=assessment.version_id)


def numbers_of_evidence(assessment: Assessment) -> Counter[str]:
    """Return how much evidence is attached to each question that the case asks."""
    return Counter(name for (name,) in _ATTACHED.rows(assessment=assessment.pk, version=assessment.version_id))


def _of(assessment: Assessment, only: str | None, every: PreparedRows[Row], one: PreparedRows[Row]) -> list[Row]:
    return every.rows(assessment=assessment) if only is None else one.rows(assessment=assessment, question=only)


def _with(rows: QuerySet[Row], *names: str) -> QuerySet[Row]:
    """Select with the rows the version, key and code of their question, these fields of other related rows, and no more of those.

    The other fields are many and long. One that is asked for all the same takes a query a row.
    """
    names = ("question__version", "question__key", "question__code", *names)
    own = [field.name for field in rows.model._meta.concrete_fields]
    return rows.select_related(*{name.partition("__")[0] for name in names}).only(*own, *names)


def _with_opinions(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """Select with the answers their options, as `_with` does, the second opinions on them, and the names of their savers."""
    own = [f"opinion__{field.name}" for field in SecondOpinion._meta.concrete_fields]
    others = ("opinion__option__key", "opinion__option__label", "opinion__given_by__full_name")
    rows = _with(answers, "option__key", *own, *others)
    rows = rows.select_related("question", "option", "opinion__option", "opinion__given_by")
    return rows.annotate(**{_SAVER: F("saved_by__full_name")})


def _answers(**of: Any) -> PreparedRows[Answer]:
    return PreparedRows(lambda: _with_opinions(Answer.objects.filter(**of).order_by()))


def _evidence(**of: Any) -> PreparedRows[Evidence]:
    return PreparedRows(lambda: _with(Evidence.objects.attached().filter(**of), "added_by__full_name"))


_ANSWERS, _ANSWERS_TO = _answers(**_OF_CASE), _answers(**_OF_QUESTION)
_EVIDENCE, _EVIDENCE_TO = _evidence(**_OF_CASE), _evidence(**_OF_QUESTION)
_CONTENTS: PreparedRows[tuple[Any, ...]] = PreparedRows(
    lambda: (
        Answer.objects.filter(**_ASKED).order_by().values_list("question__key", "option__key", *CONTENT, "in_effect")
    )
)
_ATTACHED = PreparedQuery(lambda: Evidence.objects.attached().filter(**_ASKED).order_by().values_list("question__key"))
# What was said of the answers, and stands.
TREATMENTS = PreparedRows(
    lambda: _with(Treatment.objects.filter(**_OF_CASE, lapsed_at=None).order_by(), *_OF_A_TREATMENT)
)
CONFIRMATIONS = PreparedRows(
    lambda: _with(Confirmation.objects.filter(**_OF_CASE, lapsed_at=None).order_by(), "confirmed_by__full_name")
)
RAISED = PreparedRows(
    lambda: _with(RaisedFlag.objects.filter(**_OF_CASE, withdrawn_at=None).order_by(), "raised_by__full_name")
)
