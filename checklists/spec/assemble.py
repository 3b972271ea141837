"""Builds a spec from the rows of the database or of a fixture, in the same way."""

from __future__ import annotations

from checklists.spec.as_rows import PARTS
from checklists.spec.checklist import ChecklistSpec, GuideItemSpec, SectionSpec
from checklists.spec.document import LISTS
from checklists.spec.rows import Tables, UnreadableError, by_position, question_of


def assemble(*, slug: str, version: str, title: str, source: str, tables: Tables) -> ChecklistSpec:
    """Build the spec of one version from its rows.

    `tables` holds the rows by table: sections, questions, options, facts, rules, question_risks, question_tips,
    risks, tips, benefits, characteristics. UnreadableError when a row cannot be read, or its section or question
    does not exist.
    """
    _check_parents(tables)
    _check_positions(tables)
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
        **{name: tuple(GuideItemSpec(row["code"], row["text"]) for row in by_position(tables[name])) for name in LISTS},
    )


def _check_parents(tables: Tables) -> None:
    """Raise UnreadableError when the section of a question, or the question of another row, does not exist."""
    sections = {row["code"] for row in tables["sections"]}
    questions = {row["key"] for row in tables["questions"]}
    for row in tables["questions"]:
        if row["section"] not in sections:
            raise UnreadableError(row["key"], f"Its section {row['section']} does not exist.")
    for name in PARTS:
        for row in tables[name]:
            if row["question"] not in questions:
                raise UnreadableError(row["question"], "Rows belong to this question, but it does not exist.")


def _check_positions(tables: Tables) -> None:
    """Raise UnreadableError when two rows stand at one position of the same version, section or question."""
    taken: set[tuple[object, ...]] = set()
    for name in ("sections", "questions", *PARTS, *LISTS):
        for row in tables[name]:
            place = (name, row.get("section"), row.get("question"), row["position"])
            if place in taken:
                raise UnreadableError(str(row.get("question", "")), f"Two {name} stand at position {row['position']}.")
            taken.add(place)
