"""My work of a manager: what is overdue, what waits on others and on whom, what is coming, and the picture."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.board import Result
from partnerships.models import Assessment, Condition, RegisterEntry
from partnerships.selectors.worklist import ahead_of
from partnerships.selectors.worklist_others import waiting_on_others
from tests import boards, factories, people
from tests.conftest import SignIn
from tests.integration.reviewing import asked, version_with
from tests.specs import BEST


@pytest.fixture(scope="module", autouse=True)
def _cases(made_once: None) -> None:
    """PR-0001 approved, with a condition that is overdue and one that is due in 20 days, and a review that is due."""
    made = boards.bring_first(mitigated="decision-makers")
    soon = boards.condition(due_on=timezone.localdate() + timedelta(days=20))
    boards.decide(made, made.issued_by, Result.APPROVED_WITH_CONDITIONS, conditions=[soon])
    boards.make_overdue(Condition.objects.get(number=1))
    boards.make_review_due(RegisterEntry.objects.get(), days=5)


def shown(client_page: str) -> str:
    return " ".join(client_page.split())


def test_what_is_overdue_waits_on_the_manager_and_the_rest_is_coming(db: None, manager: User, sign_in: SignIn) -> None:
    page = shown(sign_in(manager).get("/").content.decode())
    waiting, _heading, coming = page.partition("What is coming")
    assert "Overdue conditions in your services, to chase" in waiting
    assert 'href="/partnerships/PR-0001/conditions/1/"' in waiting
    assert "Overdue by 10 days" in waiting
    assert 'href="/conditions/?standing=overdue"' in waiting
    assert 'href="/partnerships/PR-0001/conditions/2/"' in coming
    assert "Partnerships to review" in coming
    assert "Nothing waits on you" not in page


@pytest.mark.parametrize("who", ["owner", "legal", "secretary", "other_manager", "outsider"])
def test_others_see_none_of_it(who: str, request: pytest.FixtureRequest, sign_in: SignIn) -> None:
    page = sign_in(request.getfixturevalue(who)).get("/").content.decode()
    for words in ("to chase", "What is coming", "Waiting on others", "Your services"):
        assert words not in page


def test_on_whom_each_case_waits(
    db: None, owner: User, service: Service, manager: User, legal: User, sign_in: SignIn
) -> None:
    returned = factories.submit(factories.start(owner, service, name="Returned"))
    factories.give_back(returned, manager, {"": "More, please."})
    asked = factories.submit(factories.start(owner, service, name="Asked"))
    factories.ask_referral(asked, manager)
    waiting = factories.submit(factories.answer_all(factories.start(owner, service, name="Waiting")))
    ready = factories.submit(factories.answer_all(factories.start(owner, service, name="Ready")))
    factories.confirm_all(ready, legal)
    factories.start(owner, service, name="Draft")
    rows = {
        row.assessment.partnership.name: row.on
        for row in waiting_on_others(manager, RoleGrant.objects.grants_of(manager))
    }
    assert rows == {
        "Returned": "Olive Owner, to put it right and submit again",
        "Asked": "A monitoring officer, to answer the referral",
        "Waiting": "A legal adviser, to confirm L1, L2, L6",
    }
    actions.endorse(assessment=ready, by=manager)
    page = shown(sign_in(manager).get("/").content.decode())
    assert "A board secretary, to issue the report" in page
    assert waiting.partnership.reference in page


def test_the_picture_of_the_services_leads_to_the_lists(
    db: None, owner: User, service: Service, manager: User, sign_in: SignIn
) -> None:
    factories.submit(factories.start(owner, service))
    client = sign_in(manager)
    (line,) = client.get("/").context["chart"].lines
    assert line.label == "Adult Care"
    for bar in line.bars:
        if bar.value.number:
            assert client.get(bar.value.address).context["page"].total == bar.value.number
    assert 'href="/pictures/"' in client.get("/").content.decode()


def test_an_ended_partnership_asks_for_nothing(db: None, owner: User, manager: User) -> None:
    case = people.first_case()
    actions.end_partnership(assessment=case, by=owner, draft=boards.exit_draft())
    ahead = ahead_of(manager, RoleGrant.objects.grants_of(manager))
    assert (ahead.overdue, ahead.due, ahead.meetings, ahead.reviews) == ([], [], [], [])


def test_cases_that_go_to_a_meeting_soon_are_coming(
    db: None, owner: User, service: Service, manager: User, secretary: User, sign_in: SignIn
) -> None:
    soon, later = boards.meeting(secretary, in_days=20), boards.meeting(secretary, "Board", in_days=40)
    cancelled = boards.meeting(secretary, "Panel", in_days=20)
    cases = {name: factories.start(owner, service, name=name) for name in ("Soon", "Later", "Cancelled", "Nowhere")}
    for name, meeting in (("Soon", soon), ("Later", later), ("Cancelled", cancelled)):
        actions.choose_meeting(assessment=cases[name], by=owner, meeting=meeting)
    actions.cancel_meeting(meeting=cancelled, by=secretary, reason="No business.")
    ahead = ahead_of(manager, RoleGrant.objects.grants_of(manager))
    assert [case.partnership.name for case in ahead.meetings] == ["Soon"]
    coming = shown(sign_in(manager).get("/").content.decode()).partition("What is coming")[2]
    assert "Cases that go to a meeting soon" in coming
    assert f'href="/meetings/{soon.pk}/">{soon}</a>. Papers by ' in coming
    actions.withdraw(assessment=cases["Soon"], by=owner, reason="Not needed.")
    assert not ahead_of(manager, RoleGrant.objects.grants_of(manager)).meetings


def objected_by_managers(owner: User, service: Service, editor: User, managers: list[User]) -> Assessment:
    """Return a submitted case in which a manager must confirm G3 and G5; each of these managers objects to one."""
    version = version_with({"alternatives": "manager", "services-consulted": "manager"}, editor)
    case = factories.start(owner, service, version=version, name="Objected")
    for key, option in BEST.items():
        draft = actions.AnswerDraft(option=option, reason=f"Reason for {key}.")
        actions.answer(assessment=case, question=asked(case, key), by=owner, draft=draft, revision=0)
    factories.submit(case)
    for key, by in zip(("alternatives", "services-consulted"), managers, strict=False):
        actions.object_to(assessment=case, question=asked(case, key), by=by, reason="Not so.")
    return case


def waiting_of(user: User) -> list[tuple[str, str]]:
    rows = waiting_on_others(user, RoleGrant.objects.grants_of(user))
    return [(row.assessment.partnership.name, row.on) for row in rows]


def test_what_a_manager_objected_to_waits_on_them_and_not_on_others(
    db: None, owner: User, service: Service, editor: User, manager: User, sign_in: SignIn
) -> None:
    case = objected_by_managers(owner, service, editor, [manager, manager])
    assert waiting_of(manager) == []
    page = shown(sign_in(manager).get("/").content.decode())
    assert f'href="/assessments/{case.pk}/review/"' in page
    assert "cannot be confirmed by Mary Manager: it waits for a manager to return the case." in page


def test_a_case_waits_once_and_names_who_objected(
    db: None, owner: User, service: Service, editor: User, manager: User
) -> None:
    colleague = factories.person("Nora Next", Role.MANAGER, service=service)
    case = objected_by_managers(owner, service, editor, [manager, colleague])
    factories.give_back(case, manager, {"": "More, please."})
    both = "Olive Owner, to put right what Mary Manager and Nora Next cannot confirm: G3, G5"
    assert waiting_of(manager) == waiting_of(colleague) == [("Objected", both)]


def test_a_case_to_which_somebody_else_objected_does_not_say_you(
    db: None, owner: User, service: Service, editor: User, manager: User
) -> None:
    colleague = factories.person("Nora Next", Role.MANAGER, service=service)
    case = objected_by_managers(owner, service, editor, [manager, manager])
    factories.give_back(case, manager, {"": "More, please."})
    assert waiting_of(manager) == [("Objected", "Olive Owner, to put right what you cannot confirm: G3, G5")]
    assert waiting_of(colleague) == [("Objected", "Olive Owner, to put right what Mary Manager cannot confirm: G3, G5")]
