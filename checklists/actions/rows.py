"""Writes the content of a draft as rows: whole, or one question of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model

from checklists.models import CONTENT, Content, Question, Section, Version
from checklists.spec import ChecklistSpec, QuestionSpec, as_rows, question_rows

# Above every position that a draft can have: where rows wait while others take their places.
ASIDE = 20_000


def copy_content(source: Version, draft: Version) -> None:
    """Copy the content rows; `CONTENT` is in an order in which a row follows those to which it refers."""
    copies: dict[tuple[type[Model], Any], Model] = {(Version, source.pk): draft}
    for model in CONTENT.values():
        rows = model._default_manager.filter(**{model.NATURAL[0]: source.pk})
        pairs = [(row.pk, _copy(row, copies)) for row in rows]
        model._default_manager.bulk_create([copy for _pk, copy in pairs])
        copies.update({(model, pk): copy for pk, copy in pairs})


def _copy(row: Content, copies: dict[tuple[type[Model], Any], Model]) -> Content:
    """Return an unsaved copy of the row that refers to copies where the row refers to originals."""
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value, related = getattr(row, field.attname), field.related_model
        if not field.primary_key:
            values[field.name] = copies[related, value] if isinstance(related, type) else value
    if isinstance(row, Question):
        # Both are said of the version before, which is another one now.
        values |= {"replaces": [], "change": ""}
    return type(row)(**values)


def delete_content(draft: Version) -> None:
    """Delete the content rows of the draft, whether or not they can be read."""
    for model in reversed(CONTENT.values()):
        model._default_manager.filter(**{model.NATURAL[0]: draft.pk}).delete()


def replace_content(draft: Version, spec: ChecklistSpec) -> None:
    """Delete the content rows of the draft and write those of the spec, in the order of `CONTENT`."""
    delete_content(draft)
    written: dict[tuple[type[Model], str], Model] = {}
    for name, rows in as_rows(spec).items():
        model = CONTENT[name]
        foreign = {
            field.name: field.related_model
            for field in model._meta.concrete_fields
            if isinstance(field.related_model, type) and issubclass(field.related_model, Content)
        }
        made = [
            model(
                **{name: written[foreign[name], value] if name in foreign else value for name, value in row.items()},
                **({"version": draft} if model.NATURAL[0] == "version_id" else {}),
            )
            for row in rows
        ]
        model._default_manager.bulk_create(made)
        written.update({(model, str(row.natural_key()[-1])): row for row in made})


def write_question(draft: Version, row: Question, spec: QuestionSpec, *, old: QuestionSpec | None) -> None:
    """Write the question into its row, which is new when there is no `old`, and the parts of it that differ."""
    own, parts = question_rows(spec)
    for name, value in own.items():
        setattr(row, name, value)
    row.save()
    before = question_rows(old)[1] if old else {}
    for name, rows in parts.items():
        if rows != before.get(name, []):
            _write_part(draft, row, name, rows)


def _write_part(draft: Version, question: Question, name: str, rows: Sequence[Any]) -> None:
    """Write the options, facts, rules or links of a question anew."""
    model: Any = CONTENT[name]
    model.objects.filter(question=question).delete()
    linked = {"question_risks": "risk", "question_tips": "tip"}.get(name)
    items: dict[str, Any] = {}
    if linked:
        item_model: Any = CONTENT[f"{linked}s"]
        found = item_model.objects.filter(version=draft, code__in=[row[linked] for row in rows])
        items = {item.code: item for item in found}
    model.objects.bulk_create(
        model(
            question=question,
            position=place,
            **{field: items[value] if field == linked else value for field, value in row.items()},
        )
        for place, row in enumerate(rows, start=1)
    )


def delete_question(row: Question) -> None:
    """Delete the question with all that belongs to it; nothing else refers to a question of a draft."""
    for name in ("question_tips", "question_risks", "rules", "facts", "options"):
        part: Any = CONTENT[name]
        part.objects.filter(question=row).delete()
    row.delete()


def put_in_order(rows: Iterable[Section | Question]) -> None:
    """Give the rows, of one section or one version, the positions from 1 in the order in which they come.

    Each position is held once: those that change stand aside first.
    """
    moved = [(place, row) for place, row in enumerate(rows, start=1) if row.position != place]
    if not moved:
        return
    model: Any = type(moved[0][1])
    for shift in (ASIDE, 0):
        for place, row in moved:
            row.position = place + shift
        model.objects.bulk_update([row for _place, row in moved], ["position"])
