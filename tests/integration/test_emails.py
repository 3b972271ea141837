"""Who gets an email when a case changes hands: whoever must act, and nobody who may not know of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.relation import Capacity
from partnerships.emails import messages, outbox
from partnerships.emails.outbox import NoticeDetails
from partnerships.models import Assessment
from tests import boards, factories

pytestmark = pytest.mark.usefixtures("drafted_once")

EMAILS = Path(settings.BASE_DIR) / "templates" / "emails"


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Callable[[Callable[[], object]], dict[str, list[str]]]:
    """Return a function that acts and returns who was told: address -> the subjects that they got."""

    def acted(act: Callable[[], object]) -> dict[str, list[str]]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        found: dict[str, list[str]] = {}
        for message in mail.outbox:
            (address,) = message.to
            found.setdefault(address, []).append(message.subject.partition(": ")[2])
        return found

    return acted


REVIEW, CONFIRM = "an assessment is waiting for your review", "answers wait for your confirmation"
WITHDRAWN = "the assessment was withdrawn"


def endorsed(case: Assessment, legal: User, manager: User) -> Assessment:
    factories.answer_all(case)
    factories.confirm_all(case, legal)
    factories.submit(case)
    return actions.endorse(assessment=case, by=manager)


def test_submitting_asks_the_managers_of_the_service_alone(
    assessment: Assessment, manager: User, other_manager: User, legal: User, told: Any
) -> None:
    assert told(lambda: factories.submit(assessment)) == {manager.email: [REVIEW]}


def test_legal_advisers_are_asked_to_confirm_what_is_complete(
    assessment: Assessment, manager: User, legal: User, told: Any
) -> None:
    factories.save(assessment, "legal-basis", "done", reason="Care Act 2014.")
    assert told(lambda: factories.submit(assessment)) == {manager.email: [REVIEW], legal.email: [CONFIRM]}


def test_whoever_acts_in_another_capacity_is_not_asked(
    assessment: Assessment, manager: User, service: Service, told: Any
) -> None:
    both = factories.person("Leo Legal", Role.LEGAL, Role.MANAGER, service=service)
    factories.save(assessment, "legal-basis", "done", by=both, reason="Care Act 2014.")
    assert told(lambda: factories.submit(assessment)) == {manager.email: [REVIEW], both.email: [CONFIRM]}


def test_of_a_restricted_case_only_those_named_for_it_are_told(
    owner: User, manager: User, service: Service, told: Any
) -> None:
    case = factories.start(owner, service, is_restricted=True)
    named = factories.person("Nora Named", Role.MANAGER, service=service)
    adviser = factories.person("Leo Legal", Role.LEGAL, Role.MANAGER, service=service)
    factories.join(case, named, Capacity.REVIEWER)
    factories.join(case, adviser, Capacity.LEGAL)
    assert told(lambda: factories.submit(case)) == {named.email: [REVIEW]}


def test_an_author_who_lost_the_role_is_told_nothing(
    assessment: Assessment, owner: User, contributor: User, manager: User, told: Any
) -> None:
    factories.submit(assessment)
    RoleGrant.objects.filter(user=contributor).delete()
    assert set(told(lambda: factories.give_back(assessment, manager, {"": "Add the data."}))) == {owner.email}


def test_withdrawing_tells_the_other_authors_and_whoever_had_the_case(
    assessment: Assessment, owner: User, contributor: User, manager: User, secretary: User, legal: User, told: Any
) -> None:
    def withdraw() -> None:
        actions.withdraw(assessment=assessment, by=owner, reason="The partner withdrew.")

    endorsed(assessment, legal, manager)
    assert told(withdraw) == {contributor.email: [WITHDRAWN], secretary.email: [WITHDRAWN]}


def test_withdrawing_in_review_tells_the_managers(
    assessment: Assessment, owner: User, contributor: User, manager: User, secretary: User, told: Any
) -> None:
    factories.submit(assessment)
    found = told(lambda: actions.withdraw(assessment=assessment, by=owner, reason="The partner withdrew."))
    assert found == {contributor.email: [WITHDRAWN], manager.email: [WITHDRAWN]}


def test_what_asks_for_nothing_comes_to_those_who_chose_it(
    assessment: Assessment, owner: User, contributor: User, manager: User, secretary: User, legal: User, told: Any
) -> None:
    User.objects.exclude(pk=contributor.pk).update(has_news_mail=False)
    found = told(lambda: endorsed(assessment, legal, manager))
    assert contributor.email in found
    assert owner.email not in found
    assert secretary.email in found


def test_an_email_says_who_did_what_until_when_and_how_to_get_fewer(
    assessment: Assessment, owner: User, manager: User, secretary: User, told: Any
) -> None:
    actions.choose_meeting(assessment=assessment, by=owner, meeting=boards.meeting(secretary))
    told(lambda: factories.submit(assessment))
    (message,) = mail.outbox
    assert message.body.startswith("Olive Owner has submitted the assessment of partnership PR-0001.\n")
    assessment.refresh_from_db()
    assert assessment.meeting is not None
    assert f"\nPlease do this by {date_format(assessment.meeting.papers_due_on, 'j F Y')}.\n" in message.body
    assert message.body.count("http") == 2
    assert message.body.rstrip().endswith("/account/emails/")


def test_every_kind_of_email_has_words(assessment: Assessment, owner: User) -> None:
    """Each names the case and leads to its page; a reminder, which nobody caused, names nobody."""
    kinds = sorted(path.stem for path in EMAILS.glob("*.txt") if path.stem not in {"base", "digest", "_foot"})
    for kind in kinds:
        details = NoticeDetails("/somewhere/", owner, timezone.localdate())
        (notice,) = outbox.notices(kind, assessment.partnership, [owner], details)
        written = messages.single([notice])
        assert written.subject.startswith("PR-0001: "), kind
        assert "PR-0001" in written.body, kind
        assert ("Olive Owner" in written.body) == (not kind.endswith(("_due", "_overdue", "_soon", "_now"))), kind
        assert "/somewhere/\n" in written.body, kind
        assert "\n\n\n" not in written.body, kind
