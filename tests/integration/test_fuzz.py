"""Every form of the demonstration, sent with what people paste, what nobody would think of, and what no page sends.

No answer is an error of the program, none takes for ever, and what was typed is in the page that refuses it. A few
hundred forms are sent in the gate, always the same ones; `make fuzz` sends ten thousand others each time.
"""

from __future__ import annotations

import html
import os
import signal
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, event, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from tests.databases import Template, used_here
from tests.e2e.mistakes import MISTAKES
from tests.e2e.pages import ADMINISTRATION, PAGES, Row
from tests.filled_forms import Fields, fields_of, hidden_in, texts_of

pytestmark = pytest.mark.spread(1)

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "0"))
# A page may be given back with something wrong, or refused; it is never an error of the program.
EXPECTED = {200, 302, 400, 403, 404, 409, 413, 422, 429}
REFUSED = {403, 409, 413, 422, 429}
SECONDS = 60

PASTED = [
    "",
    " ",
    "\r\n\r\n\r\n",
    "\x00",
    "\u200b",
    "Agreed:\u000byes",
    "one\u2028two\u2029three\x85four",
    "e\u0301\u0327\u0323",
    "\u202eright to left",
    "ا\u200cب",
    "EMOJI",
    "\ufeffname",
    "=HYPERLINK(1)",
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}",
    "' OR 1=1 --",
    "../../etc/passwd",
    "%00%0a",
    "2١0",
    "9" * 60,
    "-1",
    "1e309",
    "NaN",
    "31",
    "0",
    "9999",
    "Sept",
    "PR-0001",
    "TOO LONG",
    "MANY LINES",
]
# What is too long to be printed beside a failure.
LONG = {"TOO LONG": "x" * 6000, "MANY LINES": "long line\n" * 3000, "EMOJI": "👩‍👩‍👧‍👦" * 100}
TEXTS = st.one_of(st.sampled_from(PASTED), st.text(st.characters(codec="utf-8"), max_size=30))
# What to do to a field of the form: put a text into it, leave it out, send it twice, or send one that it does not have.
CHANGES = st.lists(st.tuples(st.sampled_from(["put", "drop", "twice", "add"]), st.integers(0, 200), TEXTS), max_size=6)


@dataclass(frozen=True)
class Form:
    """A form as one person got it: where it is sent to, what it held, and into which fields somebody types."""

    person: str | None
    path: str
    fields: Fields
    texts: list[str]
    hidden: list[str]
    session: str

    def __repr__(self) -> str:
        return f"{self.person or 'nobody'} {self.path}"

    @property
    def client(self) -> Client:
        client = Client()
        if self.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return client


class Forms(list[Form]):
    """Those of all pages. Hypothesis prints the arguments of a test whenever it runs."""

    def __repr__(self) -> str:
        return f"{len(self)} forms"


@pytest.fixture(scope="module")
def forms(
    demonstration: Template, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Forms]:
    """The forms of all pages that the browser tests visit."""
    with django_db_blocker.unblock(), used_here(tmp_path_factory.mktemp("fuzz"), demonstration):
        rows = [row for rows in PAGES.values() for row in rows] + ADMINISTRATION
        rows += [Row(mistake.person, mistake.address) for mistake in MISTAKES]
        sessions: dict[str | None, str] = {None: ""}
        found = {}
        for row in rows:
            if row.person not in sessions:
                client = Client()
                client.force_login(User.objects.get(email=f"{row.person}@marlshire.example"))
                sessions[row.person] = client.session.session_key or ""
            form = Form(row.person, row.address, {}, [], [], sessions[row.person])
            page = form.client.get(row.address)
            fields = (
                fields_of(page.content.decode(), row.address) if page.status_code == 200 and not page.streaming else {}
            )
            if fields:
                texts = texts_of(page.content.decode(), row.address)
                hidden = hidden_in(page.content.decode(), row.address)
                found[repr(form)] = Form(row.person, row.address, fields, texts, hidden, form.session)
        yield Forms(found.values())


def test_there_is_a_form_of_every_kind_of_page(forms: Forms) -> None:
    assert len(forms) > 45


@hypothesis_settings(
    max_examples=REQUESTS or 500,
    derandomize=not REQUESTS,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(place=st.integers(0, 999), changes=CHANGES)
def test_whatever_is_sent(forms: Forms, place: int, changes: list[tuple[str, int, str]]) -> None:
    form = forms[place % len(forms)]
    sent = _changed(form.fields, changes)
    with _ended_within(SECONDS), transaction.atomic():
        response = form.client.post(form.path, sent)
        page = b"".join(response).decode(errors="replace")
        transaction.set_rollback(True)
    event(f"{response.status_code}")
    assert response.status_code in EXPECTED
    # A hidden field says which form was sent; without it nobody can say where the text belongs.
    is_whole = all(sent.get(name) == form.fields[name] for name in form.hidden)
    if response.status_code in REFUSED and is_whole:
        _holds_what_was_typed(response.status_code, page, {name: sent[name] for name in form.texts if name in sent})


def _changed(fields: Fields, changes: list[tuple[str, int, str]]) -> Fields:
    sent = {name: list(values) for name, values in fields.items()}
    for change, place, short in changes:
        names, text = sorted(sent), LONG.get(short, short)
        if not names or change == "add":
            sent[text[:100] or "nameless"] = [text]
            continue
        name = names[place % len(names)]
        if change == "put":
            sent[name] = [text]
        elif change == "twice":
            sent[name] = [*sent[name], text]
        else:
            del sent[name]
    return sent


def _holds_what_was_typed(status: int, page: str, typed: Fields) -> None:
    shown = _visible(html.unescape(page))
    for name, values in typed.items():
        if values and _visible(values[-1]) not in shown:
            pytest.fail(f"{status}: {name}, {values[-1][:100]!r}, is not in the page that refuses it")


def _visible(text: str) -> str:
    """Return what of a text leaves ink, whichever way it is written."""
    return "".join(each for each in unicodedata.normalize("NFC", text) if unicodedata.category(each)[0] not in "CZ")


@contextmanager
def _ended_within(seconds: int) -> Iterator[None]:
    """Raise TimeoutError in the middle of what takes longer."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"no answer within {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
