"""`verify_trail` reads the issued PDFs and what they were made from: one that is missing or altered is named."""

from __future__ import annotations

import pytest

from partnerships.domain.board import Edition
from partnerships.models import IssueEdition
from tests import factories, people
from tests.integration.tampering import verify, without_triggers


@pytest.fixture(scope="module", autouse=True)
def _issued(made_once: None, laid_out_once: None) -> None:
    people.endorsed()
    case = people.first_case()
    factories.issue(case, people.person("secretary"))


@pytest.fixture
def editions(db: None) -> dict[str, IssueEdition]:
    return {row.edition: row for row in IssueEdition.objects.all()}


def test_whole(editions: dict[str, IssueEdition]) -> None:
    said, fails = verify()
    assert not fails
    assert "2 trails walked, 1 issues and 0 files" in said


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        (
            "UPDATE partnerships_issueedition SET pdf = substr(pdf, 1, 400) WHERE edition = 'full'",
            "The PDF of issue 1 (full) is not what was issued.",
        ),
        (
            "UPDATE partnerships_issueedition SET pdf = %s WHERE edition = 'full'",
            "The PDF of issue 1 (full) is not what was issued.",
        ),
        (
            "UPDATE partnerships_issueedition SET snapshot = substr(snapshot, 1, 400) WHERE edition = 'full'",
            "The content of issue 1 (full) is not what was issued.",
        ),
        (
            "UPDATE partnerships_issueedition SET digest = pdf_sha256 WHERE edition = 'full'",
            "The content of issue 1 (full) is not what was issued.",
        ),
        (
            "UPDATE partnerships_issueedition SET pdf_sha256 = digest WHERE edition = 'full'",
            "The PDF of issue 1 (full) is not what was issued.",
        ),
    ],
)
def test_altered(editions: dict[str, IssueEdition], sql: str, sentence: str) -> None:
    values = [b"%PDF-1.7 another"] if "%s" in sql else []
    without_triggers("partnerships_issueedition", sql, *values)
    said, fails = verify()
    assert fails
    assert sentence in said


def test_pdf_and_its_digest_altered_together(editions: dict[str, IssueEdition]) -> None:
    other = editions[Edition.PUBLIC]
    sql = "UPDATE partnerships_issueedition SET pdf = %s, pdf_sha256 = %s WHERE edition = 'full'"
    without_triggers("partnerships_issueedition", sql, bytes(other.pdf), other.pdf_sha256)
    said, fails = verify()
    assert fails
    assert "The PDF of issue 1 (full) is not what was issued." in said


def test_missing(editions: dict[str, IssueEdition]) -> None:
    without_triggers("partnerships_editionsummary", "DELETE FROM partnerships_editionsummary")
    without_triggers("partnerships_issueedition", "DELETE FROM partnerships_issueedition WHERE edition = 'public'")
    said, fails = verify()
    assert fails
    assert "The PDF of issue 1 (public) is missing." in said
