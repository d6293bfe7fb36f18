"""Notifications on a real database, with a real mail server."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aiokafka import ConsumerRecord
from asyncpg.pool import Pool

from services.notifications import sender
from services.notifications import settings as of_notifications
from services.notifications.__main__ import service
from shared.clock import Clock
from shared.database import open_pool
from shared.database import transaction as in_cities
from shared.events.event import Event
from shared.messaging.consumer import Consumer
from shared.service import application_of, consumer_of
from shared.settings import Settings
from tests.conftest import NewDatabase
from tests.notifications.facts import AMBON, KEDIRI, NOON, id_of, record
from tests.notifications.mailbox import Mailbox
from tests.tokens import publish_keys, token
from tests.web.browser import send_form, sign_in

CITIES = frozenset({"ambon", "kediri"})


@dataclass
class Notifications:
    """The service as other services and its users meet it, and what stands behind."""

    settings: Settings
    pool: "Pool"
    mailbox: Mailbox
    web: httpx.AsyncClient
    consumer: Consumer
    heard: int = 0

    async def hear(self, *events: Event, at: datetime = NOON) -> list[str]:
        """Hear these events, one batch; give their ids."""
        return await self.consume(*[record(event, at=at) for event in events])

    async def consume(self, *records: ConsumerRecord) -> list[str]:
        """Hear these records, one batch."""
        await self.consumer.consume(records, "a-log")
        assert await self.pool.fetchval("SELECT string_agg(type || ': ' || detail, '; ') FROM parked") is None
        return [id_of(each) for each in records]

    async def send(self) -> bool:
        """What the role sender does in one round."""
        return await sender.send(self.pool, Clock())

    async def inbox(self, subject: str) -> list[str]:
        """The templates of what somebody was told, oldest first."""
        rows = await self.fetch(
            """
            SELECT m.template FROM deliveries AS d JOIN messages AS m ON m.id = d.message_id
            WHERE d.subject = $1 AND d.channel = 'inbox' ORDER BY d.id
            """,
            subject,
        )
        return [row["template"] for row in rows]

    async def mails(self, subject: str | None = None) -> list[tuple[str, int, str | None]]:
        """Status, tries and last error of the mails to somebody, or to all."""
        rows = await self.fetch(
            """
            SELECT status, tries, last_error FROM deliveries
            WHERE channel = 'email' AND ($1::text IS NULL OR subject = $1) ORDER BY id
            """,
            subject,
        )
        return [(row["status"], row["tries"], row["last_error"]) for row in rows]

    async def announced(self, channel: str = "email") -> list[tuple[str, dict[str, Any], dict[str, str]]]:
        """Type, body and headers of what was announced about a channel, in order."""
        rows = await self.pool.fetch("SELECT headers, value FROM outbox ORDER BY id")
        found = [(dict(json.loads(row["headers"])), json.loads(row["value"])) for row in rows]
        return [(head["ce_type"].split(".")[2], body, head) for head, body in found if body["channel"] == channel]

    async def hasten(self) -> None:
        """Let the time have come for every mail that waits."""
        async with in_cities(self.pool, cities=CITIES) as connection:
            await connection.execute("UPDATE deliveries SET next_try_at = clock_timestamp() WHERE status = 'waiting'")

    async def age(self, *, hours: int) -> None:
        """Let every mail that waits have done so for longer."""
        async with in_cities(self.pool, cities=CITIES) as connection:
            await connection.execute(
                "UPDATE deliveries SET at = at - $1::interval WHERE status = 'waiting'", timedelta(hours=hours)
            )

    async def fetch(self, query: str, *arguments: Any, cities: frozenset[str] = CITIES) -> list[Any]:
        """Rows, as a transaction of these cities sees them."""
        async with in_cities(self.pool, cities=cities) as connection:
            return list(await connection.fetch(query, *arguments))

    async def get(self, subject: str, path: str, **query: Any) -> httpx.Response:
        signed_in = {"authorization": f"Bearer {token(subject)}"}
        return await self.web.get(f"/notifications{path}", params=query, headers=signed_in)

    async def page(self, subject: str | None, path: str, *, language: str = "id") -> httpx.Response:
        """A page as somebody's browser gets it; None is nobody."""
        headers = await self._browser(subject) | {"accept-language": language}
        return await self.web.get(f"/notifications{path}", headers=headers)

    async def waiting(self, subject: str) -> str:
        """What Beranda shows under "Menunggu Anda"."""
        page = (await self.page(subject, "/beranda")).text
        return page.partition("<h2>Menunggu Anda</h2>")[2].partition("<h2>")[0]

    async def form(self, subject: str, page: str, action: str, **fields: str) -> httpx.Response:
        """What is answered to a form of a page."""
        return await send_form(
            self.web, f"/notifications{page}", f"/notifications{action}", fields, await self._browser(subject)
        )

    async def _browser(self, subject: str | None) -> dict[str, str]:
        cookie = await sign_in(self.pool, "notifications", subject) if subject else {}
        return {"accept": "text/html"} | cookie

    async def post(self, subject: str, path: str) -> httpx.Response:
        signed_in = {"authorization": f"Bearer {token(subject)}", "idempotency-key": str(uuid4())}
        return await self.web.post(f"/notifications{path}", json={}, headers=signed_in)


def environment(mailbox: Mailbox) -> dict[str, str]:
    """What an operator sets, with short pauses."""
    return {
        "NOTIFICATIONS_FIELD_KEY": b64encode(bytes(32)).decode(),
        "NOTIFICATIONS_SMTP_HOST": "127.0.0.1",
        "NOTIFICATIONS_SMTP_PORT": str(mailbox.port),
        "NOTIFICATIONS_SENDER": "Gerai <gerai@ambon.example>",
        "NOTIFICATIONS_MAIL_GATHER_SECONDS": "0",
        "NOTIFICATIONS_MAIL_FIRST_SECONDS": "0.2",
        "NOTIFICATIONS_MAIL_LONGEST_SECONDS": "0.4",
        "NOTIFICATIONS_MAIL_TRIES": "3",
    }


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server that takes everything."""
    async with Mailbox().open() as mailbox:
        yield mailbox


@pytest.fixture
async def notifications(
    database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox
) -> AsyncIterator[Notifications]:
    """The service, which knows two cities and nobody in them."""
    for name, value in environment(mailbox).items():
        monkeypatch.setenv(name, value)
    forget_settings()
    settings = Settings(
        mode="test",
        database_url=(await database("notifications")).app_dsn,
        kafka_bootstrap_servers="127.0.0.1:1",
        oidc_issuer=publish_keys(tmp_path),
        parked_key=b64encode(bytes(32)).decode(),
    )
    pool = await open_pool(settings.database_url)
    consumer = consumer_of(service, settings, pool)
    application = application_of(service, settings, pool)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://gerai") as client:
        made = Notifications(settings, pool, mailbox, client, consumer)
        await made.hear(AMBON, KEDIRI)
        yield made
    await pool.close()
    forget_settings()


def forget_settings() -> None:
    """Have the environment read anew."""
    of_notifications.read.cache_clear()
    of_notifications.seal.cache_clear()
