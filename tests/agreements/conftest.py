"""Agreements on a real database: two cities, their people, and facts as registration and curation announce them."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from asyncpg.pool import Pool

from services.agreements import __main__ as agreements
from shared.clock import Clock
from shared.database import open_pool
from shared.database import transaction as in_cities
from shared.events.event import Event
from shared.events.registration import FunctionAssigned
from shared.messaging import transaction
from shared.messaging.cloudevents import Envelope
from shared.messaging.subscriptions import Call
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.people.functions import (
    ADMIN,
    AUDITOR,
    CURATOR_DISKOP,
    DISKOP,
    DISPERINDAG,
    LEGAL,
    MAYOR,
    OWNER,
    RETAILER,
)
from shared.service import application_of, do_due
from shared.settings import Settings
from tests.agreements.samples import ALFAMIDI, AMBON, BUSINESS_ID, KEDIRI, TERMS, WIT, curated
from tests.conftest import NewDatabase
from tests.tokens import publish_keys, token
from tests.web.browser import hidden_in, send_form, sign_in

CITIES = frozenset({"ambon", "kediri"})
PEOPLE = {
    "admin": ADMIN,
    "pengawas": AUDITOR,
    "kurator": CURATOR_DISKOP,
    "diskop": DISKOP,
    "disperindag": DISPERINDAG,
    "hukum": LEGAL,
    "bodewin": MAYOR,
}
"""Who holds which function in Ambon. Besides them, rina speaks for Alfamidi, budi for Indomaret, yohana owns."""


@dataclass
class Agreements:
    """Agreements as its users meet it, and what stands behind."""

    settings: Settings
    pool: "Pool"
    web: httpx.AsyncClient
    numbers: list[int] = field(default_factory=list)

    async def get(self, subject: str, path: str, **headers: str) -> httpx.Response:
        signed_in = {"authorization": f"Bearer {token(subject)}"}
        return await self.web.get(f"/agreements{path}", headers=signed_in | headers)

    async def page(self, subject: str, path: str, **headers: str) -> httpx.Response:
        """A page as somebody's browser gets it."""
        return await self.web.get(f"/agreements{path}", headers=await self._browser(subject) | headers)

    async def form(self, subject: str, page: str, action: str, **fields: str) -> httpx.Response:
        """What is answered to a form of a page."""
        browser = await self._browser(subject)
        return await send_form(self.web, f"/agreements{page}", f"/agreements{action}", fields, browser)

    async def form_of(self, page: httpx.Response, action: str, **fields: Any) -> httpx.Response:
        """What is answered to a form of a page that was opened a while ago."""
        headers = {"accept": "text/html", "cookie": page.request.headers["cookie"], "sec-fetch-site": "same-origin"}
        return await self.web.post(f"/agreements{action}", data=hidden_in(page.text) | fields, headers=headers)

    async def _browser(self, subject: str) -> dict[str, str]:
        return {"accept": "text/html"} | await sign_in(self.pool, "agreements", subject)

    async def post(self, subject: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        headers = {"authorization": f"Bearer {token(subject)}", "idempotency-key": str(uuid4())}
        return await self.web.post(f"/agreements{path}", json=body or {}, headers=headers)

    async def done(self, subject: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """What a post answers that has to succeed."""
        answer = await self.post(subject, path, body)
        assert answer.status_code in (200, 201), answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def assign(
        self, subject: str, function: str, *, city: str = "ambon", scope: str | None = None, title: str | None = None
    ) -> None:
        async with in_cities(self.pool, cities=frozenset({city})) as connection:
            await assignments.record(connection, assigned(subject, function, city=city, scope=scope, title=title))

    def begin(self, *cities: str) -> AbstractAsyncContextManager[Transaction]:
        """A transaction as the consumer opens it for a batch about these cities (ambon)."""
        return transaction.begin(
            self.pool,
            source="/gerai/agreements",
            clock=Clock(self.settings.clock_file),
            cities=frozenset(cities or ("ambon",)),
        )

    async def hear(self, *facts: Event) -> None:
        """Facts of one type, handled in one transaction."""
        async with self.begin(*{fact.city for fact in facts}) as tx:
            await handle(facts, tx)

    def move_clock(self, days: float) -> None:
        assert self.settings.clock_file is not None
        self.settings.clock_file.write_text(str(days * 86_400))

    async def do_due(self) -> None:
        await do_due(agreements.service, self.settings, self.pool)

    async def announced(self, *types: str) -> list[dict[str, Any]]:
        """What was announced of these types (`offer-made`), or at all: bodies with type, topic, key and city."""
        rows = await self.pool.fetch("SELECT topic, key, headers, value FROM outbox ORDER BY id")
        found = [_announced(row) for row in rows]
        return [event for event in found if not types or event["type"] in types]

    async def fetch(self, query: str, *arguments: Any, cities: frozenset[str] = CITIES) -> list[Any]:
        """Rows, as a transaction of these cities sees them."""
        async with in_cities(self.pool, cities=cities) as connection:
            return list(await connection.fetch(query, *arguments))

    async def agree_mou(self, *retailers: str, since: int = -10, until: int = 700) -> str:
        """A memorandum that all have agreed to; its term is counted in days from now. Give its id."""
        named = retailers or ("alfamidi",)
        mou = str((await self.done("diskop", "/mous", mou_form(*named, since=since, until=until)))["mou_id"])
        for subject in ("diskop", "disperindag", "hukum", *(SPEAKS_FOR[code] for code in named)):
            await self.done(subject, f"/mous/{mou}/agreements", {"version": 1})
        return mou

    async def sign_mou(self, *retailers: str, since: int = -10, until: int = 700) -> str:
        """A memorandum that all have signed; give its id."""
        mou = await self.agree_mou(*retailers, since=since, until=until)
        for subject in ("bodewin", *(SPEAKS_FOR[code] for code in retailers or ("alfamidi",))):
            await self.done(subject, f"/mous/{mou}/signatures", {"version": 1, "number": self.number()})
        return mou

    def number(self) -> str:
        """A number that no other document has."""
        self.numbers.append(len(self.numbers) + 1)
        return f"{self.numbers[-1]}/2026"

    async def offer(self, **differences: Any) -> str:
        """A product that passed, before Alfamidi under a memorandum; give the offer's id."""
        await self.sign_mou()
        await self.hear(curated(**differences))
        return str((await self.fetch("SELECT id FROM offers"))[-1]["id"])

    async def draft_pks(self, **differences: Any) -> str:
        """An agreement that waits for its signatures; give its id."""
        offer = await self.offer()
        await self.done("rina", f"/offers/{offer}/answers", {"answer": "accepted"})
        return str((await self.done("rina", f"/offers/{offer}/pks", {"terms": terms(**differences)}))["pks_id"])

    async def sign_pks(self, **differences: Any) -> str:
        """An agreement that both have signed; give its id."""
        pks = await self.draft_pks(**differences)
        for subject in ("rina", "yohana"):
            await self.done(subject, f"/pks/{pks}/signatures", {"version": 1})
        return pks

    async def statuses(self, table: str) -> list[str]:
        return [row["status"] for row in await self.fetch(f"SELECT status FROM {table} ORDER BY id")]


SPEAKS_FOR = {"alfamidi": "rina", "indomaret": "budi"}


def mou_form(*retailers: str, since: int = -10, until: int = 700, city: str = "ambon") -> dict[str, Any]:
    """A memorandum as its drafter sends it in; the term is counted in days from today in Ambon."""
    today = Clock().now().astimezone(WIT).date()
    return {
        "city": city,
        "title": "Pemasaran Produk UMKM",
        "retailers": list(retailers or ("alfamidi",)),
        "body": "Para pihak sepakat memasarkan produk UMKM.",
        "since": str(today + timedelta(days=since)),
        "until": str(today + timedelta(days=until)),
    }


def terms(**differences: Any) -> dict[str, Any]:
    """Terms as a retailer sends them in, from a week from today in Ambon for a year."""
    today = Clock().now().astimezone(WIT).date()
    found = asdict(replace(TERMS, since=today + timedelta(days=7), until=today + timedelta(days=372)))
    return {name: str(said) if isinstance(said, date) else said for name, said in found.items()} | differences


async def handle(facts: Sequence[Event], tx: Transaction) -> None:
    """Have the service's handler take these facts of one type, as the consumer does."""
    envelopes = [Envelope(id=str(uuid4()), source="/gerai/test", type=fact.type) for fact in facts]
    await agreements.service.open().on.call(Call(type(facts[0]), list(zip(facts, envelopes, strict=True))), tx)


def _announced(row: Any) -> dict[str, Any]:
    headers = dict(json.loads(row["headers"]))
    there = {"topic": row["topic"], "key": row["key"], "city": headers["ce_city"]}
    body: dict[str, Any] = json.loads(row["value"])
    return body | there | {"type": headers["ce_type"].split(".")[2]}


def assigned(
    subject: str, function: str, *, city: str = "ambon", scope: str | None = None, title: str | None = None
) -> FunctionAssigned:
    """Somebody holds a function since yesterday."""
    return FunctionAssigned(
        city=city,
        assignment_id=uuid4(),
        subject=subject,
        function=function,
        scope=scope,
        since=Clock().now() - timedelta(days=1),
        title=title,
    )


def _people() -> list[FunctionAssigned]:
    officers = [assigned(subject, function) for subject, function in PEOPLE.items()]
    chains = [assigned(subject, RETAILER, scope=code) for code, subject in SPEAKS_FOR.items()]
    return [*officers, *chains, assigned("yohana", OWNER, scope=str(BUSINESS_ID))]


async def _retailers(there: Agreements) -> None:
    branches = [{"code": branch.code, "name": branch.name} for branch in ALFAMIDI.branches]
    midi = {"city": "ambon", "code": "alfamidi", "legal_name": ALFAMIDI.legal_name, "branches": branches}
    await there.done("admin", "/retailers", midi)
    await there.done("admin", "/retailers", midi | {"code": "indomaret", "legal_name": "PT Indomarco", "branches": []})


@pytest.fixture
async def settings(database: NewDatabase, tmp_path: Path) -> Settings:
    return Settings(
        mode="test",
        database_url=(await database("agreements")).app_dsn,
        kafka_bootstrap_servers="127.0.0.1:1",
        oidc_issuer=publish_keys(tmp_path),
        clock_file=tmp_path / "clock",
    )


@pytest.fixture
async def ambon(settings: Settings) -> AsyncIterator[Agreements]:
    """Kota Ambon, its officers, two retailers and a business; Kediri beside it, with nothing."""
    pool = await open_pool(settings.database_url)
    async with in_cities(pool, cities=CITIES) as connection:
        for city in (AMBON, KEDIRI):
            await assignments.save_city(connection, city)
        await assignments.record(connection, *_people())
    application = application_of(agreements.service, settings, pool)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://gerai") as client:
        there = Agreements(settings, pool, client)
        await _retailers(there)
        yield there
    await pool.close()
