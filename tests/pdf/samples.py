"""Sample cases, made of rows that no database has seen, and the snapshots of them in `tests/data/snapshots/`.

`python manage.py shell -c "from tests.pdf.samples import write; write()"` writes the files anew, with the page of one
of them, after the shape, the content or the templates were changed on purpose.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from accounts.models import Service, User
from checklists.models import Option, Question
from checklists.spec import DecisionSought, Severity, Significance
from partnerships import reports
from partnerships.domain.answers import AnswerState, CaseState, TreatmentKind, TreatmentState, progress_of
from partnerships.domain.flags import flags_of
from partnerships.domain.readiness import outcome_of
from partnerships.domain.relation import Capacity
from partnerships.models import (
    Answer,
    Assessment,
    Confirmation,
    Event,
    Evidence,
    Participant,
    Partnership,
    RaisedFlag,
    SecondOpinion,
    Treatment,
)
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Case
from partnerships.snapshot.making import snapshot_from
from partnerships.snapshot.public import public_of
from partnerships.snapshot.record import Record
from partnerships.snapshot.shape import IssuePart, Snapshot
from partnerships.snapshot.stored import CONVERTER, canonical, read
from tests.pdf import accompanying
from tests.pdf.people import LEWIS, MARGARET, OLENA, RHIANNON
from tests.specs import SPEC

FOLDER = Path(__file__).parent.parent / "data" / "snapshots"
GOLDEN_PAGE = FOLDER / "joint_equipment.html"
NAMES = ("joint_equipment", "community_hub", "nearly_empty", "long_texts", "referred", "second_issue", "second_public")
MADE_ON = date(2026, 11, 23)
Json = dict[str, Any]
START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)

# Attempts to be more than text, to hide, to turn the direction of the line, and characters that no font of ours has.
NASTY = (
    '<script>alert(1)</script><img src="http://attacker.example/x.png"> file:///etc/passwd url(http://attacker.example) '
    "{{ settings.SECRET_KEY }} %(answer)s \x07bell \u202eright to left\u202c zero\u200bwidth soft\u00adhyphen "
    "\u2066isolate\u2069 e\u0301 😀 漢字 عربي Ŵŷ Łódź Iași İstanbul Ελλάδα Київ tab\there"
)
LONG = ("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch lies beyond the boundary. " * 61)[
    :4990
] + "The end."


def question(key: str) -> Question:
    """Return the question as a row that was never saved."""
    return Question(key=key, code=SPEC.by_key[key].code)


def record_of(data: Mapping[str, Any]) -> Record:
    """Build the rows of a case from the plain description of it."""
    partnership = Partnership(service=Service(name=data["service"]), lead=RHIANNON, **data["partnership"])
    assessment = Assessment(pk=data["assessment"]["round"], partnership=partnership, **data["assessment"])
    answers = {
        key: _answer(assessment, key, index, given) for index, (key, given) in enumerate(data["answers"].items())
    }
    evidence = {key: [_evidence(assessment, key, item) for item in items] for key, items in data["evidence"].items()}
    treatments = {key: _treatment(assessment, key, given) for key, given in data["treatments"].items()}
    confirmations = {key: _confirmation(assessment, key) for key in data["confirmed"]}
    for key, given in data.get("opinions", {}).items():
        _opinion(answers[key], key, given)
    raised = {key: _raised(assessment, key, given) for key, given in data.get("raised", {}).items()}
    objections = {key: _objection(assessment, key, why) for key, why in data.get("objections", {}).items()}
    case = _case(assessment, answers, evidence, treatments, confirmations, raised, objections)
    if data["is_endorsed"]:
        endorsement = Confirmation(role="manager", confirmed_by=MARGARET, confirmed_at=START + timedelta(days=75))
        case = replace(case, endorsement=endorsement)
    return Record(
        case=case,
        partners=list(data["partners"]),
        people=[
            Participant(user=RHIANNON, capacity=Capacity.AUTHOR),
            Participant(user=OLENA, capacity=Capacity.AUTHOR),
            Participant(user=MARGARET, capacity=Capacity.REVIEWER),
            Participant(user=LEWIS, capacity=Capacity.LEGAL),
        ],
        events=[
            Event(kind=kind, recorded_by_name=who.full_name, recorded_at=START + timedelta(days=day))
            for kind, who, day in [(EventKind.CREATED, RHIANNON, 0), *_steps(data["events"])]
        ],
        **accompanying.rows_of(data, assessment),
    )


def _steps(events: list[tuple[str, str, int]]) -> list[tuple[EventKind, User, int]]:
    people = {"officer": RHIANNON, "manager": MARGARET}
    return [(EventKind(kind), people[who], day) for kind, who, day in events]


def _case(
    assessment: Assessment,
    answers: dict[str, Answer],
    evidence: dict[str, list[Evidence]],
    treatments: dict[str, Treatment],
    confirmations: dict[str, Confirmation],
    raised: dict[str, RaisedFlag],
    objections: dict[str, Confirmation],
) -> Case:
    state = _state(assessment, answers, evidence, treatments, confirmations, raised)
    flags = flags_of(SPEC, state)
    return Case(
        assessment=assessment,
        spec=SPEC,
        answers=answers,
        evidence=evidence,
        treatments=treatments,
        confirmations=confirmations,
        raised=raised,
        objections=objections,
        endorsement=None,
        pending={},
        state=state,
        flags={flag.question_key: flag for flag in flags},
        progress=progress_of(SPEC, state),
        outcome=outcome_of(flags),
    )


def _state(
    assessment: Assessment,
    answers: dict[str, Answer],
    evidence: dict[str, list[Evidence]],
    treatments: dict[str, Treatment],
    confirmations: dict[str, Confirmation],
    raised: dict[str, RaisedFlag],
) -> CaseState:
    partnership = assessment.partnership
    return CaseState(
        decision=DecisionSought(assessment.decision_sought),
        significance=Significance(partnership.significance) if partnership.significance else None,
        planned_start_on=partnership.planned_start_on,
        answers={
            key: AnswerState(
                option=row.option.key if row.option else None,
                reason=row.reason,
                finding=row.finding,
                evidence_count=len(evidence.get(key, [])),
                facts=row.facts,
                is_carried_over=row.is_carried_over,
            )
            for key, row in answers.items()
        },
        confirmed=frozenset(confirmations),
        treatments={
            key: TreatmentState(TreatmentKind(row.kind), row.text, row.owner, row.due_on)
            for key, row in treatments.items()
        },
        raised={key: Severity(row.severity) for key, row in raised.items()},
    )


def _answer(assessment: Assessment, key: str, index: int, given: Mapping[str, Any]) -> Answer:
    values = dict(given)
    option = values.pop("option")
    return Answer(
        assessment=assessment,
        question=question(key),
        option=Option(key=option, label=SPEC.by_key[key].option(option).label) if option else None,
        saved_at=START + timedelta(days=2 + index, hours=index % 7),
        saved_by=OLENA if index % 4 == 1 else RHIANNON,
        **values,
    )


def _evidence(assessment: Assessment, key: str, item: Mapping[str, Any]) -> Evidence:
    kind = "link" if "url" in item else "file"
    when = START + timedelta(days=10 + item["number"])
    return Evidence(assessment=assessment, question=question(key), kind=kind, added_by=RHIANNON, added_at=when, **item)


def _treatment(assessment: Assessment, key: str, given: Mapping[str, Any]) -> Treatment:
    values = dict(given)
    due = values.pop("due_on", None)
    return Treatment(
        assessment=assessment,
        question=question(key),
        due_on=date.fromisoformat(due) if due else None,
        treated_by=MARGARET,
        treated_at=START + timedelta(days=70),
        **values,
    )


def _opinion(answer: Answer, key: str, given: Mapping[str, str]) -> SecondOpinion:
    """Return a second opinion on the answer, which then has it."""
    option = Option(key=given["option"], label=SPEC.by_key[key].option(given["option"]).label)
    when = START + timedelta(days=73)
    return SecondOpinion(answer=answer, option=option, reason=given["reason"], given_by=MARGARET, given_at=when)


def _raised(assessment: Assessment, key: str, given: Mapping[str, str]) -> RaisedFlag:
    when = START + timedelta(days=72)
    return RaisedFlag(assessment=assessment, question=question(key), raised_by=MARGARET, raised_at=when, **given)


def _objection(assessment: Assessment, key: str, why: str) -> Confirmation:
    row = _confirmation(assessment, key)
    row.is_objection, row.note = True, why
    return row


def _confirmation(assessment: Assessment, key: str) -> Confirmation:
    role = SPEC.by_key[key].confirm
    assert role
    when = START + timedelta(days=60)
    note = "Seen with the monitoring officer." if key == "prior-approval" else ""
    return Confirmation(assessment=assessment, role=role.role, note=note, confirmed_by=LEWIS, confirmed_at=when)


def case(name: str) -> dict[str, Any]:
    """Return the description of a sample case."""
    if name == "long_texts":
        return _with_long_texts(case("joint_equipment"))
    data: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return _merged(case(data.pop("of")), data) if "of" in data else data


def _merged(data: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description with the changes in it; mappings are merged, all else is replaced."""
    return data | {
        key: _merged(data[key], value) if isinstance(value, dict) and isinstance(data.get(key), dict) else value
        for key, value in changes.items()
    }


