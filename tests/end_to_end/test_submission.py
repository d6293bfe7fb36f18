"""A business registers over HTTP and submits a product; its case stands in curation. All parts are real."""

from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from asyncpg.pool import Pool

from deploy.local.kafka import Kafka
from deploy.local.tansu import Tansu
from services.curation import handlers
from services.registration import routes
from services.registration import settings as of_registration
from services.registration.__main__ import service
from shared import web
from shared.clock import Clock
from shared.database import open_pool
from shared.database import transaction as in_cities
from shared.events.curation import CASES
from shared.events.registration import CityConfigured, Office
from shared.messaging import transaction
from shared.messaging.relay import Relay
from shared.messaging.worker import Worker
from shared.people import assignments
from shared.service import Chapters, Service, consumer_of
from shared.settings import Settings
from tests.conftest import NewDatabase
from tests.examples import BUSINESS, PRODUCT
from tests.messaging.conftest import running, until
from tests.tokens import publish_keys, token

pytestmark = pytest.mark.broker


@dataclass
class City:
    """Kota Ambon with registration and curation, and people who use them."""

    registration: "Pool"
    curation: "Pool"
    web: httpx.AsyncClient
    relay: Relay
    worker: Worker

    async def post(self, subject: str, path: str, body: dict[str, Any], key: str = "") -> httpx.Response:
        headers = {"authorization": f"Bearer {token(subject)}", "idempotency-key": key or str(uuid4())}
        return await self.web.post(f"/registration{path}", json=body, headers=headers)

    async def get(self, subject: str, path: str) -> httpx.Response:
        return await self.web.get(f"/registration{path}", headers={"authorization": f"Bearer {token(subject)}"})

    async def submit(self, owner: str, **differences: Any) -> str:
        """Register a business and submit its product; give the product's id."""
        business = (await self.post(owner, "/businesses", BUSINESS)).json()["business_id"]
        draft = await self.post(owner, "/products", PRODUCT | {"business_id": business} | differences)
        product = str(draft.json()["product_id"])
        answer = await self.post(owner, f"/products/{product}/submissions", {})
        assert answer.status_code == 201, answer.text
        return product

    async def assign(self, subject: str, function: str, *, city: str = "ambon", scope: str | None = None) -> None:
        async with in_cities(self.registration, cities=frozenset({city})) as connection:
            await connection.execute(
                """
                INSERT INTO assignments (id, city, subject, function, scope, since)
                VALUES ($1, $2, $3, $4, $5, now())
                """,
                uuid4(),
                city,
                subject,
                function,
                scope,
            )

    async def case(self, product: str) -> tuple[str, int] | None:
        """Status and revision of a product's case in curation, as an officer of Ambon sees it."""
        async with in_cities(self.curation, cities=frozenset({"ambon"})) as connection:
            row = await connection.fetchrow(
                "SELECT status, revision FROM cases WHERE product_id = $1::text::uuid", product
            )
        return (row["status"], row["revision"]) if row else None


