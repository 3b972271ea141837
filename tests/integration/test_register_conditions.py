"""Conditions after a decision, and the end of a partnership: what can be done, by whom, and what it leaves behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import User
from partnerships import actions
from partnerships.domain.board import Result
from partnerships.domain.workflow import State
from partnerships.models import Assessment, Condition, Event, ExitRecord, RegisterEntry
from partnerships.models.trail import EventKind
from partnerships.selectors.register import register_record_of
from partnerships.selectors.version_tokens import condition_version_token
from tests import boards, days, factories
from tests.conftest import SignIn

CONCERN = "decision-makers"


@pytest.fixture(scope="module", autouse=True)
def _condition(made_once: None) -> None:
    """The one condition of an approval to enter."""
    made = boards.bring_first(mitigated=CONCERN)
    boards.decide(made, made.issued_by, Result.APPROVED_WITH_CONDITIONS)


@pytest.fixture
def condition(db: None) -> Condition:
    return Condition.objects.get()


def last_event() -> Event:
    return Event.objects.latest("position")


def test_author_completes_a_condition(condition: Condition, contributor: User, manager: User) -> None:
    row = actions.complete_condition(condition=condition, by=contributor, note="Agreed in May.", file=boards.file())
    assert (row.completed_by, row.file_name, row.size) == (contributor, "minutes.txt", 7)
    assert "minutes" not in str(row.file)
    assert last_event().kind == EventKind.CONDITION_COMPLETED
    assert last_event().question == factories.question(CONCERN)
    with pytest.raises(actions.ActionError, match="completed already"):
        actions.complete_condition(condition=row, by=contributor, note="Again.")
    with pytest.raises(actions.ActionError, match="completed already"):
        actions.amend_condition(condition=row, by=manager, owner="X", due_on=row.due_on, reason="Y")


@pytest.mark.parametrize("who", ["manager", "legal", "secretary"])
def test_only_an_author_completes(condition: Condition, who: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(who)
    with pytest.raises(actions.ActionError):
        actions.complete_condition(condition=condition, by=person, note="Done.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Condition.objects.filter(pk=condition.pk).update(
            completion_note="Done.", completed_at=timezone.now(), completed_by=person
        )


def test_outsiders_complete_nothing(condition: Condition, outsider: User) -> None:
    with pytest.raises(actions.ActionError):
        actions.complete_condition(condition=condition, by=outsider, note="Done.")


def test_nothing_said_completes_nothing(condition: Condition, owner: User) -> None:
    with pytest.raises(actions.ActionError):
        actions.complete_condition(condition=condition, by=owner, note=" ")


def test_manager_asks_again_and_what_was_reported_stays(condition: Condition, owner: User, manager: User) -> None:
    actions.complete_condition(condition=condition, by=owner, note="Done.", url="https://example.org/")
    with pytest.raises(actions.SeparationError):
        actions.reopen_condition(condition=condition, by=owner, reason="No.")
    with pytest.raises(actions.ActionError):
        actions.reopen_condition(condition=condition, by=manager, reason=" ")
    row = actions.reopen_condition(condition=condition, by=manager, reason="The page says nothing of it.")
    assert (row.completed_at, row.completion_note) == (None, "Done.")
    assert last_event().new == {"condition": 1, "reason": "The page says nothing of it."}
    with pytest.raises(actions.ActionError, match="not completed"):
        actions.reopen_condition(condition=condition, by=manager, reason="Again.")
    row = actions.complete_condition(condition=condition, by=owner, note="Now it is done.")
    assert (row.url, row.completion_note) == ("", "Now it is done.")


def test_manager_changes_owner_and_date(condition: Condition, manager: User, owner: User) -> None:
    later = condition.due_on + timedelta(days=30)
    with pytest.raises(actions.SeparationError):
        actions.amend_condition(condition=condition, by=owner, owner="X", due_on=later, reason="Y")
    row = actions.amend_condition(condition=condition, by=manager, owner=boards.OWNER, due_on=later, reason="Sick.")
    event = last_event()
    assert row.due_on == later
    assert event.old == {"due_on": condition.due_on.isoformat()}
    assert event.new == {"condition": 1, "due_on": later.isoformat(), "reason": "Sick."}


def test_amending_is_refused_without_change_reason_owner_or_with_a_past_date(
    condition: Condition, manager: User
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    wrong: list[dict[str, Any]] = [
        {},
        {"owner": "Director", "reason": " "},
        {"owner": " "},
        {"due_on": yesterday},
    ]
    for said in wrong:
        given = {"owner": condition.owner, "due_on": condition.due_on, "reason": "Because.", **said}
        with pytest.raises(actions.ActionError):
            actions.amend_condition(condition=condition, by=manager, **given)
    overdue = boards.make_overdue(condition)
    row = actions.amend_condition(
        condition=overdue, by=manager, owner="Director", due_on=overdue.due_on, reason="The post moved."
    )
    assert row.owner == "Director"


def test_what_was_decided_is_refused_to_change(condition: Condition) -> None:
    for change in ({"text": "Less."}, {"number": 9}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Condition.objects.filter(pk=condition.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        condition.delete()


@pytest.mark.parametrize("who", ["owner", "contributor", "manager"])
def test_partnership_ends(condition: Condition, who: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(who)
    ending = actions.end_partnership(assessment=condition.decision.assessment, by=person, draft=boards.exit_draft())
    entry = RegisterEntry.objects.get()
    assert entry.ended_on == ending.ended_on
    assert last_event().kind == EventKind.ENDED
    assert not Condition.objects.overdue(timezone.localdate() + timedelta(days=1000)).exists()
    assert (
        register_record_of(condition.partnership).conditions[0].standing == "Not completed when the partnership ended"
    )
    with pytest.raises(actions.ActionError, match="ended already"):
        actions.end_partnership(assessment=condition.decision.assessment, by=person, draft=boards.exit_draft())
    with pytest.raises(actions.ActionError, match="has ended"):
        actions.complete_condition(condition=condition, by=condition.partnership.lead, note="Late.")
    with pytest.raises(actions.ActionError, match="has ended"):
        actions.start_round(assessment=condition.decision.assessment, by=condition.partnership.lead)


@pytest.mark.parametrize("who", ["legal", "secretary"])
def test_others_end_nothing(condition: Condition, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(actions.SeparationError):
        actions.end_partnership(
            assessment=condition.decision.assessment, by=request.getfixturevalue(who), draft=boards.exit_draft()
        )
    assert not ExitRecord.objects.exists()


def test_ending_withdraws_a_review_under_way(condition: Condition, owner: User) -> None:
    review = actions.start_round(assessment=condition.decision.assessment, by=owner)
    actions.end_partnership(assessment=review, by=owner, draft=boards.exit_draft())
    review.refresh_from_db()
    assert review.state == State.WITHDRAWN


def test_ending_waits_for_the_board(
    condition: Condition, owner: User, manager: User, legal: User, secretary: User
) -> None:
    review = actions.start_round(assessment=condition.decision.assessment, by=owner)
    boards.bring(review, manager=manager, legal=legal, secretary=secretary)
    with pytest.raises(actions.ActionError, match="waits for its decision"):
        actions.end_partnership(assessment=review, by=owner, draft=boards.exit_draft())


@pytest.mark.parametrize(
    "said",
    [
        {"ended_on": days.InDays(1)},
        {"ended_on": days.InDays(-1)},
        {"lessons": " "},
    ],
)
def test_an_exit_record_that_cannot_be_is_refused(condition: Condition, owner: User, said: dict[str, Any]) -> None:
    with pytest.raises(actions.ActionError):
        actions.end_partnership(
            assessment=condition.decision.assessment, by=owner, draft=boards.exit_draft(**days.dated(said))
        )
    assert not ExitRecord.objects.exists()


def test_what_was_never_entered_is_withdrawn_instead(assessment: Assessment, owner: User) -> None:
    with pytest.raises(actions.ActionError, match="Withdraw"):
        actions.end_partnership(assessment=assessment, by=owner, draft=boards.exit_draft())


# The pages.


def page_of(condition: Condition, name: str = "") -> str:
    return f"/partnerships/{condition.partnership.reference}/conditions/{condition.number}/{name}"


def test_overdue_is_said_in_words_wherever_it_matters(
    condition: Condition, sign_in: SignIn, owner: User, manager: User
) -> None:
    boards.make_overdue(condition, days=10)
    for address in ("/", f"/partnerships/{condition.partnership.reference}/", page_of(condition)):
        assert "Overdue by 10 days" in sign_in(owner).get(address).content.decode(), address
    for address in ("/register/", "/partnerships/"):
        assert "1 overdue" in " ".join(sign_in(manager).get(address).content.decode().split()), address


def test_the_next_step_names_what_is_overdue_and_the_decision_stands_once(
    condition: Condition, sign_in: SignIn, owner: User
) -> None:
    address = f"/partnerships/{condition.partnership.reference}/"
    assert "overdue" not in sign_in(owner).get(address).content.decode()
    boards.make_overdue(condition, days=10)
    page = " ".join(sign_in(owner).get(address).content.decode().split())
    next_step = page[page.index('id="next-step"') : page.index("Read the task list")]
    assert '1 condition is overdue. <a class="govuk-link" href="#after">See the conditions</a>' in next_step
    assert 'id="after"' in page
    register = page[page.index("On the register") : page.index("Next review")]
    assert "Decision" not in register


def test_completion_with_a_file_that_is_handed_out(condition: Condition, sign_in: SignIn, owner: User) -> None:
    client = sign_in(owner)
    body = {"version_token": condition_version_token(condition), "note": "Done.", "kind": "file", "url": ""}
    body_with_file: dict[str, Any] = {**body, "file": SimpleUploadedFile("minutes.txt", b"Signed.")}
    assert client.post(page_of(condition, "complete/"), body_with_file).status_code == 302
    answer = client.get(page_of(condition, "file/"))
    assert (answer.content, answer["Content-Disposition"]) == (b"Signed.", 'attachment; filename="minutes.txt"')
    assert client.get(page_of(condition, "complete/")).status_code == 302


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"note": ""}, "Say what was done"),
        ({"kind": ""}, "Select how you show it"),
        ({"kind": "link", "url": ""}, "Enter the web address"),
        ({"kind": "link", "url": "javascript:alert(1)"}, "Enter a full web address"),
        ({"kind": "file"}, "Choose a file"),
        ({"kind": "file", "file": ("a.xyz", b"MZ")}, "This type of file is not accepted"),
        ({"kind": "file", "file": ("a.pdf", b"not one")}, "is not what its name says"),
    ],
)
def test_bad_completion_is_refused_and_kept(
    condition: Condition, sign_in: SignIn, owner: User, said: dict[str, Any], sentence: str
) -> None:
    body = {
        "version_token": condition_version_token(condition),
        "note": "All agreed.",
        "kind": "none",
        "url": "",
        **said,
    }
    if "file" in body:
        body["file"] = SimpleUploadedFile(*body["file"])
    response = sign_in(owner).post(page_of(condition, "complete/"), body)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert said.get("note") == "" or "All agreed." in response.content.decode()


def test_evidence_in_words_forgets_an_address_that_was_not_chosen(
    condition: Condition, sign_in: SignIn, owner: User
) -> None:
    body = {"version_token": condition_version_token(condition), "note": "Done.", "kind": "none", "url": "no address"}
    assert sign_in(owner).post(page_of(condition, "complete/"), body).status_code == 302
    condition.refresh_from_db()
    assert condition.url == ""


def test_two_managers_at_one_condition(condition: Condition, sign_in: SignIn, manager: User) -> None:
    client, seen = sign_in(manager), condition_version_token(condition)
    later = condition.due_on + timedelta(days=9)
    body = {"version_token": seen, "owner": "Director", "reason": "Moved.", **days.boxes("due_on", later)}
    assert client.post(page_of(condition, "amend/"), body).status_code == 302
    late = client.post(page_of(condition, "amend/"), {**body, "owner": "Somebody else"})
    assert late.status_code == 409
    assert "Somebody else" in late.content.decode()
    assert client.post(page_of(condition, "reopen/"), {"version_token": seen, "reason": "No."}).status_code == 409


def test_reopening_page(condition: Condition, sign_in: SignIn, manager: User, owner: User) -> None:
    actions.complete_condition(condition=condition, by=owner, note="Done.")
    condition.refresh_from_db()
    client = sign_in(manager)
    assert (
        client.post(
            page_of(condition, "reopen/"), {"version_token": condition_version_token(condition), "reason": ""}
        ).status_code
        == 422
    )
    assert (
        client.post(
            page_of(condition, "reopen/"), {"version_token": condition_version_token(condition), "reason": "No."}
        ).status_code
        == 302
    )
    assert "What was reported before it was asked for again" in client.get(page_of(condition)).content.decode()


def test_ending_page(condition: Condition, sign_in: SignIn, owner: User) -> None:
    client = sign_in(owner)
    address = f"/partnerships/{condition.partnership.reference}/end/"
    case = condition.decision.assessment
    case.refresh_from_db()
    assert "asked for no more" in client.get(address).content.decode()
    texts = {"reason": "R", "people": "P", "assets": "A", "records": "None.", "lessons": "L"}
    body = {
        "version_token": case.state_changed_at.isoformat(),
        **texts,
        **days.boxes("ended_on", timezone.localdate()),
    }
    assert client.post(address, {**body, "records": ""}).status_code == 422
    future = days.boxes("ended_on", timezone.localdate() + timedelta(days=1))
    assert client.post(address, {**body, **future}).status_code == 422
    assert client.post(address, body).status_code == 302
    assert ExitRecord.objects.get().property == "A"
    assert client.post(address, body).status_code == 409
    assert client.get(address).status_code == 302
    assert (
        "Records and personal data" in client.get(f"/partnerships/{condition.partnership.reference}/").content.decode()
    )
