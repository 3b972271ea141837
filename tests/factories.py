"""People with roles, and cases in every stage, made by the actions that make them in the application."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import factory

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from checklists.models import Question, Version
from checklists.spec import Decision
from partnerships import actions
from partnerships.domain.access import Capacity
from partnerships.domain.answers import TreatmentKind
from partnerships.models import Answer, Assessment
from tests.specs import BEST, TO_CONFIRM


class ServiceFactory(factory.django.DjangoModelFactory[Service]):
    class Meta:
        model = Service

    slug = factory.Sequence(lambda n: f"service-{n}")
    name = factory.Sequence(lambda n: f"Service {n}")


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person without roles. Tests sign people in by `client.force_login`: no password is needed."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@marlshire.example")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    password = "!"


def person(name: str, *roles: Role, service: Service | None = None) -> User:
    """Make a person who holds the roles for the service, or for all; "Olive Owner" has olive.owner@marlshire.example."""
    user = UserFactory.create(full_name=name, email=f"{name.lower().replace(' ', '.')}@marlshire.example")
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, service=service)
    return user


def published() -> Version:
    """The published checklist that every test answers."""
    return Version.objects.select_related("checklist").get(pk="partnership-readiness/1.0")


def question(key: str) -> Question:
    """The row of one question of the published checklist."""
    return Question.objects.get(version="partnership-readiness/1.0", key=key)


def start(lead: User, service: Service, **details: Any) -> Assessment:
    """Start a partnership, with details that tests need not care about."""
    given: dict[str, Any] = {
        "name": "Joint equipment service",
        "purpose": "One store of equipment for people who live at home.",
        "partners": ["Marlshire Integrated Care Board"],
        "decision_sought": Decision.ENTER,
        "planned_start_on": date(2027, 4, 1),
        "annual_cost": 12_500,
        "significance": "low",
        **details,
    }
    return actions.start_partnership(by=lead, service=service, version=published(), details=actions.Details(**given))


def join(assessment: Assessment, user: User, capacity: Capacity = Capacity.AUTHOR) -> None:
    """Add a person to the case, by its lead."""
    actions.add_person(assessment=assessment, by=assessment.partnership.lead, user=user, capacity=capacity)


def save(
    assessment: Assessment, key: str, option: str | None = None, *, by: User | None = None, **typed: Any
) -> Answer:
    """Save one answer as somebody who has just opened its page; `typed` is reason, finding, facts."""
    standing = Answer.objects.filter(assessment=assessment, question__key=key).first()
    return actions.answer(
        assessment=assessment,
        question=question(key),
        by=by or assessment.partnership.lead,
        draft=actions.AnswerDraft(option=option, **typed),
        revision=standing.revision if standing else 0,
    )


def answer_all(assessment: Assessment, *, leave: Collection[str] = ()) -> Assessment:
    """Give every question its best answer with a reason, but for those to leave."""
    for key, option in BEST.items():
        if key not in leave:
            save(assessment, key, option, reason=f"Reason for {key}.")
    assessment.refresh_from_db()
    return assessment


def submit(assessment: Assessment) -> Assessment:
    """Submit for review, by the lead."""
    return actions.submit(assessment=assessment, by=assessment.partnership.lead)


def confirm_all(assessment: Assessment, by: User) -> None:
    """Give the confirmations that legal advisers give."""
    for key in sorted(TO_CONFIRM):
        actions.confirm(assessment=assessment, question=question(key), by=by)


def give_back(assessment: Assessment, by: User, reasons: dict[str, str]) -> Assessment:
    """Return the case with a reason for each question key ("" for the case as a whole)."""
    items = [
        actions.ReturnItem(reason=reason, question=question(key) if key else None) for key, reason in reasons.items()
    ]
    return actions.return_(assessment=assessment, by=by, items=items)


def justify(assessment: Assessment, key: str, by: User) -> None:
    """Accept one concern as justified."""
    actions.treat(assessment=assessment, question=question(key), by=by, kind=TreatmentKind.JUSTIFIED, text="Accepted.")