def snapshot(data: Mapping[str, Any]) -> Snapshot:
    """Make the snapshot of a described case."""
    record = record_of(data)
    if "last" in data:
        record = replace(record, last=_last(data))
    issue = data.get("issue")
    return snapshot_from(record, made_on=MADE_ON, issue=CONVERTER.structure(issue, IssuePart) if issue else None)


def _last(data: Mapping[str, Any]) -> Snapshot:
    """Return the issue before: of the same case but for what `last` says, its texts as `reworded` has them."""
    was = _merged({key: value for key, value in data.items() if key != "last"}, data["last"])

    def reword(content: Json) -> None:
        for question in questions_in(content):
            question["text"] = was["reworded"].get(question["key"], question["text"])
            if question["answer"] and question["answer"]["option"] and question["key"] in was["relabelled"]:
                question["answer"]["option"]["label"] = was["relabelled"][question["key"]]

    return edited(snapshot(was), reword)


def edited(before: Snapshot, change: Callable[[Json], object]) -> Snapshot:
    """Return another snapshot: with the content of that one, as JSON, after the change."""
    said = json.loads(canonical(before))
    change(said["content"])
    return read(json.dumps(said).encode())


def questions_in(content: Json) -> list[Json]:
    """Return every question of a content that is JSON."""
    return [question for section in content["sections"] for question in section["questions"]]


