"""PostgreSQL keeps the plans of prepared queries, and answers as it does without them. What it answers, SQLite is asked too."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Value

from accounts.models import User
from accounts.prepared import Parameter, PreparedQuery, PreparedRows, key
from partnerships.domain.workflow import State
from partnerships.models import Assessment
from tests import factories, people

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps what it compiled by itself")
NAME = Parameter("name", models.CharField())


def kept(words: str) -> list[tuple[str, int]]:
    """Return the queries with these words that the connection keeps, each with how often one plan answered it for any value."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans FROM pg_prepared_statements WHERE statement LIKE %s ORDER BY 1",
            [f"%{words}%"],
        )
        return list(cursor.fetchall())


@on_postgresql
def test_a_query_that_is_asked_again_is_planned_no_more() -> None:
    people.person("owner")
    query = PreparedQuery(lambda: User.objects.filter(full_name=NAME, email="planned@example.org").values_list("pk"))
    rows = PreparedRows(lambda: User.objects.filter(full_name=NAME, email="read@example.org"))
    for _asked in range(12):
        query.rows(name="Olive Owner")
        rows.rows(name="Olive Owner")
    for words in ("planned@example.org", "read@example.org"):
        ((statement, answered),) = kept(words)
        # Who is asked for is a value of it; the constant stands in its text, where an index of some rows alone is found by it.
        assert "$1" in statement
        assert "$2" not in statement
        assert answered > 0


@on_postgresql
def test_numbers_of_all_sizes_are_asked_for_by_one_plan() -> None:
    query = PreparedRows(lambda: User.objects.filter(pk=key("user", User), email="sizes@example.org"))
    for _asked in range(3):
        for number in (1, 2**15, 2**31 - 1):
            query.rows(user=number)
    assert len(kept("sizes@example.org")) == 1


@on_postgresql
def test_other_queries_of_the_connection_are_written_as_before() -> None:
    for _asked in range(6):
        assert not User.objects.filter(email="unprepared@example.org").exists()
        PreparedQuery(lambda: User.objects.filter(full_name=NAME).values_list("pk")).rows(name="Olive Owner")
    assert kept("unprepared@example.org") == []


@on_postgresql
def test_a_connection_that_keeps_no_plans_answers_too() -> None:
    owner = people.person("owner")
    raw: Any = connection.connection
    usual, raw.prepare_threshold = raw.prepare_threshold, None
    assert usual == 2
    try:
        query = PreparedRows(lambda: User.objects.filter(full_name=NAME, email=owner.email))
        for _asked in range(12):
            assert query.rows(name="Olive Owner") == [owner]
    finally:
        raw.prepare_threshold = usual
    assert kept(owner.email) == []


@pytest.mark.parametrize(
    "name", ["O'Hara", "100 %s", "50 %% of", r"back\slash", "two\nlines", '"', "$1", "%(name)s", "?"]
)
def test_text_of_any_kind_is_a_value_or_a_constant(name: str) -> None:
    person = factories.person(name)
    ways: list[Any] = [NAME, name]
    for way in ways:
        people_named = User.objects.filter(full_name=way)
        query = PreparedQuery(partial(people_named.values_list, "pk", "full_name"))
        rows: PreparedRows[Any] = PreparedRows(partial(people_named.annotate, said=Value(name)))
        for _asked in range(4):
            assert query.rows(name=name) == [(person.pk, name)]
            (found,) = rows.rows(name=name)
            assert found == person
            assert vars(found)["said"] == name
        assert query.rows(name=f"{name}.") == ([] if way is NAME else [(person.pk, name)])


def test_what_was_stored_between_two_answers_is_found() -> None:
    case = people.draft()
    query: PreparedRows[tuple[Any, ...]] = PreparedRows(
        lambda: Assessment.objects.filter(pk=key("case", Assessment), state=State.DRAFT).values_list("blockers")
    )
    for blockers in range(8):
        Assessment.objects.filter(pk=case.pk).update(blockers=blockers)
        assert query.rows(case=case.pk) == [(blockers,)]


@on_postgresql
def test_the_text_of_a_kept_query_is_shown_with_its_values(django_assert_num_queries: Any) -> None:
    query = PreparedQuery(lambda: User.objects.filter(full_name=NAME, email="shown@example.org").values_list("pk"))
    with django_assert_num_queries(8) as captured:
        for _asked in range(8):
            query.rows(name="Olive Owner")
    assert len(kept("shown@example.org")) == 1
    assert all("Olive Owner" in asked["sql"] for asked in captured.captured_queries)
