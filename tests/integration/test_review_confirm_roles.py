"""Whoever a version names confirms: its page, guard, action, email, list of work, review and report all honour it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Service, User
from accounts.roles import Role
from partnerships import actions, reports
from partnerships.models import Assessment, Confirmation, Participant
from partnerships.snapshot import snapshot_of
from tests import factories
from tests.conftest import SignIn
from tests.integration.reviewing import asked, send, version_with
from tests.shown import one_spaced
from tests.specs import BEST


@pytest.fixture
def case(owner: User, service: Service, editor: User) -> Assessment:
    """Every answer is given; a manager must confirm G3, the monitoring officer L2."""
    version = version_with({"alternatives": "manager", "prior-approval": "monitoring"}, editor)
    case = factories.start(owner, service, version=version)
    for key, option in BEST.items():
        draft = actions.AnswerDraft(option=option, reason=f"Reason for {key}.")
        actions.answer(assessment=case, question=asked(case, key), by=owner, draft=draft, revision=0)
    return case


def address(case: Assessment, key: str) -> str:
    return f"/assessments/{case.pk}/questions/{key}/confirm/"


def text(sign_in: SignIn, user: User, page: str) -> str:
    return one_spaced(re.sub("<[^>]*>", " ", sign_in(user).get(page).content.decode()))


def test_pages_name_the_roles_that_confirm(case: Assessment, owner: User, manager: User, sign_in: SignIn) -> None:
    waits = "Not ready: waits for a manager to confirm G3 and a monitoring officer to confirm L2."
    assert waits in text(sign_in, owner, f"/assessments/{case.pk}/check/")
    tasks = text(sign_in, owner, f"/assessments/{case.pk}/")
    assert "Waits for a manager to confirm it. Waiting for a manager" in tasks
    assert "Waits for a monitoring officer to confirm it. Waiting for a monitoring officer" in tasks
    factories.submit(case)
    review = text(sign_in, manager, f"/assessments/{case.pk}/review/")
    assert "Confirm G3" in review
    assert "Confirm L2" not in review
    assert "Not confirmed: waits for a manager to confirm these." in review
    assert "legal adviser" not in review
    assert "To confirm as manager" in text(sign_in, manager, "/")


def test_whoever_is_named_may_confirm_and_nobody_else(
    case: Assessment, manager: User, legal: User, monitoring: User, sign_in: SignIn
) -> None:
    factories.submit(case)
    assert sign_in(legal).get(address(case, "alternatives")).status_code == 403
    assert sign_in(monitoring).get(address(case, "alternatives")).status_code == 403
    assert sign_in(manager).get(address(case, "prior-approval")).status_code == 403
    assert send(sign_in(manager), address(case, "alternatives")).status_code == 302
    assert send(sign_in(monitoring), address(case, "prior-approval")).status_code == 302
    roles = Confirmation.objects.order_by("pk").values_list("role", "confirmed_by__full_name")
    assert list(roles) == [("manager", "Mary Manager"), ("monitoring", "Moira Monitoring")]
    capacities = dict(Participant.objects.values_list("user__full_name", "capacity"))
    assert (capacities["Mary Manager"], capacities["Moira Monitoring"]) == ("reviewer", "monitoring")


def test_the_action_refuses_whom_the_page_refuses(case: Assessment, legal: User, other_manager: User) -> None:
    factories.submit(case)
    for user in (legal, other_manager):
        with pytest.raises(actions.ActionError, match="This answer is confirmed by a manager"):
            actions.confirm(assessment=case, question=asked(case, "alternatives"), by=user)


def test_those_who_confirm_are_told(
    case: Assessment, manager: User, legal: User, monitoring: User, django_capture_on_commit_callbacks: Any
) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        factories.submit(case)
    told = {message.to[0] for message in mail.outbox if "answers wait for your confirmation" in message.subject}
    assert told == {manager.email, monitoring.email}
    assert legal.email not in {message.to[0] for message in mail.outbox}


def test_the_report_prints_the_role_in_which_they_acted(case: Assessment, manager: User, monitoring: User) -> None:
    factories.submit(case)
    for key, by in (("alternatives", manager), ("prior-approval", monitoring)):
        actions.confirm(assessment=case, question=asked(case, key), by=by)
    html = one_spaced(reports.render_html(snapshot_of(case, made_on=timezone.localdate())))
    assert "Mary Manager, Manager" in html
    assert "Moira Monitoring, Monitoring officer" in html
    assert "Legal adviser" not in html


def test_the_database_refuses_another_role(case: Assessment, manager: User, legal: User) -> None:
    factories.submit(case)
    actions.confirm(assessment=case, question=asked(case, "alternatives"), by=manager)
    Confirmation.objects.filter(question__isnull=False).update(lapsed_at=timezone.now(), lapsed_by=manager)
    for by, role in ((manager, Role.LEGAL), (manager, Role.MONITORING)):
        with pytest.raises(IntegrityError, match="does not act on this case in the capacity"), transaction.atomic():
            Confirmation.objects.create(
                assessment=case, question=asked(case, "alternatives"), role=role, confirmed_by=by
            )
