"""How requests reach the application: whole, and few at once, so that whoever asks for much keeps nobody else waiting.

Python runs one thread at a time: more requests at once end no sooner. So gunicorn has many threads, of which few are
let in, and the others wait their turn. The health check waits for none but another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from threading import Event, Lock
from typing import Any, BinaryIO

from django.conf import settings
from django.http import parse_cookie

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

HEALTH = "/healthz"
# So many at once, and so many of one session: two of them may wait for a PDF (partnerships.rendering).
PLACES, OF_ONE = 4, 2
# A body up to this size is read before the request is let in, so that a slow connection keeps nobody else out.
READ_FIRST = 1024 * 1024


class Admission:
    """A WSGI application that lets requests into another in the order in which they came, within these numbers."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._inside: Counter[str] = Counter()
        self._waiting: list[tuple[str, Event]] = []
        self._lock, self._health = Lock(), Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request when its turn has come; 400 when it was cut off on its way."""
        if environ.get("PATH_INFO") == HEALTH:
            with self._health:
                return _whole(self.application(environ, start_response))
        try:
            environ["wsgi.input"] = _body_of(environ)
        except OSError:
            start_response("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return []
        whose = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.SESSION_COOKIE_NAME, "")
        self._enter(whose)
        is_under_way = False
        try:
            answer = self.application(environ, start_response)
            is_under_way = getattr(answer, "streaming", True)
            return _Answer(answer, lambda: self._leave(whose)) if is_under_way else _whole(answer)
        finally:
            if not is_under_way:
                self._leave(whose)

    def _enter(self, whose: str) -> None:
        turn = Event()
        with self._lock:
            self._waiting.append((whose, turn))
            self._let_in()
        turn.wait()

    def _leave(self, whose: str) -> None:
        with self._lock:
            self._inside -= Counter([whose])
            self._let_in()

    def _let_in(self) -> None:
        """Let in who waits longest and may; the caller holds the lock. Those without a session are not one person."""
        for entry in list(self._waiting):
            whose, turn = entry
            if self._inside.total() >= PLACES:
                return
            if not whose or self._inside[whose] < OF_ONE:
                self._waiting.remove(entry)
                self._inside[whose] += 1
                turn.set()


def _whole(answer: Iterable[bytes]) -> list[bytes]:
    """Return all of an answer, and end the request: what a slow connection then takes is the server's alone."""
    try:
        return list(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()


class _Answer:
    """An answer that calls a function when it is closed, as the server does when it was sent."""

    def __init__(self, parts: Iterable[bytes], closed: Callable[[], None]) -> None:
        self._parts, self._closed = parts, closed

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def close(self) -> None:
        """Close the answer itself first, which ends the request."""
        try:
            if hasattr(self._parts, "close"):
                self._parts.close()
        finally:
            self._closed()


class _Body:
    """What a client sends: OSError where it ends before the length that was announced.

    gunicorn and Django take what has arrived by then for all of it, so half a text would be saved.
    """

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int) -> bytes:
        """Return so many bytes; fewer at the announced end."""
        size, parts = min(size, self._left), []
        while size:
            parts.append(self._arrived(self._stream.read(size)))
            size -= len(parts[-1])
        return b"".join(parts)

    def readline(self, size: int) -> bytes:
        """Return a line, or so many bytes of it."""
        size = min(size, self._left)
        return self._arrived(self._stream.readline(size)) if size else b""

    def _arrived(self, part: bytes) -> bytes:
        if not part:
            raise OSError("the request was cut off")
        self._left -= len(part)
        return part


def _body_of(environ: Environ) -> _Body | BytesIO:
    """Return the body; one that is not large has arrived. OSError when it was cut off before that."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = _Body(environ["wsgi.input"], length)
    return body if length > READ_FIRST else BytesIO(body.read(length))
