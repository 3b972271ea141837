"""Lines of the forms about who leads a case, who leaves, what a review decides, and the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.models import User
from accounts.roles import Role
from checklists.spec import Severity
from partnerships import actions
from partnerships.actions.leaving import hand_over_and_close
from partnerships.files.tables import read_table
from partnerships.forms.assignments import AssignForm
from partnerships.forms.board import CorrectMinuteForm
from partnerships.forms.conversations import AskForm, PassOnForm, ReopenConversationForm, ReplyForm
from partnerships.forms.existing import ExistingForm
from partnerships.forms.fixes import RepliesForm
from partnerships.forms.leaving import EVERYTHING, CloseForm
from partnerships.forms.meetings import CancelMeetingForm, ChooseMeetingForm, MeetingForm, MoveToMeetingForm
from partnerships.forms.opinions import OpinionForm
from partnerships.forms.people import LeadForm
from partnerships.forms.raised import RaiseForm, WithdrawFlagForm
from partnerships.forms.register import EndForm
from partnerships.forms.register_import import ColumnsForm, UploadTableForm
from partnerships.forms.review import ObjectionForm
from partnerships.forms.rounds import ReviewForm
from partnerships.models.conversation import ASKED_ROLES
from partnerships.selectors.fixes import latest_return
from partnerships.selectors.leaving import leaving_of
from tests import boards, existing, factories, people
from tests.days import in_days
from tests.integration.form_lines import Given, Line, World, inside, key_in


def lead(world: World) -> Line:
    given = {"assessment": world.case, "by": world.manager, "user": world.outsider, "reason": "Has moved."}

    def put(given: Given, name: str, value: Any) -> Given:
        return given | {"user" if name == "lead" else name: value}

    form = LeadForm(None, partnership=world.case.partnership)
    return Line(form, actions.change_lead, given, put, wrong={"lead": [factories.person("Gill Gone"), world.secretary]})


def closing(world: World) -> Line:
    admin, leaving = factories.person("Ada Admin", Role.ADMIN), leaving_of(world.owner)
    keys = [item.key for item in leaving.handed_over]
    given = {"user": world.owner, "by": admin, "successors": dict.fromkeys(keys, world.outsider), "reason": "Has left."}

    def put(given: Given, name: str, value: Any) -> Given:
        return given | ({"successors": given["successors"] | {name: value}} if name in keys else {name: value})

    form = CloseForm(None, leaving=leaving, by=admin)
    wrong = {key: [world.secretary, admin] for key in keys}
    return Line(form, hand_over_and_close, given, put, left=(EVERYTHING,), wrong=wrong)


def objection(world: World) -> Line:
    given = world.in_review | {"by": world.legal, "question": factories.question("legal-basis"), "reason": "Not yet."}
    return Line(ObjectionForm(version_token=""), actions.object_to, given)


def review(world: World) -> Line:
    return Line(ReviewForm(), actions.start_round, {"assessment": world.at("decided"), "by": world.owner})


def end(world: World) -> Line:
    given = {"assessment": world.at("decided"), "by": world.owner, "draft": boards.exit_draft()}
    put = inside("draft", assets="property", records="data")
    return Line(EndForm(version_token=""), actions.end_partnership, given, put, wrong={"ended_on": [in_days(1)]})


def meeting(world: World) -> Line:
    draft = actions.MeetingDraft(name="Cabinet", held_on=in_days(1))
    wrong = {"held_on": [in_days(-1)], "papers_due_on": [in_days(2)]}
    given = {"by": world.secretary, "draft": draft}
    return Line(MeetingForm(None), actions.add_meeting, given, inside("draft"), wrong=wrong)


def cancelling(world: World) -> Line:
    given = {"meeting": boards.meeting(world.secretary), "by": world.secretary, "reason": "No quorum."}
    return Line(CancelMeetingForm(version_token=""), actions.cancel_meeting, given)


def choice(world: World) -> Line:
    cancelled = boards.meeting(world.secretary, "Forum")
    actions.cancel_meeting(meeting=cancelled, by=world.secretary, reason="No quorum.")
    given = world.draft | {"meeting": boards.meeting(world.secretary)}
    form = ChooseMeetingForm(None, assessment=world.case, meetings=[])

    def put(given: Given, name: str, value: Any) -> Given:
        return given | {name: cancelled if value == "no such choice" else value}

    return Line(form, actions.choose_meeting, given, put)


def moving(world: World) -> Line:
    case = world.at("issued")
    given = {
        "assessment": case,
        "by": world.secretary,
        "meeting": boards.meeting(world.secretary),
        "reason": "Put off.",
    }
    form = MoveToMeetingForm(None, version_token="", meetings=[])
    cancelled = boards.meeting(world.secretary, "Forum")
    actions.cancel_meeting(meeting=cancelled, by=world.secretary, reason="No quorum.")

    def put(given: Given, name: str, value: Any) -> Given:
        return given | {name: cancelled if value == "no such choice" else value}

    return Line(form, actions.move_to_meeting, given, put)


def existing_one(world: World) -> Line:
    form = ExistingForm(None, by=world.manager, services=[people.service()])
    given = {"by": world.manager, "draft": existing.draft()}
    wrong: dict[str, list[Any]] = {
        "lead": [world.secretary],
        "decided_on": [in_days(1)],
        "name": ["Joint equipment service"],
    }
    return Line(form, actions.enter_existing, given, inside("draft"), wrong=wrong)


def table(world: World) -> Line:
    given = {"by": world.manager, "file": boards.file("a.csv", existing.table(existing.line()))}
    wrong = {"file": [boards.file("a.csv", b""), boards.file("a.csv", b"Name\n")]}
    return Line(UploadTableForm(), actions.upload_table, given, wrong=wrong)


def columns(world: World) -> Line:
    content = existing.table(existing.line())
    upload = existing.upload(world.manager, content)
    given = {"by": world.manager, "upload": upload, "mapping": upload.mapping}

    def put(given: Given, name: str, value: Any) -> Given:
        return given | {"mapping": given["mapping"] | {name: 99 if value == "no such choice" else value}}

    form = ColumnsForm(None, upload=upload, table=read_table(content))
    return Line(form, actions.map_columns, given, put, wrong={"name": [1, -1]})


def asking(world: World) -> Line:
    nobody: dict[Role, list[User]] = {role: [] for role in ASKED_ROLES}
    form = AskForm(assessment=world.case, by=world.owner, people=nobody)
    given = world.draft | {"question": factories.question("skills"), "asked": world.legal, "text": "Is it lawful?"}
    return Line(form, actions.start_conversation, given, _asked, left=("person",), wrong=_unasked(world))


def conversation(world: World) -> Given:
    question = factories.question("skills")
    given = world.draft | {"question": question, "asked": world.legal, "text": "Is it lawful?"}
    return {"conversation": actions.start_conversation(**given), "by": world.owner}


def passing_on(world: World) -> Line:
    nobody: dict[Role, list[User]] = {role: [] for role in ASKED_ROLES}
    form = PassOnForm(assessment=world.case, by=world.owner, people=nobody)
    given = conversation(world) | {"asked": world.manager}
    wrong = {"asked": [*_unasked(world)["asked"], world.legal]}
    return Line(form, actions.pass_on, given, _asked, left=("person",), wrong=wrong)


def _asked(given: Given, name: str, value: Any) -> Given:
    return given | {name: Role.EDITOR if value == "no such choice" else value}


def _unasked(world: World) -> dict[str, list[Any]]:
    return {"asked": [world.owner, world.outsider, world.secretary, Role.SECRETARY, Role.MONITORING]}


def replying(world: World) -> Line:
    given = conversation(world) | {"by": world.legal, "text": "It is."}
    return Line(ReplyForm(version_token=""), actions.reply, given)


def reopening(world: World) -> Line:
    given = conversation(world)
    actions.resolve_conversation(**given)
    return Line(ReopenConversationForm(version_token=""), actions.reopen_conversation, given | {"text": "And now?"})


def assigning(world: World) -> Line:
    form = AssignForm(partnership=world.case.partnership, authors=[world.owner], current=None)
    question = factories.question("skills")
    given = world.draft | {"question": question, "user": world.owner, "due_on": in_days(1)}
    wrong: dict[str, list[Any]] = {
        "user": [world.outsider, world.manager],
        "due_on": [None, in_days(-1), in_days(3 * 366)],
    }

    def put(given: Given, name: str, value: Any) -> Given:
        return given | {"user" if name == "person" else name: world.secretary if name == "person" else value}

    return Line(form, actions.assign_question, given, put, wrong=wrong)


def raising(world: World) -> Line:
    given = world.in_review | {"question": factories.question("skills"), "severity": Severity.NOTE, "reason": "Old."}
    return Line(RaiseForm(version_token=""), actions.raise_flag, given, wrong={"severity": [Severity.BLOCKER]})


def withdrawing_flag(world: World) -> Line:
    given = world.in_review | {"question": factories.question("skills"), "reason": "Old."}
    actions.raise_flag(**given, severity=Severity.NOTE)
    return Line(WithdrawFlagForm(version_token=""), actions.withdraw_flag, given)


def opinion(world: World) -> Line:
    given = world.in_review | {"question": factories.question("skills"), "option": "gap", "reason": "Too few."}
    spec = given["assessment"].version.spec().by_key["skills"]
    form = OpinionForm(version_token="", question=spec, chosen="in_place", current=None)
    return Line(form, actions.give_opinion, given, wrong={"option": ["in_place"]})


def replying_to_return(world: World) -> Line:
    case = world.in_review["assessment"]
    factories.give_back(case, world.manager, {"": "Say more."})
    form = RepliesForm(reasons=latest_return(case))
    given = {"assessment": case, "by": world.owner, "replies": dict.fromkeys(form.fields, "Done.")}
    return Line(form, actions.reply_to_return, given, key_in("replies"))


def correction(world: World) -> Line:
    made = world.at("issued").issues.get()
    decision = boards.decide(made, world.secretary)
    form = CorrectMinuteForm(decision=decision, partnership=made.partnership)
    given = {"decision": decision, "by": world.secretary, "minute_reference": "CAB 42", "reason": "A digit."}
    wrong = {"minute_reference": ["PR-0099", decision.minute_reference]}
    return Line(form, actions.correct_minute, given, wrong=wrong)


LATER_LINES: dict[str, Callable[[World], Line]] = {
    "CorrectMinuteForm": correction,
    "ObjectionForm": objection,
    "LeadForm": lead,
    "CloseForm": closing,
    "ReviewForm": review,
    "EndForm": end,
    "MeetingForm": meeting,
    "CancelMeetingForm": cancelling,
    "ChooseMeetingForm": choice,
    "MoveToMeetingForm": moving,
    "ExistingForm": existing_one,
    "UploadTableForm": table,
    "ColumnsForm": columns,
    "AskForm": asking,
    "PassOnForm": passing_on,
    "ReplyForm": replying,
    "RepliesForm": replying_to_return,
    "OpinionForm": opinion,
    "RaiseForm": raising,
    "WithdrawFlagForm": withdrawing_flag,
    "ReopenConversationForm": reopening,
    "AssignForm": assigning,
}
