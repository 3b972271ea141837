"""A snapshot as the report's templates read it: joined, grouped, its dates and times as such. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from checklists.spec import Feed
from partnerships.domain.board import Edition
from partnerships.reports.recommendations import decision_sought, recommendations
from partnerships.reports.typed import typed
from partnerships.snapshot import Snapshot, digest, fingerprint
from partnerships.snapshot.older import feeds_of

Part = dict[str, Any]
# A flagged item with no more text than this stays whole on one page; more flows over as many as it needs.
SHORT = 1_500


def context(snapshot: Snapshot, *, glyphs: Set[int] | None = None) -> Part:
    """Return the whole context of the templates in `templates/reports/`.

    Keys that end in `_on` become dates and those in `_at` naive times in the content's time zone; all other text is
    made safe to show. Question keys, evidence numbers and codes become the parts that they name.
    `glyphs`: the code points that the fonts draw, None when any font may be used.
    """
    content: Part = _shown(snapshot["content"], "", ZoneInfo(snapshot["content"]["time_zone"]), glyphs)
    evidence = {part["number"]: part for part in content["evidence"]}
    questions = {question["key"]: question for section in content["sections"] for question in section["questions"]}
    _join_questions(questions, content, evidence)
    flags = [_joined(flag, questions, evidence) for flag in content["flags"]]
    since = content["since"] and _since(content["since"], questions, flags)
    return {
        **content,
        "is_public": content["edition"] == Edition.PUBLIC,
        "made_on": date.fromisoformat(snapshot["made_on"]),
        "digest": digest(snapshot["content"]),
        "fingerprint": fingerprint(snapshot["content"]),
        "decision_sought": decision_sought(content["assessment"]["decision"]["key"]),
        "recommendations": recommendations(content),
        "flagged": _grouped(flags),
        "alternatives": [question for question in questions.values() if Feed.ALTERNATIVES in feeds_of(question)],
        "consultation": [question for question in questions.values() if Feed.CONSULTATION in feeds_of(question)],
        "confirmable": [question for question in questions.values() if question["confirmation"]],
        "conditions": [part | {"question": questions[part["question"]]} for part in content["conditions"]],
        "partnership": content["partnership"] | {"annual_cost": _pounds(content["partnership"]["annual_cost"])},
        "evidence": [part | {"question": questions[part["question"]]} for part in content["evidence"]],
        "risks": _risks([_named(part, questions, "raised_by", "not_known_from") for part in content["risks"]]),
        "tips": [_named(part, questions, "helps") for part in content["tips"] if part["helps"]],
        "since": since,
        "obligations": [_obligation(part, questions, since) for part in content["obligations"]],
    }


def _shown(value: Any, key: str, zone: ZoneInfo, glyphs: Set[int] | None) -> Any:
    """Copy a part of the snapshot, each text as the key under which it stands says."""
    if isinstance(value, Mapping):
        shown = {inner: _shown(part, inner, zone, glyphs) for inner, part in value.items()}
        if value.get("type") == "date":
            shown["value"] = date.fromisoformat(value["value"])
        return shown
    if isinstance(value, list):
        return [_shown(part, key, zone, glyphs) for part in value]
    if not isinstance(value, str):
        return value
    if key.endswith("_on"):
        return date.fromisoformat(value)
    if key.endswith("_at"):
        return datetime.fromisoformat(value).astimezone(zone).replace(tzinfo=None)
    return typed(value, glyphs=glyphs)


def _join_questions(questions: Mapping[str, Part], content: Part, evidence: Mapping[int, Part]) -> None:
    """Put in each question the evidence and the risks that its numbers and codes stand for."""
    risks = {part["code"]: part for part in content["risks"]}
    for question in questions.values():
        question["evidence"] = [evidence[number] for number in question["evidence"]]
        question["risks"] = [risks[code] for code in question["risks"]]


def _joined(flag: Part, questions: Mapping[str, Part], evidence: Mapping[int, Part]) -> Part:
    """Return the flag with its question, and with the evidence that cleared it."""
    causes = {cause["key"] for cause in flag["causes"]}
    treatment = flag["treatment"]
    return flag | {
        "question": questions[flag["question"]],
        "is_short": _length(questions[flag["question"]]["answer"]) + _length(treatment) <= SHORT,
        "is_unanswered": "unanswered" in causes,
        "is_unconfirmed": "unconfirmed" in causes,
        "treatment": treatment and treatment | {"evidence": evidence.get(treatment["evidence"])},
    }


def _length(part: Part | None) -> int:
    """How many characters of text stand in the part."""
    return sum(len(value) for value in (part or {}).values() if isinstance(value, str))


def _since(since: Part, questions: Mapping[str, Part], flags: list[Part]) -> Part:
    """Return what changed: with the flags of what is adverse now, the questions of what is not, and whether anything did."""
    flagged = {flag["question"]["key"]: flag for flag in flags}
    changes = ("adverse", "graver", "cleared", "overdue", "wording", "outcome", "significance")
    return _named(since, questions, "cleared") | {
        "adverse": [flagged[key] for key in since["adverse"]],
        "graver": [flagged[key] for key in since["graver"]],
        "is_empty": not any(since[change] for change in changes),
    }


def _obligation(part: Part, questions: Mapping[str, Part], since: Part | None) -> Part:
    """Return the condition with its question, if that is still asked, and whether it is overdue."""
    overdue = since["overdue"] if since else []
    return part | {"question": questions.get(part["question"]), "is_overdue": part["number"] in overdue}


def _pounds(amount: int | None) -> str:
    return "" if amount is None else f"£{amount:,}"


def _grouped(flags: list[Part]) -> dict[str, list[Part]]:
    """Return the flags in the report's groups: each in exactly one, in question order."""
    groups: dict[str, list[Part]] = {"unanswered": [], "blockers": [], "open": [], "treated": [], "notes": []}
    for flag in flags:
        groups[_group(flag)].append(flag)
    return groups


def _group(flag: Part) -> str:
    if flag["is_unanswered"]:
        return "unanswered"
    if flag["severity"]["key"] == "blocker":
        return "blockers"
    if flag["severity"]["key"] == "note":
        return "notes"
    return "open" if flag["state"]["key"] == "open" else "treated"


def _named(part: Part, questions: Mapping[str, Part], *fields: str) -> Part:
    """Return the part with the question keys under those fields as questions."""
    return part | {field: [questions[key] for key in part[field]] for field in fields}


def _risks(risks: list[Part]) -> dict[str, list[Part]]:
    """Return the risks in three groups: raised by an answer, not yet known, and considered but not raised."""
    return {
        "raised": [risk for risk in risks if risk["raised_by"]],
        "not_known": [risk for risk in risks if not risk["raised_by"] and risk["not_known_from"]],
        "not_raised": [risk for risk in risks if not risk["raised_by"] and not risk["not_known_from"]],
    }
