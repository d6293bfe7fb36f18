"""A real mail server on loopback that keeps what it takes, and says no where a test wants it to."""

import asyncio
import email
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default as as_text
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Mailbox:
    """What came in, and what the server says to whom."""

    port: int = 0
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    """Each with whom it was delivered to."""
    at_recipient: dict[str, str] = field(default_factory=dict)
    """The answer to RCPT for an address."""
    at_sender: str | None = None
    """The answer to MAIL FROM."""
    at_data: str | None = None
    """The answer to a whole mail, which then is not kept."""
    before_yes: Callable[[], Awaitable[None]] | None = None
    """What the server does when it has kept a mail and before it says so."""
    connections: int = 0
    passwords: list[str] = field(default_factory=list)
    tls: ssl.SSLContext | None = None

    @property
    def message_ids(self) -> list[str]:
        return [letter["Message-ID"] for _, letter in self.letters]

    def to(self, address: str) -> list[EmailMessage]:
        """What was delivered to an address."""
        return [letter for to, letter in self.letters if to == address]

    def texts(self, address: str) -> list[str]:
        """What the mails to an address say."""
        return [str(letter.get_content()).replace("\r\n", "\n") for letter in self.to(address)]

    async def handle_MAIL(  # noqa: N802 — aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.at_sender or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.at_recipient.get(address, "250 OK")
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.at_data:
            return self.at_data
        assert isinstance(envelope.content, bytes)
        letter = email.message_from_bytes(envelope.content, policy=as_text)
        assert isinstance(letter, EmailMessage)
        self.letters += [(to, letter) for to in envelope.rcpt_tos]
        if self.before_yes:
            await self.before_yes()
        return "250 kept"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: Any) -> AuthResult:
        self.passwords.append(said.password.decode())
        return AuthResult(success=True)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Mailbox"]:
        """Answer on a port of loopback; the same one when opened again."""
        loop = asyncio.get_running_loop()

        def connection() -> SMTP:
            self.connections += 1
            return SMTP(
                self,
                hostname="localhost",
                loop=loop,
                tls_context=self.tls,
                authenticator=self.authenticate,
                auth_require_tls=False,
            )

        server = await loop.create_server(connection, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await server.wait_closed()
