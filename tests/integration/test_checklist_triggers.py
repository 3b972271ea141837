"""The operation for triggers: what it makes refuses with its sentence, and what it takes away no more does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState

from checklists.models import Checklist
from checklists.triggers import Event, Refuse, changed

pytestmark = pytest.mark.django_db

SENTENCE = "The editor's titles stay."


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(IntegrityError, match=SENTENCE), transaction.atomic():
        yield


def make(operation: Refuse) -> None:
    operation.database_forwards("checklists", connection.schema_editor(), ProjectState(), ProjectState())


def take_away(operation: Refuse) -> None:
    operation.database_backwards("checklists", connection.schema_editor(), ProjectState(), ProjectState())


def retitle() -> None:
    Checklist.objects.filter(slug="exit").update(title="Other")


def remove() -> None:
    Checklist.objects.filter(slug="exit").delete()


def add() -> None:
    Checklist.objects.create(slug="other", title="Other")


@pytest.mark.parametrize(
    ("event", "when", "write"),
    [
        ("UPDATE", changed("title"), retitle),
        ("DELETE", "OLD.slug = 'exit'", remove),
        ("INSERT", "NEW.slug = 'other'", add),
    ],
)
def test_a_trigger_refuses_until_it_is_taken_away(event: Event, when: str, write: Callable[[], None]) -> None:
    Checklist.objects.create(slug="exit", title="Leaving")
    operation = Refuse(name="titles_stay", table="checklists_checklist", event=event, when=when, message=SENTENCE)
    make(operation)
    with refused():
        write()
    Checklist.objects.filter(slug="exit").update(title="Leaving")
    take_away(operation)
    write()


def test_truncate_is_known_to_postgresql_alone() -> None:
    operation = Refuse(name="stay", table="checklists_checklist", event="TRUNCATE", when="1 = 1", message=SENTENCE)
    make(operation)
    if connection.vendor == "postgresql":
        with refused(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE checklists_checklist CASCADE")
    take_away(operation)
    assert Checklist.objects.exists()
