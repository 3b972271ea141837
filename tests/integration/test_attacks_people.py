"""People who should be out are out, and secrets stay secret where nobody looks: sessions, emails, warnings, sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.actions.leaving import close_account, open_account
from accounts.models import Service, User
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment
from tests import factories

SignIn = Callable[[User], Client]
SECRET = "Quarry purchase"


@pytest.fixture
def secret(owner: User, manager: User, service: Service) -> Assessment:
    """A restricted case, with one manager named in it."""
    case = factories.start(owner, service, name=SECRET, purpose="Buying the quarry quietly.", is_restricted=True)
    factories.join(case, manager, Capacity.REVIEWER)
    return case


def test_a_new_password_ends_the_sessions_of_the_old_one(owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert client.get("/").status_code == 200
    owner.set_password("another password")
    owner.save()
    assert client.get("/").status_code == 302


def test_an_inactive_person_is_out_at_once(owner: User, assessment: Assessment, sign_in: SignIn) -> None:
    client = sign_in(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert client.get(f"/assessments/{assessment.pk}/").status_code == 302
    assert client.post(f"/assessments/{assessment.pk}/submit/").status_code == 302
    assessment.refresh_from_db()
    assert assessment.state == "draft"


def test_an_account_that_is_opened_again_opens_no_session_of_before(owner: User, admin: User, sign_in: SignIn) -> None:
    client, of_somebody_else = sign_in(owner), sign_in(admin)
    assert client.get("/").status_code == 200
    open_account(by=admin, user=close_account(by=admin, user=owner))
    assert client.get("/").status_code == 302
    assert of_somebody_else.get("/").status_code == 200


def test_a_restricted_case_is_named_nowhere_to_others(
    secret: Assessment, outsider: User, legal: User, other_manager: User, service: Service, sign_in: SignIn
) -> None:
    mine = factories.start(outsider, service, name="Quarry footpath", purpose="Buying gravel for the quarry path.")
    similar = f"/assessments/{mine.pk}/questions/existing-partnerships/"
    for user in (outsider, legal, other_manager):
        client = sign_in(user)
        for page in ("/", "/partnerships/?text=quarry", "/flags/?case=all", similar):
            assert SECRET not in client.get(page).content.decode(), (user, page)
        assert client.get(f"/partnerships/{secret.partnership.reference}/").status_code == 404
        assert client.get(f"/assessments/{secret.pk}/report.pdf").status_code == 404
    details = {"name": SECRET, "purpose": "Other.", "decision_sought": "enter"}
    assert sign_in(outsider).post("/partnerships/new/", details).status_code == 302


def test_emails_of_a_restricted_case_go_to_named_people_alone(
    secret: Assessment,
    manager: User,
    legal: User,
    service: Service,
    mailoutbox: list[mail.EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        factories.submit(secret)
    assert {address for message in mailoutbox for address in message.to} == {manager.email}
    assert all(SECRET not in f"{message.subject}{message.body}" for message in mailoutbox)


def test_a_mail_server_that_is_down_stops_nothing(
    assessment: Assessment,
    owner: User,
    manager: User,
    settings: Any,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(owner).post(f"/assessments/{assessment.pk}/submit/").status_code == 302
    assessment.refresh_from_db()
    assert assessment.state == "in_review"


@pytest.mark.parametrize(
    "name",
    [f"{'a' * 63}@{'b.' * 120}example", "a" * 5000, "nul\0@marlshire.example", "\u202e@x.example", "{{7*7}}@x.example"],
)
def test_a_strange_name_at_sign_in_is_only_wrong(name: str, db: None) -> None:
    headers = {"User-Agent": "x" * 3000, "Accept": "y" * 3000, "X-Forwarded-For": "not an address"}
    typed = {"login": name, "password": "nul\0" + "p" * 5000}
    assert Client().post("/sign-in/?next=%00", typed, headers=headers).status_code in (400, 422)


@pytest.mark.parametrize(
    "path",
    [
        "user/?q=%00",
        "user/?is_active__exact=x",
        "user/?e=1&o=9.9",
        "user/99999999999999999999/change/",
        "user/x/password/",
        "rolegrant/?service__id__exact=%00",
        "rolegrant/1/delete/",
        "service/1/history/",
        "user/?password__startswith=p",
    ],
)
def test_the_administration_survives_strange_addresses(path: str, admin: User, sign_in: SignIn) -> None:
    assert sign_in(admin).get(f"/admin/accounts/{path}").status_code in (200, 302, 400, 403, 404)
