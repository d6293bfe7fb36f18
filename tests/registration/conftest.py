"""Registration's web on a real database: two cities, and the people that a test names."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from asyncpg.pool import Pool

from services.registration import settings as of_registration
from services.registration.__main__ import service
from shared.clock import Clock
from shared.database import open_pool
from shared.database import transaction as in_cities
from shared.events.event import Event
from shared.events.registration import CityConfigured, District, FunctionAssigned, Office
from shared.messaging import transaction
from shared.messaging.cloudevents import Envelope
from shared.messaging.subscriptions import cut
from shared.people import assignments
from shared.service import application_of
from shared.settings import Settings
from tests.conftest import NewDatabase
from tests.examples import BUSINESS, PRODUCT
from tests.tokens import publish_keys, token
from tests.web.browser import hidden_in, send_form, sign_in

ADMIN, AUDITOR, STRANGER = "rina", "pengawas", "kadir"
CITIES = {
    code: CityConfigured(
        city=code,
        name=name,
        region_code=region,
        time_zone=zone,
        offices=(Office(role="diskop", name="Dinas Koperasi dan UKM", head="Kepala Dinas"),),
        districts=(District(code=f"{region}.01", name="Utara"), District(code=f"{region}.02", name=district)),
    )
    for code, name, region, zone, district in (
        ("ambon", "Kota Ambon", "81.71", "Asia/Jayapura", "Sirimau"),
        ("kediri", "Kota Kediri", "35.71", "Asia/Jakarta", "Kota"),
    )
}


@dataclass
class Registration:
    """Registration as its users meet it, and what stands behind."""

    pool: "Pool"
    web: httpx.AsyncClient
    settings: Settings
    owner_dsn: str
    """The database as its owner, who may change tables and policies."""
    browsers: dict[str, dict[str, str]] = field(default_factory=dict)
    """What the browsers of people who are signed in say of them."""

    async def get(self, subject: str, path: str, **headers: str) -> httpx.Response:
        signed_in = {"authorization": f"Bearer {token(subject)}"}
        return await self.web.get(f"/registration{path}", headers=signed_in | headers)

    async def post(self, subject: str, path: str, body: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        signed_in = {"authorization": f"Bearer {token(subject)}", "idempotency-key": str(uuid4())}
        return await self.web.post(f"/registration{path}", json=body or {}, headers=signed_in | headers)

    async def page(self, subject: str, path: str) -> httpx.Response:
        """A page as somebody's browser gets it."""
        return await self.web.get(f"/registration{path}", headers=await self._browser(subject))

    async def form(
        self, subject: str, page: str, fields: dict[str, Any] | None = None, *, action: str | None = None
    ) -> httpx.Response:
        """What is answered to the form of a page, or to the one on it that goes elsewhere."""
        to = f"/registration{action or page.partition('?')[0]}"
        return await send_form(self.web, f"/registration{page}", to, fields or {}, await self._browser(subject))

    async def upload(self, subject: str, product: str, *files: bytes, key: str | None = None) -> httpx.Response:
        """What is answered to photos of a product, sent as a browser does."""
        browser = await self._browser(subject)
        token = hidden_in((await self.web.get("/registration/usaha/daftar", headers=browser)).text)["form_token"]
        return await self.web.post(
            f"/registration/produk/{product}/foto",
            data={"form_token": token, "idempotency_key": key or str(uuid4())},
            files=[("foto", ("../../foto.jpg", content, "image/jpeg")) for content in files],
            headers={**browser, "sec-fetch-site": "same-origin"},
        )

    async def _browser(self, subject: str) -> dict[str, str]:
        if subject not in self.browsers:
            self.browsers[subject] = await sign_in(self.pool, "registration", subject)
        return {"accept": "text/html"} | self.browsers[subject]

    async def assign(
        self,
        subject: str,
        function: str,
        *,
        city: str = "ambon",
        scope: str | None = None,
        since: timedelta = timedelta(days=-1),
        until: timedelta | None = None,
    ) -> UUID:
        """Let somebody hold a function, from and until so long from now; give the assignment's id."""
        now = Clock().now()
        assigned = FunctionAssigned(
            city=city,
            assignment_id=uuid4(),
            subject=subject,
            function=function,
            scope=scope,
            since=now + since,
            until=now + until if until else None,
        )
        async with in_cities(self.pool, cities=frozenset({city})) as connection:
            await assignments.record(connection, assigned)
        return assigned.assignment_id

    async def register(self, subject: str = "yohana", **different: Any) -> str:
        """Register a business; give its id."""
        answer = await self.post(subject, "/businesses", BUSINESS | different)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["business_id"])

    async def draft(self, business: str, subject: str = "yohana", **different: Any) -> str:
        """Begin a product that is complete but for the differences; give its id."""
        answer = await self.post(subject, "/products", PRODUCT | {"business_id": business} | different)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["product_id"])

    async def submit(self, business: str, subject: str = "yohana") -> str:
        """Put a new product of a business forward; give its id."""
        product = await self.draft(business, subject)
        answer = await self.post(subject, f"/products/{product}/submissions")
        assert answer.status_code == 201, answer.text
        return product

    async def hear(self, *events: Event) -> None:
        """Handle what others announced, in this order, as one batch."""
        heard = [(event, Envelope(id=str(uuid4()), source="/gerai/others", type=event.type)) for event in events]
        cities = frozenset(event.city for event in events)
        async with transaction.begin(self.pool, source="/gerai/registration", clock=Clock(), cities=cities) as tx:
            for call in cut(heard):
                await service.open().on.call(call, tx)

    async def announced(self, *types: str) -> list[dict[str, Any]]:
        """What was announced of these types (`product-withdrawn`), or at all: bodies with type, key and city."""
        rows = await self.pool.fetch("SELECT key, headers, value FROM outbox ORDER BY id")
        found = [_announced(row) for row in rows]
        return [event for event in found if not types or event["type"] in types]

    async def fetch(self, query: str, *arguments: Any, cities: frozenset[str] = frozenset(CITIES)) -> list[Any]:
        """Rows, as a transaction of these cities sees them."""
        async with in_cities(self.pool, cities=cities) as connection:
            return list(await connection.fetch(query, *arguments))


