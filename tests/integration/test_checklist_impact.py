"""What a version would change in the cases under way, before it is published."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from accounts.models import Service, User
from checklists import actions
from checklists.models import Option, Question, Rule, Version
from partnerships.models import Assessment, Event
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

PAGE = "/checklists/partnership-readiness/1.1/impact/"


@pytest.fixture
def draft(editor: User) -> Version:
    """A version 1.1: one question has another meaning, one another polarity, one is editorial, one is gone."""
    published = factories.published()
    draft = actions.start_draft(checklist=published.checklist, number="1.1", by=editor, source=published)
    questions = Question.objects.filter(version=draft)
    questions.filter(key="skills").update(text="Do the representatives have the needed skills?", change="meaning")
    questions.filter(key="representation").update(text="Is the council represented at all?", change="editorial")
    Option.objects.filter(question__in=questions, question__key="customer-benefit", key="yes").update(
        severity="concern"
    )
    gone = questions.get(key="time-limits")
    for rows in (gone.options, gone.facts, gone.rules, gone.risk_links, gone.tip_links):
        rows.all().delete()
    gone.delete()
    about_it = Rule.objects.filter(question__version=draft, when__fact__0__startswith="time-limits")
    questions.filter(pk__in=about_it.values("question")).update(change="editorial")
    about_it.delete()
    return draft


@pytest.fixture
def case(owner: User, service: Service) -> Assessment:
    return factories.answer_all(factories.start(owner, service, name="Community hub"))


def words(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def test_it_is_worked_out_from_the_answers_and_changes_nothing(
    draft: Version, case: Assessment, editor: User, sign_in: SignIn
) -> None:
    before = (Event.objects.count(), Assessment.objects.get().version_id)
    page = words(sign_in(editor))
    assert "1 case is under way on an earlier version." in page
    assert "Answers to be confirmed again: 1; to be given anew: 1; cases in which this happens: 1." in page
    assert "Answers that nothing asks for any more, which are kept: 1." in page
    assert f"{case.partnership.reference}, {case.partnership.service}" in page
    assert "<dt>To be confirmed</dt> <dd>G11</dd>" in page
    assert "<dt>To be answered anew</dt> <dd>G2</dd>" in page
    assert "<dt>No longer asked</dt> <dd>L3</dd>" in page
    assert "Community hub" not in page
    assert (Event.objects.count(), Assessment.objects.get().version_id) == before


def test_what_was_submitted_is_untouched(draft: Version, case: Assessment, editor: User, sign_in: SignIn) -> None:
    factories.submit(case)
    page = words(sign_in(editor))
    assert "0 cases are under way on an earlier version." in page
    assert "1 is on its way to a decision and stays as it is." in page


def test_a_restricted_case_counts_and_is_not_listed(
    draft: Version, case: Assessment, editor: User, sign_in: SignIn
) -> None:
    type(case.partnership).objects.filter(pk=case.partnership_id).update(is_restricted=True)
    page = words(sign_in(editor))
    assert "1 restricted case is counted and not listed." in page
    assert case.partnership.reference not in page


def test_it_is_a_sheet_too(draft: Version, case: Assessment, editor: User, sign_in: SignIn) -> None:
    client = sign_in(editor)
    address = PAGE.removesuffix("/")
    text = b"".join(client.get(f"{address}.csv").streaming_content).decode()  # type: ignore[attr-defined]
    line = f"{case.partnership.reference},{case.partnership.service.name},Draft,1.0,G11,G2,L3,"
    assert line in text
    sheet = client.get(f"{address}.xlsx")
    assert sheet.headers["Content-Type"].startswith("application/vnd.openxml")
    sheet.close()


def test_it_is_for_editors(draft: Version, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert client.get(PAGE).status_code == 404
    assert client.get(PAGE.replace("1.1", "1.0")).status_code == 403
