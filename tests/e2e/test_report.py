"""The report of the joint equipment service: read, downloaded and printed."""

from __future__ import annotations

import os
import re
import signal
import subprocess

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import judge
from tests.e2e.conftest import Visit
from tests.e2e.council import Council
from tests.e2e.steps import follow, heading, press
from tests.rendering import pids, until

pytestmark = pytest.mark.any_database

FINGERPRINT = re.compile(r"\b[0-9a-f]{4}(?:-[0-9a-f]{4}){3}\b")


def test_read_and_download(visit: Visit, js: bool) -> None:
    """Hannah opens the report of her case from its page, and reads that one legal blocker stands.

    The PDF that she downloads, once it is made, says the same on its first page, and carries the fingerprint that the
    page shows.
    """
    page = visit("officer", "/partnerships/PR-0001/", js=js)
    follow(page, "The report as it stands")
    heading(page, "Joint community equipment service with NHS Marlshire")
    report = page.get_by_role("main")
    expect(report).to_contain_text("Not ready because this question has a blocker: L1.")
    expect(report.get_by_role("heading", name=re.compile(r"^(G\d+|L\d) "), level=4)).not_to_have_count(0)
    # Without scripts the page of a PDF that takes longer loads again no sooner than in twenty seconds.
    with page.expect_download(timeout=60_000) as download:
        press(page, "Download as PDF")
    assert download.value.suggested_filename == "PR-0001-readiness-report-draft.pdf"
    first = subprocess.run(
        ["pdftotext", "-l", "1", str(download.value.path()), "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in ("Marlshire County Council", "PR-0001", "DRAFT", "Not ready", "L1 Establish the legal basis"):
        assert words in first
    found = FINGERPRINT.search(first)
    assert found
    page.goto("/assessments/1/report/")
    expect(report).to_contain_text(found[0])


def test_who_waits_for_a_pdf_keeps_the_page(visit: Visit, council: Council) -> None:
    """Hannah asks for the report of the hub while the process that makes PDFs is busy.

    Her page says so, is not loaded again, and says when the download has started.
    """
    page, renders = visit("officer"), council.folder / "renders"
    page.request.get("/assessments/5/report.pdf")
    until(lambda: pids(renders), "the process that makes PDFs")
    running = pids(renders)
    for pid in running:
        os.kill(pid, signal.SIGSTOP)
    try:
        page.goto("/assessments/2/report.pdf")
        heading(page, "The PDF is being made")
        page.evaluate("window.isSame = true")
        expect(page.get_by_role("status")).to_contain_text("The download starts by itself")
        judge(page)
    finally:
        for pid in running:
            os.kill(pid, signal.SIGCONT)
    with page.expect_download(timeout=60_000) as download:
        expect(page.get_by_role("status")).to_contain_text("Its download has started", timeout=60_000)
    assert download.value.suggested_filename == "PR-0002-readiness-report-draft.pdf"
    heading(page, "The PDF is ready")
    expect(page.get_by_role("button", name="Download it again")).to_be_visible()
    expect(page).to_have_title(re.compile("^The PDF is ready – "))
    assert page.evaluate("window.isSame")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/checklists/partnership-readiness/1.0/", "Have customers been consulted?"),
        ("/assessments/1/report/", "Joint community equipment service"),
        ("/assessments/1/check/", "Check the answers"),
        ("/partnerships/PR-0001/", "Cymdeithas Gofal y Gororau"),
    ],
)
def test_on_paper_the_content_stands_alone(visit: Visit, address: str, words: str) -> None:
    page = visit("officer", address)
    page.emulate_media(media="print")
    expect(page.get_by_role("main").get_by_text(words).first).to_be_visible()
    controls = [page.get_by_role("button"), page.get_by_role("navigation", name=re.compile("^(Menu|Breadcrumb)$"))]
    visible = [item.inner_text() for kind in controls for item in kind.all() if item.is_visible()]
    assert not visible, f"on paper there is {visible}"
    assert page.pdf(format="A4").startswith(b"%PDF")
