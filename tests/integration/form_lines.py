"""A line for each form: its action, arguments that it accepts, and how what is typed becomes an argument."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django import forms
from django.core.files.base import ContentFile

from accounts.models import User
from partnerships import actions
from partnerships.actions import ReturnItem
from partnerships.actions.partnership import details_of
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.board import Result
from partnerships.domain.exemption import COST, Paragraph
from partnerships.domain.relation import Capacity
from partnerships.forms.board import DecideForm, IssueForm, ReopenForm, WithdrawEditionForm
from partnerships.forms.comments import ExemptForm, ImplicationForm, InterestForm
from partnerships.forms.evidence import EvidenceForm
from partnerships.forms.fields import LineField
from partnerships.forms.moves import WithdrawForm
from partnerships.forms.partnership import (
    BenefitsForm,
    EditDetailsForm,
    PartnersField,
    PoundsField,
    ScreeningForm,
    StartForm,
)
from partnerships.forms.people import PersonForm
from partnerships.forms.referrals import AnswerReferralForm, AskReferralForm
from partnerships.forms.register import AmendForm, CompleteForm, ReopenConditionForm
from partnerships.forms.review import ConfirmAnswerForm, ReturnForm, TreatForm
from partnerships.forms.significance import SignificanceForm
from partnerships.models import Assessment, ImplicationArea
from partnerships.snapshot import snapshot_of
from partnerships.snapshot.missing import missing_in
from tests import boards, factories
from tests.days import in_days
from tests.integration.form_stages import STAGES

BELL, CONCERN = "Bell\x07", "alternatives"
Given = dict[str, Any]
Put = Callable[[Given, str, Any], Given]

# They choose which other fields are read, and are no argument of the action.
CHOOSES = {"answered", "has_interests", "answer"}


@dataclass(frozen=True)
class Line:
    """A form, its action with arguments that it accepts, and how a value of a field becomes an argument.

    `needed` are fields that the form asks for only sometimes; `left` those that are no argument; `wrong` what else a
    field must not be.
    """

    form: forms.Form
    act: Callable[..., object]
    given: Given
    put: Put = lambda given, name, value: given | {name: value}
    needed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    wrong: dict[str, list[Any]] = field(default_factory=dict)

    def tries(self) -> Iterator[tuple[str, Any]]:
        """Yield each field with each value that the form refuses."""
        for name, one in self.form.fields.items():
            if name not in {*CHOOSES, *self.left}:
                values = [*_wrong(one), *([""] if name in self.needed else []), *self.wrong.get(name, [])]
                yield from ((name, value) for value in values)


def _wrong(one: forms.Field) -> list[Any]:
    """Return what a field of that kind refuses, whatever form it stands in."""
    if isinstance(one, PoundsField):
        return [-1, 10**11]
    if isinstance(one, PartnersField):
        return [["x" * 201], [BELL], ["Two\nlines"], [f"Partner {number}" for number in range(51)]]
    if isinstance(one, LineField):
        long, unprintable = "x" * (one.most + 1), "Two\nlines" if one.is_line else BELL
        return [long, BELL, unprintable, *([""] if one.required else [])]
    if isinstance(one, forms.ModelChoiceField):
        return []
    if isinstance(one, forms.MultipleChoiceField):
        return [["no such choice"]]
    return ["no such choice"] if isinstance(one, forms.ChoiceField) else []


def inside(argument: str, **names: str) -> Put:
    """Put the value into a draft, which is that argument; `names` are the draft's names of fields."""
    return lambda given, name, value: given | {argument: replace(given[argument], **{names.get(name, name): value})}


def key_in(argument: str) -> Put:
    """Put the value into a mapping, which is that argument."""
    return lambda given, name, value: given | {argument: given[argument] | {name: value}}


