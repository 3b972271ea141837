"""Chromium, what it must never see on any page, and the accessibility rules."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Timer
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)

# Chromium as people have it, and the build of it that has no windows, which opens a page in a quarter of the time.
COMPLETE = ("chromium", "chromium-browser", "google-chrome")
WITHOUT_WINDOWS = ("chromium-headless-shell", *COMPLETE)
PROGRAM = Path(__file__).with_name("chromium.sh")
# It runs as whoever runs the tests, without a screen, and speaks to nobody but the server.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A variable by which the browsers of this process are known.
RUN = f"CHROMIUM_OF_{secrets.token_hex(8)}"
STUCK_SECONDS = 60
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
PHONE: ViewportSize = {"width": 320, "height": 640}
CONTRAST = "color-contrast"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Components of the design system whose script is not among those that static/js/design_system.js starts. A count of
# characters waits for the focus.
NOT_STARTED = """() => [...document.querySelectorAll("[data-module^=govuk-]:not([data-threshold])")]
    .filter(part => !part.hasAttribute(`data-${part.dataset.module}-init`)).map(part => part.outerHTML.slice(0, 200))"""
# Chromium's own note beside an answer of 400 or more; `Watch` judges those by the answer itself.
STATUS_NOTE = "Failed to load resource: the server responded with a status of "
# The same beside a request that a test cut off.
CUT_NOTES = ("Failed to load resource: net::ERR_INTERNET_DISCONNECTED", "Failed to load resource: net::ERR_FAILED")


class Chromium:
    """A Chromium that is started when it is needed, and anew after it had to be ended.

    `complete`: the one with windows; `without_flags`: without these of Playwright's own flags.
    """

    def __init__(self, kind: BrowserType, *, complete: bool = False, without_flags: Sequence[str] = ()) -> None:
        self.kind = kind
        self._launch = partial(launch, kind, complete=complete, without_flags=without_flags)
        self._opened: Browser | None = None

    def new_context(self, **options: Any) -> BrowserContext:
        """Open a context in it; the options are Playwright's."""
        if self._opened is None or not self._opened.is_connected():
            self._opened = self._launch()
        return self._opened.new_context(**options)

    def close(self) -> None:
        """End it."""
        with ended_if_stuck():
            if self._opened is not None:
                self._opened.close()


@contextmanager
def ended_if_stuck(seconds: float = STUCK_SECONDS) -> Iterator[None]:
    """End the browsers of this process if the block, which closes something, does not come to its end by itself.

    Once in some hundred times, Chromium with windows never says that it has closed a context in which it had asked
    whether to leave a page, and Playwright waits for that without limit.
    """
    ended = Event()

    def end() -> None:
        ended.set()
        for pid in pids():
            os.kill(pid, signal.SIGKILL)

    timer = Timer(seconds, end)
    timer.start()
    try:
        yield
    except Error:
        if not ended.is_set():
            raise
    finally:
        timer.cancel()


def pids() -> list[int]:
    """Return the processes of the browsers that this process has started."""
    found = []
    for path in Path("/proc").iterdir():
        with suppress(OSError):
            if path.name.isdecimal() and f"{RUN}=".encode() in (path / "environ").read_bytes():
                found.append(int(path.name))
    return found


def launch(chromium: BrowserType, *, complete: bool = False, without_flags: Sequence[str] = ()) -> Browser:
    """Start Chromium: the one with windows if it is to be complete, and without these of Playwright's own flags."""
    found = _first_of(COMPLETE if complete else WITHOUT_WINDOWS)
    own: dict[str, str | float | bool] = {**os.environ, "CHROMIUM": found, RUN: "1"}
    return chromium.launch(executable_path=PROGRAM, args=FLAGS, env=own, ignore_default_args=list(without_flags))


def _first_of(names: Sequence[str]) -> str:
    """Return the path of the first of these programs that is here; RuntimeError, saying what to install, without any."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise RuntimeError(
            "The browser tests need Chromium. Debian, Ubuntu: sudo apt-get install chromium chromium-headless-shell. "
            "Homebrew: brew install chromium."
        )
    return found


@dataclass
class Watch:
    """Collects, over all pages of one context, what no page may do; `refusal` is a status from 500 that is an answer."""

    origin: str
    refusal: int = 0
    problems: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of the context from now on."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # What came with which status is looked at below; the browser notes it too.
        expected = (f"{STATUS_NOTE}4", *([f"{STATUS_NOTE}{self.refusal}"] if self.refusal else []), *CUT_NOTES)
        if message.type == "error" and not message.text.startswith(expected):
            self.problems.append(f"console error: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:", "about:")):
            self.problems.append(f"request to another origin: {request.url}")

    def _response(self, response: Response) -> None:
        is_page = response.request.resource_type in ("document", "xhr", "fetch")
        if response.status == self.refusal:
            return
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.problems.append(f"{response.status} {response.url}")


def judge(page: Page) -> None:
    """Fail with all that is wrong with the page, whose scripts must run, as it stands, at both widths.

    The contrast of colours, which takes half of the time, is asked for at the first: none depends on the width, which
    tests/unit/test_styles.py holds the style sheet to.
    """
    # Else axe would never come back.
    assert runs_scripts(page), "a page is judged by scripts"
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("main [placeholder]")).to_have_count(0)
    assert "Partnership readiness" in page.title()
    found = violations(page) + [f"not started: {html}" for html in page.evaluate(NOT_STARTED)]
    page.set_viewport_size(PHONE)
    if (pixels := overflow(page)) > 0:
        found.append(f"at 320 pixels the page is {pixels} too wide")
    found += [f"at 320 pixels: {line}" for line in violations(page, leave_out=[CONTRAST])]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def runs_scripts(page: Page) -> bool:
    """Whether scripts run in the browser of the page."""
    return bool(page.evaluate("matchMedia('(scripting: enabled)').matches"))


def violations(page: Page, *, leave_out: Sequence[str] = ()) -> list[str]:
    """Return what breaks WCAG 2.2 A or AA, or what axe calls best practice, on the page: a line each.

    axe is evaluated through the debugger, which the page's content security policy does not govern: so the page is
    tested under the policy that its readers get. Without `preload` axe adds no style sheet, which that policy refuses.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        """async ([rules, leftOut]) => {
            const off = Object.fromEntries(leftOut.map(rule => [rule, {enabled: false}]));
            return (await axe.run({runOnly: rules, rules: off, resultTypes: ['violations'], preload: false})).violations;
        }""",
        [RULES, list(leave_out)],
    )
    return [f"{rule['id']}: {node['html'][:200]}: {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def await_fonts(page: Page) -> None:
    """Wait for the page's fonts: until they are there it is laid out in another, in which lines are longer."""
    page.evaluate("document.fonts.ready.then(() => true)")


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    await_fonts(page)
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
