"""A council with many partnerships: those that are measured made by the actions, and made-up ones by `seed_portfolio`.

The first service, whose manager is measured, holds a twelfth of them, or what fills a page where that is more: a list
of fewer rows than a page holds would be cheaper for that reason alone.
"""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from checklists import actions as checklists
from checklists.models import Option, Version
from partnerships import actions
from partnerships.management.commands._seed.people import MadeUpCouncil
from partnerships.management.commands._seed.seeding import seed_cases
from partnerships.management.commands._seed.words import SERVICES
from partnerships.models import Assessment
from tests import factories, own_checklists
from tests.bench.people import ALONE, AUDITOR, CHIEF, CLIENTS, LEAD, LEGAL, MANAGER, PASSWORD

SEED = 1
FILLS_A_PAGE = 30
CONCERNS = {
    "customer-benefit": "partly",
    "services-consulted": "partly",
    "decision-makers": "partly",
    "partners-agree": "partly",
    "customers-consulted": "no",
    "representation": "partly",
}
ONE_CONCERN = {"customer-benefit": "partly"}


def fill(partnerships: int) -> None:
    """Make the people, the services and that many partnerships."""
    own = max(partnerships // len(SERVICES), FILLS_A_PAGE)
    made_up = MadeUpCouncil(SEED, lambda n: 0 if n < own else 1 + n % (len(SERVICES) - 1))
    with transaction.atomic():
        people = make_people(made_up.services[0])
        cases = make_cases(people, made_up.services[0])
        cases += make_drafts(people, made_up.services[0])
    for _done in seed_cases(cases[0].version, made_up, seed=SEED, done=0, wanted=partnerships - len(cases)):
        continue


def add_many_questions() -> None:
    """Start a case of the lead that answers a checklist of two hundred questions, and answer all of them."""
    spec, lead = own_checklists.two_hundred(), User.objects.get(email=LEAD)
    first, second = (factories.person(name, Role.EDITOR) for name in ("Edith Editor", "Edgar Editor"))
    checklists.import_draft(spec=spec, by=first)
    version = checklists.publish(version=Version.objects.get(checklist=spec.slug), by=second)
    service = RoleGrant.objects.get(user=lead).service
    assert service is not None
    case = factories.start(lead, service, name="Whole look at the store", version=version)
    best = Option.objects.filter(question__version=version, severity="none").select_related("question")
    with transaction.atomic():
        for option in best:
            draft = actions.AnswerDraft(option=option.key, reason=f"Reason for {option.question.key}.")
            actions.answer(assessment=case, question=option.question, by=lead, draft=draft, revision=0)


def make_people(service: Service) -> dict[str, User]:
    """Make those who sign in and those who review and confirm, by address."""
    password, people = make_password(PASSWORD), {}
    quiet = Service.objects.create(slug="quiet", name="A service with one case")
    roles = {LEAD: Role.OFFICER, MANAGER: Role.MANAGER, CHIEF: Role.MANAGER, AUDITOR: Role.AUDITOR, LEGAL: Role.LEGAL}
    roles |= dict.fromkeys((ALONE, *CLIENTS), Role.OFFICER)
    services = {ALONE: quiet} | dict.fromkeys((LEAD, MANAGER, *CLIENTS), service)
    for email, role in roles.items():
        people[email] = User.objects.create(email=email, full_name=email.partition("@")[0].title(), password=password)
        own = services.get(email)
        RoleGrant.objects.create(user=people[email], role=role, service=own)
    return people


def make_cases(people: dict[str, User], service: Service) -> list[Assessment]:
    """Make a draft, a case in review, one that was returned and one endorsed, with six concerns each."""
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


def make_drafts(people: dict[str, User], service: Service) -> list[Assessment]:
    """Make two drafts with one concern each, in a service of its own and in this one, and one for each who works at once."""
    quiet = Service.objects.get(slug="quiet")
    one = factories.start(people[ALONE], quiet, name="Seed library")
    another = factories.start(people[LEAD], service, name="Tool library")
    for draft in (one, another):
        factories.answer_all(draft, leave=ONE_CONCERN)
        for key, option in ONE_CONCERN.items():
            factories.save(draft, key, option, reason=f"Reason for {key}.")
        factories.confirm_all(draft, people[LEGAL])
    own = [factories.start(people[email], service, name=f"Repair workshop {n}") for n, email in enumerate(CLIENTS)]
    for draft in own:
        factories.answer_all(draft)
    return [one, another, *own]
