"""Asks the council's virus scanner about a file: a clamd, by its command INSTREAM, over TCP or a socket.

A few lines of our own: of the clients that are published, one is GPL and the others have had no release since 2014.
"""

from __future__ import annotations

import re
import socket
import struct
from time import monotonic
from urllib.parse import urlsplit

CHUNK = 1 << 16
MOST_REPLY = 4096
FOUND = re.compile(r"stream: (.{1,300}) FOUND")


class ScanError(Exception):
    """The file could not be scanned; the message is for the log."""


def address_of(url: str) -> tuple[str, int] | str:
    """Return the host and port of tcp://host:port, or the path of unix:/path. ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme == "tcp" and parts.hostname and parts.port and parts.path in ("", "/"):
        return parts.hostname, parts.port
    if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc:
        return parts.path
    raise ValueError(f"{url} is neither tcp://host:port nor unix:/path")


def virus_in(content: bytes, *, url: str, seconds: float) -> str:
    """Return the name of the virus that clamd finds in the content, "" when it finds none.

    ScanError when it cannot be asked, does not answer in time, or answers neither.
    """
    try:
        with _connected(address_of(url), seconds) as clamd:
            reply = _ask(clamd, content, until=monotonic() + seconds)
    except (OSError, ValueError) as error:
        raise ScanError(f"clamd at {url}: {error}") from error
    if reply == "stream: OK":
        return ""
    if found := FOUND.fullmatch(reply):
        return found[1]
    raise ScanError(f"clamd at {url} answered: {reply or 'nothing'}")


def _connected(address: tuple[str, int] | str, seconds: float) -> socket.socket:
    if not isinstance(address, str):
        return socket.create_connection(address, timeout=seconds)
    own = socket.socket(socket.AF_UNIX)
    own.settimeout(seconds)
    try:
        own.connect(address)
    except OSError:
        own.close()
        raise
    return own


def _ask(clamd: socket.socket, content: bytes, *, until: float) -> str:
    """Send the content in chunks, each after its length, then a length of 0; return the answer without its end."""
    chunks = (content[at : at + CHUNK] for at in range(0, len(content), CHUNK))
    for message in (b"zINSTREAM\0", *(struct.pack(">L", len(chunk)) + chunk for chunk in chunks), struct.pack(">L", 0)):
        clamd.settimeout(_left(until))
        clamd.sendall(message)
    reply = b""
    while b"\0" not in reply and len(reply) < MOST_REPLY:
        clamd.settimeout(_left(until))
        part = clamd.recv(MOST_REPLY)
        if not part:
            break
        reply += part
    return reply.partition(b"\0")[0].decode(errors="replace").strip()


def _left(until: float) -> float:
    """Return the seconds that are left; TimeoutError when there are none."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left
