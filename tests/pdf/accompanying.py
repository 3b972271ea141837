"""What goes with a sample case to the board and came back from it, as rows that no database has seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from checklists.models import Question
from partnerships.models import (
    Assessment,
    Condition,
    Decision,
    Exemption,
    Implication,
    ImplicationArea,
    Interest,
    Referral,
    ReportIssue,
)
from tests.pdf.people import LEWIS, MARGARET, OLENA, RHIANNON

PEOPLE = {"lead": RHIANNON, "contributor": OLENA, "manager": MARGARET, "legal": LEWIS}
AREAS = [ImplicationArea(pk=slug, slug=slug, name=slug.title()) for slug in ("legal", "finance", "equality", "climate")]
WHEN = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)


def rows_of(data: Mapping[str, Any], assessment: Assessment) -> dict[str, Any]:
    """Build the rows that the description has, by the names that `Record` gives them."""
    decisions = {given["round"]: _decision(given, assessment) for given in data.get("decisions", [])}
    return {
        "areas": AREAS,
        "referral": _referral(assessment, data["referral"]) if "referral" in data else None,
        "implications": [_implication(assessment, given) for given in data.get("implications", [])],
        "interests": [
            Interest(declared_by=PEOPLE[who], has_interest=bool(text), text=text, declared_at=WHEN)
            for who, text in data.get("interests", {}).items()
        ],
        "exemptions": [
            Exemption(assessment_id=round_, part=part, paragraph=paragraph, reason=reason)
            for round_, part, paragraph, reason in data.get("exempt", [])
        ],
        "decisions": list(decisions.values()),
        "conditions": [_condition(given, decisions) for given in data.get("obligations", [])],
    }


def _referral(assessment: Assessment, given: Mapping[str, Any]) -> Referral:
    answered_at = WHEN if given.get("answer") else None
    return Referral(assessment=assessment, recorded_at=WHEN, recorded_by=MARGARET, answered_at=answered_at, **given)


def _implication(assessment: Assessment, given: Mapping[str, Any]) -> Implication:
    [area] = [area for area in AREAS if area.slug == given["area"]]
    return Implication(
        **{"asked_on": WHEN.date(), "recorded_at": WHEN, "recorded_by": RHIANNON, **given}
        | {"area": area, "assessment": assessment}
    )


def _decision(given: Mapping[str, Any], assessment: Assessment) -> Decision:
    values = dict(given)
    earlier = Assessment(
        pk=values["round"],
        partnership=assessment.partnership,
        round=values.pop("round"),
        decision_sought=values.pop("decision_sought"),
    )
    return Decision(assessment=earlier, issue=ReportIssue(number=values.pop("issue")), **values)


def _condition(given: Mapping[str, Any], decisions: Mapping[int, Decision]) -> Condition:
    values = dict(given)
    key = values.pop("question")
    question = Question(key=key) if key else None
    return Condition(decision=decisions[values.pop("round")], question=question, **values)
