"""An agenda pack as a document: both standards, the pages of its issues, what is attached, the same bytes each time."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from partnerships import reports
from partnerships.domain.board import Edition
from partnerships.reports.documents import content_of, document_pdf
from partnerships.reports.pack import MANIFEST, Member, Pack, pack_in
from partnerships.snapshot import canonical
from tests.pdf import judges, samples
from tests.pdf.structure import structure_of

pytestmark = [pytest.mark.pdf, pytest.mark.spread(1)]


@cache
def pack() -> Pack:
    """Two issues, each with its PDF."""
    issue = samples.load("second_issue")

    def rename(content: samples.Json) -> None:
        content["partnership"]["reference"] = "PR-0099"

    snapshots = [issue, samples.edited(issue, rename)]
    members = tuple(Member(canonical(one), reports.render_pdf(one)) for one in snapshots)
    return Pack(meeting="Cabinet", held_on=date(2027, 1, 12), edition=Edition.FULL, members=members)


@cache
def made() -> bytes:
    """The PDF of the pack."""
    return document_pdf(content_of(pack()))


def test_its_bytes_are_the_pack() -> None:
    assert pack_in(content_of(pack())) == pack()


def test_it_keeps_both_standards_and_names_its_pages(tmp_path: Path) -> None:
    file = tmp_path / "pack.pdf"
    file.write_bytes(made())
    assert judges.verdicts(file) == {"ua1": ["compliant"], "3a": ["compliant"]}
    assert not judges.syntax_errors(file)
    assert structure_of(file).problems == []
    text = judges.text_of(file)
    assert "Agenda pack: Cabinet" in text
    with pikepdf.open(BytesIO(made())) as pdf:
        assert f"Pack page {len(pdf.pages)}" in text
        assert next(str(item.title) for item in pdf.open_outline().root) == "Agenda pack: Cabinet"


def test_each_issued_file_is_attached_byte_for_byte() -> None:
    with pikepdf.open(BytesIO(made())) as pdf:
        attached = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
        assert len(pdf.Root.AF) == len(attached)
    assert set(attached) == {MANIFEST, *(one.file_name for one in pack().members)}
    for one in pack().members:
        assert attached[one.file_name] == one.pdf


def test_the_same_pack_is_the_same_bytes() -> None:
    assert document_pdf(content_of(pack())) == made()
