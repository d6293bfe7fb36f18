"""One request is one transaction; a POST with one key has one effect, whatever happens on the way."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from fastapi import Depends
from joserfc.jwk import RSAKey
from pydantic import BaseModel

from shared import web
from shared.database import open_pool
from shared.database import transaction as in_cities
from shared.errors import Refused
from shared.settings import Settings
from shared.web import Allowed, Tx, Who
from tests.conftest import NewDatabase
from tests.messaging.probe import TABLES
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


@ROUTES.get("/officers", dependencies=[Depends(Allowed("kurator-diskop"))])
async def show_officers(who: Who) -> list[str]:
    """Only for officers."""
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
        jwks_url=publish_keys(tmp_path),
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


async def post(client: httpx.AsyncClient, number: int, key: str) -> httpx.Response:
    return await client.post("/probe/notes", json={"number": number}, headers={"idempotency-key": key})


async def effects(pool: Any) -> list[int]:
    return [r["number"] for r in await pool.fetch("SELECT number FROM effects ORDER BY id")]


async def test_two_requests_with_one_key_have_one_effect_and_the_same_answer(
    client: httpx.AsyncClient, pool: Any
) -> None:
    first = await post(client, 2, "key-00001")
    second = await post(client, 2, "key-00001")
    assert first.status_code == 200
    assert second.json() == first.json()
    assert await effects(pool) == [2]


async def test_at_the_same_moment_too(client: httpx.AsyncClient, pool: Any) -> None:
    answers = await asyncio.gather(*(post(client, 2, "key-00002") for _ in range(5)))
    assert len({answer.text for answer in answers}) == 1
    assert await effects(pool) == [2]


async def test_the_key_with_another_body_is_refused(client: httpx.AsyncClient, pool: Any) -> None:
    await post(client, 2, "key-00003")
    answer = await post(client, 4, "key-00003")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert await effects(pool) == [2]


async def test_a_refused_request_leaves_nothing_and_its_key_may_be_used_again(
    client: httpx.AsyncClient, pool: Any
) -> None:
    refused = await post(client, 3, "key-00004")
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.status_code, refused.json()["code"]) == (422, "number-odd")
    assert await effects(pool) == []
    assert (await post(client, 4, "key-00004")).status_code == 200


async def test_keys_of_two_people_do_not_meet(client: httpx.AsyncClient, pool: Any) -> None:
    await post(client, 2, "key-00005")
    client.headers["authorization"] = f"Bearer {token('budi')}"
    await post(client, 2, "key-00005")
    assert await effects(pool) == [2, 2]


async def test_a_post_without_a_key_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/probe/notes", json={"number": 2})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "Basic YTpi",
        "Bearer nonsense",
        f"Bearer {token('ani', exp=int(time.time()) - 3600)}",
        f"Bearer {token('ani', iss='somebody')}",
        f"Bearer {token('ani', aud='somebody')}",
        f"Bearer {token('ani', key=RSAKey.generate_key(2048, parameters={'kid': 'test'}))}",
    ],
    ids=["none", "basic", "nonsense", "expired", "issuer", "audience", "forged"],
)
async def test_a_token_that_proves_nothing_is_refused(client: httpx.AsyncClient, bad: str) -> None:
    answer = await client.get("/probe/officers", headers={"authorization": bad})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


async def test_a_function_is_needed_and_only_while_it_lasts(client: httpx.AsyncClient, pool: Any) -> None:
    assert (await client.get("/probe/officers")).status_code == 403
    async with in_cities(pool, cities=frozenset({"ambon"})) as connection:
        await connection.execute(
            """
            INSERT INTO assignments (id, city, subject, function, since)
            VALUES ($1, 'ambon', 'ani', 'kurator-diskop', now() - interval '1 day')
            """,
            uuid4(),
        )
    assert (await client.get("/probe/officers")).json() == ["ambon"]
    async with in_cities(pool, cities=frozenset({"ambon"})) as connection:
        await connection.execute("UPDATE assignments SET until = now()")
    assert (await client.get("/probe/officers")).status_code == 403


async def test_wrong_input_is_named_field_by_field(client: httpx.AsyncClient) -> None:
    answer = await client.post("/probe/notes", json={"number": "many"}, headers={"idempotency-key": "key-00006"})
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["field"] == "number"


async def test_an_address_that_is_not_there_is_a_problem_too(client: httpx.AsyncClient) -> None:
    lost, wrong = await client.get("/probe/nowhere"), await client.delete("/probe/officers")
    assert (lost.status_code, lost.json()["code"]) == (404, "not-found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method-unknown")
    english = await client.get("/probe/nowhere", headers={"accept-language": "en-GB,en;q=0.8"})
    assert english.json()["detail"] == "Not found."


@pytest.fixture
async def patient(settings: Settings, pool: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Ani again, who is told of what nobody foresaw as she would be over a network."""
    transport = httpx.ASGITransport(web.application("probe", ROUTES, settings, pool), raise_app_exceptions=False)
    headers = {"authorization": f"Bearer {token('ani')}", "idempotency-key": "key-00009"}
    async with httpx.AsyncClient(transport=transport, base_url="http://gerai", headers=headers) as client:
        yield client


