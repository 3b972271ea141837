"""Emails as evidence: a summary of each, whatever wrote it, and a refusal of those that carry programs or are none."""

from __future__ import annotations

import random
from contextlib import suppress
from email.message import EmailMessage

import pytest

from partnerships.files import mail as reader
from partnerships.files.mail import read_mail
from partnerships.files.problem import FileError, FileProblem
from partnerships.files.reading import one_line, read_file
from tests.mails import eml, msg
from tests.office import office, open_document
from tests.ole import compound, container

SUMMARY = {
    "sender": "Jane Ash <jane@nhs.example>",
    "to": "Olive Owner <olive@marlshire.example>",
    "cc": "",
    "date": "2026-03-03T14:15:00+00:00",
    "subject": "Agreed: the hub",
    "attachments": [],
}
MACROS = office(parts={"a": ("application/vnd.ms-office.vbaProject", b"x")})


def refusal(content: bytes, kind: str) -> tuple[FileProblem, str]:
    with pytest.raises(FileError) as refused:
        read_mail(content, kind)
    return refused.value.problem, refused.value.detail


@pytest.mark.parametrize(("kind", "content"), [("eml", eml()), ("msg", msg())])
def test_summary(kind: str, content: bytes) -> None:
    assert read_mail(content, kind) == SUMMARY


def test_names_of_attachments() -> None:
    files = [
        ("plan.docx", office()),
        ("notes.odt", open_document()),
        ("photo.jpg", b"\xff\xd8"),
        ("all.zip", b"PK\x03\x04"),
    ]
    for kind, content in (("eml", eml(files=files)), ("msg", msg(files=files))):
        assert read_mail(content, kind)["attachments"] == ["plan.docx", "notes.odt", "photo.jpg", "all.zip"]


def test_copies() -> None:
    assert read_mail(eml(cc="Cy <cy@nhs.example>"), "eml")["cc"] == "Cy <cy@nhs.example>"
    assert read_mail(msg(cc="Cy Oak"), "msg")["cc"] == "Cy Oak"


def test_a_name_in_another_alphabet() -> None:
    assert read_mail(eml(subject="اتحاد المرأة — cytûn"), "eml")["subject"] == "اتحاد المرأة — cytûn"


def test_a_message_inside_a_message() -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "a@nhs.example", "Fwd"
    outer.set_content("See below.")
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "b@nhs.example", "Agreed"
    inner.set_content("Yes.")
    inner.add_attachment(b"MZ", maintype="application", subtype="x", filename="run.exe")
    outer.add_attachment(inner)
    assert refusal(outer.as_bytes(), "eml") == (FileProblem.ATTACHMENT, "run.exe")


def test_pictures_in_the_text_are_no_attachments() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@nhs.example", "Logo"
    message.set_content("<img src='cid:logo'>", subtype="html")
    message.add_related(b"\x89PNG", "image", "png", cid="<logo>", filename="logo.png", disposition="inline")
    assert read_mail(message.as_bytes(), "eml")["attachments"] == []


@pytest.mark.parametrize("name", ["run.exe", "plan.DOCM", "page.js", "old.xlsb"])
def test_a_program_in_an_email(name: str) -> None:
    assert refusal(eml(files=[(name, b"x")]), "eml") == (FileProblem.ATTACHMENT, name)
    assert refusal(msg(files=[(name, b"x")]), "msg") == (FileProblem.ATTACHMENT, name)


def test_macros_in_an_attachment_that_does_not_say_so() -> None:
    files = [("plan.docx", MACROS)]
    assert refusal(eml(files=files), "eml") == (FileProblem.ATTACHMENT, "plan.docx")
    assert refusal(msg(files=files), "msg") == (FileProblem.ATTACHMENT, "plan.docx")


def test_a_damaged_attachment_is_its_senders_business() -> None:
    assert read_mail(eml(files=[("plan.docx", office()[:200])]), "eml")["attachments"] == ["plan.docx"]


@pytest.mark.parametrize("date", ["", "yesterday", "Tue, 03 Mar 99999 14:15:00 +0000", "Tue, 32 Mar 2026 99:15 +9999"])
def test_a_date_that_is_none(date: str) -> None:
    content = eml().replace(b"Tue, 03 Mar 2026 14:15:00 +0000", date.encode())
    assert read_mail(content, "eml")["date"] == ""


def test_a_date_without_a_zone_is_utc() -> None:
    content = eml().replace(b"14:15:00 +0000", b"14:15:00")
    assert read_mail(content, "eml")["date"] == SUMMARY["date"]


@pytest.mark.parametrize(
    ("kind", "content", "problem"),
    [
        ("eml", b"hello", FileProblem.MISMATCH),
        ("eml", b"<html><body>From: x</body></html>", FileProblem.MISMATCH),
        ("eml", b"From: a@nhs.example\r\n\r\nNothing else.", FileProblem.MISMATCH),
        ("eml", msg(), FileProblem.MISMATCH),
        ("msg", eml(), FileProblem.MISMATCH),
        ("msg", b"", FileProblem.MISMATCH),
        ("msg", container("WordDocument"), FileProblem.DAMAGED),
        ("msg", msg(kind="REPORT.Note"), FileProblem.MISMATCH),
        ("msg", msg()[:600], FileProblem.DAMAGED),
        ("msg", compound({"__properties_version1.0": b"\0" * 10}), FileProblem.MISMATCH),
    ],
)
def test_no_email(kind: str, content: bytes, problem: FileProblem) -> None:
    assert refusal(content, kind)[0] == problem


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_PARTS", 3)
    assert refusal(eml(files=[("a.txt", b"x"), ("b.txt", b"x"), ("c.txt", b"x")]), "eml")[0] == FileProblem.UNSAFE


def test_nothing_else_is_raised() -> None:
    dice = random.Random(3)  # noqa: S311 - the same files each time
    files = [("plan.docx", office()), ("a.txt", b"x" * 5000)]
    for content, kind in ((eml(files=files, cc="Cy <cy@nhs.example>"), "eml"), (msg(files=files, cc="Cy"), "msg")):
        for _each in range(300):
            broken = bytearray(content[: dice.choice([len(content), dice.randrange(1, len(content))])])
            for _byte in range(dice.randint(0, 12)):
                broken[dice.randrange(min(2000, len(broken)))] = dice.randrange(256)
            with suppress(FileError):
                read_mail(bytes(broken), kind)


# --- The process ------------------------------------------------------------------------------------------------------
def test_the_process_says_the_same() -> None:
    assert read_file(eml(), "eml") == SUMMARY
    assert read_file(msg(), "msg") == SUMMARY
    with pytest.raises(FileError) as refused:
        read_file(eml(files=[("run.exe", b"MZ")]), "eml")
    assert (refused.value.problem, refused.value.detail) == (FileProblem.ATTACHMENT, "run.exe")


def test_messages_inside_each_other_without_end() -> None:
    deep = b"".join(b"Content-Type: message/rfc822\r\n\r\n" for _each in range(20_000))
    with pytest.raises(FileError) as refused:
        read_file(b"From: a@nhs.example\r\nSubject: x\r\n" + deep, "eml")
    assert refused.value.problem in (FileProblem.UNSAFE, FileProblem.TOO_SLOW)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\n b\0c", "a b c"),
        ("Plan\u202efdp.exe", "Plan fdp.exe"),
        ("x" * 600, "x" * 499 + "…"),
        ("<b>bold</b>", "<b>bold</b>"),
    ],
)
def test_a_text_of_an_email_is_one_line(text: str, shown: str) -> None:
    assert one_line(text) == shown
