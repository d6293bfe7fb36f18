"""Mail on this machine: takes every message by SMTP, passes none on, keeps each as a file that a page can show."""

import asyncio
import email
import os
import secrets
import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default as as_text
from pathlib import Path
from typing import Annotated

import typer
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local import processes
from deploy.local.home import write_whole

TIME = "%Y%m%dT%H%M%S.%fZ"
"""How the name of a message's file begins; names sort by time."""


@dataclass(frozen=True)
class Letter:
    """A message as it was taken."""

    received_at: datetime
    message: EmailMessage

    @property
    def to(self) -> str:
        """Whom it was delivered to, whatever its head says."""
        return ", ".join(map(str, self.message.get_all("Delivered-To", [])))

    @property
    def subject(self) -> str:
        """Empty where it has none."""
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        """What it says, as plain text where it has that."""
        body = self.message.get_body(("plain", "html"))
        return "" if body is None else str(body.get_content())


def list_letters(folder: Path) -> list[Letter]:
    """What was taken, oldest first."""
    return [_letter(file) for file in sorted(folder.glob("*.eml"))]


def _letter(file: Path) -> Letter:
    received_at = datetime.strptime(file.name.rpartition("-")[0], TIME).replace(tzinfo=UTC)
    message = email.message_from_bytes(file.read_bytes(), policy=as_text)
    assert isinstance(message, EmailMessage)
    return Letter(received_at, message)


class Mail:
    """The server in a process of its own, on 127.0.0.1."""

    def __init__(self, folder: Path, log: Path, port: int) -> None:
        self.folder = folder.resolve()
        self.port = port
        self.child = processes.Child("Mail", log, lambda: answers(port))

    def start(self, *, limit: float = 20) -> None:
        """Come up; raises NotStarted with the end of the log."""
        if self.child.running:
            return
        command = processes.python(__name__, "--port", str(self.port), "--folder", str(self.folder))
        self.child.start(command, env=os.environ | {"PYTHONPATH": processes.PYTHONPATH})
        self.child.wait(limit)

    def stop(self, *, limit: float = 20) -> None:
        """End it; a message that was not acknowledged yet is not kept."""
        self.child.stop(limit=limit)


def answers(port: int) -> bool:
    """Whether a mail server takes commands there."""
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
            return server.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


class Keep:
    """What the server does with a message."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 — aiosmtpd's
        """Acknowledge it when it stands in its file, with those it was really sent to."""
        assert isinstance(envelope.content, bytes)
        ways = [f"Return-Path: <{envelope.mail_from}>", *(f"Delivered-To: {to}" for to in envelope.rcpt_tos)]
        name = f"{datetime.now(UTC).strftime(TIME)}-{secrets.token_hex(4)}.eml"
        write_whole(self._folder / name, "".join(f"{way}\r\n" for way in ways).encode() + envelope.content)
        return "250 kept"


async def _serve(port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    # Named, or each connection would ask the network for our name.
    server = await loop.create_server(lambda: SMTP(Keep(folder), hostname="localhost", loop=loop), "127.0.0.1", port)
    await server.serve_forever()


def main(
    port: Annotated[int, typer.Option(help="Of 127.0.0.1.")],
    folder: Annotated[Path, typer.Option(help="Where the messages are kept.")],
) -> None:
    """Take mail until ended."""
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_serve(port, folder))


if __name__ == "__main__":
    typer.run(main)