@dataclass(frozen=True)
class World:
    """The draft, the cases of the other stages, and their people."""

    case: Assessment
    owner: User
    manager: User
    legal: User
    secretary: User
    outsider: User

    @property
    def draft(self) -> Given:
        return {"assessment": self.case, "by": self.owner}

    @property
    def in_review(self) -> Given:
        return {"assessment": self.at("in_review"), "by": self.manager}

    @property
    def condition(self) -> Given:
        return {"condition": self.at("decided").partnership.conditions.get(), "by": self.manager}

    def at(self, stage: str) -> Assessment:
        """Return the case of that stage."""
        return Assessment.objects.current().with_partnership().get(partnership__number=STAGES[stage])


def details(world: World) -> Line:
    wrong = {"planned_end_on": [date(2001, 1, 1)]}
    given = world.draft | {"details": details_of(world.case)}
    return Line(EditDetailsForm(assessment=world.case), actions.change_details, given, inside("details"), wrong=wrong)


def start(world: World) -> Line:
    service, version = world.case.partnership.service, factories.published()
    closed = type(service).objects.create(name="Closed", slug="closed", is_active=False)
    own = {"by": world.owner, "service": service, "version": version}
    put_inside = inside("details")
    return Line(
        StartForm(services=[service, closed], versions=[], user=world.owner),
        actions.start_partnership,
        own | {"details": replace(details_of(world.case), name="Another name")},
        lambda given, name, value: given | {name: value} if name == "service" else put_inside(given, name, value),
        wrong={
            "name": [world.case.partnership.name, world.case.partnership.name.upper()],
            "service": [closed],
            "planned_end_on": [date(2001, 1, 1)],
        },
    )


def screening(world: World) -> Line:
    answers = dict.fromkeys(ScreeningForm(assessment=world.case).fields, "yes")
    form, given = ScreeningForm(assessment=world.case), world.draft | {"answers": answers}
    return Line(form, actions.screen, given, key_in("answers"), needed=tuple(answers))


def benefits(world: World) -> Line:
    form, given = BenefitsForm(assessment=world.case), world.draft | {"codes": ["B1"]}
    return Line(form, actions.claim_benefits, given, lambda given, _name, value: given | {"codes": value})


def significance(world: World) -> Line:
    form = SignificanceForm(partnership=world.case.partnership)
    answers = {name: str(form[name].initial) for name in form.fields}
    given, wrong = world.draft | {"answers": answers}, {"cost": ["high"]}
    return Line(form, actions.judge_significance, given, key_in("answers"), needed=tuple(answers), wrong=wrong)


def person(world: World) -> Line:
    case = factories.start(world.owner, world.case.partnership.service, is_restricted=True)
    form = PersonForm(partnership=case.partnership, capacities=list(Capacity))
    given = {"assessment": case, "by": world.owner, "user": world.outsider, "capacity": Capacity.AUTHOR}
    gone = factories.person("Gill Gone")
    names = {"email": "user"}
    wrong: dict[str, list[Any]] = {"email": [gone, world.secretary], "capacity": [Capacity.LEGAL]}
    return Line(
        form, actions.add_person, given, lambda given, name, value: given | {names.get(name, name): value}, wrong=wrong
    )


def evidence(world: World) -> Line:
    question = factories.question("skills")
    file = {"title": "Plan", "file": ContentFile(b"x", name="plan.txt")}
    link = {"title": "Plan", "url": "https://x.example/"}

    def attach(**given: Any) -> object:
        act = actions.attach_file if "file" in given else actions.attach_link
        return act(**world.draft, question=question, **given)

    def put(given: Given, name: str, value: Any) -> Given:
        return (file if name == "file" else given) | {name: value}

    wrong: dict[str, list[Any]] = {
        "url": ["", "no address", "javascript:alert(1)", "https://me:secret@x.example/"],
        "file": [ContentFile(b"", name="a.txt"), ContentFile(b"MZ", name="a.exe"), ContentFile(b"x", name="x" * 300)],
    }
    return Line(EvidenceForm(), attach, link, put, left=("kind",), wrong=wrong)


