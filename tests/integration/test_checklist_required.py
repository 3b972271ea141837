"""A version that is required from a day: lead officers are told, and every page says it; nothing moves by itself."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Service, User
from accounts.roles import Role
from checklists import actions as checklists
from checklists.actions import NotAllowedError, WrongStateError
from checklists.models import Requirement, Version
from partnerships import actions
from partnerships.actions.validation import InvalidError
from partnerships.actions.version_tokens import StaleError
from partnerships.models import Assessment, Event
from partnerships.models.trail import EventKind
from partnerships.selectors.upgrading import required_version
from tests import factories
from tests.conftest import SignIn
from tests.integration.test_upgrading import publish_next, upgraded

pytestmark = pytest.mark.django_db


def soon(days: int = 30) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def case(owner: User, service: Service) -> Assessment:
    return factories.answer_all(factories.start(owner, service, name="Community hub"))


@pytest.fixture
def newer(case: Assessment, editor: User) -> Version:
    return publish_next(editor, "7.1")


def words(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def test_the_lead_is_told_once_for_each_day(
    case: Assessment,
    newer: Version,
    editor: User,
    contributor: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    factories.join(case, contributor)
    submitted = factories.submit(factories.answer_all(factories.start(case.partnership.lead, case.partnership.service)))
    for day in (soon(), soon(), soon(40)):
        with django_capture_on_commit_callbacks(execute=True):
            actions.require_version(version=newer, by=editor, required_from=day)
    sent = [message for message in mail.outbox if "required" in message.subject]
    assert [message.to for message in sent] == [[case.partnership.lead.email]] * 2
    assert sent[0].subject == f"{case.partnership.reference}: a later version of its checklist is required"
    assert reverse("assessment-upgrade", args=[case.pk]) in sent[0].body
    events = Event.objects.filter(kind=EventKind.VERSION_REQUIRED).order_by("pk")
    assert [event.new["required_from"] for event in events] == [soon().isoformat(), soon(40).isoformat()]
    assert {event.assessment_id for event in events} == {case.pk}
    assert not Event.objects.filter(assessment=submitted, kind=EventKind.VERSION_REQUIRED).exists()
    assert [row.required_from for row in Requirement.objects.standing()] == [soon(40)]


def daily(days: int) -> list[Any]:
    """Run the daily command so many days from now, and return how it reminded of versions that are required."""
    mail.outbox.clear()
    call_command("run_daily", date=soon(days), verbosity=0)
    return [message for message in mail.outbox if message.subject.endswith("is required now")]


def test_the_lead_is_reminded_on_the_day(
    case: Assessment, newer: Version, editor: User, contributor: User, owner: User, service: Service
) -> None:
    factories.join(case, contributor)
    others = [factories.start(owner, service, name=name) for name in ("Went on", "Submitted")]
    upgraded(others[0], newer, owner)
    submitted = factories.submit(factories.answer_all(others[1]))
    actions.require_version(version=newer, by=editor, required_from=soon())
    assert daily(29) == []
    [message] = daily(30)
    assert message.to == [owner.email]
    assert message.subject == f"{case.partnership.reference}: a later version of its checklist is required now"
    assert reverse("assessment-upgrade", args=[case.pk]) in message.body
    assert message.body.count("://") == 2
    assert case.partnership.name not in message.body
    assert daily(30) == daily(31) == []
    factories.give_back(submitted, factories.person("Rita Returns", Role.MANAGER), {"": "Say more."})
    assert [message.subject.partition(":")[0] for message in daily(40)] == [submitted.partnership.reference]
    assert daily(41) == []


def test_nobody_is_reminded_of_what_they_were_told_the_same_day_or_is_required_no_more(
    case: Assessment, newer: Version, editor: User
) -> None:
    actions.require_version(version=newer, by=editor, required_from=soon(0))
    assert daily(0) == daily(1) == []
    actions.require_version(version=newer, by=editor, required_from=soon())
    actions.require_version(version=newer, by=editor, required_from=None)
    assert daily(30) == []


def test_what_was_told_of_another_version_is_no_reminder_of_this_one(
    case: Assessment, newer: Version, editor: User, owner: User, service: Service
) -> None:
    actions.require_version(version=newer, by=editor, required_from=soon(0))
    since = factories.start(owner, service, name="Begun since")
    draft = checklists.start_draft(checklist=newer.checklist, number="7.2", by=editor, source=newer)
    later = factories.publish_draft(draft, factories.person("Egon Editor", Role.EDITOR))
    actions.require_version(version=later, by=editor, required_from=soon())
    assert [message.subject.partition(":")[0] for message in daily(0)] == [since.partnership.reference]


def test_days_on_which_nothing_ran_are_made_up_for(case: Assessment, newer: Version, editor: User) -> None:
    actions.require_version(version=newer, by=editor, required_from=soon())
    assert [message.to for message in daily(45)] == [[case.partnership.lead.email]]


def test_it_stands_where_its_people_look(
    case: Assessment, newer: Version, editor: User, contributor: User, owner: User, manager: User, sign_in: SignIn
) -> None:
    factories.join(case, contributor)
    actions.require_version(version=newer, by=editor, required_from=soon())
    lead, other = sign_in(owner), sign_in(contributor)
    assert "Version 7.1 of this checklist is required from" in words(lead, "assessment", case.pk)
    assert f"{owner.full_name}, who leads the case, can go on to it." in words(other, "assessment", case.pk)
    page = words(lead, "my-work")
    assert "To go on to a later version of the checklist" in page
    assert reverse("assessment-upgrade", args=[case.pk]) in page
    assert "To go on to a later version" not in words(other, "my-work")
    factories.submit(case)
    assert "return it if it should go on to that first" in words(sign_in(manager), "assessment-review", case.pk)


def test_a_case_that_went_on_is_asked_no_more(case: Assessment, newer: Version, editor: User, owner: User) -> None:
    actions.require_version(version=newer, by=editor, required_from=soon())
    assert required_version(case) is not None
    assert required_version(upgraded(case, newer, owner)) is None


def test_it_can_be_required_no_longer(
    case: Assessment, newer: Version, editor: User, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    client = sign_in(editor)
    address = reverse("checklist-require", args=[newer.checklist_id, newer.number])
    day = soon()
    token = _token(client, address)
    assert 'name="required_from-day"' in client.get(address).content.decode()
    named = {"required_from-day": day.day, "required_from-month": day.month, "required_from-year": day.year}
    assert client.post(address, {"version_token": token, **named}).status_code == 302
    page = words(client, "checklist-version", newer.checklist_id, newer.number)
    assert f"as {editor.full_name} decided" in page
    assert client.post(address, {"version_token": token, "whether": "no_longer"}).status_code == 409
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address, {"version_token": _token(client, address), "whether": "no_longer"})
    assert response.status_code == 302
    assert not Requirement.objects.standing().exists()
    assert "no longer required" in mail.outbox[-1].subject


def _token(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return page.partition('name="version_token" value="')[2].partition('"')[0]


def test_who_may_require_what(case: Assessment, newer: Version, editor: User, owner: User) -> None:
    with pytest.raises(NotAllowedError):
        actions.require_version(version=newer, by=owner, required_from=soon())
    with pytest.raises(InvalidError):
        actions.require_version(version=newer, by=editor, required_from=soon(-1))
    with pytest.raises(StaleError):
        actions.require_version(version=newer, by=editor, required_from=soon(), version_token="another")
    draft = checklists.start_draft(checklist=newer.checklist, number="7.2", by=editor, source=newer)
    with pytest.raises(WrongStateError):
        actions.require_version(version=draft, by=editor, required_from=soon())
    assert not Requirement.objects.exists()


def test_the_database_keeps_it(newer: Version, editor: User) -> None:
    actions.require_version(version=newer, by=editor, required_from=soon())
    rows = Requirement.objects.all()
    for change in (
        lambda: rows.update(required_from=soon(3)),
        lambda: rows.delete(),
        lambda: Requirement.objects.create(version=newer, required_from=soon(), required_by=editor),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_fixture_that_is_loaded_again_leaves_it(case: Assessment, editor: User) -> None:
    shipped = factories.published()
    actions.require_version(version=shipped, by=editor, required_from=soon())
    call_command("loaddata", "partnership_readiness_1_0", verbosity=0)
    assert Requirement.objects.standing().get().version == shipped
