"""What looks through the migrations finds what has no way back and what would break the version before."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Upper

from accounts.triggers import Refuse, under_triggers
from tests.architecture import migrations as rules


def forwards(apps: object, schema_editor: object) -> None: ...


def backwards(apps: object, schema_editor: object) -> None: ...


class WithoutWayBack(Operation):
    def state_forwards(self, app_label: str, state: ProjectState) -> None: ...


class NotKnown(WithoutWayBack):
    def database_backwards(self, *_arguments: object) -> None: ...


def found(*operations: Operation) -> list[str]:
    """What is found in a migration of an app that has one table."""
    state = ProjectState()
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=100)),
        ("note", models.CharField(max_length=100, null=True)),
        ("cost", models.IntegerField(null=True)),
    ]
    state.add_model(ModelState("accounts", "Bridge", fields))
    made_up = type("Migration", (migrations.Migration,), {"operations": list(operations)})
    migration = made_up("0099_made_up", "accounts")
    return [each.removeprefix("accounts.0099_made_up: ") for each in rules.risks(migration, state)]


ADDED = models.CharField(max_length=9, default="")


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (migrations.RunPython(forwards), "RunPython has no way back"),
        (migrations.RunPython(forwards, migrations.RunPython.noop), "the way back undoes nothing of forwards"),
        (migrations.RunSQL("DELETE FROM x"), "RunSQL has no way back"),
        (migrations.RunSQL("DELETE FROM x", "SELECT 1"), "runs SQL, which nobody can judge here"),
        (WithoutWayBack(), "WithoutWayBack has no way back"),
        (NotKnown(), "NotKnown is not known here"),
        (migrations.RemoveField("bridge", "note"), "bridge.note is dropped"),
        (migrations.RenameField("bridge", "note", "remark"), "bridge.note is called remark"),
        (migrations.DeleteModel("Bridge"), "the table of bridge is dropped"),
        (migrations.RenameModel("Bridge", "Crossing"), "the table of bridge is called otherwise"),
        (migrations.AlterModelTable("Bridge", "crossings"), "AlterModelTable is not known here"),
        (migrations.AddField("bridge", "added", ADDED), "bridge.added must be given, and the database has no default"),
        (
            migrations.AlterField("bridge", "note", models.CharField(max_length=100, default="")),
            "bridge.note must be given, and the database has no default",
        ),
        (migrations.AlterField("bridge", "name", models.CharField(max_length=99)), "bridge.name is shorter: 99"),
        (
            migrations.AlterField("bridge", "name", models.CharField(max_length=100, unique=True)),
            "bridge.name is unique",
        ),
        (
            migrations.AlterField("bridge", "cost", models.DateField(null=True)),
            "bridge.cost is of another type: DateField, not IntegerField",
        ),
        (
            migrations.AlterField("bridge", "name", models.CharField(max_length=100, db_column="called")),
            "bridge.name has another column",
        ),
    ],
)
def test_what_has_to_have_a_reason_is_found(operation: Operation, said: str) -> None:
    assert said in found(operation)
    # Also where it stands among others.
    assert said in found(*under_triggers(operation))
    assert said in found(migrations.SeparateDatabaseAndState(database_operations=[operation]))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RunPython(forwards, backwards),
        migrations.AddField("bridge", "added", models.CharField(max_length=9, null=True)),
        migrations.AddField("bridge", "added", models.CharField(max_length=9, db_default="")),
        migrations.AddField(
            "bridge",
            "added",
            models.GeneratedField(expression=Upper("name"), output_field=models.TextField(), db_persist=True),
        ),
        migrations.AddField("bridge", "others", models.ManyToManyField("accounts.Bridge")),
        migrations.AlterField("bridge", "name", models.CharField("what it is called", max_length=200)),
        migrations.AlterField("bridge", "note", models.CharField(max_length=200, null=True)),
        migrations.AddIndex("bridge", models.Index(fields=["name"], name="bridge_name")),
        Refuse(name="x", table="accounts_bridge", event="DELETE", when="TRUE", message="It stays."),
    ],
)
def test_what_needs_none_is_not(operation: Operation) -> None:
    assert found(operation) == []


def test_a_table_that_the_version_before_does_not_know_is_as_it_likes() -> None:
    made = migrations.CreateModel("Ferry", [("id", models.BigAutoField(primary_key=True))])
    assert found(made, migrations.AddField("ferry", "added", ADDED)) == []


def test_the_list_has_a_reason_above_each_line() -> None:
    text = "# A comment:\n\n    a\nIt is needed, because\nof this:\n    b\n    c\n\n    d\nNo colon\n    e\n"
    assert rules.listed(text) == (["a", "b", "c", "d", "e"], ["    a", "    d", "    e"])
