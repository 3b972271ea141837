"""Reads emails that were saved as files, .eml and Outlook's .msg: who wrote to whom, when, about what, with which files.

Nothing of the text of an email is read, and nothing of it is ever shown as HTML.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypedDict

from partnerships.files.office import OLE, PACKAGE, check_office
from partnerships.files.problem import FileError, FileProblem
from partnerships.files.refused_endings import CAN_RUN, ending_of

if TYPE_CHECKING:
    import oxmsg
    from oxmsg.attachment import Attachment
    from oxmsg.recipient import Recipient

# The most parts of an email, recipients and attachments that are named, and characters of one of these texts.
MOST_PARTS, MOST_NAMED, MOST_TEXT = 1_000, 50, 1_000
# What an attachment may not hold, as a file of its own may not.
NOT_ATTACHED = (FileProblem.MACROS, FileProblem.EMBEDDED, FileProblem.ELSEWHERE, FileProblem.UNSAFE)
# What reading a damaged email can raise; the parsers document none of it.
BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, TypeError, ValueError, struct.error)
# Properties of an Outlook message that its reader has no names for: when it arrived, and of a recipient, To or Cc.
ARRIVED_AT, RECIPIENT_KIND, TO, CC = 0x0E06, 0x0C15, 1, 2
NESTED = "message.eml"


class Mail(TypedDict):
    """The summary of an email. `date` is UTC in ISO 8601; a text is "" where the email does not say."""

    sender: str
    to: str
    cc: str
    date: str
    subject: str
    attachments: list[str]


def read_mail(data: bytes, kind: str) -> Mail:
    """Return the summary of an email. FileError unless it is one, and its attachments could be accepted, too."""
    try:
        return _read_msg(data) if kind == "msg" else _read_eml(data)
    except BROKEN as error:
        is_container = data.startswith(OLE)
        raise FileError(FileProblem.DAMAGED if is_container == (kind == "msg") else FileProblem.MISMATCH) from error


def _summary(
    *, sender: object, to: object, cc: object, sent_at: datetime | None, subject: object, names: Iterable[str]
) -> Mail:
    texts = [str(text or "")[:MOST_TEXT] for text in (sender, to, cc, subject)]
    return Mail(
        sender=texts[0],
        to=texts[1],
        cc=texts[2],
        date=_as_utc(sent_at),
        subject=texts[3],
        attachments=[name[:MOST_TEXT] for name in names][:MOST_NAMED],
    )


def _as_utc(moment: datetime | None) -> str:
    if moment is None:
        return ""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="seconds")


def _check_attachment(name: str, content: bytes | None) -> None:
    """Raise FileError when an attachment is a program or holds one. Other faults are no reason to refuse."""
    if ending_of(name) in CAN_RUN:
        raise FileError(FileProblem.ATTACHMENT, name)
    if content and content.startswith(PACKAGE) and not name.lower().endswith(".zip"):
        try:
            check_office(content)
        except FileError as error:
            if error.problem in NOT_ATTACHED:
                raise FileError(FileProblem.ATTACHMENT, name) from error


# --- .eml -------------------------------------------------------------------------------------------------------------
def _read_eml(data: bytes) -> Mail:
    message = BytesParser(policy=policy.default).parsebytes(data)
    has_sender = any(message.get(name) for name in ("From", "Sender"))
    if not has_sender or not any(message.get(name) for name in ("Date", "Subject", "To", "Received")):
        raise FileError(FileProblem.MISMATCH)
    names = []
    for place, part in enumerate(message.walk()):
        if place == MOST_PARTS:
            raise FileError(FileProblem.UNSAFE)
        name = _name_of(part)
        if name:
            names.append(name)
            content = part.get_payload(decode=True)
            _check_attachment(name, content if isinstance(content, bytes) else None)
    return _summary(
        sender=message.get("From") or message.get("Sender"),
        to=_joined(message, "To"),
        cc=_joined(message, "Cc"),
        sent_at=_sent_at(message),
        subject=message.get("Subject"),
        names=names,
    )


def _name_of(part: Message) -> str:
    """Return the name of an attachment; "" for text of the email, and for pictures inside it."""
    if isinstance(part, EmailMessage) and part.get_content_type() == "message/rfc822":
        return part.get_filename() or NESTED
    is_shown_inside = part.get_content_maintype() == "image" and part.get("Content-ID") and not part.is_multipart()
    return "" if is_shown_inside and part.get_content_disposition() != "attachment" else part.get_filename() or ""


def _joined(message: Message, name: str) -> str:
    return ", ".join(str(value) for value in message.get_all(name, []))


def _sent_at(message: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message.get("Date") or ""))
    except (ValueError, OverflowError):
        return None


# --- .msg -------------------------------------------------------------------------------------------------------------
def _read_msg(data: bytes) -> Mail:
    # Imported here because a process that reads another kind does not need it.
    import oxmsg

    if not data.startswith(OLE):
        raise FileError(FileProblem.MISMATCH)
    message = oxmsg.Message.load(data)
    if not message.message_class.upper().startswith("IPM."):
        raise FileError(FileProblem.MISMATCH)
    names = []
    for attachment in message.attachments:
        names.append(name := attachment.file_name or NESTED)
        _check_attachment(name, _content_of(attachment))
    return _summary(
        sender=(message.sender or "").replace('"', ""),
        to=_recipients(message, TO),
        cc=_recipients(message, CC),
        sent_at=message.sent_date or message.properties.date_prop_value(ARRIVED_AT),
        subject=message.subject,
        names=names,
    )


def _content_of(attachment: Attachment) -> bytes | None:
    """Return the bytes of an attachment; None for a message inside the message, which has none."""
    try:
        return attachment.file_bytes
    except KeyError:
        return None


def _recipients(message: oxmsg.Message, kind: int) -> str:
    people = [person for person in message.recipients if _kind_of(person) == kind]
    return ", ".join(map(_person, people))


def _kind_of(person: Recipient) -> int:
    return person.properties.int_prop_value(RECIPIENT_KIND) or TO


def _person(person: Recipient) -> str:
    # An address within Exchange ("/o=...") says nothing to people.
    address = person.email_address if "@" in person.email_address else ""
    name = "" if person.name == address else person.name
    return f"{name} <{address}>" if name and address else name or address