async def test_what_nobody_foresaw_is_told_as_a_problem_and_leaves_nothing(
    patient: httpx.AsyncClient, pool: Any
) -> None:
    answer = await patient.post("/probe/breakages", json={"number": 2})
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert "8171014101900001" not in answer.text
    assert await effects(pool) == []


@pytest.mark.parametrize(
    ("path", "number", "status"), [("notes", 2, 200), ("notes", 3, 422), ("notes", "many", 422), ("breakages", 2, 500)]
)
async def test_every_answer_names_its_request_once(
    patient: httpx.AsyncClient, path: str, number: object, status: int
) -> None:
    named = {"x-correlation-id": "retailer-7:42"}
    answer = await patient.post(f"/probe/{path}", json={"number": number}, headers=named)
    assert answer.status_code == status
    assert answer.headers.get_list("x-correlation-id") == ["retailer-7:42"]


@pytest.mark.parametrize("given", ["x" * 501, "8171014101900001 Yohana", "a\tb", ""])
async def test_an_id_that_readers_could_not_read_is_replaced_by_one_of_ours(
    client: httpx.AsyncClient, given: str
) -> None:
    answer = await client.get("/probe/nowhere", headers={"x-correlation-id": given})
    assert UUID(answer.headers["x-correlation-id"])
    kept = await client.get("/probe/nowhere", headers={"x-correlation-id": "retailer-7:42"})
    assert kept.headers["x-correlation-id"] == "retailer-7:42"


async def test_a_body_that_cannot_be_read_is_no_wrong_address(client: httpx.AsyncClient) -> None:
    answer = await client.post("/probe/notes", content=b'{"number": \xff}', headers={"idempotency-key": "key-00010"})
    assert answer.json()["code"] == "input-invalid"


def padded(size: int) -> bytes:
    """The note of a number, in so many bytes."""
    return b'{"number": 2'.ljust(size - 1) + b"}"


async def post_bytes(client: httpx.AsyncClient, body: bytes | AsyncIterator[bytes], key: str) -> httpx.Response:
    headers = {"content-type": "application/json", "idempotency-key": key}
    return await client.post("/probe/notes", content=body, headers=headers)


async def test_a_body_of_a_mebibyte_is_read_and_one_byte_more_is_refused(client: httpx.AsyncClient, pool: Any) -> None:
    assert (await post_bytes(client, padded(2**20), "key-00012")).status_code == 200
    refused = await post_bytes(client, padded(2**20 + 1), "key-00013")
    assert (refused.status_code, refused.json()["code"]) == (413, "body-too-large")
    assert refused.headers["content-type"] == "application/problem+json"
    assert await effects(pool) == [2]


async def test_a_body_without_end_is_refused_as_soon_as_it_is_too_large(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 2**26:
            sent += 2**16
            yield bytes(2**16)

    refused = await post_bytes(client, endless(), "key-00014")
    assert (refused.status_code, refused.json()["code"]) == (413, "body-too-large")
    assert sent == 2**20 + 2**16


async def test_a_body_that_comes_slowly_holds_no_connection(settings: Settings, pool: Any) -> None:
    application = web.application("probe", ROUTES, settings, pool)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"number":'
        begun.set()
        await go_on.wait()
        yield b" 2}"

    headers = {"authorization": f"Bearer {token('ani')}", "idempotency-key": "key-00011"}
    headers["content-type"] = "application/json"
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application), base_url="http://gerai", headers=headers
    ) as client:
        sent = asyncio.create_task(client.post("/probe/notes", content=slowly()))
        await begun.wait()
        assert pool.get_size() - pool.get_idle_size() == 0
        go_on.set()
        assert (await sent).status_code == 200
