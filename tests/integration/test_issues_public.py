"""The public edition: read and confirmed before it is issued, and withdrawn when it should not have been."""

from __future__ import annotations

from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.exemption import COST, Paragraph
from partnerships.models import Assessment, EditionWithdrawal, Event, ReportIssue
from tests import boards, factories, people
from tests.filled_forms import fields_of
from tests.integration.reviewing import SignIn

COMMENT = "The cost is £12,500 a year, 12.5k less than now, says Olive Owner of Marlshire Integrated Care Board."
SERVED = (
    "public/",
    "public.pdf",
    "public/summary/",
    "public/summary.pdf",
    "public.docx",
    "public.json",
    "public/paper/",
    "public/paper.docx",
)


@pytest.fixture(scope="module", autouse=True)
def _endorsed(made_once: None) -> None:
    """PR-0001 is endorsed, with its cost exempt, which a comment repeats."""
    case = people.draft()
    factories.comment(case, "finance", COMMENT)
    marking: dict[str, Any] = {"part": COST, "paragraph": Paragraph.BUSINESS, "reason": "A price is negotiated."}
    actions.mark_exempt(assessment=case, by=people.person("owner"), **marking)
    factories.endorse_ready(case, manager=people.person("manager"), legal=people.person("legal"))


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


@pytest.fixture
def client(secretary: User, sign_in: SignIn) -> Client:
    return sign_in(secretary)


@pytest.fixture
def issue(case: Assessment, secretary: User) -> ReportIssue:
    return factories.issue(case, secretary)


def address(case: Assessment) -> str:
    return f"/assessments/{case.pk}/issue/"


def sent_from(client: Client, case: Assessment) -> dict[str, str]:
    """What the form of the page sends, without its box ticked."""
    fields = fields_of(client.get(address(case)).content.decode(), address(case))
    return {name: values[0] for name, values in fields.items()} | {"missing_reason": factories.WHY_NOW}


def of_issue(issue: ReportIssue, rest: str) -> str:
    return f"/partnerships/{issue.partnership.reference}/issues/{issue.number}/{rest}"


def withdraw(issue: ReportIssue, by: User) -> EditionWithdrawal:
    edition = issue.editions.get(edition="public")
    return actions.withdraw_edition(edition=edition, by=by, reason="It names a price.")


@pytest.mark.usefixtures("laid_out_once")
class TestBeforeIssue:
    def test_the_page_names_what_the_public_edition_still_says(self, case: Assessment, client: Client) -> None:
        page = client.get(address(case))
        marks = {kind.value: {mark.text for mark in found} for kind, found in page.context["public"].marks}
        assert marks["exempt"] == {"£12,500", "12.5k"}
        assert "Olive Owner" in marks["person"]
        assert "Marlshire Integrated Care Board" in marks["partner"]

    def test_and_the_edition_is_shown_with_all_of_it_marked(self, case: Assessment, client: Client) -> None:
        html = client.get(f"{address(case)}public/").content.decode()
        assert 'title="Words or sums of an exempt part">£12,500</mark>' in html
        assert 'title="Names of people">Olive Owner</mark>' in html
        assert "A price is negotiated." in html

    def test_what_it_does_not_hold_is_not_marked(
        self, assessment: Assessment, client: Client, manager: User, legal: User
    ) -> None:
        factories.comment(assessment, "finance", "It is affordable.")
        case = factories.endorse_ready(assessment, manager=manager, legal=legal)
        marks = dict(client.get(address(case)).context["public"].marks)
        assert not any(kind == "exempt" for kind in marks)

    def test_it_is_issued_once_that_is_confirmed(self, case: Assessment, client: Client, secretary: User) -> None:
        sent = sent_from(client, case)
        refused = client.post(address(case), sent)
        assert refused.status_code == 422
        assert "Confirm that you have read the public edition" in refused.content.decode()
        assert client.post(address(case), {**sent, "has_read_public": "on"}).status_code == 302
        made = ReportIssue.objects.get()
        assert made.public_digest_shown == sent["public_digest"]
        event = Event.objects.get(kind="issued")
        assert (event.new["has_read_public"], event.new["public_digest_shown"]) == (True, sent["public_digest"])

    def test_the_action_asks_for_the_same(self, case: Assessment, secretary: User) -> None:
        tokens = factories.tokens_of(case)
        with pytest.raises(actions.InvalidError) as refused:
            actions.issue(assessment=case, by=secretary, **{**tokens, "public_digest": ""})
        assert list(refused.value.errors) == ["has_read_public"]
        with pytest.raises(actions.CaseChangedError):
            actions.issue(assessment=case, by=secretary, **{**tokens, "public_digest": "f" * 64})

    def test_it_changed_meanwhile(self, case: Assessment, client: Client, manager: User) -> None:
        sent = sent_from(client, case)
        actions.unmark_exempt(assessment=case, by=manager, part=COST)
        response = client.post(address(case), {**sent, "has_read_public": "on"})
        assert response.status_code == 409
        html = response.content.decode()
        assert "The case has changed since you opened this page" in html
        assert 'name="has_read_public" type="checkbox" value="on" checked' not in html
        assert sent["public_digest"] not in html

    def test_the_database_asks_for_it_too(self, issue: ReportIssue) -> None:
        values = {field.attname: getattr(issue, field.attname) for field in ReportIssue._meta.concrete_fields}
        again = {**values, "id": None, "number": 2, "public_digest_shown": ""}
        with pytest.raises(DatabaseError), transaction.atomic():
            ReportIssue.objects.create(**again)


