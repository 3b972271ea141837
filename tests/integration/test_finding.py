"""Partnerships and people are found and sorted however their names are written, everywhere and on both databases."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test import Client

from accounts.folded_field import DerivedField
from accounts.folding import fold
from accounts.models import Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.actions.partnership import details_of
from partnerships.domain.board import Result
from partnerships.models import (
    Answer,
    Condition,
    Confirmation,
    ConversationEntry,
    Decision,
    EarlierPartners,
    Implication,
    Partner,
    Partnership,
    RaisedFlag,
    Referral,
    ReturnReason,
    ReturnReply,
    SecondOpinion,
    Treatment,
)
from tests import boards, factories, people
from tests.conftest import SignIn

NAME, PARTNER = "Caffè Ŵyth with O’Brien’s Trust", "Cymdeithas Tŷ’r Afon"
FINDS = [
    "O'Brien",
    "o’brien",
    "CAFFÈ",
    "caffe",
    "ŵyth",
    "wyth",
    "Caffe\u0300",
    "caffè  ŵyth",
    "trust caffe",
    "tyr afon",
    "TŶ'R AFON",
    "cymdeithas wyth",
    "PR 0002",
    "pr-2",
    "pr2",
    "PR\u20110002",
    "2",
    "\u200bcaffe\u200b",
]
FINDS_NOT = ["PR-0009", "caffes", "brien joint", "%", "_", "PR-٢", "12"]


@pytest.fixture(scope="module", autouse=True)
def _started(made_once: None) -> None:
    """PR-0002, which has the names that are looked for, beside two others."""
    owner, service = people.person("owner"), people.service()
    factories.start(owner, service, name="Joint equipment service", partners=["Penmoel Town Council"])
    factories.start(owner, service, name=NAME, partners=["NHS", PARTNER])
    factories.start(owner, service, name="Sprint programme, stage two", partners=["Prestwick Runners"])


@pytest.fixture
def found(db: None) -> Partnership:
    return Partnership.objects.get(number=2)


def rows(client: Client, address: str, text: str, **filters: str) -> list[str]:
    response = client.get(address, {"text": text, **filters})
    assert response.status_code == 200
    return sorted({row.text["reference"] for row in response.context["page"].rows})


@pytest.mark.parametrize("text", FINDS)
def test_a_partnership_is_found_however_it_is_written(
    text: str, found: Partnership, manager: User, sign_in: SignIn
) -> None:
    client = sign_in(manager)
    assert rows(client, "/partnerships/", text) == ["PR-0002"]
    assert rows(client, "/flags/", text, case="all") == rows(client, "/partnerships/", text)


@pytest.mark.parametrize("text", FINDS_NOT)
def test_nothing_else_is_found(text: str, found: Partnership, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    assert rows(client, "/partnerships/", text) == []
    assert rows(client, "/flags/", text, case="all") == []


def test_the_register_finds_in_the_same_way(
    found: Partnership, owner: User, manager: User, legal: User, secretary: User, sign_in: SignIn
) -> None:
    for name in ("Zebra crossings", "Évian water"):
        case = factories.start(owner, found.service, name=name, partners=[PARTNER])
        boards.decide(boards.bring(case, manager=manager, legal=legal, secretary=secretary), secretary, Result.APPROVED)
    client = sign_in(manager)
    assert rows(client, "/register/", "EVIAN") == ["PR-0005"]
    assert rows(client, "/register/", "ty'r afon") == ["PR-0004", "PR-0005"]
    listed = client.get("/register/?sort=name").context["page"].rows
    assert [row.text["name"] for row in listed] == ["Évian water", "Zebra crossings"]


def test_the_filter_is_said_and_can_be_taken_away(found: Partnership, manager: User, sign_in: SignIn) -> None:
    for address in ("/partnerships/", "/flags/", "/register/"):
        page = sign_in(manager).get(address, {"text": "O’Brien"}).content.decode()
        assert "Name, partner or reference" in page
        assert 'value="O’Brien"' in page


@pytest.fixture
def council(owner: User, service: Service) -> list[str]:
    """People and services whose names begin with accents, and the order in which people look for them."""
    for name in ("Vikram Shah", "Émile Zola", "Ŵyn Evans", "william Ash", "Zoë Black"):
        factories.person(name, Role.OFFICER, service=service)
    for name in ("Zoos", "Économie", "adult learning"):
        Service.objects.create(name=name, slug=fold(name).replace(" ", "-"))
    return ["Émile Zola", "Vikram Shah", "william Ash", "Ŵyn Evans", "Zoë Black"]


def ordered(page: str, names: list[str]) -> list[str]:
    """The names in the order in which they first stand on the page."""
    return sorted(names, key=page.index)


@pytest.mark.parametrize(("who", "address"), [("admin", "/admin/accounts/user/"), ("auditor", "/audit/")])
def test_people_are_sorted_as_people_sort(
    who: str, address: str, council: list[str], request: Any, sign_in: SignIn
) -> None:
    page = sign_in(request.getfixturevalue(who)).get(address).content.decode()
    assert ordered(page, council) == council


def test_services_are_sorted_in_the_same_way(council: list[str], auditor: User, sign_in: SignIn) -> None:
    page = sign_in(auditor).get("/partnerships/").content.decode()
    services = ["Adult Care", "adult learning", "Économie", "Zoos"]
    assert ordered(page, services) == services


@pytest.mark.parametrize("text", ["emile", "ÉMILE", "zola émi", "emile.zola@", "\u200bzola", "Zola  Emile"])
def test_the_administration_pages_find_people(text: str, council: list[str], admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    for address in ("/admin/accounts/user/", "/admin/accounts/rolegrant/"):
        page = client.get(address, {"q": text}).content.decode()
        table = page.partition('id="result_list"')[2]
        assert re.findall(r"Émile Zola|Vikram Shah|Ŵyn Evans", table)[:1] == ["Émile Zola"], address
        assert "Vikram Shah" not in table


# What was said of a case, and decided.
SAID = {
    Condition,
    Confirmation,
    ConversationEntry,
    Decision,
    RaisedFlag,
    Referral,
    ReturnReason,
    ReturnReply,
    SecondOpinion,
    Treatment,
}


def folded_fields() -> list[DerivedField]:
    return [field for model in apps.get_models() for field in model._meta.fields if isinstance(field, DerivedField)]


def unfolded() -> list[str]:
    """The rows whose column holds another text than what is folded of the row."""
    wrong = []
    for field in folded_fields():
        manager: models.Manager[Any] = field.model._default_manager
        for row in manager.all():
            held = row.__dict__[field.attname]
            if field.folded(row) != held:
                wrong.append(f"{field.model.__name__} {row}: {held!r}")
    return wrong


def test_every_path_that_writes_a_name_writes_it_folded(found: Partnership, owner: User) -> None:
    found_by = {User, Service, Partnership, Partner, EarlierPartners, Answer, Implication, *SAID}
    assert {field.model for field in folded_fields()} == found_by
    case = found.assessments.get()
    for name, partners in ((f"{NAME} & Friends", [PARTNER, "Ærø"]), ("Second", ["Ærø"])):
        changed = {**vars(details_of(case)), "name": name, "partners": partners}
        actions.change_details(assessment=case, by=owner, details=actions.Details(**changed))
        assert unfolded() == []
    assert Partnership.objects.get(pk=found.pk).folded_name == "second"
    owner.full_name = "Ólive"
    owner.save(update_fields=["full_name", "folded_name"])
    User.objects.bulk_create([User(email="bulk@marlshire.example", full_name="Búlk")])
    assert User.objects.filter(folded_name="bulk").exists()
    assert unfolded() == []


def test_fixtures_and_made_up_cases_are_folded(db: None, settings: Any) -> None:
    settings.DEBUG = True
    call_command("loaddata", "demo_council", verbosity=0)
    call_command("seed_portfolio", "3", "--yes", verbosity=0)
    assert Partnership.objects.count() == 6
    assert User.objects.exclude(folded_name="").count() > 5
    assert unfolded() == []
