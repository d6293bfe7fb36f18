"""What comes from outside: bodies as large and as slow as they like, ids, traces, wrong addresses."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared import web
from shared.settings import Settings
from tests.tokens import token
from tests.web.conftest import ROUTES, effects

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def test_an_address_that_is_not_there_is_a_problem_too(client: httpx.AsyncClient) -> None:
    lost, wrong = await client.get("/probe/nowhere"), await client.delete("/probe/officers")
    assert (lost.status_code, lost.json()["code"]) == (404, "not-found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method-unknown")
    english = await client.get("/probe/nowhere", headers={"accept-language": "en-GB,en;q=0.8"})
    assert english.json()["detail"] == "Not found."


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (TRACE, TRACE),
        (None, None),
        (TRACE.upper(), None),
        (TRACE.replace("00-", "ff-"), None),
        (f"{TRACE}-8171014101900001", None),
        (f"00-{'0' * 32}-00f067aa0ba902b7-01", None),
        (f"00-4bf92f3577b34da6a3ce929d0e0e4736-{'0' * 16}-01", None),
    ],
)
async def test_what_a_request_announces_belongs_to_the_trace_of_the_request(
    client: httpx.AsyncClient, pool: Any, given: str | None, kept: str | None
) -> None:
    headers = {"idempotency-key": "key-00015"} | ({"traceparent": given} if given else {})
    await client.post("/probe/announcements", json={"number": 2}, headers=headers)
    (announced,) = await pool.fetch("SELECT headers FROM outbox")
    assert dict(json.loads(announced["headers"])).get("traceparent") == kept


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
