"""A case in which every text belongs to one part of the report and to no other, each with a word that tells which."""

from __future__ import annotations

from typing import Any

from checklists.spec import FactType, QuestionSpec, Severity
from partnerships.domain.exemption import COST, EXIT, IMPLICATION, QUESTION
from partnerships.domain.significance import Factor
from partnerships.snapshot import Snapshot
from tests.pdf import accompanying, samples
from tests.specs import SPEC

COST_A_YEAR = 7_654_321
WHY = "It would harm the talks."
KEYS = [question.key for question in SPEC.questions]
# What of an answer has a text: typed by people, or telling what they chose.
FIELDS = (
    "reason",
    "finding",
    "fact",
    "link",
    "address",
    "file",
    "treatment",
    "owner",
    "note",
    "option",
    "because",
    "raised",
    "opinion",
)
EARLIER = ("obligation", "steward", "relabelled")
# What people type and nobody can mark as exempt: the public is meant to read it.
PUBLIC = ("wards", "key_decision_reference", "contact_name", "contact_email", "contact_phone")


def parts() -> list[str]:
    """Return every part that can be exempt."""
    areas = [f"{IMPLICATION}:{area.slug}" for area in accompanying.AREAS]
    return [COST, EXIT, *areas, *(f"{QUESTION}:{key}" for key in KEYS)]


def word(part: str, field: str) -> str:
    """Return the word of one text of one part: letters and digits, so that no line breaks within it."""
    return f"Z{field}{parts().index(part):02d}"


def words_of(part: str) -> set[str]:
    """Return all words that belong to the part; not every question has every text."""
    if part == COST:
        return {str(COST_A_YEAR), f"{COST_A_YEAR:,}", word(part, "funding"), word(part, "level")}
    if part == EXIT:
        return {word(EXIT, "leaving")}
    if part.startswith(IMPLICATION):
        return {word(part, field) for field in ("asked", "author", "comment")}
    return {word(part, field) for field in (*FIELDS, *EARLIER)}


def words_for_all() -> dict[str, str]:
    """Return the words that no edition leaves out, by field: those of `PUBLIC`, and why the report was issued now."""
    return {field: f"Zall{field.replace('_', '')}" for field in (*PUBLIC, "missing_reason")}


def full() -> Snapshot:
    """Return the full snapshot of the case; nothing in it is exempt."""
    data = samples.case("second_issue") | {"exempt": []}
    data["partnership"] |= {"annual_cost": COST_A_YEAR, "funding_source": word(COST, "funding")}
    data["partnership"] |= {"exit_arrangements": word(EXIT, "leaving")}
    data["partnership"] |= {field: words_for_all()[field] for field in PUBLIC}
    data["issue"] |= {"missing_reason": words_for_all()["missing_reason"]}
    data["partnership"]["significance_basis"]["values"]["cost"] = COST_A_YEAR
    data["answers"] = {question.key: _answer(question) for question in SPEC.questions}
    data["evidence"] = {key: _evidence(key, number) for number, key in enumerate(KEYS)}
    data["treatments"] = {key: _treatment(key) for key in KEYS}
    data["raised"] = {key: {"severity": "note", "reason": _of(key, "raised")} for key in KEYS}
    data["opinions"] = {question.key: _opinion(question) for question in SPEC.questions}
    data["implications"] = [_implication(area.slug) for area in accompanying.AREAS]
    data["obligations"] = [_obligation(key, number) for number, key in enumerate(KEYS, start=1)]
    data["last"] |= {"answers": {}, "treatments": {}, "relabelled": {key: _of(key, "relabelled") for key in KEYS}}
    return samples.edited(samples.snapshot(data), _mark_what_is_worked_out)


def _of(key: str, field: str) -> str:
    return word(f"{QUESTION}:{key}", field)


def _answer(question: QuestionSpec) -> dict[str, Any]:
    """Answer so that there is something to treat, where the question has such an option."""
    option = next((option for option in question.options if option.severity is Severity.CONCERN), question.options[-1])
    return {
        "option": option.key,
        "reason": _of(question.key, "reason"),
        "finding": _of(question.key, "finding"),
        "facts": {fact.key: _of(question.key, "fact") for fact in question.facts if fact.type is FactType.TEXT},
    }


def _opinion(question: QuestionSpec) -> dict[str, Any]:
    return {"option": question.options[0].key, "reason": _of(question.key, "opinion")}


def _evidence(key: str, number: int) -> list[dict[str, Any]]:
    address = f"https://marlshire.example/{_of(key, 'address')}"
    file = {"title": _of(key, "link"), "file_name": f"{_of(key, 'file')}.pdf", "size": 1, "sha256": f"{number:064d}"}
    return [{"number": 2 * number + 1, "title": _of(key, "link"), "url": address}, {"number": 2 * number + 2, **file}]


def _treatment(key: str) -> dict[str, Any]:
    texts = {"text": _of(key, "treatment"), "owner": _of(key, "owner")}
    return {"kind": "mitigation", "due_on": "2027-03-01", **texts}


def _implication(slug: str) -> dict[str, Any]:
    part = f"{IMPLICATION}:{slug}"
    texts = {"asked_of": word(part, "asked"), "author": word(part, "author"), "text": word(part, "comment")}
    return {"area": slug, "commented_on": accompanying.WHEN.date(), **texts}


def _obligation(key: str, number: int) -> dict[str, Any]:
    texts = {"text": _of(key, "obligation"), "owner": _of(key, "steward")}
    return {"number": number, "round": 1, "question": key, "due_on": accompanying.WHEN.date(), **texts}


def exempt(full: Snapshot, *parts: str) -> Snapshot:
    """Return the full snapshot in which these parts are marked as exempt."""
    paragraph = {"key": "3", "label": "Paragraph 3"}
    marks = [{"part": part, "label": part, "paragraph": paragraph, "reason": WHY} for part in parts]
    return samples.edited(full, lambda content: content.update(exempt=marks))


def _mark_what_is_worked_out(content: samples.Json) -> None:
    """Put words where the checklist's own stand: options, the reasons of rules, levels; and in notes of confirmations."""
    for question in samples.questions_in(content):
        answer, confirmation = question["answer"], question["confirmation"]
        if answer and answer["option"]:
            answer["option"]["label"] = _of(question["key"], "option")
        if confirmation:
            confirmation["note"] = _of(question["key"], "note")
    for flag in content["flags"]:
        flag["because"] = [_of(flag["question"], "because")]
    for line in content["significance"]["lines"]:
        if line["factor"]["key"] == Factor.COST:
            line["text"] = word(COST, "level")
    for change in content["since"]["wording"] if content["since"] else []:
        if change["what"]["key"] == "option":
            change["new"] = _of(change["question"], "option")
