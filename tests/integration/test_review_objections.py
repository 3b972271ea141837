"""A role holder who cannot confirm an answer says why; and those who confirm are asked early, once."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags

from accounts.models import RoleGrant, User
from accounts.roles import Role
from partnerships import actions, reports
from partnerships.actions import ActionError, InvalidError
from partnerships.domain.exemption import QUESTION, Paragraph
from partnerships.models import Assessment, Confirmation, Event, Flag
from partnerships.models.trail import EventKind
from partnerships.selectors.case import read_case
from partnerships.selectors.worklist_others import waiting_on_others
from partnerships.snapshot import public_of, snapshot_of
from tests import factories, people
from tests.conftest import SignIn
from tests.integration.reviewing import send
from tests.shown import one_spaced

WHY = "The Act was repealed in May."
L1 = "legal-basis"


@pytest.fixture(scope="module", autouse=True)
def _case(made_once: None) -> None:
    factories.answer_all(people.draft())


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def address(case: Assessment, page: str = f"questions/{L1}/objection/") -> str:
    return f"/assessments/{case.pk}/{page}"


def text(sign_in: SignIn, user: User, path: str) -> str:
    response: Any = sign_in(user).get(path)
    assert response.status_code == 200, path
    return one_spaced(html.unescape(strip_tags(response.content.decode())))


def object_to(case: Assessment, by: User, reason: str = WHY, **more: Any) -> Confirmation:
    return actions.object_to(assessment=case, question=factories.question(L1), by=by, reason=reason, **more)


def kinds(case: Assessment) -> list[str]:
    return [event.kind for event in Event.objects.filter(assessment=case).order_by("-position")]


class TestThePage:
    def test_it_is_reached_from_where_one_confirms(self, case: Assessment, legal: User, sign_in: SignIn) -> None:
        for page in ("review/", f"questions/{L1}/confirm/", f"questions/{L1}/"):
            assert f'href="{address(case)}"' in sign_in(legal).get(address(case, page)).content.decode(), page

    def test_a_reason_is_needed_and_what_was_typed_stays(self, case: Assessment, legal: User, sign_in: SignIn) -> None:
        blank = send(sign_in(legal), address(case), reason="\u200b")
        assert blank.status_code == 422
        assert "Say why you cannot confirm it" in blank.content.decode()
        long = send(sign_in(legal), address(case), reason="z" * 5001)
        assert long.status_code == 422
        assert "z" * 5001 in long.content.decode()
        with pytest.raises(InvalidError):
            object_to(case, legal, "")
        assert not Confirmation.objects.exists()

    def test_what_changed_meanwhile_is_shown(self, case: Assessment, legal: User, sign_in: SignIn) -> None:
        client = sign_in(legal)
        token = client.get(address(case)).context["form"].version_token
        factories.save(case, L1, "done", reason="Another Act.")
        response = client.post(address(case), {"version_token": token, "reason": WHY})
        page = response.content.decode()
        assert response.status_code == 409
        assert "Another Act." in page
        assert WHY in page

    def test_not_for_an_answer_that_is_incomplete_or_confirmed(self, case: Assessment, legal: User) -> None:
        factories.confirm_all(case, legal)
        with pytest.raises(ActionError, match="confirmed already"):
            object_to(case, legal)
        factories.save(case, L1, "done", reason="")
        with pytest.raises(ActionError, match="only when it is complete"):
            object_to(case, legal)

    def test_only_for_the_role_that_confirms(
        self, case: Assessment, owner: User, manager: User, legal: User, sign_in: SignIn
    ) -> None:
        for user in (owner, manager):
            assert sign_in(user).get(address(case)).status_code == 403
        with pytest.raises(ActionError):
            object_to(case, manager)
        factories.endorse_ready(case, manager=manager, legal=legal)
        assert sign_in(legal).get(address(case)).status_code == 403


class TestItStands:
    def test_the_reason_is_shown_everywhere(
        self, case: Assessment, owner: User, manager: User, legal: User, sign_in: SignIn
    ) -> None:
        response = send(sign_in(legal), address(case), reason=WHY)
        assert response.url == address(case, "review/#to-confirm")
        assert read_case(case).flags[L1].is_unconfirmed
        for page in (f"questions/{L1}/", "", "check/", "review/", "report/", "sections/1.4.2/"):
            assert WHY in text(sign_in, owner, address(case, page)), page
        assert "Waiting for legal" in text(sign_in, owner, address(case, ""))
        factories.submit(case)
        assert WHY in text(sign_in, manager, "/flags/?cause=unconfirmed")
        table: Any = sign_in(manager).get("/flags.csv?cause=unconfirmed")
        assert WHY in b"".join(table.streaming_content).decode()
        returning = text(sign_in, manager, address(case, "review/"))
        assert f"I cannot confirm it, because: {WHY}" in returning
        assert "return the case" in returning

    def test_in_the_report_and_not_where_the_answer_is_exempt(self, case: Assessment, legal: User) -> None:
        object_to(case, legal)
        full = reports.render_html(snapshot_of(case, made_on=timezone.localdate()))
        summary, rest = one_spaced(strip_tags(full)).split("In this report")
        assert f"Laura Legal could not confirm it: “{WHY}”" in summary
        assert rest.count(WHY) == 1
        marks: dict[str, Any] = {"paragraph": Paragraph.BUSINESS, "reason": "Privileged."}
        actions.mark_exempt(assessment=case, by=case.partnership.lead, part=f"{QUESTION}:{L1}", **marks)
        assert WHY not in reports.render_html(public_of(snapshot_of(case, made_on=timezone.localdate())))

    def test_the_same_again_is_no_event_and_another_reason_takes_its_place(self, case: Assessment, legal: User) -> None:
        object_to(case, legal)
        count = Event.objects.count()
        object_to(case, legal)
        assert Event.objects.count() == count
        object_to(case, legal, "It was not repealed, but amended.")
        assert kinds(case)[:2] == [EventKind.OBJECTED, EventKind.OBJECTION_ENDED]
        assert read_case(case).objections[L1].note == "It was not repealed, but amended."

    def test_who_stands_in_the_way_is_told_without_a_word_of_it(
        self,
        case: Assessment,
        owner: User,
        contributor: User,
        manager: User,
        legal: User,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            object_to(case, legal)
        assert {sent.to[0] for sent in mail.outbox} == {owner.email, contributor.email}
        factories.submit(case)
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            object_to(case, legal, "Still repealed.")
        assert [sent.to for sent in mail.outbox] == [[manager.email]]
        assert "return the case" in mail.outbox[0].body
        assert "repealed" not in f"{mail.outbox[0].subject} {mail.outbox[0].body}"


class TestItEnds:
    def test_when_the_answer_changes(self, case: Assessment, legal: User) -> None:
        object_to(case, legal)
        factories.save(case, L1, "done", reason="Another Act.")
        assert EventKind.OBJECTION_ENDED in kinds(case)
        assert not read_case(case).objections
        assert Flag.objects.get(assessment=case, question_key=L1).because == []

    def test_when_somebody_confirms(self, case: Assessment, legal: User) -> None:
        object_to(case, legal)
        other = factories.person("Lionel Law", Role.LEGAL)
        actions.confirm(assessment=case, question=factories.question(L1), by=other)
        assert {EventKind.CONFIRMED, EventKind.OBJECTION_ENDED} <= set(kinds(case))
        found = read_case(case)
        assert (L1 in found.confirmations, found.objections) == (True, {})

    def test_not_by_a_save_by_itself_until_somebody_saves_it(
        self, case: Assessment, owner: User, legal: User, sign_in: SignIn
    ) -> None:
        object_to(case, legal)
        page = text(sign_in, owner, address(case, f"questions/{L1}/"))
        assert "Saving a change ends Laura Legal’s objection." in page
        typed = {f"{L1}-option": "done", f"{L1}-reason": "Another Act.", f"{L1}-revision": "1"}
        client = sign_in(owner)
        client.post(address(case, f"questions/{L1}/"), typed, headers={"X-Autosave": "true"})
        assert EventKind.OBJECTION_ENDED not in kinds(case)
        assert "Saving ends Laura Legal’s objection." in text(sign_in, owner, address(case, f"questions/{L1}/"))
        client.post(address(case, f"questions/{L1}/"), {**typed, f"{L1}-revision": "2", "then": "continue"})
        assert EventKind.OBJECTION_ENDED in kinds(case)

    def test_the_database_keeps_it_as_it_was_said(self, case: Assessment, legal: User) -> None:
        said = object_to(case, legal)
        rows = Confirmation.objects.filter(pk=said.pk)
        for change in ({"is_objection": False}, {"note": "Fine."}):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**change)
        blank = {"role": "legal", "is_objection": True, "confirmed_by": legal, "assessment": case}
        with pytest.raises(IntegrityError), transaction.atomic():
            Confirmation.objects.create(question=factories.question("prior-approval"), **blank)

    def test_the_database_takes_none_of_a_case_that_is_endorsed(
        self, case: Assessment, manager: User, legal: User
    ) -> None:
        factories.endorse_ready(case, manager=manager, legal=legal)
        Confirmation.objects.filter(question__key=L1).update(lapsed_at=case.created_at, lapsed_by=legal)
        row = {"role": "legal", "confirmed_by": legal, "assessment": case, "question": factories.question(L1)}
        with pytest.raises(IntegrityError), transaction.atomic():
            Confirmation.objects.create(**row, is_objection=True, note=WHY)


class TestAskedEarly:
    @pytest.fixture
    def draft(self, case: Assessment, legal: User) -> Assessment:
        """A case of which L6 lacks its reason, before anybody was asked."""
        other = factories.start(case.partnership.lead, case.partnership.service, name="Another")
        factories.answer_all(other, leave=["pre-agreement"])
        mail.outbox.clear()
        return other

    def saved(self, draft: Assessment, sign_in: SignIn, **more: Any) -> None:
        path, key = f"/assessments/{draft.pk}/questions/pre-agreement/", "pre-agreement"
        revision = str(draft.answers.filter(question__key=key).values_list("revision", flat=True).first() or 0)
        typed = {f"{key}-option": "in_place", f"{key}-reason": "Signed.", f"{key}-revision": revision}
        response = sign_in(draft.partnership.lead).post(path, {**typed, "then": "continue"}, **more)
        assert response.status_code in (200, 302)

    def test_once_all_that_they_confirm_is_complete_and_saved(
        self, draft: Assessment, legal: User, sign_in: SignIn, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            self.saved(draft, sign_in, headers={"X-Autosave": "true"})
        assert not mail.outbox
        with django_capture_on_commit_callbacks(execute=True):
            self.saved(draft, sign_in)
        [sent] = mail.outbox
        assert sent.to == [legal.email]
        assert "Signed." not in f"{sent.subject} {sent.body}"
        event = Event.objects.get(assessment=draft, kind=EventKind.CONFIRMATION_ASKED)
        assert event.new == {"asked_role": "legal", "told": ["Laura Legal"]}
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            factories.save(draft, "pre-agreement", "in_place", reason="Signed in June.")
        assert not mail.outbox

    def test_they_may_confirm_the_draft(self, draft: Assessment, legal: User, sign_in: SignIn) -> None:
        factories.save(draft, "pre-agreement", "in_place", reason="Signed.")
        response = send(sign_in(legal), f"/assessments/{draft.pk}/questions/{L1}/confirm/", note="Yes.")
        assert response.status_code == 302
        assert L1 in read_case(draft).confirmations

    def test_not_of_a_restricted_case_on_which_they_are_not_named(
        self, draft: Assessment, legal: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        draft.partnership.is_restricted = True
        draft.partnership.save(update_fields=["is_restricted"])
        with django_capture_on_commit_callbacks(execute=True):
            factories.save(draft, "pre-agreement", "in_place", reason="Signed.")
        assert not mail.outbox


class TestOnWhomItWaits:
    def test_my_work_of_the_officer_and_what_waits_on_others_of_the_adviser(
        self, case: Assessment, owner: User, legal: User, sign_in: SignIn
    ) -> None:
        for row in list(read_case(case).flags.values()):
            if row.is_unconfirmed:
                actions.object_to(assessment=case, question=factories.question(row.question_key), by=legal, reason=WHY)
        mine = text(sign_in, owner, "/")
        assert "L1 Establish the legal basis cannot be confirmed by Laura Legal: it waits for another answer." in mine
        theirs = text(sign_in, legal, "/")
        assert "To confirm as legal adviser" not in theirs
        waiting, _heading, others = theirs.partition("Waiting on others")
        assert "confirm" not in waiting
        assert "Olive Owner, to put right what you cannot confirm: L1, L2, L6" in others

    def test_what_is_left_to_confirm_is_beside_what_was_objected_to(
        self, case: Assessment, legal: User, sign_in: SignIn
    ) -> None:
        object_to(case, legal)
        theirs = text(sign_in, legal, "/")
        assert "To confirm as legal adviser" in theirs
        assert "To confirm: L2, L6" in theirs
        assert f"You could not confirm L1 on {date_format(timezone.localdate(), 'j F Y')}. Olive Owner puts" in theirs
        assert "cannot be confirmed by" not in theirs
        page: Any = sign_in(legal).get("/")
        assert f'href="{address(case, "review/")}#to-confirm"' in page.content.decode()
        assert "Waiting on others" not in theirs

    def test_in_review_it_waits_on_the_manager(
        self, case: Assessment, owner: User, manager: User, legal: User, sign_in: SignIn
    ) -> None:
        factories.submit(case)
        for key in (L1, "prior-approval", "pre-agreement"):
            actions.object_to(assessment=case, question=factories.question(key), by=legal, reason=WHY)
        review = text(sign_in, manager, "/")
        assert "cannot be confirmed by Laura Legal: it waits for a manager to return the case." in review
        assert "Waiting on others" not in review
        others = text(sign_in, legal, "/").partition("Waiting on others")[2]
        assert "The managers of Adult Care, to return the case: you cannot confirm L1, L2, L6" in others
        [row] = waiting_on_others(legal, RoleGrant.objects.grants_of(legal))
        assert row.since == Confirmation.objects.objections().earliest("confirmed_at").confirmed_at
        others = text(sign_in, owner, "/").partition("Waiting on others")[2]
        assert "to return the case: Laura Legal cannot confirm L1, L2, L6" in others

    def test_the_review_says_the_same_of_it_in_each_place(
        self, case: Assessment, manager: User, legal: User, sign_in: SignIn
    ) -> None:
        factories.submit(case)
        object_to(case, legal)
        said = text(sign_in, manager, address(case, "review/"))
        assert "Not ready: waits for another answer to L1, which a legal adviser cannot confirm." in said
        assert "L1 Establish the legal basis: Done" in said
        assert said.count("it waits for a manager to return the case.") == 2
        assert said.count("Waits for a legal adviser to confirm it.") == 4
        assert "You are asked to confirm" not in said
        theirs = text(sign_in, legal, address(case, "review/"))
        asked = theirs.partition("You are asked to confirm:")[2].partition("Confirm or say why you cannot")[0]
        assert ("L1" in asked, "L2" in asked, "L6" in asked) == (False, True, True)

    def test_a_draft_that_is_not_complete_waits_for_its_authors(self, legal: User, sign_in: SignIn) -> None:
        draft = factories.start(people.person("owner"), people.service(), name="Empty")
        review = text(sign_in, people.person("owner"), address(draft, "review/"))
        assert review.count("Not confirmed: the answer is not complete yet.") == 6
        assert "waits for a legal adviser" not in review

    def test_nobody_can_confirm_once_a_referral_is_asked_for(
        self, case: Assessment, manager: User, legal: User, sign_in: SignIn
    ) -> None:
        factories.ask_referral(factories.submit(case), manager)
        review = text(sign_in, legal, address(case, "review/"))
        assert "Not ready: a legal adviser has not confirmed L1." in review
        assert "Nobody can confirm it while the case is “Referral asked”." in review
        assert "Waits for a legal adviser" not in review

    def test_not_once_a_changed_answer_waits_to_be_saved(
        self, case: Assessment, owner: User, legal: User, sign_in: SignIn
    ) -> None:
        object_to(case, legal)
        typed = {f"{L1}-option": "done", f"{L1}-reason": "Another Act.", f"{L1}-revision": "1"}
        sign_in(owner).post(address(case, f"questions/{L1}/"), typed, headers={"X-Autosave": "true"})
        assert "cannot be confirmed by" not in text(sign_in, owner, "/")

    def test_the_partnership_page_says_who_does_what(
        self, case: Assessment, owner: User, manager: User, legal: User, sign_in: SignIn
    ) -> None:
        path = "/partnerships/PR-0001/"
        object_to(case, legal)
        said = "L1 cannot be confirmed by a legal adviser. "
        assert f"{said}You put that right, and submit the case for review." in text(sign_in, owner, path)
        assert f"{said}Olive Owner puts that right, and submits the case for review." in text(sign_in, legal, path)
        factories.submit(case)
        assert f"{said}You return the case, unless they confirm it after all." in text(sign_in, manager, path)
        assert f"{said}The managers of Adult Care return the case" in text(sign_in, owner, path)
        case.refresh_from_db()
        factories.give_back(case, manager, {"skills": "Who was trained?"})
        both = "put that right and what the case was returned for, and submit it again."
        assert f"{said}You {both}" in text(sign_in, owner, path)