def make(name: str) -> Snapshot:
    """Make the snapshot of a sample case anew."""
    return public_of(snapshot(case("second_issue"))) if name == "second_public" else snapshot(case(name))


def load(name: str) -> Snapshot:
    """Return the snapshot of a sample case as it stands in its file."""
    return read((FOLDER / f"{name}.json").read_bytes())


def _with_long_texts(data: dict[str, Any]) -> dict[str, Any]:
    """Return the case with every text at its limit, and with what people paste without knowing or on purpose."""
    for given in data["answers"].values():
        given["reason"] = LONG
    data["partnership"] |= {"name": "Ŵ" * 100 + NASTY[:100], "purpose": LONG, "council_role": LONG}
    data["answers"]["legal-basis"]["finding"] = NASTY
    data["treatments"]["services-consulted"] |= {"text": LONG, "owner": NASTY}
    return data


def write() -> None:
    """Write the snapshot of each sample, and the golden page."""
    for sample in NAMES:
        (FOLDER / f"{sample}.json").write_text(
            json.dumps(_as_typed(make(sample)), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
            encoding="utf-8",
        )
    GOLDEN_PAGE.write_text(without_style(reports.render_html(load("joint_equipment"))), encoding="utf-8")


def _as_typed(made: Snapshot) -> Json:
    """Return the JSON of a snapshot with each text as it was typed, which the canonical form would normalise."""
    said: Json = json.loads(canonical(made))
    return {**said, "content": CONVERTER.unstructure(made.content)}


def without_style(html: str) -> str:
    """Return the page without its style sheet, which changes more often than what the page says."""
    return re.sub(r"<style>.*?</style>", "<style></style>", html, flags=re.DOTALL)
