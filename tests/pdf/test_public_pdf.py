"""The PDF of a public edition: what is exempt is neither on its pages nor in the data that it carries."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from partnerships import reports
from partnerships.domain.exemption import COST, QUESTION
from partnerships.snapshot import public_of
from tests.pdf import judges, marked

pytestmark = pytest.mark.pdf


@pytest.fixture(scope="module")
def in_full(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Everything in the full edition, in which whatever can be exempt is marked so."""
    file = tmp_path_factory.mktemp("full") / "full.pdf"
    file.write_bytes(reports.render_pdf(marked.exempt(marked.full(), *marked.parts())))
    return everything_in(file)


@pytest.mark.parametrize(
    "parts", [[COST], [f"{QUESTION}:legal-basis"], marked.parts()], ids=lambda parts: f"{len(parts)} {parts[0]}"
)
def test_no_word_of_an_exempt_part_is_in_the_file(tmp_path: Path, in_full: str, parts: list[str]) -> None:
    public = tmp_path / "public.pdf"
    public.write_bytes(reports.render_pdf(public_of(marked.exempt(marked.full(), *parts))))
    in_public = everything_in(public)
    for part in parts:
        words = marked.words_of(part)
        assert any(word in in_full for word in words), "the test would find it"
        assert not [word for word in words if word in in_public], part
    printed = judges.text_of(public)
    assert not [word for word in marked.words_for_all().values() if word not in printed]
    assert "public edition" in judges.pages_of(public)[-1]


def everything_in(file: Path) -> str:
    """The text of the pages, of the metadata and outline, and of what is attached."""
    with pikepdf.open(file) as pdf:
        attached = [item.get_file().read_bytes().decode() for item in pdf.attachments.values()]
        streams = [
            found.read_bytes().decode("latin-1")
            for found in pdf.objects
            if isinstance(found, pikepdf.Stream) and found.get("/Type") in ("/Metadata", "/EmbeddedFile")
        ]
    return "\n".join([judges.text_of(file), *attached, *streams])
