"""Django fixtures of versions, read and written without a database: a file can be checked before it is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checklists.spec.as_rows import as_rows
from checklists.spec.assemble import assemble
from checklists.spec.checklist import ChecklistSpec
from checklists.spec.rows import Row, UnreadableError

# In an order in which a row follows those to which it refers.
TABLES = {
    "checklists.risk": "risks",
    "checklists.tip": "tips",
    "checklists.benefit": "benefits",
    "checklists.characteristic": "characteristics",
    "checklists.section": "sections",
    "checklists.question": "questions",
    "checklists.option": "options",
    "checklists.fact": "facts",
    "checklists.rule": "rules",
    "checklists.questionrisk": "question_risks",
    "checklists.questiontip": "question_tips",
}
# The fields that hold a natural key: a list whose last item is the code or key of the row that is meant.
REFERENCES = ("section", "question", "risk", "tip")


def specs_in(rows: Iterable[Row]) -> dict[str, ChecklistSpec]:
    """Return the specs of the versions in a fixture, by "slug/number"; UnreadableError when a row cannot be read."""
    rows = list(rows)
    try:
        titles = {row["pk"]: row["fields"]["title"] for row in rows if row["model"] == "checklists.checklist"}
        versions = {row["pk"]: row["fields"] for row in rows if row["model"] == "checklists.version"}
        tables: dict[str, dict[str, list[Row]]] = {key: {name: [] for name in TABLES.values()} for key in versions}
        for row in rows:
            if row["model"] in TABLES:
                fields = row["fields"]
                version = fields["version"] if "version" in fields else fields["question"][0]
                own = {
                    name: value[-1] if name in REFERENCES and isinstance(value, list) else value
                    for name, value in fields.items()
                }
                tables[version][TABLES[row["model"]]].append(own)
        return {
            key: assemble(
                slug=fields["checklist"],
                version=fields["number"],
                title=titles[fields["checklist"]],
                source=fields["source"],
                tables=tables[key],
            )
            for key, fields in versions.items()
        }
    except KeyError as error:
        raise UnreadableError("", f"A row of the file has no {error}, or names what the file does not hold.") from error


def fixture_of(spec: ChecklistSpec, version: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a fixture with this version; `version` holds its state, digest, dates and people.

    The version comes last: once it is stored and no draft, the database refuses changes to its content.
    """
    identity = f"{spec.slug}/{spec.version}"
    tables = as_rows(spec)
    return [
        {"model": "checklists.checklist", "pk": spec.slug, "fields": {"title": spec.title}},
        *(
            {"model": model, "fields": _with_natural_keys(row, identity)}
            for model, name in TABLES.items()
            for row in tables[name]
        ),
        {
            "model": "checklists.version",
            "pk": identity,
            "fields": {"checklist": spec.slug, "number": spec.version, "source": spec.source, **version},
        },
    ]


def _with_natural_keys(row: Row, identity: str) -> dict[str, Any]:
    """Return the fields of a row with the natural keys of the rows that it names; rows of the version itself name that."""
    named = {name: [identity, row[name]] if name in REFERENCES else row[name] for name in row}
    return named if "question" in row else {"version": identity, **named}
