"""A real provider of OpenID Connect on this machine, written by others: django-allauth's own (`tests/provider/`)."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

PASSWORD = "provider horse battery"
CLIENT, SECRET = "readiness", "secret-of-readiness"
START_SECONDS = 60
PEOPLE = ("Olive Officer", "Max Manager", "Nia New", "Ada Admin", "Zed Zealous")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class RunningProvider:
    """The provider, and what it was told to answer."""

    url: str
    folder: Path
    environment: dict[str, str]
    sessions: dict[str, requests.Session] = field(default_factory=dict)

    def tell(self, **what: Any) -> None:
        """Let it answer so from now on; see `tests.provider.answers`."""
        (self.folder / "told.json").write_text(json.dumps(what))

    def rotate(self) -> None:
        """Sign with another key from now on, and publish the one of before no more."""
        for old in (self.folder / "keys").glob("*.pem"):
            old.unlink()
        _make_key(self.folder)

    def lets_in(self, address: str) -> None:
        """Let the application at that address ask."""
        _fill(self.environment, people=[], clients=[(CLIENT, SECRET, f"{address}/sign-in/council/callback/")])

    def person(self, name: str) -> requests.Session:
        """Return a browser without a window in which that person is signed in with the provider."""
        if name not in self.sessions:
            self.sessions[name] = requests.Session()
            self.enter(self.sessions[name], f"{self.url}/accounts/login/", name)
        return self.sessions[name]

    def enter(self, browser: requests.Session, page: str, name: str) -> requests.Response:
        """Give the name and the password on the provider's page; return its answer."""
        shown = browser.get(page, timeout=30)
        [token, *_more] = _TOKEN.findall(shown.text)
        sent = {"csrfmiddlewaretoken": token, "password": PASSWORD}
        if 'name="login"' in shown.text:
            sent["login"] = _username(name)
        answer = browser.post(shown.url, sent, headers={"Referer": shown.url}, timeout=30, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer

    def back(self, name: str, address: str) -> str:
        """Go to the address at the provider as that person; return path and query to which it sends the browser back.

        Whoever is asked for the password again gives it.
        """
        browser = self.person(name)
        answer = browser.get(address, timeout=30, allow_redirects=False)
        while answer.headers["Location"].startswith(("/", self.url)):
            onward = urljoin(self.url, answer.headers["Location"])
            if "/accounts/" in onward:
                answer = self.enter(browser, onward, name)
            else:
                answer = browser.get(onward, timeout=30, allow_redirects=False)
        came = urlsplit(answer.headers["Location"])
        return f"{came.path}?{came.query}"


@contextmanager
def provider(folder: Path) -> Iterator[RunningProvider]:
    """Run a new provider with the people of `PEOPLE` and one application, until the end of the block."""
    environment = os.environ | {
        "PROVIDER_FOLDER": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.provider.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    (folder / "keys").mkdir()
    (folder / "told.json").write_text("{}")
    _make_key(folder)
    people = [(name, f"{name.lower().replace(' ', '.')}@marlshire.example", PASSWORD) for name in PEOPLE]
    _fill(environment, people=people, clients=[(CLIENT, SECRET, "http://testserver/sign-in/council/callback/")])
    with socket.create_server(("127.0.0.1", 0)) as listener, (folder / "log.txt").open("wb") as log:
        bind = f"fd://{listener.fileno()}"
        command = [sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()", "--bind", bind]
        server = subprocess.Popen(
            # It closes each connection: one that it keeps for two seconds, a browser may use in the moment in which it is closed.
            [*command, "--threads", "4", "--keep-alive", "0", "--no-control-socket"],
            cwd=settings.BASE_DIR,
            env=environment,
            pass_fds=[listener.fileno()],
            stdout=log,
            stderr=log,
        )
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            _wait_for(url, server, folder)
            yield RunningProvider(url, folder, environment)
        finally:
            server.terminate()
            server.wait(30)


def _username(name: str) -> str:
    return name.split(" ")[0].lower()


def _make_key(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "keys" / f"{int(time.time())}.pem").write_bytes(pem)


def _fill(environment: dict[str, str], **asked: Any) -> None:
    command = [sys.executable, "-m", "tests.provider.fill"]
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        input=json.dumps(asked),
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


def _wait_for(url: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/.well-known/openid-configuration", timeout=5):  # noqa: S310 - our own
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"The provider did not start:\n{(folder / 'log.txt').read_text()}")
