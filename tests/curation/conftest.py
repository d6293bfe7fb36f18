"""Curation on a real database, at a fixed time, with people who use it over HTTP."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from asyncpg.pool import Pool
from uuid_utils.compat import uuid7

from services.curation import handlers
from services.curation.__main__ import service
from shared.clock import Clock
from shared.database import open_pool
from shared.database import transaction as in_cities
from shared.events.event import Event
from shared.events.registration import CityConfigured, Office
from shared.messaging import transaction
from shared.messaging.cloudevents import Envelope
from shared.messaging.subscriptions import cut
from shared.people import assignments
from shared.service import application_of, do_due
from shared.settings import Settings
from tests.conftest import NewDatabase, ServiceDatabase
from tests.curation.samples import AMBON, BUSINESS_ID, NOW, registered, scores, submission
from tests.tokens import publish_keys, token
from tests.web.browser import hidden_in, send_form, sign_in

KEDIRI = CityConfigured(
    city="kediri",
    name="Kota Kediri",
    region_code="35.71",
    time_zone="Asia/Jakarta",
    offices=(Office(role="diskop", name="Dinas Koperasi", head="Kepala Dinas"),),
)
BUSINESSES = {"ambon": BUSINESS_ID, "kediri": UUID("018f0000-0000-7000-8000-000000000003")}


@dataclass
class Curation:
    """The service in Ambon and Kediri. Ani and Ahmad are Diskop's curators in Ambon, Dewi is Disperindag's."""

    databases: ServiceDatabase
    settings: Settings
    pool: "Pool"
    web: httpx.AsyncClient

    def move_clock(self, to: datetime) -> None:
        assert self.settings.clock_file
        self.settings.clock_file.write_text(str((to - datetime.now(UTC)).total_seconds()))

    async def hear(self, *events: Event) -> None:
        """Handle what registration announced, in this order, as one batch."""
        heard = [(event, Envelope(id=str(uuid4()), source="/gerai/registration", type=event.type)) for event in events]
        async with transaction.begin(
            self.pool,
            source="/gerai/curation",
            clock=Clock(self.settings.clock_file),
            cities=frozenset(event.city for event in events),
        ) as tx:
            for call in cut(heard):
                await handlers.on.call(call, tx)

    async def submitted(self, *, city: str = "ambon", **differences: Any) -> UUID:
        """A new product of a business that is known, one in each city."""
        product_id, of = uuid7(), {"city": city, "business_id": BUSINESSES[city]}
        await self.hear(registered(**of), submission(product_id=product_id, **of | differences))
        return product_id

    async def assign(self, subject: str, function: str, *, city: str = "ambon", scope: str | None = None) -> None:
        async with in_cities(self.pool, cities=frozenset({city})) as connection:
            await connection.execute(
                """
                INSERT INTO assignments (id, city, subject, function, scope, since)
                VALUES ($1, $2, $3, $4, $5, '2026-01-01')
                """,
                uuid4(),
                city,
                subject,
                function,
                scope,
            )

    async def get(self, subject: str, path: str, **headers: str) -> httpx.Response:
        signed_in = {"authorization": f"Bearer {token(subject)}"}
        return await self.web.get(f"/curation{path}", headers=signed_in | headers)

    async def post(self, subject: str, path: str, body: dict[str, Any]) -> httpx.Response:
        headers = {"authorization": f"Bearer {token(subject)}", "idempotency-key": str(uuid4())}
        return await self.web.post(f"/curation{path}", json=body, headers=headers)

    async def page(self, subject: str, path: str, **headers: str) -> httpx.Response:
        """A page as somebody's browser gets it."""
        return await self.web.get(f"/curation{path}", headers=await self._browser(subject) | headers)

    async def form(self, subject: str, page: str, action: str, **fields: str) -> httpx.Response:
        """What is answered to a form of a page."""
        browser = await self._browser(subject)
        return await send_form(self.web, f"/curation{page}", f"/curation{action}", fields, browser)

    async def form_of(self, page: httpx.Response, subject: str, action: str, **fields: str) -> httpx.Response:
        """What is answered to a form of a page that was opened a while ago."""
        headers = {"accept": "text/html", "cookie": page.request.headers["cookie"], "sec-fetch-site": "same-origin"}
        return await self.web.post(f"/curation{action}", data=dict(fields) | hidden_in(page.text), headers=headers)

    async def _browser(self, subject: str) -> dict[str, str]:
        return {"accept": "text/html"} | await sign_in(self.pool, "curation", subject)

    async def review(self, subject: str, product_id: UUID, **differences: Any) -> httpx.Response:
        """Give a review: 80 points everywhere and a pass, unless something else is said."""
        body: dict[str, Any] = {"revision": 1, "scores": scores(), "recommendation": "pass"}
        return await self.post(subject, f"/cases/{product_id}/reviews", body | differences)

    async def case(self, product_id: UUID, *, subject: str = "ani") -> dict[str, Any]:
        answer = await self.get(subject, f"/cases/{product_id}")
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def announced(self, product_id: UUID) -> list[tuple[str, dict[str, Any]]]:
        """What was announced of a product, in order: the type's name without its frame, and the body."""
        rows = await self.pool.fetch("SELECT headers, value FROM outbox WHERE key = $1 ORDER BY id", str(product_id))
        types = [dict(json.loads(row["headers"]))["ce_type"].split(".")[2] for row in rows]
        return list(zip(types, [json.loads(row["value"]) for row in rows], strict=True))

    async def do_due(self) -> None:
        await do_due(service, self.settings, self.pool)

    async def count(self, table: str) -> int:
        async with in_cities(self.pool, cities=frozenset({"ambon", "kediri"})) as connection:
            return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))


@pytest.fixture
async def curation(database: NewDatabase, tmp_path: Path) -> AsyncIterator[Curation]:
    databases = await database("curation")
    settings = Settings(
        mode="test",
        database_url=databases.app_dsn,
        kafka_bootstrap_servers="127.0.0.1:1",
        oidc_issuer=publish_keys(tmp_path),
        clock_file=tmp_path / "clock",
    )
    pool = await open_pool(settings.database_url)
    application = application_of(service, settings, pool)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://gerai") as client:
        the = Curation(databases, settings, pool, client)
        the.move_clock(NOW)
        async with in_cities(pool) as connection:
            for city in (AMBON, KEDIRI):
                await assignments.save_city(connection, city)
        for subject, function in (
            ("ani", "kurator-diskop"),
            ("ahmad", "kurator-diskop"),
            ("dewi", "kurator-disperindag"),
        ):
            await the.assign(subject, function)
        yield the
    await pool.close()