@pytest.fixture
async def ambon(
    database: NewDatabase, broker_server: Tansu | Kafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[City]:
    monkeypatch.setenv("REGISTRATION_FIELD_KEY", b64encode(bytes(32)).decode())
    of_registration.seal.cache_clear()
    settings = {
        name: Settings(
            mode="test",
            database_url=(await database(name)).app_dsn,
            kafka_bootstrap_servers=broker_server.bootstrap,
            kafka_idempotent_producer=broker_server.idempotent,
            oidc_issuer=publish_keys(tmp_path),
        )
        for name in ("registration", "curation")
    }
    registration, curation = [await open_pool(each.database_url) for each in settings.values()]
    await _configure_city(registration)
    consumer = consumer_of(
        Service("curation", (CASES,), lambda: Chapters(on=handlers.on)), settings["curation"], curation
    )
    application = web.application("registration", routes.router, settings["registration"], registration)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://gerai") as client:
        yield City(
            registration,
            curation,
            client,
            Relay(settings["registration"], service.announces),
            Worker(settings["curation"], consumer),
        )
    await registration.close()
    await curation.close()


async def _configure_city(pool: "Pool") -> None:
    city = CityConfigured(
        city="ambon",
        name="Kota Ambon",
        region_code="81.71",
        time_zone="Asia/Jayapura",
        offices=(Office(role="diskop", name="Dinas Koperasi dan UKM", head="Kepala Dinas"),),
    )
    async with transaction.begin(pool, source="/gerai/registration", clock=Clock()) as tx:
        await assignments.save_city(tx.connection, city)
        await tx.publish(city)


async def test_a_submitted_product_has_a_case_in_curation(ambon: City) -> None:
    product = await ambon.submit("yohana")
    async with running(ambon.relay.run(), ambon.worker.run()):
        await until(lambda: _case_is(ambon, product, ("open", 1)))
        await ambon.post("yohana", f"/products/{product}/withdrawals", {"reason": "Alat rusak"})
        await until(lambda: _case_is(ambon, product, ("withdrawn", 1)))
        await ambon.post("yohana", f"/products/{product}/submissions", {"changes": "Alat sudah diganti"})
        await until(lambda: _case_is(ambon, product, ("open", 2)))
    copied = await ambon.curation.fetchval("SELECT name FROM cities WHERE code = 'ambon'")
    assert copied == "Kota Ambon"


async def test_no_identity_number_leaves_registration_or_lies_there_in_clear(ambon: City) -> None:
    answer = await ambon.post("yohana", "/businesses", BUSINESS)
    assert answer.json()["nik"] == "8171********0001"
    for table in ("businesses", "outbox", "idempotency"):
        async with in_cities(ambon.registration, cities=frozenset({"ambon"})) as connection:
            rows = await connection.fetch(f"SELECT t::text AS row, t.* FROM {table} t")
        assert rows
        assert not any("8171014101900001" in row["row"] or _in_bytes(row, b"8171014101900001") for row in rows)


def _in_bytes(row: Any, secret: bytes) -> bool:
    return any(secret in value for value in row.values() if isinstance(value, bytes))


async def test_a_nik_registers_once(ambon: City) -> None:
    await ambon.post("yohana", "/businesses", BUSINESS)
    answer = await ambon.post("budi", "/businesses", BUSINESS | {"nib": "0220009861930"})
    assert answer.status_code == 409
    assert "NIK" in answer.json()["detail"]


async def test_an_incomplete_product_is_drafted_but_not_submitted(ambon: City) -> None:
    business = (await ambon.post("yohana", "/businesses", BUSINESS)).json()["business_id"]
    draft = await ambon.post("yohana", "/products", {"business_id": business, "name": "Sagu"})
    product = draft.json()["product_id"]
    refused = await ambon.post("yohana", f"/products/{product}/submissions", {})
    assert (refused.status_code, refused.json()["code"]) == (422, "product-incomplete")
    shown = await ambon.get("yohana", f"/products/{product}")
    assert shown.json()["revision"] == 0
    assert {point["field"] for point in shown.json()["open"]} >= {"category", "price"}


async def test_others_cannot_see_or_touch_what_is_not_theirs(ambon: City) -> None:
    product = await ambon.submit("yohana")
    await ambon.assign("budi", "pelaku-usaha", scope="another")
    await ambon.assign("sari", "pendamping", city="kediri")
    for stranger in ("budi", "sari"):
        assert (await ambon.get(stranger, f"/products/{product}")).status_code == 404
        answer = await ambon.post(stranger, f"/products/{product}/withdrawals", {"reason": "usil"})
        assert answer.status_code == 404
    assert (await ambon.get("nobody", f"/products/{product}")).status_code == 403


async def test_the_database_hides_other_cities_even_where_the_code_forgets(ambon: City) -> None:
    await ambon.submit("yohana")
    async with in_cities(ambon.registration, cities=frozenset({"kediri"})) as connection:
        assert await connection.fetchval("SELECT count(*) FROM products") == 0
    async with in_cities(ambon.registration, cities=frozenset({"ambon"})) as connection:
        assert await connection.fetchval("SELECT count(*) FROM products") == 1


async def test_a_pendamping_enters_for_an_owner_and_the_record_says_so(ambon: City) -> None:
    await ambon.assign("sari", "pendamping")
    consent = BUSINESS["consent"] | {"channel": "pendamping"}
    answer = await ambon.post("sari", "/businesses", BUSINESS | {"consent": consent})
    assert answer.status_code == 201
    async with in_cities(ambon.registration, cities=frozenset({"ambon"})) as connection:
        row = await connection.fetchrow("SELECT entered_by, owner_subject FROM businesses")
    assert tuple(row or ()) == ("sari", None)


async def _case_is(ambon: City, product: str, wanted: tuple[str, int]) -> bool:
    return await ambon.case(product) == wanted
