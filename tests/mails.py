"""Emails saved as files, made for tests: .eml by the standard library, Outlook's .msg as a compound file."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage

from tests.ole import Tree, compound

SENT_AT = datetime(2026, 3, 3, 14, 15, tzinfo=UTC)
TEXT, NUMBER, BYTES, TIME = 0x1F, 0x03, 0x102, 0x40
Property = tuple[int, int, str | int | bytes | datetime]
"""The number, the type and the value of a property."""
File = tuple[str, bytes]


def eml(*, files: Sequence[File] = (), body: str = "We agree.", **headers: str) -> bytes:
    """Return an email; a header is called by its name in small letters."""
    message = EmailMessage()
    given = {
        "from_": "Jane Ash <jane@nhs.example>",
        "to": "Olive Owner <olive@marlshire.example>",
        "date": "Tue, 03 Mar 2026 14:15:00 +0000",
        "subject": "Agreed: the hub",
        **headers,
    }
    for name, value in given.items():
        message[name.rstrip("_").title()] = value
    message.set_content(body)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def msg(*, files: Sequence[File] = (), kind: str = "IPM.Note", cc: str = "", sender: str = "Jane Ash") -> bytes:
    """Return an Outlook message from Jane to Olive, with attachments."""
    about: list[Property] = [(0x001A, TEXT, kind), (0x0037, TEXT, "Agreed: the hub"), (0x0C1A, TEXT, sender)]
    about += [(0x5D01, TEXT, "jane@nhs.example"), (0x0C1F, TEXT, "jane@nhs.example"), (0x0039, TIME, SENT_AT)]
    recipients: list[list[Property]] = [
        [(0x3001, TEXT, "Olive Owner"), (0x39FE, TEXT, "olive@marlshire.example"), (0x0C15, NUMBER, 1)]
    ]
    if cc:
        recipients.append([(0x3001, TEXT, cc), (0x3003, TEXT, "/o=Exchange/cn=cy"), (0x0C15, NUMBER, 2)])
    head = struct.pack("<8xLLLL8x", len(recipients), len(files), len(recipients), len(files))
    tree = _storage(head, about)
    for place, properties in enumerate(recipients):
        tree[f"__recip_version1.0_#{place:08X}"] = _storage(b"\0" * 8, properties)
    for place, (name, content) in enumerate(files):
        properties = [(0x3705, NUMBER, 1), (0x3707, TEXT, name), (0x3701, BYTES, content)]
        tree[f"__attach_version1.0_#{place:08X}"] = _storage(b"\0" * 8, properties)
    return compound(tree)


def _storage(head: bytes, properties: Sequence[Property]) -> Tree:
    tree: Tree = {}
    lines = head
    for number, type_, value in properties:
        if isinstance(value, int):
            packed = struct.pack("<Q", value)
        elif isinstance(value, datetime):
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
            packed = struct.pack("<Q", ticks)
        else:
            content = value.encode("utf-16-le") if isinstance(value, str) else value
            tree[f"__substg1.0_{number:04X}{type_:04X}"] = content
            packed = struct.pack("<LL", len(content), 0)
        lines += struct.pack("<HHL", type_, number, 6) + packed
    tree["__properties_version1.0"] = lines
    return tree
