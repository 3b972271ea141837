"""`manage.py report`: the report of a partnership, as PDF, HTML or JSON, to a file or to standard output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from partnerships import reports
from partnerships.models import Assessment
from partnerships.reports import fonts, static_files
from partnerships.snapshot.stored import FORMAT

pytestmark = pytest.mark.usefixtures("drafted_once")


@pytest.fixture
def reference(assessment: Assessment) -> str:
    return assessment.partnership.reference


def test_json_is_the_canonical_snapshot(reference: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    call_command("report", reference, "--format", "json", "--output", str(file))
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["format"] == FORMAT == 5
    assert written["content"]["partnership"]["reference"] == reference


def test_pdf_is_the_default(reference: str, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    call_command("report", reference, "--output", str(file))
    assert file.read_bytes().startswith(b"%PDF-")


def test_html_goes_to_standard_output(reference: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    call_command("report", reference, "--format", "html")
    out = capfdbinary.readouterr().out
    assert out.startswith(b"<!DOCTYPE html>")
    assert reference.encode() in out


@pytest.mark.parametrize("typed", ["0001", "PR-", "PR-x", "PR-٣", "pr-0001", f"PR-{'9' * 5000}"])
def test_what_is_no_reference_is_refused(db: None, typed: str) -> None:
    with pytest.raises(CommandError, match="is no reference: it is written like PR-0001"):
        call_command("report", typed)


def test_a_partnership_that_does_not_exist_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="There is no partnership PR-9999"):
        call_command("report", "PR-9999")


def test_a_file_that_cannot_be_written_is_named(reference: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none/report\.json cannot be written: No such file or directory"):
        call_command("report", reference, "--format", "json", "--output", str(tmp_path / "none" / "report.json"))


def test_fonts_that_were_not_built_are_a_sentence(reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "BASE", ("build/fonts/none.ttf",))
    fonts._base.cache_clear()
    with pytest.raises(CommandError, match=r"none\.ttf is missing. Run bin/build_static\.py"):
        call_command("report", reference)
    fonts._base.cache_clear()
    assert reports.MissingStaticFileError is static_files.MissingStaticFileError
