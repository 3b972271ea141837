"""Closing an account: what the person leaves behind is named, others take it over, and somebody always administers."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.actions.roles import grant_role
from accounts.models import RoleGrant, User
from accounts.roles import Role
from partnerships import actions
from partnerships.actions import ActionError, InvalidError
from partnerships.actions.leaving import hand_over_and_close
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.board import Result
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Condition, Event, ImplicationArea, Participant, Treatment
from tests import boards, factories, people
from tests.conftest import SignIn

CONCERN = "customers-consulted"
REASON = "Has left the council."


@pytest.fixture
def access(admin: User, sign_in: SignIn) -> Client:
    return sign_in(admin)


@pytest.fixture
def second(admin: User) -> User:
    return factories.person("Ada Admin", Role.ADMIN)


@pytest.fixture(scope="module", autouse=True)
def _leaver(drafted_once: None) -> None:
    """Manages Adult Care, is named on a restricted case, owns a condition and a mitigation, and is asked for a comment."""
    owner, manager, legal, secretary = map(people.person, ("owner", "manager", "legal", "secretary"))
    assessment, service = people.first_case(), people.service()
    leaver = factories.person("Lena Leaver", Role.MANAGER, Role.OFFICER, service=service)
    secret = factories.start(owner, service, is_restricted=True)
    factories.join(secret, leaver, Capacity.REVIEWER)
    factories.start(leaver, service)
    factories.join(assessment, leaver)
    for case, is_decided in ((factories.start(owner, service), True), (factories.start(owner, service), False)):
        factories.answer_all(case, leave=[CONCERN])
        factories.save(case, CONCERN, "no", reason="There was no time.")
        if not is_decided:
            draft = actions.CommentDraft(
                asked_of="Lena Leaver, finance", asked_on=timezone.localdate(), author="", commented_on=None, text=""
            )
            area = ImplicationArea.objects.get(slug="finance")
            actions.ask_and_comment(assessment=case, by=owner, area=area, draft=draft)
        factories.submit(case)
        actions.treat(
            assessment=case,
            question=factories.question(CONCERN),
            by=manager,
            kind=TreatmentKind.MITIGATION,
            text="Ask them.",
            owner=leaver.email,
            due_on=timezone.localdate() + timedelta(days=30),
        )
        if is_decided:
            factories.confirm_all(case, legal)
            issue = boards.issue(actions.endorse(assessment=case, by=manager), secretary)
            boards.decide(issue, secretary, Result.APPROVED_WITH_CONDITIONS)


@pytest.fixture
def leaver(db: None) -> User:
    return User.objects.get(full_name="Lena Leaver")


def page_of(user: User, what: str = "close") -> str:
    return f"/people/{user.pk}/{what}/"


def test_the_page_names_what_they_leave_behind_and_no_case(access: Client, leaver: User) -> None:
    page = " ".join(access.get(page_of(leaver)).content.decode().split())
    for sentence in (
        "Leads PR-0003, Adult Care",
        "Is named on PR-0002, which is restricted, as reviewer",
        "Owns condition 1 of PR-0004",
        "Owns the mitigation for G8 of PR-0005",
        "Contributes to PR-0001",
        "Is asked for a comment on PR-0005: Finance",
    ):
        assert sentence in page
    assert "Joint equipment" not in page


def test_one_person_takes_over_everything(
    access: Client, leaver: User, outsider: User, admin: User, service: Any, sign_in: SignIn
) -> None:
    RoleGrant.objects.create(user=outsider, role=Role.MANAGER, service=service)
    theirs = sign_in(leaver)
    sent = access.post(page_of(leaver), {"everything": outsider.email, "reason": REASON})
    assert sent["Location"] == page_of(leaver, "open")
    leaver.refresh_from_db()
    assert (leaver.is_active, leaver.closed_by) == (False, admin)
    assert RoleGrant.objects.filter(user=leaver, revoked_by=admin).count() == 2
    assert theirs.get("/").status_code == 302
    assert not Participant.objects.filter(user=leaver, left_at=None).exists()
    assert Assessment.objects.get(partnership__number=3).partnership.lead == outsider
    assert Participant.objects.get(partnership__number=2, user=outsider).capacity == Capacity.REVIEWER
    assert Condition.objects.get().owner_user == outsider
    assert Condition.objects.get().owner == "Oscar Outsider"
    assert Treatment.objects.get(assessment__partnership__number=5).owner_user == outsider
    events = Event.objects.filter(recorded_by=admin).order_by("partnership__number", "pk")
    assert [(event.partnership.number, event.kind) for event in events] == [
        (1, "person_removed"),
        (2, "person_added"),
        (2, "person_removed"),
        (3, "lead_changed"),
        (4, "condition_amended"),
        (5, "owner_changed"),
    ]
    assert {event.new["reason"] for event in events} == {REASON}
    assert set(outsider.notices.values_list("kind", flat=True)) == {"lead_changed", "person_added", "owner_named"}


def test_each_thing_needs_somebody_who_can_take_it_over(
    access: Client, leaver: User, owner: User, legal: User, admin: User
) -> None:
    page = access.post(page_of(leaver), {"everything": "", "reason": REASON})
    assert page.status_code == 422
    # Each error says what it is about, in the summary and beside its field.
    sentences = [item.sentence for item in page.context["leaving"].handed_over]
    assert len(set(sentences)) == 4
    assert [unescape(page.content.decode()).count(f"Say who takes over “{work}”") for work in sentences] == [2] * 4
    [led] = [key for key in page.context["form"].fields if key.startswith("lead-")]
    page = access.post(page_of(leaver), {"everything": owner.email, led: legal.email, "reason": REASON})
    assert list(page.context["form"].errors) == [
        f"person-{Participant.objects.get(partnership__number=2, user=leaver).pk}"
    ]
    assert owner.email in page.content.decode()
    assert legal.email in page.content.decode()
    leaver.refresh_from_db()
    assert leaver.is_active
    assert Event.objects.filter(recorded_by=admin).count() == 0
    with pytest.raises(InvalidError, match="Say who takes over “Leads PR-0003, "):
        hand_over_and_close(user=leaver, by=admin, successors={}, reason=REASON)
    leaver.refresh_from_db()
    assert leaver.is_active


def test_whoever_closes_it_takes_nothing_over(access: Client, leaver: User, admin: User) -> None:
    """No administrator comes to a case by closing an account."""
    RoleGrant.objects.create(user=admin, role=Role.MANAGER)
    page = access.post(page_of(leaver), {"everything": admin.email, "reason": REASON})
    assert page.content.decode().count("You cannot take this over yourself") == 2 * 4
    assert not Participant.objects.filter(user=admin).exists()


def test_somebody_with_nothing_to_hand_over(access: Client, auditor: User) -> None:
    page = access.get(page_of(auditor)).content.decode()
    assert "They lead no case" in page
    assert "Nobody else is auditor for all services" in page
    assert "Say why the account is closed" in access.post(page_of(auditor), {"reason": ""}).content.decode()
    assert access.post(page_of(auditor), {"reason": REASON}).status_code == 302


def test_it_is_opened_again_without_a_role(access: Client, auditor: User) -> None:
    assert access.get(page_of(auditor, "open")).status_code == 409
    access.post(page_of(auditor), {"reason": REASON})
    assert "Closed on" in access.get(page_of(auditor, "open")).content.decode()
    assert access.post(page_of(auditor), {"reason": REASON}).status_code == 409
    assert access.post(page_of(auditor, "open")).status_code == 302
    auditor.refresh_from_db()
    assert (auditor.is_active, auditor.closed_at) == (True, None)
    assert RoleGrant.objects.grants_of(auditor) == ()


def test_what_let_somebody_in_before_lets_nobody_in_when_it_is_opened_again(
    access: Client, auditor: User, django_capture_on_commit_callbacks: Any
) -> None:
    auditor.set_password("correct horse battery")
    auditor.save()
    Authenticator.objects.create(user=auditor, type="totp", data={"secret": "-"})
    access.post(page_of(auditor), {"reason": REASON})
    with django_capture_on_commit_callbacks(execute=True):
        access.post(page_of(auditor, "open"))
    auditor.refresh_from_db()
    assert (auditor.is_active, auditor.has_usable_password()) == (True, False)
    assert not Authenticator.objects.exists()
    assert "You are invited to Partnership readiness" in [str(message.subject) for message in mail.outbox]


def test_a_role_that_is_granted_at_the_same_moment_does_not_live_on_in_it(admin: User, auditor: User) -> None:
    """The page of the role has read the account before it was closed."""
    before = User.objects.get(pk=auditor.pk)
    hand_over_and_close(user=auditor, by=admin, successors={}, reason=REASON)
    with pytest.raises(ValidationError, match="account is closed"):
        grant_role(by=admin, user=before, role=Role.LEGAL)


def test_nobody_closes_their_own_and_the_last_administrator_stays(
    access: Client, admin: User, second: User, sign_in: SignIn
) -> None:
    page = access.post(page_of(admin), {"reason": REASON})
    assert page.status_code == 409
    assert "You cannot close your own account" in page.content.decode()
    RoleGrant.objects.filter(user=admin).update(revoked_at=timezone.now())
    with pytest.raises(ActionError, match="nobody who administers"):
        hand_over_and_close(user=second, by=admin, successors={}, reason=REASON)
    assert [grant.user for grant in RoleGrant.objects.administering()] == [second]
