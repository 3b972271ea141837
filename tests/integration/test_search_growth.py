"""What a search reads does not grow with the cases of the council: it finds by an index what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import RoleGrant, User
from accounts.roles import Role
from partnerships.models import Passage
from partnerships.selectors.search import IN_ORDER, ORDERS, passages
from tests import factories, people

FEW, MANY = 50, 500
WORDS = ("platypus", "plat", "platypus echidna", "nowhere")


def seed(number: int) -> None:
    call_command("seed_portfolio", str(number), "--reports", "none", "--yes", stdout=StringIO())
    if connection.vendor == "sqlite":
        # FTS5 keeps its index in parts, sixteen of a size at most, by how it was written: one part, to compare like with like.
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO partnerships_passage_words(partnerships_passage_words) VALUES('optimize')")


def readers() -> Iterator[User]:
    """Somebody for each way to see cases: through a role for all services, for one, round by round, and as author."""
    for role in (Role.MANAGER, Role.SECRETARY, Role.AUDITOR):
        yield factories.person(f"Wanda {role.label}", role)
    yield people.person("manager")
    yield people.person("owner")


@pytest.mark.spread(1)
@pytest.mark.django_db
def test_a_search_reads_no_more_in_a_larger_council() -> None:
    case = factories.start(people.person("owner"), people.service(), name="Platypus pond")
    factories.save(case, "purpose-and-need", "yes", reason="The platypus and the echidna.")
    users = list(readers())
    seed(FEW)
    few = [read_for(user, text) for user in users for text in WORDS]
    seed(MANY)
    many = [read_for(user, text) for user in users for text in WORDS]
    assert Passage.objects.filter(kind=1, assessment__is_current=True).count() == MANY + 1
    grown = [(before, now) for before, now in zip(few, many, strict=True) if now > before * 3 + 20]
    assert not grown


def read_for(user: User, text: str) -> int:
    """Return how many rows PostgreSQL reads for a page, or how many steps SQLite takes."""
    parts = passages(user, RoleGrant.objects.grants_of(user), text).parts
    pages = [part.order_by(*ORDERS[IN_ORDER])[:21] for part in parts]
    if connection.vendor == "postgresql":
        plans = [json.loads(page.explain(analyze=True, format="json"))[0]["Plan"] for page in pages]
        return sum(_rows(plan) for plan in plans)
    return sum(_steps(page) for page in pages)


def _rows(plan: dict[str, Any]) -> int:
    removed = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    own = int((plan["Actual Rows"] + removed) * plan["Actual Loops"])
    return own + sum(_rows(inner) for inner in plan.get("Plans", []))


def _steps(page: Any) -> int:
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    connection.connection.set_progress_handler(step, 10)
    try:
        list(page)
    finally:
        connection.connection.set_progress_handler(None, 0)
    return count


@pytest.mark.django_db
def test_the_words_are_found_by_their_index() -> None:
    if connection.vendor == "postgresql":
        # It would read a table with nothing in it from end to end.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "partnerships_passage_words" in Passage.objects.found_by(["platypus"]).explain()
