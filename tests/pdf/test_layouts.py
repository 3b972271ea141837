"""How often the PDF engine lays out the pages of a report: its time goes there."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pydyf
import pytest

from partnerships import reports
from partnerships.reports.pdf import laid_out
from tests.pdf import judges, samples

pytestmark = pytest.mark.pdf


@pytest.fixture(scope="module")
def html() -> str:
    return reports.print_html(samples.load("joint_equipment"))


def test_pages_that_name_others_are_laid_out_twice_and_all_others_once(
    html: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "weasyprint.progress"):
        pages = len(laid_out(html).pages)
    said = [record.getMessage() for record in caplog.records]
    assert [one for one in said if "Repagination" in one] == ["Step 5 - Creating layout - Repagination #1"]
    made = [int(one) for line in said for one in re.findall(r"Creating layout - Page (\d+)$", line)]
    assert sorted(set(made)) == list(range(1, pages + 1))
    assert max(made.count(page) for page in made) == 2
    assert len(made) < 2 * pages


def test_each_reference_names_the_page_on_which_its_place_is(html: str, tmp_path: Path) -> None:
    document = laid_out(html)
    places = {place: number for number, page in enumerate(document.pages, start=1) for place in page.anchors}
    file = tmp_path / "report.pdf"
    document.write_pdf(file)
    text = " ".join(judges.text_of(file).split())
    named = re.findall(r'class="report-where"\s+href="#([^"]+)"\s+data-page="page"\s*>(.+?)</a>', html, re.DOTALL)
    assert named
    for place, words in named:
        assert f"{' '.join(words.split())}, page {places[place]}" in text
    contents = re.findall(r'<li>\s*<a href="#([^"]+)">(.+?)</a>', html.split("report-contents")[1].split("</nav>")[0])
    assert contents
    for place, words in contents:
        assert f"{words}, {places[place]}" in text


def test_the_names_of_pages_are_worked_out_once_for_as_many_as_there_are() -> None:
    pdf = pydyf.PDF()
    for _number in range(3):
        pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
    named = pdf.page_references
    assert named == tuple(f"{number} 0 R".encode() for number in pdf.pages["Kids"][::3])
    assert pdf.page_references is named
    pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
    assert len(pdf.page_references) == 4
    assert pdf.page_references[:3] == named
