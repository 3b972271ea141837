"""People with roles, and cases in every stage, made by the actions that make them in the application."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import factory
from django.db import transaction
from django.utils import timezone

from accounts.models import GroupRole, RoleGrant, Service, User
from accounts.roles import Role
from checklists import actions as checklists
from checklists.models import Option, Question, Version
from checklists.selectors.versions import spec_before
from checklists.spec import DecisionSought, Significance, difference, undecided
from partnerships import actions
from partnerships.actions.acting import lock
from partnerships.actions.review import lapse_review
from partnerships.actions.trail import record
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.relation import Capacity
from partnerships.domain.significance import Factor
from partnerships.models import Answer, Assessment, ImplicationArea, ReportIssue
from partnerships.models.trail import EventKind
from partnerships.selectors.significance import known_of
from partnerships.snapshot import public_of, snapshot_of
from tests.specs import BEST, TO_CONFIRM


class ServiceFactory(factory.django.DjangoModelFactory[Service]):
    class Meta:
        model = Service

    slug = factory.Sequence(lambda n: f"service-{n}")
    name = factory.Sequence(lambda n: f"Service {n}")


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person without roles who wants every email. Tests sign people in by `client.force_login`: no password is needed."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@marlshire.example")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    password = "!"
    has_news_mail = True


def email_of(name: str) -> str:
    """Return the address of the person of that name: olive.owner@marlshire.example."""
    return f"{name.lower().replace(' ', '.')}@marlshire.example"


def person(name: str, *roles: Role, service: Service | None = None) -> User:
    """Make a person who holds the roles for the service, or for all."""
    user = UserFactory.create(full_name=name, email=email_of(name))
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, service=service)
    return user


def group_role() -> GroupRole:
    """The role that a group gives: the one there is, or one that somebody has added who has left since."""
    rule = GroupRole.objects.current().first()
    by = User.objects.automatic()
    return rule or GroupRole.objects.create(group="g-officers", role=Role.OFFICER, added_by=by)


def published() -> Version:
    """The published checklist that every test answers."""
    return Version.objects.select_related("checklist").get(pk="partnership-readiness/1.0")


def another_version(drafted_by: User, feeds: dict[str, list[str]]) -> Version:
    """Publish a version 1.1, of the same content but for what the answers to these questions feed."""
    before = published()
    draft = checklists.start_draft(checklist=before.checklist, number="1.1", by=drafted_by, source=before)
    for key, words in feeds.items():
        draft.questions.filter(key=key).update(feeds=words)
    return publish_draft(draft, person("Edgar Editor", Role.EDITOR))


def publish_draft(draft: Version, by: User) -> Version:
    """Publish a draft, whose first editor decided of each question with other words as the program proposes."""
    before = spec_before(draft)
    if draft.drafted_by and before:
        found = difference(before, draft.spec()).by_key
        decisions = {question.key: found[question.key].change for question in undecided(before, draft.spec())}
        checklists.decide_changes(version=draft, by=draft.drafted_by, decisions=decisions)
    return checklists.publish(version=draft, by=by)


def checklist_draft(number: str) -> Version:
    """Start a draft of that number from the published version, by an editor who is not the one of the tests."""
    before = published()
    by = person("Edwin Editor", Role.EDITOR)
    return checklists.start_draft(checklist=before.checklist, number=number, by=by, source=before)


def question(key: str) -> Question:
    """The row of one question of the published checklist."""
    return Question.objects.get(version="partnership-readiness/1.0", key=key)


def start(
    lead: User, service: Service, *, significance: str = "low", version: Version | None = None, **details: Any
) -> Assessment:
    """Start a partnership of that significance ("": not judged yet), with details that tests need not care about."""
    given: dict[str, Any] = {
        "name": "Joint equipment service",
        "purpose": "One store of equipment for people who live at home.",
        "partners": ["Marlshire Integrated Care Board"],
        "decision_sought": DecisionSought.ENTER,
        "planned_start_on": date(2027, 4, 1),
        "annual_cost": 12_500,
        **details,
    }
    version = version or published()
    case = actions.start_partnership(
        by=lead, service=service, version=version, details=actions.Details(**given), is_another=True
    )
    return judge(case, significance) if significance else case


def judge(assessment: Assessment, significance: str = "low") -> Assessment:
    """Judge the significance, by the lead: at that level by what is at stake, with the details as they are."""
    given = dict.fromkeys(Factor, Significance.LOW) | {Factor.RISK: Significance(significance)}
    known = given | known_of(assessment.partnership)
    answers = {factor.value: level.value for factor, level in known.items()}
    return actions.judge_significance(assessment=assessment, by=assessment.partnership.lead, answers=answers)


def join(assessment: Assessment, user: User, capacity: Capacity = Capacity.AUTHOR) -> None:
    """Add a person to the case, by its lead."""
    actions.add_person(assessment=assessment, by=assessment.partnership.lead, user=user, capacity=capacity)


def save(
    assessment: Assessment, key: str, option: str | None = None, *, by: User | None = None, **typed: Any
) -> Answer:
    """Save one answer as somebody who has just opened its page; `typed` is reason, finding, facts."""
    standing = Answer.objects.filter(assessment=assessment, question__key=key).first()
    return actions.answer(
        assessment=assessment,
        question=question(key),
        by=by or assessment.partnership.lead,
        draft=actions.AnswerDraft(option=option, **typed),
        revision=standing.revision if standing else 0,
    )


def answer_all(assessment: Assessment, *, leave: Collection[str] = ()) -> Assessment:
    """Give every question its best answer with a reason, but for those to leave."""
    standing = set(assessment.answers.values_list("question__key", flat=True))
    keys = [key for key in BEST if key not in leave]
    for key in [key for key in keys if key in standing]:
        save(assessment, key, BEST[key], reason=f"Reason for {key}.")
    if missing := [key for key in keys if key not in standing]:
        answer_first(assessment, missing)
    assessment.refresh_from_db()
    return assessment


@transaction.atomic
def answer_first(assessment: Assessment, keys: Sequence[str]) -> None:
    """Answer questions that have no answer yet, all together: what `save` leaves one by one, for a tenth of its time."""
    assessment = lock(assessment)
    lead = assessment.partnership.lead
    options = Option.objects.filter(question__version="partnership-readiness/1.0").select_related("question")
    best = {option.question.key: option for option in options if option.key == BEST[option.question.key]}
    rows = [
        Answer(
            assessment=assessment,
            question=best[key].question,
            option=best[key],
            reason=f"Reason for {key}.",
            saved_by=lead,
        )
        for key in keys
    ]
    for row in Answer.objects.bulk_create(rows):
        old, new = {"option": None, "reason": ""}, {"option": BEST[row.question.key], "reason": row.reason}
        record(EventKind.ANSWERED, by=lead, assessment=assessment, question=row.question, old=old, new=new)
    lapse_review(assessment, rows[-1].question, by=lead)


def comment(assessment: Assessment, area: str, text: str, *, by: User | None = None) -> None:
    """Record somebody's comment in that area, by the lead unless somebody else records it."""
    day = timezone.localdate()
    actions.ask_and_comment(
        assessment=assessment,
        by=by or assessment.partnership.lead,
        area=ImplicationArea.objects.get(slug=area),
        draft=actions.CommentDraft(asked_of="Fay", asked_on=day, author="Fay Finance", commented_on=day, text=text),
    )


