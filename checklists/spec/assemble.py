"""Builds a spec from the rows of the database or of a fixture, in the same way."""

from __future__ import annotations

from checklists.spec.checklist import ChecklistSpec, GuideItemSpec, SectionSpec
from checklists.spec.rows import Tables, UnreadableError, by_position, question_of


def assemble(*, slug: str, version: str, title: str, source: str, tables: Tables) -> ChecklistSpec:
    """Build the spec of one version from its rows.

    `tables` holds the rows by table: sections, questions, options, facts, rules, question_risks, question_tips,
    risks, tips, benefits, characteristics. UnreadableError when a row cannot be read, or its section or question
    does not exist.
    """
    _check_parents(tables)
    questions = [(row["section"], question_of(row, tables)) for row in by_position(tables["questions"])]
    return ChecklistSpec(
        slug=slug,
        version=version,
        title=title,
        source=source,
        sections=tuple(
            SectionSpec(
                code=row["code"],
                title=row["title"],
                questions=tuple(question for section, question in questions if section == row["code"]),
                intro=row["intro"],
                note=row["note"],
                has_finding=row["has_finding"],
            )
            for row in by_position(tables["sections"])
        ),
        **{
            name: tuple(GuideItemSpec(row["code"], row["text"]) for row in by_position(tables[name]))
            for name in ("risks", "tips", "benefits", "characteristics")
        },
    )


def _check_parents(tables: Tables) -> None:
    """Raise UnreadableError when the section of a question, or the question of another row, does not exist."""
    sections = {row["code"] for row in tables["sections"]}
    questions = {row["key"] for row in tables["questions"]}
    for row in tables["questions"]:
        if row["section"] not in sections:
            raise UnreadableError(row["key"], f"Its section {row['section']} does not exist.")
    for name in ("options", "facts", "rules", "question_risks", "question_tips"):
        for row in tables[name]:
            if row["question"] not in questions:
                raise UnreadableError(row["question"], "Rows belong to this question, but it does not exist.")
