"""A published version refuses every change, whichever way it is tried; saving the same once more is no change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, ProtectedError
from django.utils import timezone

from accounts.models import User
from checklists import actions
from checklists.models import CONTENT, Checklist, Content, Question, Rule, Section, Version, VersionAlteredError
from checklists.spec import digest, specs_in

PUBLISHED = "partnership-readiness/1.0"
FIXTURE = Path(__file__).parent.parent.parent / "fixtures" / "partnership_readiness_1_0.json"
MODELS: list[type[Content]] = list(CONTENT.values())

pytestmark = pytest.mark.django_db


@contextmanager
def refused(match: str = "published and never changes") -> Iterator[None]:
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        yield


def sql(statement: str, *params: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def first(model: type[Content]) -> Content:
    return model._default_manager.filter(**{model.NATURAL[0]: PUBLISHED})[0]


def own_columns(model: type[Content]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if not field.primary_key and not field.related_model]


def other_value(row: Any, name: str) -> Any:
    """A value that the column may hold and does not."""
    value = getattr(row, name)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 90
    if isinstance(value, dict):
        return {"significance": ["low"]}
    choices = [choice for choice, _label in row._meta.get_field(name).flatchoices or [] if choice not in (value, "")]
    return choices[0] if choices else f"{value}x"[-5:]


@pytest.fixture
def draft(editor: User) -> Version:
    version = Version.objects.get(pk=PUBLISHED)
    return actions.start_draft(checklist=version.checklist, number="9.0", by=editor, source=version)


COLUMNS = [(model, name) for model in MODELS for name in own_columns(model)]


@pytest.mark.parametrize(("model", "name"), COLUMNS, ids=[f"{model.__name__}.{name}" for model, name in COLUMNS])
def test_no_column_of_its_content_changes(model: type[Content], name: str) -> None:
    row = first(model)
    value = other_value(row, name)
    with refused():
        model._default_manager.filter(pk=row.pk).update(**{name: value})
    setattr(row, name, value)
    with refused():
        row.save()


@pytest.mark.parametrize("model", MODELS)
def test_no_row_of_its_content_is_deleted(model: type[Content]) -> None:
    row = first(model)
    with refused():
        sql(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk)  # noqa: S608 - the name of our own table
    with refused():
        model._default_manager.filter(pk=row.pk)._raw_delete(using="default")


@pytest.mark.parametrize("model", MODELS)
def test_no_row_comes_to_its_content(model: type[Content]) -> None:
    row = first(model)
    row.pk = None
    row.position = 99
    with refused():
        model._default_manager.bulk_create([row])
    row._state.adding = True
    with refused():
        row.save()


@pytest.mark.parametrize("model", MODELS)
def test_no_row_moves_in_from_a_draft_or_out_to_it(model: type[Content], draft: Version) -> None:
    parent = model.NATURAL[0].split("__")[0].removesuffix("_id")
    own, other = first(model), model._default_manager.filter(**{model.NATURAL[0]: draft.pk})[0]
    with refused("never changes|another checklist version"):
        model._default_manager.filter(pk=own.pk).update(**{parent: getattr(other, parent)})
    with refused("never changes|another checklist version"):
        model._default_manager.filter(pk=other.pk).update(**{parent: getattr(own, parent), "position": 99})


@pytest.mark.parametrize("model", [*MODELS, Version])
def test_what_only_this_database_offers_is_refused_too(model: type[Content | Version], draft: Version) -> None:
    {"sqlite": replace_rows, "postgresql": truncate}[connection.vendor](model, draft)


def replace_rows(model: type[Content | Version], draft: Version) -> None:
    """SQLite puts one row in the place of another, which it deletes without a DELETE."""
    table = model._meta.db_table
    if not issubclass(model, Content):
        with refused():
            sql(f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s", PUBLISHED)  # noqa: S608 - our own table
        return
    own, other = first(model), model._default_manager.filter(**{model.NATURAL[0]: draft.pk})[0]
    with refused():
        sql(f"UPDATE OR REPLACE {table} SET id = %s WHERE id = %s", own.pk, other.pk)  # noqa: S608 - our own table
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.primary_key)
    with refused():
        sql(
            f"INSERT OR REPLACE INTO {table} (id, {columns}) SELECT %s, {columns} FROM {table} WHERE id = %s",  # noqa: S608 - our own table
            own.pk,
            other.pk,
        )


def truncate(model: type[Content | Version], _draft: Version) -> None:
    """PostgreSQL empties a table without looking at its rows: so no check of theirs may still wait for the end."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with refused():
        sql(f"TRUNCATE {model._meta.db_table} CASCADE")


VERSION_CHANGES: list[dict[str, Any]] = [
    {"id": "partnership-readiness/1.1", "number": "1.1"},
    {"source": "Elsewhere"},
    {"digest": "0" * 64},
    {"drafted_at": timezone.now()},
    {"published_at": timezone.now()},
    {"state": "draft", "published_at": None, "digest": ""},
]


@pytest.mark.parametrize("change", VERSION_CHANGES, ids=[next(iter(change)) for change in VERSION_CHANGES])
def test_the_version_itself_does_not_change(change: dict[str, Any]) -> None:
    with refused():
        Version.objects.filter(pk=PUBLISHED).update(**change)


