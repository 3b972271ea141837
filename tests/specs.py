"""The published checklist as a spec, read from its fixture without a database, and cases to try on it."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from checklists.spec import (
    PLANNED_START,
    ChecklistSpec,
    DecisionSought,
    QuestionSpec,
    Significance,
    assemble,
    digest,
    specs_in,
)
from partnerships.domain.answers import AnswerState, CaseState

FIXTURE = Path(__file__).parent.parent / "fixtures" / "partnership_readiness_1_0.json"
TABLES = {"questionrisk": "question_risks", "questiontip": "question_tips"}

# The best option of each question, from the published content.
BEST = {
    "purpose-and-need": "yes",
    "customer-benefit": "yes",
    "alternatives": "none_better",
    "existing-partnerships": "none_found",
    "services-consulted": "yes",
    "decision-makers": "yes",
    "partners-agree": "yes",
    "customers-consulted": "yes",
    "representation": "yes",
    "authority": "yes",
    "skills": "in_place",
    "interests-protected": "yes",
    "legal-basis": "done",
    "prior-approval": "none_needed",
    "time-limits": "done",
    "no-accidental-contract": "all",
    "novelty": "routine",
    "pre-agreement": "in_place",
}
TO_CONFIRM = frozenset({"legal-basis", "prior-approval", "pre-agreement"})


def spec_from_fixture(path: Path = FIXTURE) -> ChecklistSpec:
    """Build the spec from the rows of a fixture file, in which a reference is the natural key of its row."""
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    by_model: dict[str, dict[str, Any]] = {}
    for row in json.loads(path.read_text()):
        name = row["model"].removeprefix("checklists.")
        fields = {key: value[-1] if _is_reference(key, value) else value for key, value in row["fields"].items()}
        tables[TABLES.get(name, f"{name}s")].append(fields)
        by_model[name] = fields
    version = by_model["version"]
    return assemble(
        slug=version["checklist"],
        version=version["number"],
        title=by_model["checklist"]["title"],
        source=version["source"],
        tables=tables,
    )


def other_version(path: Path, identity: str, *, title: str = "Partnership readiness") -> Path:
    """Write a fixture with the published content as another version, "slug/number", published a day later."""
    slug, number = identity.split("/")
    rows = json.loads(FIXTURE.read_text().replace("partnership-readiness", slug).replace(f"{slug}/1.0", identity))
    version = next(row["fields"] for row in rows if row["model"] == "checklists.version")
    published = datetime.fromisoformat(version["published_at"]) + timedelta(days=1)
    version.update(number=number, published_at=published.isoformat())
    next(row["fields"] for row in rows if row["model"] == "checklists.checklist").update(title=title)
    version["digest"] = digest(specs_in(rows)[identity])
    path.write_text(json.dumps(rows))
    return path


def best_case(
    decision: DecisionSought = DecisionSought.ENTER,
    significance: Significance | None = Significance.LOW,
    changes: Mapping[str, AnswerState] | None = None,
    **others: Any,
) -> CaseState:
    """Return a case with every best answer, reasons given and confirmations in place, but for the changes."""
    answers = {key: AnswerState(option=option, reason="Because.") for key, option in BEST.items()}
    case = CaseState(decision, significance, answers=answers | dict(changes or {}), confirmed=TO_CONFIRM)
    return replace(case, **others)


def answered(option: str | None, **facts: str) -> AnswerState:
    """Return a complete answer with that option, and facts."""
    return AnswerState(option=option, reason="Because.", facts=facts)


def many_questions(spec: ChecklistSpec, *, times: int) -> ChecklistSpec:
    """Return the version with each of its sections so many times, each question under keys and codes of its own."""
    sections = []
    for number in range(1, times + 1):
        for section in spec.sections:
            questions = tuple(_numbered(question, number) for question in section.questions)
            sections.append(replace(section, code=f"{section.code}.{number}", questions=questions))
    return replace(spec, sections=tuple(sections))


def _numbered(question: QuestionSpec, number: int) -> QuestionSpec:
    def named(name: str) -> str:
        key, point, fact = name.partition(".")
        return name if name == PLANNED_START else f"{key}-{number}{point}{fact}"

    rules = tuple(
        replace(
            rule,
            fact=(named(rule.fact[0]), rule.fact[1]) if rule.fact else None,
            fact_not=(named(rule.fact_not[0]), rule.fact_not[1]) if rule.fact_not else None,
            option=(named(rule.option[0]), rule.option[1]) if rule.option else None,
            date_after=(named(rule.date_after[0]), named(rule.date_after[1])) if rule.date_after else None,
        )
        for rule in question.rules
    )
    return replace(question, key=named(question.key), code=f"{question.code}.{number}", rules=rules)


def _is_reference(key: str, value: object) -> bool:
    return key in {"section", "question", "risk", "tip"} and isinstance(value, list)


SPEC = spec_from_fixture()
