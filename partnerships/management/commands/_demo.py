"""Plays the cases of a YAML file: calls the actions that people would have called, on the days that the file names.

A case names its lead and its details. Each of its steps is one action, which the first key of the step names, done by
the lead unless `by` names somebody else. People are named by the local part of their email address. In any text,
`{20 days ago}` and `{20 days ahead}` become a working day, `{3 months ahead}` the first day of a month. The step
`day: "{20 days ago}"` sets the clock: the following steps happen on that day, some minutes apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import time_machine
import yaml
from django.core.files import File
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Service, User
from accounts.text import normal
from checklists.models import Question, Version
from checklists.spec import Severity
from partnerships import actions
from partnerships.actions.issues import Render
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.board import Result
from partnerships.domain.exemption import Paragraph
from partnerships.domain.relation import Capacity
from partnerships.models import Answer, Assessment, Evidence, ImplicationArea, Meeting, RegisterEntry
from partnerships.reports import render_parts
from partnerships.snapshot import public_of, snapshot_of

WHEN = re.compile(r"\{(\d+) (days|months) (ago|ahead)\}")
DATES = {
    "day",
    "cancelled_day",
    "planned_start_on",
    "planned_end_on",
    "due_on",
    "asked_on",
    "commented_on",
    "decided_on",
    "review_on",
    "ended_on",
    "held_on",
}
MORNING = time(9, 30)
A_STEP = timedelta(minutes=4)
FACT_DATES = {
    "planned_on",
    "training_by",
    "earliest_lawful_date",
    "approved_on",
    "agreed_on",
    "signed_on",
    "assessed_on",
    "first_report_on",
}
Step = dict[str, Any]


def play(path: Path, *, version: Version, today: date, render: Render = render_parts) -> list[Assessment]:
    """Play the cases of the file in their order; return their current assessments. `render` makes the PDFs of issues."""
    cases = _dated(yaml.safe_load(path.read_text(encoding="utf-8")), today)
    return [_play_case(case, version=version, folder=path.parent, render=render) for case in cases]


def keep_meetings(path: Path, *, today: date) -> list[Step]:
    """Keep the meetings of the file, each on its day, by the person that it names; return those that are cancelled later."""
    kept = []
    for meeting in _dated(yaml.safe_load(path.read_text(encoding="utf-8")), today):
        with time_machine.travel(_morning(meeting["day"])):
            draft = actions.MeetingDraft(name=meeting["name"], held_on=meeting["held_on"])
            kept.append(meeting | {"meeting": actions.add_meeting(by=_person(meeting["by"]), draft=draft)})
    return [meeting for meeting in kept if "cancelled" in meeting]


def cancel_meetings(meetings: list[Step]) -> None:
    """Cancel the meetings, on their days and with their reasons, once the cases have chosen them."""
    for meeting in meetings:
        with time_machine.travel(_morning(meeting["cancelled_day"])):
            by = _person(meeting["by"])
            actions.cancel_meeting(meeting=meeting["meeting"], by=by, reason=meeting["cancelled"])


def fill_register(path: Path, *, today: date) -> list[RegisterEntry]:
    """Put the partnerships of the file, which existed before, on the register, each on its day; return their entries."""
    entered = []
    for known in _dated(yaml.safe_load(path.read_text(encoding="utf-8")), today):
        day, by = known.pop("day"), _person(known.pop("by"))
        lead, service = _person(known.pop("lead")), Service.objects.get(slug=known.pop("service"))
        with time_machine.travel(_morning(day)):
            draft = actions.ExistingDraft(lead=lead, service=service, **known)
            entered.append(actions.enter_existing(by=by, draft=draft, is_another=True))
    return entered


def _play_case(case: Step, *, version: Version, folder: Path, render: Render) -> Assessment:
    """Play one case on its days, or now when it names no day; return its current assessment.

    It answers that version, unless it names the number of another one of its checklist.
    """
    if "version" in case:
        version = Version.objects.select_related("checklist").get(
            checklist=version.checklist_id, number=case["version"]
        )
    with time_machine.travel(_morning(case["day"])) if "day" in case else nullcontext() as clock:
        lead = _person(case["lead"])
        assessment = actions.start_partnership(
            by=lead,
            service=Service.objects.get(slug=case["service"]),
            version=version,
            details=actions.Details(**case["details"]),
            is_another=True,
        )
        scene = Scene(assessment, lead, folder, render)
        for step in case["steps"]:
            if clock and "day" in step:
                # Two days that fall on one weekend are the same Friday, on which time does not go back.
                clock.move_to(max(_morning(step["day"]), timezone.now()))
                continue
            if clock:
                clock.shift(A_STEP)
            scene = scene.play(step)
    return scene.assessment


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))


@dataclass(frozen=True)
class Scene:
    """One case while it is played. The paths of files in its steps are relative to `folder`; `render` makes its PDFs."""

    assessment: Assessment
    lead: User
    folder: Path
    render: Render = render_parts

    def play(self, step: Step) -> Scene:
        """Play one step; return the scene with the round that is current after it."""
        (verb, subject), *rest = step.items()
        words = dict(rest)
        by = _person(words.pop("by")) if "by" in words else self.lead
        STEPS[verb](self, subject, by, words)
        current = Assessment.objects.current().with_partnership().get(partnership=self.assessment.partnership)
        return replace(self, assessment=current)

    def question(self, key: str) -> Question:
        """Return the question with that key."""
        return Question.objects.get(version=self.assessment.version, key=key)

    def add(self, subject: str, by: User, words: Step) -> None:
        actions.add_person(assessment=self.assessment, by=by, user=_person(subject), capacity=Capacity.AUTHOR)

    def screen(self, subject: dict[str, str], by: User, words: Step) -> None:
        actions.screen(assessment=self.assessment, by=by, answers=subject)

    def claim(self, subject: list[str], by: User, words: Step) -> None:
        actions.claim_benefits(assessment=self.assessment, by=by, codes=subject)

    def judge(self, subject: dict[str, str], by: User, words: Step) -> None:
        actions.judge_significance(assessment=self.assessment, by=by, answers=subject)

    def answer(self, subject: str, by: User, words: Step) -> None:
        standing = Answer.objects.filter(assessment=self.assessment, question=self.question(subject)).first()
        actions.answer(
            assessment=self.assessment,
            question=self.question(subject),
            by=by,
            draft=actions.AnswerDraft(**words),
            revision=standing.revision if standing else 0,
        )

    def answers(self, subject: list[Step], by: User, words: Step) -> None:
        for step in subject:
            self.answer(step["answer"], by, {name: value for name, value in step.items() if name != "answer"})

    def link(self, subject: str, by: User, words: Step) -> None:
        actions.attach_link(assessment=self.assessment, question=self.question(subject), by=by, **words)

    def file(self, subject: str, by: User, words: Step) -> None:
        path = self.folder / words.pop("path")
        with path.open("rb") as opened:
            actions.attach_file(
                assessment=self.assessment,
                question=self.question(subject),
                by=by,
                file=File(opened, name=path.name),
                **words,
            )

    def meeting(self, subject: str, by: User, words: Step) -> None:
        chosen = Meeting.objects.get(name=subject, held_on=words["held_on"])
        actions.choose_meeting(assessment=self.assessment, by=by, meeting=chosen)

    def submit(self, subject: None, by: User, words: Step) -> None:
        actions.submit(assessment=self.assessment, by=by)

    def confirm(self, subject: str, by: User, words: Step) -> None:
        actions.confirm(assessment=self.assessment, question=self.question(subject), by=by, **words)

    def object_(self, subject: str, by: User, words: Step) -> None:
        actions.object_to(assessment=self.assessment, question=self.question(subject), by=by, **words)

    def treat(self, subject: str, by: User, words: Step) -> None:
        number = words.pop("evidence", None)
        actions.treat(
            assessment=self.assessment,
            question=self.question(subject),
            by=by,
            kind=TreatmentKind(words.pop("kind")),
            evidence=Evidence.objects.get(assessment=self.assessment, number=number) if number else None,
            **words,
        )

    def return_(self, subject: dict[str, str], by: User, words: Step) -> None:
        items = [actions.ReturnItem(reason=reason, question=self.question(key)) for key, reason in subject.items()]
        actions.return_(assessment=self.assessment, by=by, items=items)

    def raise_(self, subject: str, by: User, words: Step) -> None:
        severity, question = Severity(words.pop("severity")), self.question(subject)
        actions.raise_flag(assessment=self.assessment, question=question, by=by, severity=severity, **words)

    def opinion(self, subject: str, by: User, words: Step) -> None:
        actions.give_opinion(assessment=self.assessment, question=self.question(subject), by=by, **words)

    def endorse(self, subject: None, by: User, words: Step) -> None:
        actions.endorse(assessment=self.assessment, by=by)

    def comment(self, subject: str, by: User, words: Step) -> None:
        area = ImplicationArea.objects.get(slug=subject)
        draft = actions.CommentDraft(**words)
        actions.ask_and_comment(assessment=self.assessment, by=by, area=area, draft=draft)

    def declare(self, subject: str, by: User, words: Step) -> None:
        actions.declare_interest(assessment=self.assessment, by=by, has_interest=bool(subject), text=subject)

    def exempt(self, subject: str, by: User, words: Step) -> None:
        paragraph = Paragraph(words.pop("paragraph"))
        actions.mark_exempt(assessment=self.assessment, by=by, part=subject, paragraph=paragraph, **words)

    def ask(self, subject: str, by: User, words: Step) -> None:
        asked, question = _person(words.pop("of")), self.question(subject)
        actions.start_conversation(assessment=self.assessment, question=question, by=by, asked=asked, **words)

    def assign(self, subject: str, by: User, words: Step) -> None:
        user, question = _person(words.pop("to")), self.question(subject)
        actions.assign_question(assessment=self.assessment, question=question, by=by, user=user, **words)

    def ask_referral(self, subject: str, by: User, words: Step) -> None:
        actions.ask_referral(assessment=self.assessment, by=by, reason=subject)

    def refer(self, subject: str, by: User, words: Step) -> None:
        actions.confirm_referral(assessment=self.assessment, by=by, reason=subject)

    def issue(self, subject: None, by: User, words: Step) -> None:
        draft = snapshot_of(self.assessment, made_on=timezone.localdate())
        read: Step = {"version_token": draft.digest, "public_digest": public_of(draft).digest}
        why = "The next meeting is too late for the partner. Members are told what is missing."
        actions.issue(assessment=self.assessment, by=by, **read, missing_reason=why, render=self.render)

    def reopen(self, subject: str, by: User, words: Step) -> None:
        actions.reopen(assessment=self.assessment, by=by, reason=subject)

    def decide(self, subject: str, by: User, words: Step) -> None:
        conditions = [actions.ConditionDraft(**part) for part in words.pop("conditions", [])]
        draft = actions.DecisionDraft(result=Result(subject), conditions=conditions, **words)
        issue = self.assessment.issues.select_related("partnership", "assessment").latest("number")
        actions.decide(issue=issue, by=by, draft=draft)

    def complete(self, subject: int, by: User, words: Step) -> None:
        condition = self.assessment.partnership.conditions.get(number=subject)
        actions.complete_condition(condition=condition, by=by, **words)

    def withdraw(self, subject: str, by: User, words: Step) -> None:
        actions.withdraw(assessment=self.assessment, by=by, reason=subject)

    def end(self, subject: str, by: User, words: Step) -> None:
        draft = actions.ExitDraft(reason=subject, **words)
        actions.end_partnership(assessment=self.assessment, by=by, draft=draft)


def upgrade(scene: Scene, number: str, by: User, _words: Step) -> None:
    versions = Version.objects.select_related("checklist")
    to = versions.get(checklist=scene.assessment.version.checklist_id, number=number)
    actions.upgrade(assessment=scene.assessment, to=to, by=by)


STEPS: dict[str, Callable[[Scene, Any, User, Step], None]] = {
    "add": Scene.add,
    "screen": Scene.screen,
    "claim": Scene.claim,
    "judge": Scene.judge,
    "answer": Scene.answer,
    "answers": Scene.answers,
    "link": Scene.link,
    "file": Scene.file,
    "meeting": Scene.meeting,
    "submit": Scene.submit,
    "confirm": Scene.confirm,
    "object": Scene.object_,
    "treat": Scene.treat,
    "raise": Scene.raise_,
    "opinion": Scene.opinion,
    "return": Scene.return_,
    "endorse": Scene.endorse,
    "comment": Scene.comment,
    "declare": Scene.declare,
    "exempt": Scene.exempt,
    "ask": Scene.ask,
    "assign": Scene.assign,
    "upgrade": upgrade,
    "ask_referral": Scene.ask_referral,
    "refer": Scene.refer,
    "issue": Scene.issue,
    "reopen": Scene.reopen,
    "decide": Scene.decide,
    "complete": Scene.complete,
    "withdraw": Scene.withdraw,
    "end": Scene.end,
}


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@marlshire.example")


def _dated(value: Any, today: date, key: str = "") -> Any:
    """Return the value with its texts normal and each `{20 days ago}` in them a date: a `date`, as ISO text, or in words."""
    if isinstance(value, dict):
        return {name: _dated(item, today, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_dated(item, today) for item in value]
    if not isinstance(value, str):
        return value
    if key in DATES | FACT_DATES and (found := WHEN.fullmatch(value)):
        when = _day(found, today)
        return when if key in DATES else when.isoformat()
    return normal(WHEN.sub(lambda found: date_format(_day(found, today), "j F Y"), value))


def _day(found: re.Match[str], today: date) -> date:
    count = int(found[1]) * (-1 if found[3] == "ago" else 1)
    if found[2] == "months":
        years, month = divmod(today.month - 1 + count, 12)
        return date(today.year + years, month + 1, 1)
    day = today + timedelta(days=count)
    return day - timedelta(days=max(0, day.weekday() - 4))
