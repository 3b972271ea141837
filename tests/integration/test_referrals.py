"""Referring a case that is Not ready: a manager asks, and it has happened when a monitoring officer has confirmed it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from checklists import actions as checklists
from partnerships import actions
from partnerships.actions.trail import record
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Event, Participant, Referral
from partnerships.models.trail import EventKind
from partnerships.selectors.comments import interests_of
from tests import factories, people
from tests.integration.reviewing import SignIn, send, submitted
from tests.shown import one_spaced

WHY, BECAUSE = "The partner <b>cannot</b> wait.", "The board <b>asked</b> to see it."
YES, NO = {"answer": "confirmed", "reason": BECAUSE}, {"answer": "declined", "reason": BECAUSE}


@pytest.fixture(scope="module", autouse=True)
def _submitted(made_once: None) -> None:
    """PR-0001 is in review with a blocker, and there is somebody who could confirm a referral."""
    people.person("monitoring")
    submitted(people.draft(), existing_partnerships="could_take_on")


@pytest.fixture
def blocked(db: None) -> Assessment:
    return people.first_case()


@pytest.fixture
def asked(blocked: Assessment, manager: User) -> Assessment:
    return factories.ask_referral(blocked, manager, WHY)


def address(case: Assessment, page: str) -> str:
    return f"/assessments/{case.pk}/{page}/"


def shown(client: Client, case: Assessment, page: str) -> str:
    response = client.get(address(case, page))
    assert response.status_code == 200
    return response.content.decode()


class TestAsking:
    def test_a_manager_asks_and_it_has_not_happened_yet(
        self,
        blocked: Assessment,
        manager: User,
        monitoring: User,
        secretary: User,
        sign_in: SignIn,
        mailoutbox: Any,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        client = sign_in(manager)
        assert address(blocked, "refer") in shown(client, blocked, "review")
        assert "The outcome stays" in shown(client, blocked, "refer")
        with django_capture_on_commit_callbacks(execute=True):
            assert send(client, address(blocked, "refer"), reason=WHY).status_code == 302
        blocked.refresh_from_db()
        assert (blocked.state, blocked.outcome) == ("referral_asked", "not_ready")
        assert not Referral.objects.made().exists()
        assert [mail.to for mail in mailoutbox] == [[monitoring.email]]
        assert address(blocked, "referral") in mailoutbox[0].body
        for secret in (WHY, blocked.partnership.name):
            assert secret not in mailoutbox[0].subject + mailoutbox[0].body
        review = shown(client, blocked, "review")
        assert "Until they do, it is not." in review
        assert one_spaced(review).count('id="next"> Referral </h2>') == 1
        assert sign_in(secretary).get(address(blocked, "review")).status_code == 404
        assert "Goes to the board" not in shown(client, blocked, "report")

    def test_it_needs_a_reason(self, blocked: Assessment, manager: User, sign_in: SignIn) -> None:
        response = send(sign_in(manager), address(blocked, "refer"), reason=" ")
        assert response.status_code == 422
        assert "Say why the case should be referred" in response.content.decode()

    def test_a_case_that_is_not_not_ready(
        self, assessment: Assessment, manager: User, legal: User, monitoring: User, sign_in: SignIn
    ) -> None:
        case = submitted(assessment, alternatives="still_preferred")
        factories.confirm_all(case, legal)
        client = sign_in(manager)
        assert "This one is: Review not finished." in shown(client, case, "refer")
        assert send(client, address(case, "refer"), reason=WHY).status_code == 409

    def test_nobody_could_confirm_it(
        self, blocked: Assessment, manager: User, monitoring: User, sign_in: SignIn
    ) -> None:
        RoleGrant.objects.filter(user=monitoring).delete()
        assert "There is no monitoring officer who could confirm it" in shown(sign_in(manager), blocked, "refer")
        with pytest.raises(actions.ActionError, match="no monitoring officer"):
            actions.ask_referral(assessment=blocked, by=manager, reason=WHY)

    def test_what_was_typed_stays_when_the_case_changed_meanwhile(
        self, blocked: Assessment, manager: User, legal: User, sign_in: SignIn
    ) -> None:
        client = sign_in(manager)
        token = client.get(address(blocked, "refer")).context["form"].version_token
        factories.confirm_all(blocked, legal)
        response = client.post(address(blocked, "refer"), {"version_token": token, "reason": "Kept text."})
        assert response.status_code == 409
        assert "Kept text." in response.content.decode()

    def test_a_second_click_asks_once(self, blocked: Assessment, manager: User, sign_in: SignIn) -> None:
        client = sign_in(manager)
        token = client.get(address(blocked, "refer")).context["form"].version_token
        sent = {"version_token": token, "reason": WHY}
        assert [client.post(address(blocked, "refer"), sent).status_code for _time in range(2)] == [302, 409]
        assert Referral.objects.count() == 1


class TestAnswering:
    def test_the_monitoring_officer_has_it_in_their_work_and_reads_what_they_need(
        self, asked: Assessment, monitoring: User, sign_in: SignIn
    ) -> None:
        client = sign_in(monitoring)
        work = client.get("/").content.decode()
        assert "Referrals to confirm or decline" in work
        assert address(asked, "referral") in work
        page = shown(client, asked, "referral")
        assert "The partner &lt;b&gt;cannot&lt;/b&gt; wait." in page
        assert "G4" in page
        assert address(asked, "referral") in shown(client, asked, "review")

    def test_confirmed_it_goes_to_the_board(
        self,
        asked: Assessment,
        monitoring: User,
        secretary: User,
        sign_in: SignIn,
        mailoutbox: Any,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert send(sign_in(monitoring), address(asked, "referral"), **YES).status_code == 302
        asked.refresh_from_db()
        assert (asked.state, asked.outcome) == ("referred", "not_ready")
        event = Event.objects.get(kind="referred")
        assert (event.recorded_by, event.new["reason"]) == (monitoring, BECAUSE)
        assert [secretary.email] in [mail.to for mail in mailoutbox]
        assert Participant.objects.get(user=monitoring).capacity == "monitoring"
        page = shown(sign_in(secretary), asked, "issue")
        assert "The board &lt;b&gt;asked&lt;/b&gt; to see it." in page
        report = shown(sign_in(secretary), asked, "report")
        assert f"Confirmed by {monitoring.full_name}, Monitoring officer, on " in report
        assert "Asked for by Mary Manager, Manager, on " in report
        assert "The partner &lt;b&gt;cannot&lt;/b&gt; wait." in report
        assert monitoring.full_name not in [line.person.full_name for line in interests_of(asked)]

    def test_declined_it_is_in_review_and_the_manager_sees_why(
        self,
        asked: Assessment,
        manager: User,
        monitoring: User,
        sign_in: SignIn,
        mailoutbox: Any,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert send(sign_in(monitoring), address(asked, "referral"), **NO).status_code == 302
        asked.refresh_from_db()
        assert asked.state == "in_review"
        assert [mail.to for mail in mailoutbox] == [[manager.email]]
        assert "asked" not in mailoutbox[0].body.split("reason")[-1]
        page = shown(sign_in(manager), asked, "review")
        assert "declined the referral on" in page
        assert "The board &lt;b&gt;asked&lt;/b&gt; to see it." in page
        again = factories.refer(asked, manager)
        assert again.state == "referred"

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({"reason": BECAUSE}, "Select whether you confirm the referral"),
            ({"answer": "confirmed", "reason": " "}, "Enter your reason"),
            ({"answer": "perhaps", "reason": BECAUSE}, "Select a valid choice"),
        ],
    )
    def test_it_needs_an_answer_and_a_reason(
        self, asked: Assessment, monitoring: User, sign_in: SignIn, typed: dict[str, str], says: str
    ) -> None:
        response = send(sign_in(monitoring), address(asked, "referral"), **typed)
        assert response.status_code == 422
        assert says in response.content.decode()
        asked.refresh_from_db()
        assert asked.state == "referral_asked"

    def test_two_answers_at_once(self, asked: Assessment, monitoring: User, sign_in: SignIn) -> None:
        client = sign_in(monitoring)
        token = client.get(address(asked, "referral")).context["form"].version_token
        send(client, address(asked, "referral"), **NO)
        response = client.post(address(asked, "referral"), {"version_token": token, **YES})
        assert response.status_code == 409
        assert "The board &lt;b&gt;asked&lt;/b&gt; to see it." in response.content.decode()
        with pytest.raises(actions.ActionError, match="not possible now"):
            actions.confirm_referral(assessment=asked, by=monitoring, reason=BECAUSE)

    def test_what_waits_for_nobody_is_not_known_to_them(
        self, blocked: Assessment, monitoring: User, sign_in: SignIn
    ) -> None:
        client = sign_in(monitoring)
        pages = ("review", "referral", "report", "check", "implications", "issue", "decide")
        assert {client.get(address(blocked, page)).status_code for page in pages} == {404}
        assert client.get(f"/partnerships/{blocked.partnership.reference}/").status_code == 404
        assert "Nothing waits on you" in client.get("/").content.decode()

    def test_nobody_answers_who_acted_on_the_case_otherwise(
        self, asked: Assessment, owner: User, manager: User, legal: User
    ) -> None:
        for person in (owner, manager):
            for act in (actions.confirm_referral, actions.decline_referral):
                with pytest.raises(actions.SeparationError):
                    act(assessment=asked, by=person, reason=BECAUSE)
        both = factories.person("Bo Both", Role.MONITORING, Role.MANAGER)
        actions.declare_interest(assessment=asked, by=both, has_interest=False, text="")
        with pytest.raises(actions.SeparationError):
            actions.confirm_referral(assessment=asked, by=both, reason=BECAUSE)

    def test_a_restricted_case_is_answered_by_whom_it_names(
        self, assessment: Assessment, owner: User, manager: User, monitoring: User, sign_in: SignIn
    ) -> None:
        details = {**vars(actions.partnership.details_of(assessment)), "is_restricted": True}
        case = actions.change_details(assessment=assessment, by=owner, details=actions.Details(**details))
        factories.join(case, manager, Capacity.REVIEWER)
        factories.submit(case)
        with pytest.raises(actions.ActionError, match="no monitoring officer is named"):
            factories.ask_referral(case, manager)
        factories.join(case, monitoring, Capacity.MONITORING)
        factories.ask_referral(case, manager)
        other = factories.person("Mona Monitoring", Role.MONITORING)
        assert sign_in(other).get(address(case, "referral")).status_code == 404
        assert send(sign_in(monitoring), address(case, "referral"), **YES).status_code == 302


class TestAnAnswerThatAVersionHasThemConfirm:
    @pytest.fixture
    def case(self, owner: User, service: Service, editor: User) -> Assessment:
        """A draft with one answer, which a monitoring officer confirms."""
        before = factories.published()
        draft = checklists.start_draft(checklist=before.checklist, number="1.1", by=editor, source=before)
        draft.questions.filter(key="legal-basis").update(confirm_role=Role.MONITORING)
        version = factories.publish_draft(draft, factories.person("Edgar Editor", Role.EDITOR))
        case = factories.start(owner, service, version=version)
        actions.answer(
            assessment=case,
            question=version.questions.get(key="legal-basis"),
            by=owner,
            draft=actions.AnswerDraft(option="done", reason="We have the power.", finding="Section 1."),
            revision=0,
        )
        return case

    def test_shows_them_the_case_from_its_submission_on(
        self, case: Assessment, manager: User, monitoring: User, sign_in: SignIn
    ) -> None:
        """As everybody who was told of it, they keep it when it is returned."""
        client, reference = sign_in(monitoring), case.partnership.reference
        pages = [address(case, "review"), f"/partnerships/{reference}/", address(case, "report")]
        assert {client.get(page).status_code for page in pages} == {404}, "nobody told them of the draft"
        assert reference not in client.get("/flags/?case=all").content.decode()
        factories.submit(case)
        assert {client.get(page).status_code for page in pages} == {200}
        assert "To confirm as monitoring officer" in client.get("/").content.decode()
        factories.give_back(case, manager, {"": "Say more."})
        assert {client.get(page).status_code for page in pages} == {200}

    def test_shows_the_case_to_one_who_came_after_the_submission(self, case: Assessment, sign_in: SignIn) -> None:
        factories.submit(case)
        client = sign_in(factories.person("Mona Monitoring", Role.MONITORING))
        assert client.get(address(case, "review")).status_code == 200
        assert "To confirm as monitoring officer" in client.get("/").content.decode()


def test_whoever_acted_in_a_round_knows_nothing_of_the_next(
    asked: Assessment, owner: User, monitoring: User, sign_in: SignIn
) -> None:
    actions.decline_referral(assessment=asked, by=monitoring, reason=BECAUSE)
    actions.withdraw(assessment=asked, by=owner, reason="It starts anew.")
    again = actions.start_round(assessment=asked, by=owner)
    client = sign_in(monitoring)
    for page in ("", "review/", "report/", "implications/"):
        assert client.get(f"/assessments/{again.pk}/{page}").status_code == 404
    assert client.get(address(asked, "review")).status_code == 200
    assert client.get("/partnerships/PR-0001/").context["case"].assessment == asked


def test_whoever_was_told_of_a_round_is_not_told_of_the_next(
    blocked: Assessment, owner: User, monitoring: User, sign_in: SignIn
) -> None:
    record(EventKind.OFFICER_TOLD, by=owner, assessment=blocked)
    client = sign_in(monitoring)
    actions.withdraw(assessment=blocked, by=owner, reason="It starts anew.")
    again = actions.start_round(assessment=blocked, by=owner)
    assert client.get(address(again, "review")).status_code == 404
    assert client.get(address(blocked, "review")).status_code == 200
    assert client.get("/partnerships/PR-0001/").context["case"].assessment == blocked


class TestTheDatabase:
    def refused(self, change: Any, why: str) -> None:
        with pytest.raises(DatabaseError, match=why), transaction.atomic():
            change()

    def test_it_keeps_the_order(self, asked: Assessment, manager: User, monitoring: User) -> None:
        row, case = Referral.objects.filter(assessment=asked), Assessment.objects.filter(pk=asked.pk)
        confirmed = {
            "answer": "confirmed",
            "reason": BECAUSE,
            "officer": "M",
            "referred_on": asked.state_changed_at.date(),
            "answered_at": asked.state_changed_at,
        }
        self.refused(lambda: case.update(state="referred"), "without the record")
        self.refused(lambda: case.update(state="in_review"), "without the record")
        self.refused(lambda: row.update(**confirmed, answered_by=manager), "capacity")
        self.refused(lambda: row.update(**confirmed, answered_by=monitoring), "capacity")
        self.refused(
            lambda: row.update(**{**confirmed, "answered_at": None}, answered_by=None), "referral_is_whole|capacity"
        )
        self.refused(lambda: row.update(request="Another reason."), "stays as it is")
        self.refused(lambda: row.delete(), "kept")
        actions.confirm_referral(assessment=asked, by=monitoring, reason=BECAUSE)
        self.refused(lambda: row.update(reason="Another."), "stays as it is")
        self.refused(lambda: row.update(answer="declined"), "stays as it is|asked for by a reviewer")

    def test_nobody_types_a_referral_any_more(self, blocked: Assessment, manager: User) -> None:
        typed = {"reason": BECAUSE, "officer": "Moira", "referred_on": blocked.state_changed_at.date()}
        self.refused(
            lambda: Referral.objects.create(assessment=blocked, recorded_by=manager, **typed), "asked for by a reviewer"
        )