def withdrawal(world: World) -> Line:
    return Line(WithdrawForm(), actions.withdraw, world.draft | {"reason": "Not now."})


def treatment(world: World) -> Line:
    given = world.in_review
    question = factories.question(CONCERN)
    other = actions.attach_link(
        assessment=factories.start(world.owner, world.case.partnership.service),
        question=question,
        by=world.owner,
        title="Of another case",
        url="https://x.example/",
    )
    kinds = {
        "done": TreatmentKind.MITIGATION,
        "owner": TreatmentKind.MITIGATION,
        "due_on": TreatmentKind.MITIGATION,
        "why": TreatmentKind.JUSTIFIED,
        "evidence": TreatmentKind.CLEARED,
        "shows": TreatmentKind.CLEARED,
    }
    full = {"text": "Compare.", "owner": "Head of care", "due_on": in_days(1)}

    def put(given: Given, name: str, value: Any) -> Given:
        if name == "kind":
            return given | {"kind": value}
        value = other if name == "evidence" and value else value
        more = {"evidence": other} if name == "shows" else {}
        argument = name if name in ("owner", "due_on", "evidence") else "text"
        own = full if kinds[name] is TreatmentKind.MITIGATION else {"text": "Compare."}
        return {**given, "owner": "", "due_on": None, **own, **more, "kind": kinds[name], argument: value}

    return Line(
        TreatForm(version_token="", evidence=[]),
        actions.treat,
        given | {"question": question, "kind": TreatmentKind.MITIGATION, **full},
        put,
        needed=("done", "owner", "why", "shows"),
        wrong={"due_on": [None, in_days(-1), date(2001, 1, 1)], "evidence": [None, other]},
    )


def confirmation(world: World) -> Line:
    given = world.in_review | {"by": world.legal, "question": factories.question("legal-basis")}
    return Line(ConfirmAnswerForm(version_token=""), actions.confirm, given | {"note": ""})


def return_(world: World) -> Line:
    given = world.in_review
    question = given["assessment"].version.spec().by_key[CONCERN]
    row = factories.question(question.key)

    def put(given: Given, name: str, value: Any) -> Given:
        return given | {"items": [ReturnItem(reason=value, question=None if name == "case" else row)]}

    form = ReturnForm(version_token="", questions=[question])
    given |= {"items": [ReturnItem(reason="More.")]}
    return Line(form, actions.return_, given, put, needed=("case", f"on-{question.key}"))


def request(world: World) -> Line:
    given = world.in_review
    factories.monitoring_officer()
    return Line(AskReferralForm(version_token=""), actions.ask_referral, given | {"reason": "It cannot wait."})


def referral(world: World) -> Line:
    case = factories.ask_referral(world.in_review["assessment"], world.manager)
    given = {"assessment": case, "by": factories.monitoring_officer(), "reason": "Asked for."}
    return Line(AnswerReferralForm(version_token=""), actions.confirm_referral, given)


def issue(world: World) -> Line:
    case = world.at("endorsed")
    given = {"assessment": case, "by": world.secretary, **factories.tokens_of(case)}

    missing = missing_in(snapshot_of(case, made_on=in_days(0)).content)

    def put(given: Given, name: str, value: Any) -> Given:
        return given | {"public_digest" if name == "has_read_public" else name: value}

    form = IssueForm(version_token="", missing=missing)
    return Line(form, actions.issue, given, put, needed=("has_read_public", "missing_reason"))


def edition(world: World) -> Line:
    made = factories.issue(world.at("endorsed"), world.secretary)
    given = {"edition": made.editions.get(edition="public"), "by": world.secretary, "reason": "It names a price."}
    return Line(WithdrawEditionForm(version_token=""), actions.withdraw_edition, given)


def reopened(world: World) -> Line:
    given = {"assessment": world.at("issued"), "by": world.manager, "reason": "The costs have changed."}
    return Line(ReopenForm(version_token=""), actions.reopen, given)


