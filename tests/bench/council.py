"""A council with many partnerships: four cases made by the actions, and copies of their rows written in bulk.

The cases are a draft, one in review, one that was returned and one endorsed, with six flags each. They stand in ten
services. The first service, whose manager is measured, holds a tenth of them, or what fills a page where that is
more: a list of fewer rows than a page holds would be cheaper for that reason alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import GeneratedField, Manager, Model
from django.utils import timezone

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.workflow import State
from partnerships.models import (
    Answer,
    Assessment,
    Confirmation,
    Event,
    Flag,
    Participant,
    Partner,
    Partnership,
    PartnershipWord,
    Treatment,
)
from tests import factories
from tests.bench.people import AUDITOR, CHIEF, LEAD, LEGAL, MANAGER, PASSWORD

SERVICES = 10
FILLS_A_PAGE = 30
CASES_OF_A_LEAD = 5
BATCH = 500
CONCERNS = {
    "customer-benefit": "partly",
    "services-consulted": "partly",
    "decision-makers": "partly",
    "partners-agree": "partly",
    "customers-consulted": "no",
    "representation": "partly",
}

Rows = Callable[[Assessment], Iterable[Any]]
Change = Callable[[int, Any], Any]


def fill(partnerships: int) -> None:
    """Make the people, the services and that many partnerships."""
    services = [Service.objects.create(slug=f"service-{n}", name=f"Service {n}") for n in range(SERVICES)]
    people = make_people(services[0])
    models = make_cases(people, services[0])
    own_service = max(partnerships // SERVICES, FILLS_A_PAGE)
    for start in range(len(models), partnerships, BATCH):
        numbers = range(start, min(start + BATCH, partnerships))
        places = {n: services[0] if n < own_service else services[1 + n % (SERVICES - 1)] for n in numbers}
        Copies(people[LEAD], {n: models[n % len(models)] for n in numbers}, places).write()


def make_people(service: Service) -> dict[str, User]:
    """Make those who sign in and those who review and confirm, by address."""
    password, people = make_password(PASSWORD), {}
    roles = {LEAD: Role.OFFICER, MANAGER: Role.MANAGER, CHIEF: Role.MANAGER, AUDITOR: Role.AUDITOR, LEGAL: Role.LEGAL}
    for email, role in roles.items():
        people[email] = User.objects.create(email=email, full_name=email.partition("@")[0].title(), password=password)
        own = service if email in (LEAD, MANAGER) else None
        RoleGrant.objects.create(user=people[email], role=role, service=own)
    return people


def make_cases(people: dict[str, User], service: Service) -> list[Assessment]:
    """Make the cases that the others are copies of."""
    names = ("Joint equipment service", "Community hub", "Rights of way network", "Library lending")
    cases = [factories.start(people[LEAD], service, name=name) for name in names]
    draft, in_review, returned, endorsed = cases
    factories.answer_all(draft, leave=CONCERNS)
    factories.confirm_all(draft, people[LEGAL])
    for case in (in_review, returned, endorsed):
        factories.answer_all(case, leave=CONCERNS)
        for key, option in CONCERNS.items():
            factories.save(case, key, option, reason=f"Reason for {key}.")
        factories.confirm_all(case, people[LEGAL])
        factories.submit(case)
    factories.give_back(returned, people[CHIEF], {"": "Say more about the costs."})
    for key in CONCERNS:
        factories.justify(endorsed, key, people[CHIEF])
    actions.endorse(assessment=endorsed, by=people[CHIEF])
    for case in cases:
        case.refresh_from_db()
    return cases


class Copies:
    """Copies of cases by their number, each in its service, led by somebody else; a lead has five of them."""

    def __init__(self, lead: User, models: dict[int, Assessment], services: dict[int, Service]) -> None:
        self.models, self.lead = models, lead
        self.leads = self._make_leads(services)
        self.cases = {
            n: copy_of(
                model.partnership,
                number=n + 1,
                name=f"{model.partnership.name} {n}",
                service=services[n],
                lead=self.leads[n],
                created_by=self.leads[n],
            )
            for n, model in models.items()
        }
        # Answers are written to a draft; the state follows.
        self.rounds = {
            n: copy_of(
                model,
                partnership=self.cases[n],
                state=State.DRAFT,
                created_by=self.leads[n],
                state_changed_at=days_ago(n),
            )
            for n, model in models.items()
        }

    def write(self) -> None:
        """Write table by table, in the order for which the triggers ask."""
        Partnership.objects.bulk_create(self.cases.values())
        Assessment.objects.bulk_create(self.rounds.values())
        of_case: dict[str, Change] = {"partnership": lambda n, _row: self.cases[n]}
        of_round: dict[str, Change] = {"assessment": lambda n, _row: self.rounds[n]}
        self._copy(Partner, lambda model: model.partnership.partners.all(), **of_case)
        self._copy(PartnershipWord, lambda model: model.partnership.words.all(), **of_case)
        self._copy(
            Participant,
            lambda model: model.partnership.participants.all(),
            **of_case,
            user=lambda n, row: self._person(n, row.user),
        )
        self._copy(Answer, lambda model: model.answers.all(), **of_round, saved_by=lambda n, _row: self.leads[n])
        self._copy(Confirmation, lambda model: model.confirmations.exclude(question=None), **of_round)
        self._move([n for n, model in self.models.items() if model.state != State.DRAFT], State.IN_REVIEW)
        self._copy(Treatment, lambda model: model.treatments.all(), **of_round)
        for state in (State.RETURNED, State.ENDORSED):
            self._move([n for n, model in self.models.items() if model.state == state], state)
        self._copy(
            Flag,
            lambda model: model.flags.all(),
            **of_case,
            **of_round,
            service=lambda n, _row: self.cases[n].service,
            since=lambda n, _row: days_ago(n),
        )
        self._copy(
            Event,
            lambda model: model.events.all(),
            **of_case,
            **of_round,
            recorded_by=lambda n, row: self._person(n, row.recorded_by),
        )

    def _make_leads(self, services: dict[int, Service]) -> dict[int, User]:
        """Make an officer for each few cases, or find the one that was made for the cases before."""
        leads: dict[int, User] = {}
        for n, service in services.items():
            email = f"officer-{n // CASES_OF_A_LEAD}@marlshire.example"
            leads[n], is_new = User.objects.get_or_create(email=email, defaults={"full_name": email, "password": "!"})
            if is_new:
                RoleGrant.objects.create(user=leads[n], role=Role.OFFICER, service=service)
        return leads

    def _copy(self, table: type[Model], rows: Rows, **changes: Change) -> None:
        kept = {model.pk: list(rows(model)) for model in self.models.values()}
        manager: Manager[Any] = table._default_manager
        manager.bulk_create(
            copy_of(row, **{name: change(n, row) for name, change in changes.items()})
            for n, model in self.models.items()
            for row in kept[model.pk]
        )

    def _move(self, numbers: list[int], state: State) -> None:
        Assessment.objects.filter(pk__in=[self.rounds[n].pk for n in numbers]).update(state=state)

    def _person(self, n: int, person: User) -> User:
        """The copy's own lead for the lead; whoever reviewed or confirmed stays."""
        return self.leads[n] if person == self.lead else person


def copy_of(row: Any, **changes: Any) -> Any:
    """Return an unsaved copy of a row, with these values instead of its own."""
    own = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = {field.attname: getattr(row, field.attname) for field in own if not isinstance(field, GeneratedField)}
    replaced = {field.attname for field in own if field.name in changes}
    return type(row)(**{name: value for name, value in values.items() if name not in replaced}, **changes)


def days_ago(n: int) -> Any:
    """Return a moment of the last three years: cases with neighbouring numbers are not neighbours in time."""
    return timezone.now() - timedelta(minutes=n * 7919 % (3 * 365 * 24 * 60))