def converse(assessment: Assessment, asked: User, key: str = "purpose-and-need") -> None:
    """Have the lead ask somebody about a question twice; the second conversation is resolved."""
    lead, row = assessment.partnership.lead, question(key)
    for _each in range(2):
        last = actions.start_conversation(
            assessment=assessment, question=row, by=lead, asked=asked, text="Does the insurer pay?"
        )
    actions.resolve_conversation(conversation=last, by=lead)


def submit(assessment: Assessment) -> Assessment:
    """Submit for review, by the lead."""
    return actions.submit(assessment=assessment, by=assessment.partnership.lead)


def confirm_all(assessment: Assessment, by: User) -> None:
    """Give the confirmations that legal advisers give."""
    for key in sorted(TO_CONFIRM):
        actions.confirm(assessment=assessment, question=question(key), by=by)


def give_back(assessment: Assessment, by: User, reasons: dict[str, str]) -> Assessment:
    """Return the case with a reason for each question key ("" for the case as a whole)."""
    items = [
        actions.ReturnItem(reason=reason, question=question(key) if key else None) for key, reason in reasons.items()
    ]
    return actions.return_(assessment=assessment, by=by, items=items)


def justify(assessment: Assessment, key: str, by: User) -> None:
    """Accept one concern as justified."""
    actions.treat(assessment=assessment, question=question(key), by=by, kind=TreatmentKind.JUSTIFIED, text="Accepted.")


def endorse_ready(assessment: Assessment, *, manager: User, legal: User) -> Assessment:
    """Answer everything at its best, submit, confirm and endorse: a case that can be issued."""
    answer_all(assessment)
    submit(assessment)
    confirm_all(assessment, legal)
    return actions.endorse(assessment=assessment, by=manager)


def monitoring_officer() -> User:
    """Find or make the monitoring officer, whom every referral needs."""
    name = "Moira Monitoring"
    return User.objects.filter(email=email_of(name)).first() or person(name, Role.MONITORING)


def ask_referral(assessment: Assessment, manager: User, reason: str = "The partner cannot wait.") -> Assessment:
    """Ask for the referral of a case that is in review and Not ready."""
    monitoring_officer()
    actions.ask_referral(assessment=assessment, by=manager, reason=reason)
    assessment.refresh_from_db()
    return assessment


def refer(assessment: Assessment, manager: User, reason: str = "The board asked to see it.") -> Assessment:
    """Refer a case that is in review and Not ready to the board, for the monitoring officer's reason."""
    ask_referral(assessment, manager)
    actions.confirm_referral(assessment=assessment, by=monitoring_officer(), reason=reason)
    assessment.refresh_from_db()
    return assessment


def reopen(assessment: Assessment, manager: User) -> Assessment:
    """Give an endorsed, referred or issued case back to its authors."""
    return actions.reopen(assessment=assessment, by=manager, reason="The costs have changed.")


WHY_NOW = "The board meets tomorrow."
"""Why a report is issued though something is missing, as it mostly is in tests."""


def tokens_of(assessment: Assessment) -> dict[str, Any]:
    """What the page sends back of a case and of its public edition, as they stand."""
    draft = snapshot_of(assessment, made_on=timezone.localdate())
    return {"version_token": draft.digest, "public_digest": public_of(draft).digest, "missing_reason": WHY_NOW}


def issue(assessment: Assessment, secretary: User, *, at: datetime | None = None) -> ReportIssue:
    """Issue the report of an endorsed or referred case, as somebody who has just seen it."""
    fresh = Assessment.objects.with_partnership().get(pk=assessment.pk)
    made = actions.issue(assessment=fresh, by=secretary, **tokens_of(fresh), at=at)
    assessment.refresh_from_db()
    return made
