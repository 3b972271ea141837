"""What is read of the pages of a PDF, and what is not read of files that are made to do harm."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from partnerships.files.pages import LIMITS, METHOD, PageLimits, pages_of
from tests.pdf import returned

pytestmark = pytest.mark.pdf


def digests(data: bytes) -> list[str]:
    [read] = pages_of([data])
    return [page.drawn for page in read.pages]


def test_the_same_pages_have_the_same_digests_in_another_file() -> None:
    report, plain = returned.page_text(), returned.plain()
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain)) as pdf, pikepdf.open(io.BytesIO(report)) as more:
        pdf.pages.extend(more.pages)
        pdf.save(target)
    [joined, alone] = pages_of([target.getvalue(), report])
    assert [page.drawn for page in joined.pages[1:]] == [page.drawn for page in alone.pages]
    assert len({page.drawn for page in joined.pages}) == 1 + returned.REPORT_PAGES
    assert [(page.fingerprint, page.number) for page in alone.pages] == [
        (returned.FINGERPRINT, number) for number in (1, 2, 3)
    ]


def test_what_holds_where_a_page_does_not_say_is_no_difference() -> None:
    def say(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.Rotate, page.obj.UserUnit, page.obj.CropBox = 0, 1, page.obj.MediaBox

    def turn(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Pages.Rotate = 180

    plain = returned.plain()
    assert digests(returned.edited(plain, say)) == digests(plain)
    assert digests(returned.edited(plain, turn)) != digests(plain)


def holds_itself(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(b"/X0 Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    form.Resources = Dictionary(XObject=Dictionary(X0=form))
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X0=form))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/X0 Do")


def is_deep(pdf: pikepdf.Pdf) -> None:
    inner = Array([])
    for _level in range(5_000):
        inner = pdf.make_indirect(Array([inner]))
    pdf.pages[0].obj.Resources = Dictionary(Pattern=Dictionary(P0=inner))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/Pattern cs /P0 scn")


def has_many_notes(pdf: pikepdf.Pdf) -> None:
    note = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9]))
    pdf.pages[0].obj.Annots = Array([note] * 5_000)


@pytest.mark.parametrize("harm", [holds_itself, is_deep, has_many_notes])
def test_a_page_that_is_made_to_do_harm_has_no_digest(harm: Callable[[pikepdf.Pdf], None]) -> None:
    assert digests(returned.edited(returned.plain(), harm)) in ([""], [])


@pytest.mark.parametrize("make", [returned.shut, returned.object_stream_bomb, returned.deep_page_tree])
def test_of_a_file_that_cannot_be_read_there_are_no_pages(make: Callable[[], bytes]) -> None:
    assert digests(make()) == []


def test_a_bomb_in_a_page_leaves_the_others() -> None:
    found = digests(returned.with_content(returned.plain(), returned.bomb()))
    assert found in ([], [digests(returned.plain())[0], ""])


def test_no_more_is_read_than_the_limits_allow() -> None:
    [read] = pages_of([returned.page_text()], PageLimits(pages=2))
    assert read.pages == ()
    assert LIMITS.seconds <= 15


def test_digests_that_were_kept_before_can_still_be_compared() -> None:
    """When this fails, pages get other digests than before: count METHOD up."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        picture = pdf.make_stream(b"\x00\x7f\xff", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
        picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[1, 2.5, 3, 4], Border=[0, 0, 0])
        page = Dictionary(Type=Name.Page, MediaBox=[0, 0, 595.275591, 842], Annots=[pdf.make_indirect(link)])
        page.Resources = Dictionary(XObject=Dictionary(I1=picture))
        page.Contents = pdf.make_stream(b"q 9 0 0 9 0 0 cm /I1 Do Q")
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(target)
    [[read]] = [file.pages for file in pages_of([target.getvalue()])]
    kept = (METHOD, read.drawn[:16], sorted(read.notes))
    assert kept == (1, "e41b07fa11850daa", ["6a1d46baa09967df2c6df3b50bf0b1e6"])