def comment(world: World) -> Line:
    area = ImplicationArea.objects.get(slug="finance")
    said: Given = {"author": "Fay", "commented_on": in_days(-1), "text": "Affordable."}
    draft = actions.CommentDraft(asked_of="Fay", asked_on=in_days(-1), **said)
    return Line(
        ImplicationForm(area=area, current=None),
        actions.ask_and_comment,
        world.draft | {"area": area, "draft": draft},
        inside("draft"),
        needed=("author", "text"),
        wrong={"asked_on": [in_days(1)], "commented_on": [None, in_days(1), date(2001, 1, 1)]},
    )


def declaration(world: World) -> Line:
    given = world.draft | {"has_interest": True, "text": "A shareholder."}
    return Line(InterestForm(current=None), actions.declare_interest, given, needed=("text",))


def exemption(world: World) -> Line:
    given = world.draft | {"part": COST, "paragraph": Paragraph.BUSINESS, "reason": "It names a price."}
    return Line(ExemptForm(current=None), actions.mark_exempt, given)


def decision(world: World) -> Line:
    made = world.at("issued").issues.get()
    form = DecideForm(version_token="", issue=made)
    names = {"condition-1": "text", "owner-1": "owner", "due_on-1": "due_on"}
    put_inside = inside("draft", review_earlier_on="review_on")

    def put(given: Given, name: str, value: Any) -> Given:
        if name not in names:
            return put_inside(given, name, value)
        conditions = [boards.condition(**{names[name]: value})]
        return given | {"draft": boards.draft(Result.APPROVED_WITH_CONDITIONS, conditions=conditions)}

    return Line(
        form,
        actions.decide,
        {"issue": made, "by": world.secretary, "draft": boards.draft()},
        put,
        needed=("interests_declared", "condition-1", "owner-1"),
        left=("review",),
        wrong={
            "decided_on": [in_days(-1), in_days(1)],
            "due_on-1": [in_days(-1)],
            "review_earlier_on": [in_days(-1)],
            "minute_reference": ["PR-0099"],
        },
    )


def completion(world: World) -> Line:
    given = world.condition | {"by": world.owner, "note": "Done."}
    wrong: dict[str, list[Any]] = {
        "url": ["javascript:alert(1)", "no address"],
        "file": [boards.file("plan.exe"), boards.file("a.txt", b"")],
    }
    return Line(CompleteForm(version_token=""), actions.complete_condition, given, left=("kind",), wrong=wrong)


def reopened_condition(world: World) -> Line:
    given = world.condition
    actions.complete_condition(condition=given["condition"], by=world.owner, note="Done.")
    return Line(ReopenConditionForm(version_token=""), actions.reopen_condition, given | {"reason": "No."})


def amendment(world: World) -> Line:
    given = world.condition
    form = AmendForm(condition=given["condition"])
    given |= {"owner": "Dora", "due_on": in_days(1), "reason": "Ill."}
    return Line(form, actions.amend_condition, given, wrong={"due_on": [in_days(-1)]})


LINES: dict[str, Callable[[World], Line]] = {
    "EditDetailsForm": details,
    "StartForm": start,
    "ScreeningForm": screening,
    "BenefitsForm": benefits,
    "SignificanceForm": significance,
    "PersonForm": person,
    "EvidenceForm": evidence,
    "WithdrawForm": withdrawal,
    "TreatForm": treatment,
    "ConfirmAnswerForm": confirmation,
    "ReturnForm": return_,
    "AskReferralForm": request,
    "AnswerReferralForm": referral,
    "IssueForm": issue,
    "WithdrawEditionForm": edition,
    "ReopenForm": reopened,
    "ImplicationForm": comment,
    "InterestForm": declaration,
    "ExemptForm": exemption,
    "DecideForm": decision,
    "CompleteForm": completion,
    "ReopenConditionForm": reopened_condition,
    "AmendForm": amendment,
}
