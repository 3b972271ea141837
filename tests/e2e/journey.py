"""A journey by the links and buttons that a person sees, with a picture of each step where a folder is named for them."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from tests.e2e.browser import overflow
from tests.e2e.conftest import WIDE

# `JOURNEY_PICTURES=var/journeys pytest tests/e2e/test_journeys.py` writes every step at both widths, as NAME-07-step-375.png.
PICTURES = "JOURNEY_PICTURES"
NARROW: ViewportSize = {"width": 375, "height": 800}


class Journey:
    """The way of one person over the pages of one window."""

    def __init__(self, name: str, page: Page) -> None:
        folder = os.environ.get(PICTURES)
        self.name, self.page = name, page
        self.folder = Path(folder) if folder else None
        self.taken = 0

    def step(self, what: str) -> None:
        """Look at the page that the last step led to: it fits a phone, and is photographed at both widths if asked."""
        self.taken += 1
        self.page.wait_for_load_state()
        for size in (NARROW, WIDE):
            self.page.set_viewport_size(size)
            assert overflow(self.page) <= 0, f"{what}: too wide at {size['width']} pixels"
            if self.folder:
                file = f"{self.name}-{self.taken:02}-{what}-{size['width']}.png"
                self.page.screenshot(path=self.folder / file, full_page=True)
