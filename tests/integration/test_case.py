"""Reading a case: the same is worked out of it whether all its rows are read, those of some questions, or none."""

from __future__ import annotations

from dataclasses import fields

import pytest

from accounts.models import User
from partnerships import actions
from partnerships.models import Answer, Assessment
from partnerships.selectors.case import Derived, read_case, read_derived
from tests import factories, people

pytestmark = pytest.mark.django_db

CHANGED, WITH_EVIDENCE, ONLY_EVIDENCE = "legal-basis", "skills", "novelty"


@pytest.fixture
def case(owner: User, legal: User, manager: User) -> Assessment:
    """A returned case with evidence, with and without an answer, a treatment, an objection and a change that waits."""
    case = factories.answer_all(people.draft(), leave=[ONLY_EVIDENCE, "customers-consulted"])
    factories.save(case, "customers-consulted", "no", reason="Nobody asked them.")
    for key in (WITH_EVIDENCE, ONLY_EVIDENCE):
        link = {"title": "Plan", "url": "https://example.org/plan"}
        actions.attach_link(assessment=case, question=factories.question(key), by=owner, **link)
    factories.submit(case)
    factories.confirm_all(case, legal)
    factories.justify(case, "customers-consulted", manager)
    case = factories.give_back(case, manager, {"": "Say more."})
    factories.save(case, ONLY_EVIDENCE, None)
    saved = Answer.objects.get(assessment=case, question__key=CHANGED)
    actions.answer(
        assessment=case,
        question=factories.question(CHANGED),
        by=owner,
        draft=actions.AnswerDraft(option="done", reason="Another Act.", facts=saved.facts),
        revision=saved.revision,
        is_automatic=True,
    )
    return Assessment.objects.with_partnership().get(pk=case.pk)


def worked_out(case: Derived) -> dict[str, object]:
    return {each.name: getattr(case, each.name) for each in fields(Derived)}


def test_without_rows_of_answers_the_same_is_worked_out(case: Assessment) -> None:
    whole = read_case(case)
    assert CHANGED in whole.pending
    assert whole.treatments
    assert whole.confirmations
    assert whole.state.answer(WITH_EVIDENCE).evidence_count == 1
    assert worked_out(read_derived(case)) == worked_out(whole)


@pytest.mark.parametrize("key", [CHANGED, WITH_EVIDENCE])
def test_with_the_rows_of_one_question_the_same_is_worked_out(key: str, case: Assessment) -> None:
    whole, part = read_case(case), read_case(case, only=key)
    assert worked_out(part) == worked_out(whole)
    assert part.answers == {key: whole.answers[key]}
    assert part.evidence == {has: rows for has, rows in whole.evidence.items() if has == key}


def test_whoever_saved_many_answers_is_read_once(case: Assessment, owner: User) -> None:
    savers = {id(row.saved_by): row.saved_by for row in read_case(case).answers.values()}
    assert {saver.full_name for saver in savers.values()} == {owner.full_name}
    assert len(savers) == 1