@pytest.mark.usefixtures("laid_out_once")
class TestWithdrawing:
    def test_it_is_served_no_more_and_says_so(
        self,
        issue: ReportIssue,
        client: Client,
        owner: User,
        manager: User,
        sign_in: SignIn,
        mailoutbox: Any,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        public = issue.editions.get(edition="public")
        page = of_issue(issue, "withdraw/")
        assert page in client.get(of_issue(issue, "")).content.decode()
        sent = dict(fields_of(client.get(page).content.decode(), page))
        assert client.post(page, {**sent, "reason": " "}).status_code == 422
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(page, {**sent, "reason": "It <b>names</b> a price."}).status_code == 302
        for rest in SERVED:
            gone = client.get(of_issue(issue, rest))
            assert gone.status_code == 410
            assert "should not have been issued, and was withdrawn on" in gone.content.decode()
            assert "names</b> a price" not in gone.content.decode()
        assert client.get(of_issue(issue, "full.pdf")).status_code == 200
        html = client.get(of_issue(issue, "")).content.decode()
        assert "It &lt;b&gt;names&lt;/b&gt; a price." in html
        assert public.digest in html
        assert not any(of_issue(issue, rest) in html for rest in (*SERVED, "withdraw/"))
        event = Event.objects.get(kind="edition_withdrawn")
        assert (event.new["number"], event.new["digest"]) == (1, public.digest)
        assert {owner.email, manager.email} <= {mail.to[0] for mail in mailoutbox}
        assert "price" not in mailoutbox[0].subject + mailoutbox[0].body
        assert client.post(page, {**sent, "reason": "Again."}).status_code == 409

    def test_once_it_is_decided_no_corrected_edition_is_promised(
        self, issue: ReportIssue, client: Client, secretary: User
    ) -> None:
        promised, over = "The corrected edition comes with the next issue", "No corrected edition follows"
        before = client.get(of_issue(issue, "withdraw/")).content.decode()
        assert promised in before
        assert over not in before
        boards.decide(issue, secretary)
        page = client.get(of_issue(issue, "withdraw/")).content.decode()
        withdraw(issue, secretary)
        for said in (page, *(client.get(of_issue(issue, rest)).content.decode() for rest in ("", "public/"))):
            assert over in said
            assert promised not in said

    def test_verification_says_so(self, issue: ReportIssue, secretary: User, tmp_path: Any) -> None:
        withdraw(issue, secretary)
        public = issue.editions.get(edition="public")
        reference = issue.partnership.reference
        typed = Client().post("/verify/", {"by": "typed", "reference": reference, "fingerprint": public.digest})
        file = BytesIO(bytes(public.pdf))
        file.name = "report.pdf"
        uploaded = Client().post("/verify/", {"by": "file", "file": file})
        (tmp_path / "report.pdf").write_bytes(bytes(public.pdf))
        out = StringIO()
        call_command("verify", str(tmp_path / "report.pdf"), stdout=out)
        for said in (typed.content.decode(), uploaded.content.decode(), out.getvalue()):
            assert "This edition was withdrawn on" in said
            assert "It names a price" not in said
        full = issue.editions.get(edition="full")
        other = Client().post("/verify/", {"by": "typed", "reference": reference, "fingerprint": full.digest})
        assert "was withdrawn on" not in other.content.decode()

    def test_the_corrected_one_is_the_next_issue(
        self, issue: ReportIssue, client: Client, secretary: User, manager: User
    ) -> None:
        withdraw(issue, secretary)
        case = people.first_case()
        factories.reopen(case, manager)
        factories.submit(case)
        actions.endorse(assessment=case, by=manager)
        second = factories.issue(case, secretary)
        assert second.number == 2
        assert not EditionWithdrawal.objects.filter(edition__issue=second).exists()
        gone = client.get(of_issue(issue, "public.pdf"))
        assert gone.status_code == 410
        assert of_issue(second, "") in gone.content.decode()

    def test_other_secretaries_are_told_and_whoever_withdrew_it_is_not(
        self, issue: ReportIssue, secretary: User, mailoutbox: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        other = factories.person("Sally Second", Role.SECRETARY)
        with django_capture_on_commit_callbacks(execute=True):
            withdraw(issue, secretary)
        told = {mail.to[0] for mail in mailoutbox}
        assert other.email in told
        assert secretary.email not in told

    def test_who_else_would_withdraw_and_what_else(
        self, issue: ReportIssue, owner: User, manager: User, secretary: User
    ) -> None:
        for person in (owner, manager):
            with pytest.raises(actions.SeparationError):
                withdraw(issue, person)
        with pytest.raises(actions.ActionError, match="Only a public edition"):
            actions.withdraw_edition(edition=issue.editions.get(edition="full"), by=secretary, reason="No.")

    def test_the_database_keeps_it(self, issue: ReportIssue, owner: User, secretary: User) -> None:
        public, full = issue.editions.get(edition="public"), issue.editions.get(edition="full")
        for edition, person in ((public, owner), (full, secretary)):
            with pytest.raises(DatabaseError, match="Only a public edition"), transaction.atomic():
                EditionWithdrawal.objects.create(edition=edition, reason="No.", withdrawn_by=person)
        row = withdraw(issue, secretary)
        for change in (row.delete, lambda: EditionWithdrawal.objects.update(reason="Another.")):
            with pytest.raises(DatabaseError, match=r"kept|stays as it is"), transaction.atomic():
                change()
