"""Builds specs from a Django fixture without a database, so that a file can be checked before it is loaded."""

from __future__ import annotations

from collections.abc import Iterable

from checklists.spec.assemble import assemble
from checklists.spec.checklist import ChecklistSpec
from checklists.spec.rows import Row, UnreadableError

TABLES = {
    "checklists.section": "sections",
    "checklists.risk": "risks",
    "checklists.tip": "tips",
    "checklists.benefit": "benefits",
    "checklists.characteristic": "characteristics",
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
