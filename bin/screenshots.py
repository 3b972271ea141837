#!/usr/bin/env python
"""Make the pictures of the README anew, in docs/screenshots, from a demonstration council that `make run` serves.

Run it as `.venv/bin/python bin/screenshots.py http://127.0.0.1:8000`, after `make test` has installed the browser. The
database should be new: the addresses below are those of its first cases. Each picture has few colours to stay small.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e import browser
from tests.e2e.steps import press, sign_in

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "screenshots"
# File name: who looks, and where.
PICTURES = {
    "question": ("officer", "/assessments/5/questions/customers-consulted/"),
    "flags": ("manager", "/flags/"),
    "review": ("manager", "/assessments/1/review/"),
    "meeting": ("secretary", "/meetings/3/"),
}
NOTICE = "/partnerships/PR-0004/issues/1/full/decision.pdf"
# A meeting for which a report has been issued.
WITH_REPORT = "/meetings/1/pack/"


def main() -> None:
    """Photograph the council at the address of the first argument, and some of its PDFs."""
    if len(sys.argv) != 2:
        sys.exit("Give the address of the demonstration: bin/screenshots.py http://127.0.0.1:8000")
    url = sys.argv[1].rstrip("/")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        chromium = browser.launch(playwright.chromium)
        for picture, (person, address) in PICTURES.items():
            page = _signed_in(chromium, url, person)
            page.goto(address)
            page.screenshot(path=TARGET / f"{picture}.png")
        pdf = Path(name) / "file.pdf"
        pdf.write_bytes(_pdf(_signed_in(chromium, url, "officer"), "/assessments/1/report.pdf?part=summary"))
        _draw(pdf, "summary")
        secretary = _signed_in(chromium, url, "secretary")
        pdf.write_bytes(_pdf(secretary, NOTICE))
        _draw(pdf, "notice", "-singlefile")
        secretary.goto(WITH_REPORT)
        secretary.get_by_label("Full", exact=True).check()
        with secretary.expect_download(timeout=120_000) as download:
            press(secretary, "Make the agenda pack")
        download.value.save_as(pdf)
        _draw(pdf, "pack", "-singlefile")
        chromium.close()
    for path in sorted(TARGET.glob("*.png")):
        Image.open(path).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


def _pdf(page: Page, address: str) -> bytes:
    """Return a PDF, once it is made."""
    while (answer := page.context.request.get(address)).status == 503:
        time.sleep(1)
    return answer.body()


def _draw(pdf: Path, name: str, *options: str) -> None:
    """Draw each page of it, or the first alone with `-singlefile`."""
    command = ["pdftoppm", "-png", "-r", "80", *options, str(pdf), str(TARGET / name)]
    subprocess.run(command, check=True)


def _signed_in(chromium: Browser, url: str, person: str) -> Page:
    page = chromium.new_context(base_url=url, viewport={"width": 1280, "height": 960}).new_page()
    page.goto("/sign-in/")
    sign_in(page, person)
    page.wait_for_url(f"{url}/")
    return page


if __name__ == "__main__":
    main()
