"""The summary of an issue is an edition part of its own: stored, served, verified and withdrawn with its edition."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from partnerships import actions
from partnerships.models import EditionSummary, Event, ReportIssue
from tests import people
from tests.conftest import SignIn
from tests.integration.tampering import verify, without_triggers
from verification.verify import verify_pdf

ISSUE = "/partnerships/PR-0001/issues/1/"
TABLE = "partnerships_editionsummary"
EDITIONS = ("full", "public")
OF_FULL = " WHERE edition_id = (SELECT id FROM partnerships_issueedition WHERE edition = 'full')"


@pytest.fixture(scope="module", autouse=True)
def _made(made_once: None, laid_out_once: None) -> None:
    """Issue 1 of PR-0001."""
    people.issue(people.endorsed())


@pytest.fixture
def made(db: None) -> ReportIssue:
    return ReportIssue.objects.get()


@pytest.fixture
def client(sign_in: SignIn, owner: User) -> Client:
    return sign_in(owner)


def summary_of(made: ReportIssue, edition: str) -> EditionSummary:
    return EditionSummary.objects.select_related("edition").get(edition__issue=made, edition__edition=edition)


def forget_summaries() -> None:
    """Let the issue be one of before summaries were stored."""
    without_triggers(TABLE, "DELETE FROM partnerships_editionsummary")


class TestStored:
    def test_both_editions_have_one_and_the_event_names_its_digest(self, made: ReportIssue) -> None:
        recorded = Event.objects.get(kind="issued").new["editions"]
        for name in EDITIONS:
            summary = summary_of(made, name)
            assert hashlib.sha256(bytes(summary.pdf)).hexdigest() == summary.pdf_sha256
            assert recorded[name]["summary_sha256"] == summary.pdf_sha256
            with pikepdf.open(BytesIO(bytes(summary.pdf))) as pdf:
                [attached] = pdf.attachments.values()
                assert attached.get_file().read_bytes() == bytes(summary.edition.snapshot)

    @pytest.mark.parametrize("change", ["pdf", "pdf_sha256"])
    def test_the_database_keeps_it(self, made: ReportIssue, change: str) -> None:
        row = summary_of(made, "public")
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            EditionSummary.objects.filter(pk=row.pk).update(**{change: b"x" if change == "pdf" else "f" * 64})
        with pytest.raises(DatabaseError, match="cannot be deleted"), transaction.atomic():
            EditionSummary.objects.filter(pk=row.pk)._raw_delete("default")

    def test_the_database_takes_none_later(self, made: ReportIssue) -> None:
        edition = made.editions.get(edition="full")
        with pytest.raises(DatabaseError, match="Only an endorsed or referred"), transaction.atomic():
            EditionSummary.objects.create(edition=edition, pdf=b"%PDF", pdf_sha256="f" * 64)


class TestServed:
    @pytest.mark.parametrize("edition", EDITIONS)
    def test_the_stored_bytes_are_downloaded(self, made: ReportIssue, client: Client, edition: str) -> None:
        address = f"{ISSUE}{edition}/summary.pdf"
        response = client.get(address)
        assert response.content == bytes(summary_of(made, edition).pdf)
        assert f"PR-0001-readiness-report-issue-1-{edition}-summary.pdf" in response.headers["Content-Disposition"]
        assert client.get(f"{ISSUE}{edition}.pdf?part=summary").headers["Location"] == address
        page = client.get(ISSUE).content.decode()
        assert f'href="{address}"' in page
        assert summary_of(made, edition).pdf_sha256 in page

    @pytest.mark.parametrize("edition", EDITIONS)
    def test_the_page_is_the_summary_and_leads_to_the_rest(self, client: Client, edition: str) -> None:
        html = client.get(f"{ISSUE}{edition}/summary/").content.decode()
        assert "Partnership readiness report: summary" in html
        assert "Appendix C" in html
        assert f'href="{ISSUE}{edition}/#recommendations"' in html
        assert 'id="recommendations"' not in html
        assert f'href="{ISSUE}{edition}/summary.pdf"' in html
        assert "is not signed" not in html
        whole = client.get(f"{ISSUE}{edition}/").content.decode()
        assert 'href="#recommendations"' in whole

    def test_an_issue_of_before_is_served_and_says_that_it_is_not_signed(
        self, made: ReportIssue, client: Client
    ) -> None:
        forget_summaries()
        assert "made when you ask for it, and not signed" in client.get(ISSUE).content.decode()
        assert "is not signed" in client.get(f"{ISSUE}full/summary/").content.decode()
        response = client.get(f"{ISSUE}full/summary.pdf")
        with pikepdf.open(BytesIO(response.content)) as pdf:
            [attached] = pdf.attachments.values()
            assert attached.get_file().read_bytes() == bytes(made.editions.get(edition="full").snapshot)

    def test_it_is_withdrawn_with_its_edition(self, made: ReportIssue, client: Client, secretary: User) -> None:
        edition = made.editions.get(edition="public")
        actions.withdraw_edition(edition=edition, by=secretary, reason="It names a price.")
        for name in ("summary/", "summary.pdf"):
            assert client.get(f"{ISSUE}public/{name}").status_code == 410
            assert client.get(f"{ISSUE}full/{name}").status_code == 200
        said = verify_pdf(bytes(summary_of(made, "public").pdf)).findings[0].about
        assert said[1].startswith("This edition was withdrawn on")


class TestTrail:
    def test_whole(self, made: ReportIssue) -> None:
        _said, fails = verify()
        assert not fails

    @pytest.mark.parametrize(
        ("sql", "sentence"),
        [
            (
                "UPDATE partnerships_editionsummary SET pdf = substr(pdf, 1, 400)",
                "The summary of issue 1 (full) is not what was issued.",
            ),
            (
                "UPDATE partnerships_editionsummary SET pdf_sha256 = '0'",
                "The summary of issue 1 (full) is not what was issued.",
            ),
            ("DELETE FROM partnerships_editionsummary", "The summary of issue 1 (full) is missing."),
        ],
    )
    def test_what_was_altered_or_is_missing_is_named(self, made: ReportIssue, sql: str, sentence: str) -> None:
        without_triggers(TABLE, sql + OF_FULL)
        said, fails = verify()
        assert fails
        assert sentence in said