def test_neither_version_nor_checklist_is_deleted_or_renamed() -> None:
    version = Version.objects.get(pk=PUBLISHED)
    with pytest.raises(ProtectedError):
        version.delete()
    with pytest.raises(ProtectedError):
        version.checklist.delete()
    with refused():
        sql("DELETE FROM checklists_version WHERE id = %s", PUBLISHED)
    with refused():
        sql("DELETE FROM checklists_checklist WHERE slug = %s", version.checklist_id)
    with refused():
        Checklist.objects.update(title="Other")


def test_a_retired_version_stays_as_it_is(editor: User) -> None:
    retired = actions.retire(version=Version.objects.get(pk=PUBLISHED), by=editor)
    with refused():
        Version.objects.filter(pk=PUBLISHED).update(state="published", retired_at=None, retired_by=None)
    with refused():
        Version.objects.filter(pk=PUBLISHED).update(retired_at=timezone.now())
    with refused():
        retired.sections.update(title="Other")


def test_a_draft_is_not_retired_past_publication(draft: Version, editor: User) -> None:
    now = timezone.now()
    with refused():
        Version.objects.filter(pk=draft.pk).update(
            state="retired", digest="0", published_at=now, published_by=editor, retired_at=now, retired_by=editor
        )


def test_a_draft_changes_freely_but_for_the_record_of_who_changed_it(draft: Version) -> None:
    draft.questions.update(title=F("key"))
    assert {question.title == question.key for question in draft.spec().questions} == {True}
    for model in reversed(MODELS):
        model._default_manager.filter(**{model.NATURAL[0]: draft.pk}).delete()
    with pytest.raises(ProtectedError, match="DraftChange"):
        draft.delete()


def test_what_belongs_to_another_version_cannot_be_named(draft: Version) -> None:
    section = Section.objects.get_by_natural_key(PUBLISHED, "1.4.2")
    with refused("belongs to another checklist version"):
        draft.questions.filter(key="skills").update(section=section, position=50)
    link = Question.objects.get(version=draft, key="skills").risk_links.all()[0]
    with refused("belongs to another checklist version"):
        type(link).objects.filter(pk=link.pk).update(risk=Version.objects.get(pk=PUBLISHED).risks.all()[14])


def test_the_fixture_loads_again_without_harm() -> None:
    before = {model: model._default_manager.count() for model in MODELS}
    call_command("loaddata", "partnership_readiness_1_0", verbosity=0)
    assert {model: model._default_manager.count() for model in MODELS} == before


def test_what_is_dumped_can_be_loaded(tmp_path: Path) -> None:
    dumped = tmp_path / "dumped.json"
    call_command("dumpdata", "checklists", natural_primary=True, natural_foreign=True, output=str(dumped), verbosity=0)
    dumped.write_text(dumped.read_text().replace("partnership-readiness", "copied"))
    rows = json.loads(dumped.read_text())
    assert rows[-1]["model"] == "checklists.version"
    rows[-1]["fields"]["digest"] = digest(specs_in(rows)["copied/1.0"])
    dumped.write_text(json.dumps(rows))
    call_command("loaddata", str(dumped), verbosity=0)
    call_command("loaddata", str(dumped), verbosity=0)
    assert len(Version.objects.get(pk="copied/1.0").spec().by_key) == 18


def reword(rows: list[dict[str, Any]]) -> None:
    next(row for row in rows if row["model"] == "checklists.question")["fields"]["text"] = "Other?"


def give_another_digest(rows: list[dict[str, Any]]) -> None:
    rows[-1]["fields"]["digest"] = "0" * 64


def add_risk(rows: list[dict[str, Any]]) -> None:
    fields = {"version": PUBLISHED, "position": 16, "code": "R16", "text": "Another"}
    rows.insert(-1, {"model": "checklists.risk", "fields": fields})


@pytest.mark.parametrize("alter", [reword, give_another_digest, add_risk])
def test_the_same_number_with_other_content_is_refused(
    alter: Callable[[list[dict[str, Any]]], None], tmp_path: Path
) -> None:
    rows = json.loads(FIXTURE.read_text())
    alter(rows)
    altered = tmp_path / "altered.json"
    altered.write_text(json.dumps(rows))
    with pytest.raises(IntegrityError, match="Give the new content a new version number"), transaction.atomic():
        call_command("loaddata", str(altered), verbosity=0)
    version = Version.objects.get(pk=PUBLISHED)
    assert digest(version.read()) == version.digest


def test_content_that_is_not_what_was_published_is_not_served(tmp_path: Path) -> None:
    rows = json.loads(FIXTURE.read_text().replace("partnership-readiness", "forged"))
    path = tmp_path / "forged.json"
    path.write_text(json.dumps(rows))
    call_command("loaddata", str(path), verbosity=0)
    with pytest.raises(VersionAlteredError, match=r"forged/1\.0 is not what was published"):
        Version.objects.get(pk="forged/1.0").spec()
    with pytest.raises(CommandError):
        call_command("lint_checklist", "forged/1.0")


def test_rules_keep_their_conditions_as_they_were_written() -> None:
    rule = Rule.objects.get_by_natural_key(PUBLISHED, "time-limits", 1)
    assert rule.when == {"date_after": ["time-limits.earliest_lawful_date", "partnership.planned_start_on"]}
