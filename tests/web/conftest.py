"""A service with a few routes, and Ani who is signed in to it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import Depends
from pydantic import BaseModel

from shared import web
from shared.database import open_pool
from shared.errors import Refused
from shared.settings import Settings
from shared.web import Allowed, Tx, Who
from tests.conftest import NewDatabase
from tests.messaging.probe import TABLES, Noted
from tests.tokens import publish_keys, token

ROUTES = web.router("probe")


class Note(BaseModel):
    """What may be noted."""

    number: int


@ROUTES.post("/notes", dependencies=[Depends(Allowed())])
async def note(form: Note, tx: Tx, who: Who) -> dict[str, Any]:
    """Write a number down, after a moment; odd ones are refused after they were written."""
    await tx.connection.execute("INSERT INTO effects (number, kind) VALUES ($1, $2)", form.number, who.subject)
    await tx.connection.execute("SELECT pg_sleep(0.1)")
    if form.number % 2:
        raise Refused("number-odd", {"id": "Bilangan ganjil tidak diterima.", "en": "Odd numbers are refused."})
    return {"number": form.number, "id": str(uuid4())}


@ROUTES.post("/breakages", dependencies=[Depends(Allowed())])
async def break_down(form: Note, tx: Tx) -> None:
    """Write a number down and fail as nobody foresaw."""
    await tx.connection.execute("INSERT INTO effects (number, kind) VALUES ($1, 'broken')", form.number)
    raise ZeroDivisionError("8171014101900001 must not be shown")


@ROUTES.post("/announcements", dependencies=[Depends(Allowed())])
async def announce(form: Note, tx: Tx) -> None:
    """Announce a number."""
    await tx.publish(Noted(city="ambon", note_id=uuid4(), number=form.number))


@ROUTES.get("/officers", dependencies=[Depends(Allowed("kurator-diskop"))])
async def show_officers(who: Who) -> list[str]:
    """Only for officers."""
    return sorted(who.cities)


@ROUTES.get("/cities", dependencies=[Depends(Allowed())])
async def show_cities(who: Who) -> list[str]:
    """For everybody who is signed in."""
    return sorted(who.cities)


@pytest.fixture
async def settings(database: NewDatabase, tmp_path: Path) -> Settings:
    """Settings with a database and the provider's keys in a file."""
    databases = await database("probe")
    owner = await asyncpg.connect(databases.owner_dsn)
    await owner.execute(TABLES)
    await owner.close()
    return Settings(
        mode="test",
        database_url=databases.app_dsn,
        kafka_bootstrap_servers="127.0.0.1:1",
        oidc_issuer=publish_keys(tmp_path),
    )


@pytest.fixture
async def pool(settings: Settings) -> AsyncIterator[Any]:
    pool = await open_pool(settings.database_url)
    yield pool
    await pool.close()


@pytest.fixture
async def client(settings: Settings, pool: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is signed in as ani."""
    transport = httpx.ASGITransport(web.application("probe", ROUTES, settings, pool))
    headers = {"authorization": f"Bearer {token('ani')}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://gerai", headers=headers) as client:
        yield client


@pytest.fixture
async def patient(settings: Settings, pool: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Ani again, who is told of what nobody foresaw as she would be over a network."""
    transport = httpx.ASGITransport(web.application("probe", ROUTES, settings, pool), raise_app_exceptions=False)
    headers = {"authorization": f"Bearer {token('ani')}", "idempotency-key": "key-00009"}
    async with httpx.AsyncClient(transport=transport, base_url="http://gerai", headers=headers) as client:
        yield client


async def post(client: httpx.AsyncClient, number: int, key: str) -> httpx.Response:
    return await client.post("/probe/notes", json={"number": number}, headers={"idempotency-key": key})


async def effects(pool: Any) -> list[int]:
    return [r["number"] for r in await pool.fetch("SELECT number FROM effects ORDER BY id")]
