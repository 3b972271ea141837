"""A mail server for tests: it speaks as much SMTP as is needed, keeps what it took, and can be told to misbehave."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event, Thread


@dataclass
class Mailbox:
    """What a server took, and how it behaves."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refused: str = ""
    """An address that it does not know."""
    goes_silent: Event = field(default_factory=Event)
    """Set: it takes connections and never says a word."""

    def told(self) -> list[tuple[str, str]]:
        """Return to whom which subject was sent, in order of the alphabet."""
        return sorted((mail["To"], mail["Subject"]) for mail in self.mails)


@contextmanager
def running() -> Iterator[Mailbox]:
    """Run a server on a port of its own."""
    mailbox, ended = Mailbox(), Event()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if mailbox.goes_silent.is_set():
                ended.wait(30)
                return
            self.wfile.write(b"220 ready\r\n")
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"RCPT" and mailbox.refused and mailbox.refused.encode() in line:
                    self.wfile.write(b"550 unknown\r\n")
                elif word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    mailbox.mails.append(self.mail())
                    self.wfile.write(b"250 taken\r\n")
                elif word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    self.wfile.write(b"250 ok\r\n")

        def mail(self) -> EmailMessage:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            return message_from_bytes(b"".join(lines), policy=policy.default)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        mailbox.port = server.server_address[1]
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield mailbox
        finally:
            ended.set()
            server.shutdown()
