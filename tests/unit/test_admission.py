"""How many requests a process answers at once, whose turn it is, and what becomes of one that is cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from threading import Event
from typing import Any

import pytest

from config.admission import OF_ONE, PLACES, READ_FIRST, Admission

SOON, LONG = 0.2, 10


class Slow:
    """An application whose answers to /slow/N come when the test says so."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.bodies: list[bytes] = []
        self._changed, self._ends = Event(), Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.inside.append(environ["PATH_INFO"])
        self._changed.set()
        if environ["PATH_INFO"].startswith("/slow"):
            self._ends.wait(LONG)
        if environ["PATH_INFO"] == "/error":
            raise LookupError
        self.bodies.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        start_response("200 OK", [])
        return [b"ok"]

    def until(self, number: int) -> list[str]:
        """Return who is inside once so many are."""
        while len(self.inside) < number and self._changed.wait(LONG):
            self._changed.clear()
        return self.inside[:number]

    def end(self) -> None:
        """Let all answers go."""
        self._ends.set()


@pytest.fixture
def slow() -> Iterator[Slow]:
    slow = Slow()
    yield slow
    slow.end()


@pytest.fixture
def ask(slow: Slow) -> Iterator[Callable[..., Future[str]]]:
    """Asks in a thread of its own, as gunicorn does; returns what will be the status."""
    admission = Admission(slow)

    def answer(path: str, session: str = "", body: BytesIO | None = None, length: int = 0) -> str:
        said: list[str] = []
        environ = {"PATH_INFO": path, "wsgi.input": body or BytesIO(), "CONTENT_LENGTH": str(length or "")}
        cookie = {"HTTP_COOKIE": f"csrftoken=x; sessionid={session}"} if session else {}
        parts = admission(environ | cookie, lambda status, _headers: said.append(status))
        list(parts)
        if not isinstance(parts, list):
            parts.close()  # type: ignore[attr-defined]  # as servers do
        return said[0]

    with ThreadPoolExecutor(32) as threads:
        yield lambda *arguments: threads.submit(answer, *arguments)
        slow.end()


def test_so_many_are_let_in_and_the_health_check_always(slow: Slow, ask: Callable[..., Future[str]]) -> None:
    answers = [ask(f"/slow/{number}") for number in range(PLACES + 8)]
    assert len(slow.until(PLACES)) == PLACES
    assert ask("/healthz").result(LONG) == "200 OK"
    with pytest.raises(TimeoutError):
        ask("/page").result(SOON)
    assert len(slow.inside) == PLACES + 1
    slow.end()
    assert {answer.result(LONG) for answer in answers} == {"200 OK"}


def test_one_session_leaves_places_to_others(slow: Slow, ask: Callable[..., Future[str]]) -> None:
    many = [ask(f"/slow/{number}", "flood") for number in range(20)]
    assert len(slow.until(OF_ONE)) == OF_ONE
    assert ask("/page", "other").result(LONG) == "200 OK"
    assert slow.inside[OF_ONE:] == ["/page"]
    slow.end()
    assert {answer.result(LONG) for answer in many} == {"200 OK"}


def test_an_error_gives_the_place_back(ask: Callable[..., Future[str]]) -> None:
    for _each in range(PLACES + 1):
        with pytest.raises(LookupError):
            ask("/error").result(LONG)
    assert ask("/page").result(LONG) == "200 OK"


@pytest.mark.parametrize("length", [30, READ_FIRST + 30], ids=["read first", "read later"])
def test_what_is_cut_off_is_no_request(length: int, slow: Slow, ask: Callable[..., Future[str]]) -> None:
    body = b"x" * length
    assert ask("/page", "", BytesIO(body + b"the next"), length).result(LONG) == "200 OK"
    assert slow.bodies == [body]
    answer = ask("/page", "", BytesIO(body[:-1]), length)
    if length > READ_FIRST:
        with pytest.raises(OSError, match="cut off"):
            answer.result(LONG)
    else:
        assert answer.result(LONG) == "400 Bad Request"
    assert slow.bodies == [body]


class Parts(list[bytes]):
    """An answer in parts: all there, or made while they are sent."""

    def __init__(self, *, streaming: bool) -> None:
        super().__init__([b"o", b"k"])
        self.streaming = streaming
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("streaming", [False, True])
def test_an_answer_that_is_there_holds_no_place_while_it_is_sent(streaming: bool) -> None:
    answers = [Parts(streaming=streaming) for _each in range(PLACES)]
    admission = Admission(lambda _environ, _start: answers.pop())
    made = list(answers)
    sent = [admission({"PATH_INFO": "/page", "wsgi.input": BytesIO()}, lambda *_said: None) for _each in made]
    assert [b"".join(parts) for parts in sent] == [b"ok"] * PLACES
    assert [parts.is_closed for parts in made] == [not streaming] * PLACES
    assert admission._inside.total() == (PLACES if streaming else 0)
    for parts in sent:
        if not isinstance(parts, list):
            parts.close()  # type: ignore[attr-defined]  # as servers do
    assert all(parts.is_closed for parts in made)
    assert admission._inside.total() == 0


def test_health_checks_take_turns() -> None:
    running, most = [0], [0]

    def application(_environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        running[0] += 1
        most[0] = max(most[0], running[0])
        Event().wait(0.01)
        running[0] -= 1
        return [b"ok"]

    admission = Admission(application)
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(admission, {"PATH_INFO": "/healthz"}, lambda *_said: None) for _each in range(8)]
        assert all(answer.result(LONG) == [b"ok"] for answer in asked)
    assert most == [1]