@pytest.fixture
async def city(registration: Registration) -> Registration:
    """A city with an admin and an auditor, and another city's admin."""
    await registration.assign(ADMIN, "admin-kota")
    await registration.assign(AUDITOR, "pengawas")
    await registration.assign(STRANGER, "admin-kota", city="kediri")
    return registration


async def who_wait(registration: Registration, number: int) -> bool:
    """Whether this many requests stand before something that others hold."""
    waiting = await registration.pool.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return bool(waiting == number)


def _announced(row: Any) -> dict[str, Any]:
    headers = dict(json.loads(row["headers"]))
    body = json.loads(row["value"]) if row["value"] is not None else {"erased": True}
    return body | {"type": headers["ce_type"].split(".")[2], "key": row["key"], "city": headers.get("ce_city", "")}


@pytest.fixture
async def registration(
    database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Registration]:
    monkeypatch.setenv("REGISTRATION_FIELD_KEY", b64encode(bytes(32)).decode())
    monkeypatch.setenv("REGISTRATION_PHOTOS", str(tmp_path / "photos"))
    of_registration.seal.cache_clear()
    of_registration.photos.cache_clear()
    databases = await database("registration")
    settings = Settings(
        mode="test",
        database_url=databases.app_dsn,
        kafka_bootstrap_servers="127.0.0.1:1",
        oidc_issuer=publish_keys(tmp_path),
    )
    async with opened(settings, databases.owner_dsn) as registration:
        async with transaction.begin(registration.pool, source="/gerai/registration", clock=Clock()) as tx:
            for city in CITIES.values():
                await assignments.save_city(tx.connection, city)
        yield registration


@asynccontextmanager
async def opened(settings: Settings, owner_dsn: str) -> AsyncIterator[Registration]:
    """Registration's web on a database that is there."""
    pool = await open_pool(settings.database_url)
    application = application_of(service, settings, pool)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://gerai") as client:
        yield Registration(pool, client, settings, owner_dsn)
    await pool.close()
