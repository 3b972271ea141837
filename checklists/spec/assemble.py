"""Rows to specs: one way for the rows of the database and for the rows of a fixture file."""

from __future__ import annotations

from checklists.spec.checklist import (
    BenefitSpec,
    CharacteristicSpec,
    ChecklistSpec,
    RiskSpec,
    SectionSpec,
    TipSpec,
)
from checklists.spec.rows import Tables, UnreadableError, ordered, question_of


def assemble(*, slug: str, version: str, title: str, source: str, tables: Tables) -> ChecklistSpec:
    """Build the spec of one version from its rows.

    `tables` holds the rows by table: sections, questions, options, facts, rules, question_risks, question_tips,
    risks, tips, benefits, characteristics. UnreadableError when a row cannot be read or belongs to nothing.
    """
    _refuse_orphans(tables)
    questions = [(row["section"], question_of(row, tables)) for row in ordered(tables["questions"])]
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
            for row in ordered(tables["sections"])
        ),
        risks=tuple(RiskSpec(row["code"], row["text"]) for row in ordered(tables["risks"])),
        tips=tuple(TipSpec(row["code"], row["text"]) for row in ordered(tables["tips"])),
        benefits=tuple(BenefitSpec(row["code"], row["text"]) for row in ordered(tables["benefits"])),
        characteristics=tuple(
            CharacteristicSpec(row["code"], row["text"]) for row in ordered(tables["characteristics"])
        ),
    )


def _refuse_orphans(tables: Tables) -> None:
    sections = {row["code"] for row in tables["sections"]}
    questions = {row["key"] for row in tables["questions"]}
    for row in tables["questions"]:
        if row["section"] not in sections:
            raise UnreadableError(row["key"], f"Its section {row['section']} does not exist.")
    for name in ("options", "facts", "rules", "question_risks", "question_tips"):
        for row in tables[name]:
            if row["question"] not in questions:
                raise UnreadableError(row["question"], "Rows belong to this question, but it does not exist.")
