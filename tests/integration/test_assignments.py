"""Questions that are given to an author of the case, until a day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from accounts.models import RoleGrant, User
from partnerships import actions
from partnerships.models import Assessment, Assignment, Event, Notice, Participant
from tests import days, factories, people
from tests.conftest import SignIn
from tests.filled_forms import fields_of

pytestmark = pytest.mark.usefixtures("drafted_once")

KEY, OTHER_KEY = "novelty", "skills"
WEEK = 7
Day = Callable[[int], dict[str, list[str]]]


def assign(case: Assessment, by: User, user: User | None, due_in: int | None = WEEK, key: str = KEY) -> Any:
    due_on = None if due_in is None else days.in_days(due_in)
    question = factories.question(key)
    return actions.assign_question(assessment=case, question=question, by=by, user=user, due_on=due_on)


def page_of(case: Assessment, key: str = KEY) -> str:
    return f"/assessments/{case.pk}/questions/{key}/assign/"


def shown(sign_in: SignIn, user: User, address: str) -> str:
    return " ".join(str(sign_in(user).get(address).content.decode()).split())


def sent(sign_in: SignIn, user: User, address: str, **typed: Any) -> Any:
    client = sign_in(user)
    return client.post(address, fields_of(client.get(address).content.decode(), address) | typed)


@pytest.fixture
def day(db: None) -> Day:
    """Return a function that runs the daily command that many days on, and who was told what: address -> subjects."""

    def run(later: int) -> dict[str, list[str]]:
        mail.outbox.clear()
        call_command("run_daily", date=days.in_days(later), verbosity=0)
        found: dict[str, list[str]] = {}
        for message in mail.outbox:
            found.setdefault(message.to[0], []).append(message.subject.partition(": ")[2])
        return found

    return run


DUE, OVERDUE = "a question that you are to answer is due", "a question that you are to answer is overdue"
GIVEN = "a question for you to answer"


def test_the_task_list_says_who_and_until_when_and_shows_mine_alone(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    typed = {"person": str(contributor.pk), **days.boxes("due_on", days.in_days(WEEK))}
    assert sent(sign_in, owner, page_of(assessment), **typed).status_code == 302
    tasks = f"/assessments/{assessment.pk}/"
    words = f"Assigned to Carl Contributor, by {days.in_days(WEEK):%-d %B %Y}"
    assert words in shown(sign_in, owner, tasks)
    assert "?mine" not in shown(sign_in, owner, tasks)
    assert "Show only the question that is assigned to you" in shown(sign_in, contributor, tasks)
    mine = shown(sign_in, contributor, f"{tasks}?mine")
    assert "L5 " in mine
    assert "G1 " not in mine
    assert "No question is assigned to you." in shown(sign_in, owner, f"{tasks}?mine")
    assert words in shown(sign_in, owner, f"/assessments/{assessment.pk}/questions/{KEY}/")
    assert "Questions assigned to you" in shown(sign_in, contributor, "/")
    assert "Questions assigned to you" not in shown(sign_in, owner, "/")


def test_a_contributor_may_assign_too(assessment: Assessment, owner: User, contributor: User) -> None:
    assert assign(assessment, contributor, owner).assigned_to == owner
    assert assign(assessment, contributor, contributor, key=OTHER_KEY).assigned_by == contributor


@pytest.mark.parametrize("name", ["outsider", "other_officer", "manager", "legal", "secretary"])
def test_nobody_else_assigns_and_nobody_else_is_assigned(
    name: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    person = people.person(name)
    with pytest.raises(actions.ActionError):
        assign(assessment, person, owner)
    with pytest.raises(actions.InvalidError, match="not on the case"):
        assign(assessment, owner, person)
    typed = {"person": str(person.pk), **days.boxes("due_on", days.in_days(WEEK))}
    refused = sent(sign_in, owner, page_of(assessment), **typed)
    assert refused.status_code == 422
    assert "Select one of these" in refused.content.decode()
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("due_in", "says"),
    [
        (-1, "must be today or later"),
        (3 * 366, "The year must be between"),
        (None, "Enter the date by which it is to be answered"),
    ],
)
def test_the_day_is_to_come_and_within_reason(
    due_in: int | None, says: str, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    boxes = {} if due_in is None else days.boxes("due_on", days.in_days(due_in))
    refused = sent(sign_in, owner, page_of(assessment), person=str(contributor.pk), **boxes)
    assert refused.status_code == 422
    assert says in refused.content.decode()
    with pytest.raises(actions.InvalidError, match=says):
        assign(assessment, owner, contributor, due_in)


def test_changes_are_events_and_the_same_again_is_none(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    assign(assessment, owner, contributor)
    assign(assessment, owner, contributor)
    assign(assessment, owner, owner)
    assert sent(sign_in, owner, page_of(assessment), person="nobody").status_code == 302
    events = Event.objects.filter(kind__in=("question_assigned", "assignment_ended")).order_by("pk")
    carl, olive = (
        {"assigned_to": name, "due_on": days.in_days(WEEK).isoformat()}
        for name in (contributor.full_name, owner.full_name)
    )
    assert [(event.kind, event.old, event.new) for event in events] == [
        ("question_assigned", {}, carl),
        ("question_assigned", carl, olive),
        ("assignment_ended", olive, {}),
    ]
    assert not Assignment.objects.standing().exists()
    assert "Question assigned" in shown(sign_in, owner, "/partnerships/PR-0001/")


def test_two_people_assign_at_once(assessment: Assessment, owner: User, contributor: User, sign_in: SignIn) -> None:
    address, clients = page_of(assessment), [sign_in(owner), sign_in(contributor)]
    forms = [fields_of(client.get(address).content.decode(), address) for client in clients]
    typed = [{"person": str(user.pk), **days.boxes("due_on", days.in_days(WEEK))} for user in (contributor, owner)]
    assert clients[0].post(address, forms[0] | typed[0]).status_code == 302
    refused = clients[1].post(address, forms[1] | typed[1])
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Two people changed this at once" in page
    again = fields_of(page, address) | {"keep": "mine"}
    assert clients[1].post(address, again).status_code == 302
    assert Assignment.objects.standing().get().assigned_to == owner


def test_somebody_who_leaves_is_to_answer_nothing(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    assign(assessment, owner, contributor)
    actions.remove_person(assessment=assessment, by=owner, person=Participant.objects.get(user=contributor))
    assert not Assignment.objects.standing().exists()
    assert "Assigned to" not in shown(sign_in, owner, f"/assessments/{assessment.pk}/")
    history = shown(sign_in, owner, "/partnerships/PR-0001/")
    assert "Assignment ended" in history
    assert "Questions assigned to you" not in shown(sign_in, contributor, "/")


def test_closing_an_account_names_it_and_ends_it(
    assessment: Assessment, owner: User, contributor: User, admin: User, sign_in: SignIn
) -> None:
    assign(assessment, owner, contributor)
    address = f"/people/{contributor.pk}/close/"
    assert "Is to answer L5 of PR-0001, which is then assigned to nobody" in shown(sign_in, admin, address)
    assert sent(sign_in, admin, address, reason="Has left.").status_code == 302
    event = Event.objects.get(kind="assignment_ended")
    assert (event.old["assigned_to"], event.recorded_by) == ("Carl Contributor", admin)
    assert not Assignment.objects.standing().exists()


def test_somebody_without_the_role_is_shown_as_such(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    assign(assessment, owner, contributor)
    RoleGrant.objects.filter(user=contributor).delete()
    assert "(no longer on the case)" in shown(sign_in, owner, f"/assessments/{assessment.pk}/")


def test_one_reminder_before_the_day_and_one_after_it(
    assessment: Assessment, owner: User, contributor: User, day: Day, sign_in: SignIn
) -> None:
    assign(assessment, owner, contributor)
    Notice.objects.all().delete()
    told = [day(days) for days in (3, 4, 5, 7, 8, 9)]
    assert told == [{}, {contributor.email: [DUE]}, {}, {}, {contributor.email: [OVERDUE]}, {}]


@pytest.mark.parametrize("end", ["answered", "unassigned", "submitted", "moved"])
def test_nobody_is_reminded_of_what_is_done(
    end: str, assessment: Assessment, owner: User, contributor: User, day: Day, sign_in: SignIn
) -> None:
    assign(assessment, owner, contributor)
    Notice.objects.all().delete()
    if end == "answered":
        factories.save(assessment, KEY, "routine", by=contributor, reason="As every year.")
    elif end == "unassigned":
        assign(assessment, owner, None, None)
    elif end == "submitted":
        factories.submit(assessment)
    else:
        assign(assessment, owner, contributor, WEEK + 20)
    subjects = [subject for subjects in day(5).values() for subject in subjects]
    assert DUE not in subjects
    assert ("Questions assigned to you" in shown(sign_in, contributor, "/")) == (end == "moved")


def test_a_complete_answer_that_is_assigned_waits_until_it_is_saved(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    factories.save(assessment, KEY, "routine", reason="As every year.")
    assign(assessment, owner, contributor)
    assert "Questions assigned to you" in shown(sign_in, contributor, "/")
    factories.save(assessment, KEY, "routine", by=contributor, reason="As every year, and looked at again.")
    assert "Questions assigned to you" not in shown(sign_in, contributor, "/")


def test_whoever_is_given_a_question_is_told_unless_they_took_it(
    assessment: Assessment, owner: User, contributor: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assign(assessment, owner, contributor)
        assign(assessment, owner, owner, key=OTHER_KEY)
    assert [(message.to, message.subject.partition(": ")[2]) for message in mail.outbox] == [
        ([contributor.email], GIVEN)
    ]


def test_what_is_submitted_is_not_assigned(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    client, address = sign_in(owner), page_of(assessment)
    fields = fields_of(client.get(address).content.decode(), address)
    factories.submit(assessment)
    typed = {"person": str(contributor.pk), **days.boxes("due_on", days.in_days(WEEK))}
    assert client.post(address, fields | typed).status_code == 409
    assert client.get(address).status_code == 403
    assert not Assignment.objects.exists()


def test_whoever_is_asked_reads_who_asked_them_until_when(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    assign(assessment, owner, contributor)
    words = f"Olive Owner asked you to answer this by {days.in_days(WEEK):%-d %B %Y}"
    for page in (f"/assessments/{assessment.pk}/", f"/assessments/{assessment.pk}/questions/{KEY}/"):
        assert words in shown(sign_in, contributor, page)
        assert words not in shown(sign_in, owner, page)
    assign(assessment, contributor, contributor, key=OTHER_KEY)
    page = f"/assessments/{assessment.pk}/questions/{OTHER_KEY}/"
    assert "You are to answer this by" in shown(sign_in, contributor, page)


def test_from_a_question_of_theirs_somebody_goes_on_to_the_next_and_then_to_the_list_of_those(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    """Others are unanswered too: those are somebody else's."""
    assign(assessment, owner, contributor, key="customer-benefit")
    assign(assessment, owner, contributor)
    questions = f"/assessments/{assessment.pk}/questions"
    list_of_mine = f"/assessments/{assessment.pk}/?mine"
    assert "Go on with G2" in shown(sign_in, contributor, list_of_mine)
    typed = {"customer-benefit-option": "yes", "customer-benefit-reason": "All do.", "then": "continue"}
    assert sent(sign_in, contributor, f"{questions}/customer-benefit/", **typed)["Location"] == f"{questions}/{KEY}/"
    typed = {f"{KEY}-option": "routine", "then": "continue"}
    assert sent(sign_in, contributor, f"{questions}/{KEY}/", **typed)["Location"] == list_of_mine
    page = shown(sign_in, contributor, list_of_mine)
    assert "That was all that is assigned to you." in page
    assert "Nobody gets an email about it" in page
    assert "Olive Owner asked you to answer this, and it is answered" in page
    assert "Submit for review" not in page
    assert "questions are unanswered" not in page
