"""What the database itself refuses, whoever asks: queryset updates, bulk jobs and SQL by hand, round every action."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone

from accounts.models import Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.board import Result
from partnerships.domain.workflow import TRANSITIONS, State
from partnerships.models import (
    Answer,
    Assessment,
    Confirmation,
    Event,
    Evidence,
    Participant,
    Partner,
    Partnership,
    ReturnReason,
    Treatment,
)
from tests import boards, factories, people


@contextmanager
def refused(match: str) -> Iterator[None]:
    with pytest.raises((IntegrityError, DatabaseError), match=match), transaction.atomic():
        yield


@pytest.fixture(scope="module", autouse=True)
def _reviewed(made_once: None) -> None:
    """A case in review with an answer of every kind: confirmed, treated, with evidence, and once returned."""
    owner, manager = people.person("owner"), people.person("manager")
    case = factories.answer_all(people.draft())
    factories.save(case, "alternatives", "still_preferred", reason="Cheaper.")
    question = factories.question("alternatives")
    actions.attach_link(assessment=case, question=question, by=owner, title="Options", url="https://x.example/")
    factories.confirm_all(case, people.person("legal"))
    factories.submit(case)
    factories.give_back(case, manager, {"": "Once more."})
    factories.submit(case)
    factories.justify(case, "alternatives", manager)


@pytest.fixture
def reviewed(db: None) -> Assessment:
    return people.first_case()


CHANGES_OF_A_SUBMITTED_CASE: list[tuple[type[Model], dict[str, Any]]] = [
    (Answer, {"reason": "Other."}),
    (Answer, {"option": None}),
    (Answer, {"facts": {"objection": "yes"}}),
    (Evidence, {"title": "Other"}),
    (Evidence, {"removed_at": timezone.now()}),
    (Partner, {"name": "Other"}),
    (Partnership, {"name": "Other"}),
    (Partnership, {"planned_start_on": None}),
    (Partnership, {"significance": "high"}),
    (Partnership, {"is_restricted": True}),
    (Assessment, {"decision_sought": "explore"}),
    (Assessment, {"screening": {"C1": "yes"}}),
    (Assessment, {"benefits": ["B1"]}),
    (Assessment, {"round": 2}),
    (Treatment, {"text": "Other."}),
    (Treatment, {"kind": "cleared"}),
    (Confirmation, {"note": "Other."}),
    (ReturnReason, {"reason": "Other."}),
    (Event, {"new": {}}),
    (Event, {"recorded_at": timezone.now() + timedelta(days=1)}),
]


@pytest.mark.parametrize(("model", "change"), CHANGES_OF_A_SUBMITTED_CASE)
def test_a_submitted_case_changes_by_no_update(
    reviewed: Assessment, model: type[Model], change: dict[str, Any]
) -> None:
    with refused("cannot be changed"):
        model._default_manager.update(**change)


KEPT = [Answer, Assessment, Confirmation, Event, Evidence, Partnership, ReturnReason, Treatment]


@pytest.mark.parametrize("model", KEPT)
def test_what_was_recorded_is_not_deleted(reviewed: Assessment, model: type[Model]) -> None:
    with refused("(?i)cannot be deleted|foreign key"):
        model._default_manager.all()._raw_delete(using="default")


# The statements that each database has for going round UPDATE and DELETE.
DETOURS = {
    "sqlite": ["REPLACE INTO partnerships_answer SELECT * FROM partnerships_answer LIMIT 1"],
    "postgresql": [
        *(f"TRUNCATE {model._meta.db_table} CASCADE" for model in KEPT),
        "INSERT INTO partnerships_answer SELECT * FROM partnerships_answer LIMIT 1"
        " ON CONFLICT (id) DO UPDATE SET reason = 'Other.'",
    ],
}


def test_no_detour_leads_round_the_triggers(reviewed: Assessment) -> None:
    connection.check_constraints()  # PostgreSQL empties no table while checks are pending.
    for statement in DETOURS[connection.vendor]:
        with refused("cannot be"), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_was_attached_to_a_draft_stays(assessment: Assessment, owner: User) -> None:
    actions.attach_link(
        assessment=assessment,
        question=factories.question("skills"),
        by=owner,
        title="Options",
        url="https://x.example/",
    )
    rows = Evidence.objects.filter(assessment=assessment)
    for change in ({"title": "Other"}, {"sha256": "f" * 64}, {"mail": {"subject": "Other"}}):
        with refused("cannot be changed"):
            rows.update(**change)


def test_deleting_people_services_or_content_deletes_nothing(reviewed: Assessment, owner: User) -> None:
    for row in (owner, reviewed.partnership.service, reviewed.version, factories.question("alternatives")):
        with pytest.raises((ProtectedError, DatabaseError)), transaction.atomic():
            row.delete()
    assert Answer.objects.count() == 18


def test_no_answer_comes_into_a_submitted_case(assessment: Assessment, owner: User) -> None:
    factories.submit(assessment)
    with refused("submitted"):
        Answer.objects.bulk_create(
            [Answer(assessment=assessment, question=factories.question("novelty"), saved_by=owner)]
        )


# These states say that something was recorded: without it the database refuses them too.
WITH_RECORD = {State.REFERRAL_ASKED, State.REFERRED, State.ISSUED, State.DECIDED}
BY_RECORD = {(State.REFERRAL_ASKED, State.IN_REVIEW), (State.IN_REVIEW, State.RETURNED)}


@pytest.mark.parametrize("source", State)
def test_states_change_along_the_table_alone(
    assessment: Assessment, source: State, manager: User, legal: User, secretary: User
) -> None:
    bring_to(source, assessment, manager=manager, legal=legal, secretary=secretary)
    case = Assessment.objects.filter(pk=assessment.pk)
    allowed = {target for move in TRANSITIONS.values() if source in move.sources for target in move.targets}
    for target in State:
        needs_record = target in WITH_RECORD or (source, target) in BY_RECORD
        if target is not source and (target not in allowed or needs_record):
            reason = "without the record" if target in allowed else "cannot go (from|to) this state"
            with refused(reason):
                case.update(state=target)
            continue
        with transaction.atomic():
            case.update(state=target)
            transaction.set_rollback(True)


def test_what_somebody_acted_on_is_taken_back_by_no_path(reviewed: Assessment, manager: User) -> None:
    case = Assessment.objects.filter(pk=reviewed.pk)
    for target in (State.DRAFT, State.RETURNED):
        with refused("without the record"):
            case.update(state=target)
    factories.give_back(reviewed, manager, {"": "Once more."})
    factories.submit(reviewed)
    with refused("without the record"):
        case.update(state=State.DRAFT)
    assert case.update(state=State.RETURNED) == 1


def bring_to(state: State, case: Assessment, *, manager: User, legal: User, secretary: User) -> None:
    """Bring a draft to the state by the actions, so that all is recorded that the state says."""
    if state is State.WITHDRAWN:
        actions.withdraw(assessment=case, by=case.partnership.lead, reason="Not now.")
    elif state is State.ENDORSED:
        factories.submit(factories.answer_all(case))
        factories.confirm_all(case, legal)
        actions.endorse(assessment=case, by=manager)
    elif state is not State.DRAFT:
        factories.submit(case)
        if state is State.RETURNED:
            factories.give_back(case, manager, {"": "Say more."})
        elif state in WITH_RECORD:
            (factories.ask_referral if state is State.REFERRAL_ASKED else factories.refer)(case, manager)
        if state in (State.ISSUED, State.DECIDED):
            made = boards.issue(case, secretary)
            if state is State.DECIDED:
                boards.decide(made, secretary, Result.NOT_APPROVED)


def test_an_author_reviews_by_no_path(reviewed: Assessment, owner: User) -> None:
    question = factories.question("novelty")
    with refused("capacity"):
        Treatment.objects.create(
            assessment=reviewed, question=question, kind="justified", text="Fine.", treated_by=owner
        )
    with refused("capacity"):
        Confirmation.objects.create(assessment=reviewed, role=Role.MANAGER, confirmed_by=owner)
    with refused("capacity"):
        ReturnReason.objects.create(assessment=reviewed, reason="Mine.", returned_at=timezone.now(), returned_by=owner)
    with refused("(?i)capacity"):
        Participant.objects.create(partnership=reviewed.partnership, user=owner, capacity="reviewer", added_by=owner)
    with refused("has one capacity"):
        Participant.objects.filter(user=owner).update(capacity="reviewer")


def test_a_reviewer_answers_by_no_path(reviewed: Assessment, manager: User, owner: User) -> None:
    factories.give_back(reviewed, manager, {"": "Again."})
    with refused("capacity"):
        Answer.objects.filter(question__key="novelty").update(saved_by=manager)
    with pytest.raises(actions.SeparationError):
        factories.save(reviewed, "novelty", "routine", by=manager)
    with pytest.raises(actions.SeparationError):
        factories.join(reviewed, manager)
    with refused("capacity"):
        Partnership.objects.update(lead=manager)


def test_legal_answers_the_legal_section_alone(assessment: Assessment, legal: User) -> None:
    with refused("capacity"):
        factories.save(assessment, "purpose-and-need", "yes", by=legal, reason="Mine.")
    factories.save(assessment, "novelty", "routine", by=legal)
    with pytest.raises(actions.SeparationError):
        factories.join(assessment, legal)


def test_whoever_left_no_longer_acts(assessment: Assessment, contributor: User, owner: User) -> None:
    factories.save(assessment, "novelty", "routine", by=contributor)
    person = assessment.partnership.participants.get(user=contributor)
    actions.remove_person(assessment=assessment, by=owner, person=person)
    with refused("capacity"):
        assessment.answers.filter(question__key="novelty").update(reason="After leaving.")


def test_someone_added_by_mistake_can_take_another_capacity(assessment: Assessment, manager: User, owner: User) -> None:
    factories.join(assessment, manager)
    person = assessment.partnership.participants.get(user=manager)
    actions.remove_person(assessment=assessment, by=owner, person=person)
    factories.submit(assessment)
    factories.give_back(assessment, manager, {"": "Now as reviewer."})


def test_an_option_belongs_to_its_question(assessment: Assessment, owner: User) -> None:
    other = factories.question("novelty").options.first()
    with refused("another checklist version"):
        Answer.objects.create(
            assessment=assessment, question=factories.question("skills"), option=other, saved_by=owner
        )


def test_a_mitigation_has_an_owner_and_a_date(reviewed: Assessment, manager: User) -> None:
    question = factories.question("novelty")
    with refused("owner_and_date"):
        Treatment.objects.create(
            assessment=reviewed, question=question, kind="mitigation", text="Will do.", treated_by=manager
        )


def test_one_current_round_a_partnership(assessment: Assessment, owner: User, service: Service) -> None:
    with refused("(?i)unique"):
        Assessment.objects.create(
            partnership=assessment.partnership,
            version=assessment.version,
            round=2,
            state_changed_by=owner,
            created_by=owner,
        )
