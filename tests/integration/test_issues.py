"""Issuing the report: what stood on the confirm page is what is frozen, once, in both editions."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.canonical import canonical, digest
from accounts.models import User
from accounts.roles import Role
from partnerships import actions
from partnerships.actions.issues import CaseChangedError
from partnerships.actions.trail import last_link
from partnerships.domain.board import Edition
from partnerships.domain.exemption import Paragraph
from partnerships.models import Assessment, Event, ImplicationArea, IssueEdition, ReportIssue
from partnerships.reports import signing
from partnerships.snapshot import snapshot_of
from partnerships.snapshot.missing import missing_in
from partnerships.snapshot.record import snapshot_in
from tests import factories, people
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("laid_out_once", "endorsed_once")


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


def address(case: Assessment) -> str:
    return f"/assessments/{case.pk}/issue/"


def sent_from(page: Any) -> dict[str, str]:
    """What the form of the page sends when its box is ticked."""
    tokens = {"version_token": page.context["form"].version_token, "public_digest": page.context["public"].digest}
    return {**tokens, "has_read_public": "on", "missing_reason": factories.WHY_NOW}


def exempt_costs(case: Assessment, by: User, reason: str = "The partner’s prices.") -> None:
    actions.mark_exempt(assessment=case, by=by, part="cost", paragraph=Paragraph.BUSINESS, reason=reason)


class TestWhatIsIssued:
    def test_both_editions_and_their_digests(self, case: Assessment, secretary: User) -> None:
        position, link = last_link(case.partnership)
        made = factories.issue(case, secretary)
        assert (made.number, made.issued_by, case.state) == (1, secretary, "issued")
        assert (made.trail_position, made.trail_link) == (position, link)
        for row in made.editions.all():
            snapshot = json.loads(bytes(row.snapshot))
            assert canonical(snapshot) == bytes(row.snapshot)
            assert digest(snapshot["content"]) == row.digest
            assert hashlib.sha256(bytes(row.pdf)).hexdigest() == row.pdf_sha256
            assert snapshot["content"]["edition"] == row.edition
            assert snapshot["content"]["issue"]["number"] == 1
            assert snapshot["content"]["issue"]["trail_link"] == link
            assert row.is_signed is signing.is_configured()
        assert set(made.editions.values_list("edition", flat=True)) == set(Edition)

    def test_what_is_exempt_is_in_the_full_edition_alone(
        self, case: Assessment, manager: User, secretary: User
    ) -> None:
        actions.ask_and_comment(
            assessment=case,
            by=manager,
            area=ImplicationArea.objects.get(slug="legal"),
            draft=actions.CommentDraft(
                asked_of="Head of law",
                asked_on=timezone.localdate(),
                author="Head of law",
                commented_on=timezone.localdate(),
                text="Zanzibarquartz advice.",
            ),
        )
        actions.mark_exempt(
            assessment=case, by=manager, part="implication:legal", paragraph=Paragraph.LEGAL, reason="Privilege."
        )
        made = factories.issue(case, secretary)
        full, public = (made.editions.get(edition=edition) for edition in Edition)
        assert b"Zanzibarquartz" in bytes(full.snapshot)
        assert b"Zanzibarquartz" not in bytes(public.snapshot)
        assert full.digest != public.digest

    def test_the_event_names_number_and_digests(self, case: Assessment, secretary: User) -> None:
        made = factories.issue(case, secretary)
        event = Event.objects.get(kind="issued")
        assert event.recorded_by == secretary
        assert event.position == made.trail_position + 1
        assert event.previous == made.trail_link
        assert event.new["number"] == 1
        assert event.new["editions"] == {
            row.edition: {
                "digest": row.digest,
                "pdf_sha256": row.pdf_sha256,
                "summary_sha256": row.summary.pdf_sha256,
            }
            for row in made.editions.all()
        }

    def test_a_referred_case_says_why_it_goes_to_the_board(
        self, assessment: Assessment, manager: User, secretary: User
    ) -> None:
        factories.submit(assessment)
        factories.refer(assessment, manager)
        made = factories.issue(assessment, secretary)
        content = json.loads(bytes(made.editions.get(edition="full").snapshot))["content"]
        assert content["outcome"]["key"] == "not_ready"
        assert content["referral"]["reason"] == "The board asked to see it."


class TestTheNextIssue:
    def test_it_follows_a_reopening_and_leaves_the_first_byte_for_byte(
        self, case: Assessment, owner: User, manager: User, secretary: User
    ) -> None:
        first = factories.issue(case, secretary)
        before = list(first.editions.values_list("edition", "snapshot", "pdf", "pdf_sha256"))
        factories.reopen(case, manager)
        factories.save(case, "purpose-and-need", "yes", reason="The need has grown.", by=owner)
        factories.submit(case)
        actions.endorse(assessment=case, by=manager)
        second = factories.issue(case, secretary)
        assert (first.number, second.number) == (1, 2)
        after = list(first.editions.values_list("edition", "snapshot", "pdf", "pdf_sha256"))
        assert [tuple(map(bytes_of, row)) for row in after] == [tuple(map(bytes_of, row)) for row in before]
        assert set(second.editions.values_list("digest", flat=True)).isdisjoint(
            first.editions.values_list("digest", flat=True)
        )

    def test_reopening_without_a_new_endorsement_gives_none(
        self, case: Assessment, manager: User, secretary: User
    ) -> None:
        factories.issue(case, secretary)
        factories.reopen(case, manager)
        with pytest.raises(actions.ActionError, match="can be done while a case is “Endorsed” or “Referred”"):
            factories.issue(case, secretary)
        assert ReportIssue.objects.count() == 1


class TestRefusals:
    def test_a_case_that_says_something_else_by_now(self, case: Assessment, manager: User, secretary: User) -> None:
        seen = factories.tokens_of(case)
        exempt_costs(case, manager)
        with pytest.raises(CaseChangedError, match="changed since you opened this page"):
            actions.issue(assessment=case, by=secretary, **seen)
        assert not ReportIssue.objects.exists()

    def test_a_name_that_changed_without_an_event(self, case: Assessment, owner: User, secretary: User) -> None:
        seen = factories.tokens_of(case)
        User.objects.filter(pk=owner.pk).update(full_name="Olive Newname")
        with pytest.raises(CaseChangedError):
            actions.issue(assessment=case, by=secretary, **seen)

    def test_a_clock_behind_the_trail(self, case: Assessment, secretary: User) -> None:
        with pytest.raises(actions.ActionError, match=r"The clock of the server says .* the last entry .* clock right"):
            factories.issue(case, secretary, at=timezone.now() - timedelta(hours=1))
        assert not ReportIssue.objects.exists()
        assert not IssueEdition.objects.exists()

    def test_a_clock_behind_the_last_issue(self, case: Assessment, manager: User, secretary: User) -> None:
        factories.issue(case, secretary, at=timezone.now() + timedelta(hours=2))
        factories.reopen(case, manager)
        factories.submit(case)
        actions.endorse(assessment=case, by=manager)
        with pytest.raises(actions.ActionError, match="The clock of the server says"):
            factories.issue(case, secretary)

    def test_a_certificate_that_cannot_sign(
        self, case: Assessment, secretary: User, settings: Any, tmp_path: Any
    ) -> None:
        settings.SIGNING_CERTIFICATE = str(tmp_path / "nowhere.p12")
        with pytest.raises(actions.ActionError, match=r"could not be signed, so it was not issued. .*nowhere\.p12"):
            factories.issue(case, secretary)
        assert not ReportIssue.objects.exists()

    @pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
    def test_any_other_state(self, state: str, assessment: Assessment, secretary: User) -> None:
        if state == "in_review":
            factories.submit(assessment)
        if state == "withdrawn":
            actions.withdraw(assessment=assessment, by=assessment.partnership.lead, reason="No.")
        with pytest.raises(actions.ActionError, match="is not possible now"):
            factories.issue(assessment, secretary)


class TestThePage:
    def test_it_names_what_will_happen(self, case: Assessment, manager: User, secretary: User, sign_in: SignIn) -> None:
        exempt_costs(case, manager)
        actions.declare_interest(assessment=case, by=manager, has_interest=True, text="A cousin works there.")
        html = sign_in(secretary).get(address(case)).content.decode()
        for words in (
            "Issue the report",
            "app-outcome--ready",
            "Decision sought: ",
            "Nobody was asked for a comment in 8 areas",
            "Data protection",
            "A cousin works there.",
            "Olive Owner",
            "have not declared",
            "Paragraph 3",
            "The partner’s prices.",
            "From then on it never changes",
        ):
            assert words in html, words

    def test_it_issues_and_tells_the_case(
        self,
        case: Assessment,
        owner: User,
        manager: User,
        secretary: User,
        sign_in: SignIn,
        mailoutbox: Any,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        client = sign_in(secretary)
        seen = sent_from(client.get(address(case)))
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(address(case), seen)
        assert response.headers["Location"] == "/partnerships/PR-0001/issues/1/"
        told = {mail.to[0]: mail for mail in mailoutbox}
        assert {owner.email, manager.email} <= set(told)
        assert all("Joint equipment" not in mail.subject + mail.body for mail in mailoutbox)

    def test_a_case_that_changed_is_shown_anew(
        self, case: Assessment, manager: User, secretary: User, sign_in: SignIn
    ) -> None:
        client = sign_in(secretary)
        seen = sent_from(client.get(address(case)))
        exempt_costs(case, manager, reason="A late marking.")
        response = client.post(address(case), seen)
        html = response.content.decode()
        assert response.status_code == 409
        assert "The case has changed since you opened this page" in html
        assert "A late marking." in html
        assert client.post(address(case), sent_from(response)).status_code == 302

    def test_a_second_click_leads_to_what_the_first_made(
        self, case: Assessment, secretary: User, sign_in: SignIn
    ) -> None:
        client = sign_in(secretary)
        seen = sent_from(client.get(address(case)))
        led = [client.post(address(case), seen).headers["Location"] for _click in range(2)]
        assert led == ["/partnerships/PR-0001/issues/1/"] * 2
        assert ReportIssue.objects.count() == 1

    def test_another_secretary_is_told_who_issued_it(self, case: Assessment, secretary: User, sign_in: SignIn) -> None:
        client = sign_in(factories.person("Sally Second", Role.SECRETARY))
        seen = sent_from(client.get(address(case)))
        assert sign_in(secretary).post(address(case), seen).status_code == 302
        response = client.post(address(case), seen)
        assert response.status_code == 409
        html = response.content.decode()
        assert "Sam Secretary already issued the report as issue 1" in html
        assert "/partnerships/PR-0001/issues/1/" in html
        assert 'name="version_token"' not in html
        assert ReportIssue.objects.count() == 1

    def test_nothing_that_was_seen_is_a_change_too(self, case: Assessment, secretary: User, sign_in: SignIn) -> None:
        seen = {"version_token": "", "public_digest": "f", "has_read_public": "on", "missing_reason": "Now."}
        response = sign_in(secretary).post(address(case), seen)
        assert response.status_code == 409
        assert "Now." in response.content.decode()


class TestWhatIsMissing:
    def test_it_is_named_and_a_reason_is_asked_for(self, case: Assessment, secretary: User, sign_in: SignIn) -> None:
        client = sign_in(secretary)
        page = client.get(address(case))
        seen = sent_from(page)
        assert page.context["missing"].undeclared
        response = client.post(address(case), {**seen, "missing_reason": " "})
        assert response.status_code == 422
        assert "Say why the report is issued though something is missing" in response.content.decode()
        assert not ReportIssue.objects.exists()
        made = client.post(address(case), seen, follow=True).content.decode()
        assert factories.WHY_NOW in made
        assert Event.objects.get(kind="issued").new["missing_reason"] == factories.WHY_NOW
        assert ReportIssue.objects.get().missing_reason == factories.WHY_NOW
        for edition in IssueEdition.objects.all():
            said = snapshot_in(edition).content.issue
            assert said
            assert said.missing_reason == factories.WHY_NOW, edition
            report = client.get(f"/partnerships/PR-0001/issues/1/{edition.edition}/").content.decode()
            assert factories.WHY_NOW in report.partition('id="record"')[2]

    def test_the_action_asks_for_the_same(self, case: Assessment, secretary: User) -> None:
        seen = {**factories.tokens_of(case), "missing_reason": "\u200b"}
        with pytest.raises(actions.InvalidError) as refused:
            actions.issue(assessment=case, by=secretary, **seen)
        assert list(refused.value.errors) == ["missing_reason"]

    def test_nothing_is_asked_when_nothing_is_missing(
        self, case: Assessment, owner: User, manager: User, legal: User, contributor: User, secretary: User
    ) -> None:
        for area in ImplicationArea.objects.filter(is_active=True):
            factories.comment(case, area.slug, "Nothing to add.", by=manager)
        for person in (owner, contributor, manager, legal):
            actions.declare_interest(assessment=case, by=person, has_interest=False)
        page = snapshot_of(case, made_on=timezone.localdate()).content
        assert not missing_in(page)
        seen = {**factories.tokens_of(case), "missing_reason": ""}
        assert actions.issue(assessment=case, by=secretary, **seen).missing_reason == ""
        assert "missing_reason" not in Event.objects.get(kind="issued").new


def bytes_of(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
