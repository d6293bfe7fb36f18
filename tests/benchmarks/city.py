"""A city with a business and as many drafted products as a row wants to submit; its web processes."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from asyncpg import Connection
from pydantic_core import to_json
from uuid_utils.compat import uuid7

from deploy.local import processes
from shared.events.registration import ASSIGNMENTS, BUSINESSES, CITIES, CONTACTS, PRODUCTS
from tests.benchmarks import load, workload
from tests.benchmarks.load import Connection as Door
from tests.benchmarks.system import Bench, Running, python, wait_until
from tests.conftest import ServiceDatabase
from tests.examples import BUSINESS
from tests.tokens import publish_keys, token

OFFICES = [{"role": "diskop", "name": "Dinas Koperasi dan UKM", "head": "Kepala Dinas"}]
REGIONS = {"ambon": "81.71", "ternate": "82.71"}
OWNER, OFFICER = "yohana", "kurator"


@dataclass(frozen=True)
class City:
    """Registration's database with a registered business, and a key that opens its doors for an hour."""

    database: ServiceDatabase
    connection: Connection
    issuer: str
    business_id: UUID
    owner: str
    code: str = "ambon"

    def submission(self, product_id: UUID) -> bytes:
        """The request that submits a product."""
        return load.post(f"/registration/products/{product_id}/submissions", self.owner, str(uuid4()))

    async def draft(self, count: int) -> list[UUID]:
        """Complete products that nobody has submitted yet."""
        ids = [uuid7() for _ in range(count)]
        sheet = workload.sheet()
        text = to_json({**{name: getattr(sheet, name) for name in sheet.__slots__}, "licences": sheet.licences})
        await self.connection.execute(
            """
            INSERT INTO products (id, city, business_id, status, revision, sheet, drafted_at)
            SELECT id, $4, $2, 'draft', 0, $3, now() FROM unnest($1::uuid[]) AS id
            """,
            ids,
            self.business_id,
            text.decode(),
            self.code,
        )
        return ids

    async def neighbour(self, door: Door) -> "City":
        """Another city, which registration does not know yet, with a business of its own."""
        await configure(self.connection, "ternate")
        other = {"city": "ternate", "district_code": "82.71.01", "nib": "1234567890120", "nik": "8271014101900002"}
        business = await _register(door, "fatma", BUSINESS | other)
        return replace(self, business_id=business, owner=pass_for("fatma"), code="ternate")


def pass_for(subject: str) -> str:
    """A token that lasts longer than a run."""
    return token(subject, exp=int(time.time()) + 24 * 3600)


@asynccontextmanager
async def ambon(bench: Bench, kept: ServiceDatabase | None = None) -> AsyncIterator[City]:
    """Kota Ambon, with its business registered over HTTP as everybody's is."""
    folder = bench.folder / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    await bench.declare(CITIES, ASSIGNMENTS, BUSINESSES, PRODUCTS, CONTACTS)
    async with bench.database("registration", kept) as database, bench.superuser(database) as connection:
        jwks = publish_keys(Path(folder))
        await configure(connection)
        async with web(bench, "registration", database, jwks) as (_, port), load.connect(port) as door:
            business = await _register(door, OWNER, BUSINESS)
        yield City(database, connection, jwks, business, pass_for(OWNER))


async def configure(connection: Connection, code: str = "ambon") -> None:
    """Have a service know a city and its officer."""
    await connection.execute(
        """
        INSERT INTO cities (code, name, region_code, time_zone, offices)
        VALUES ($1, $2, $3, 'Asia/Jayapura', $4)
        """,
        code,
        f"Kota {code.title()}",
        REGIONS[code],
        json.dumps(OFFICES),
    )
    await connection.execute(
        """
        INSERT INTO assignments (id, city, subject, function, since)
        VALUES ($1, $2, $3, 'kurator-diskop', now() - interval '1 day')
        """,
        uuid4(),
        code,
        OFFICER,
    )


async def _register(door: Door, owner: str, business: dict[str, Any]) -> UUID:
    body = json.dumps(business).encode()
    status, answer = await door.ask(load.post("/registration/businesses", pass_for(owner), str(uuid4()), body))
    assert status == 201, answer
    return UUID(json.loads(answer)["business_id"])


@asynccontextmanager
async def web(
    bench: Bench, service: str, database: ServiceDatabase, issuer: str, **more: str
) -> AsyncIterator[tuple[Running, int]]:
    """A service's web process, once it answers, and its port."""
    port = processes.free_port()
    environment = bench.environment(database, OIDC_ISSUER=issuer, HTTP_PORT=str(port), **more)
    with bench.running(python(f"services.{service}", "web"), environment) as running:
        wait_until(running, lambda: processes.is_listening(port), 60, f"{service} answers")
        yield running, port
