"""One request is one transaction; a POST with one key has one effect, whatever happens on the way."""

import asyncio
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest
from joserfc.jwk import RSAKey

from shared import web
from shared.database import transaction as in_cities
from shared.settings import Settings
from tests.tokens import token
from tests.web.conftest import ROUTES, effects, post


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


async def test_what_nobody_waits_for_any_more_is_not_done(settings: Settings, pool: Any) -> None:
    """A process that stood still finds requests of people who were answered elsewhere long ago."""
    came: list[dict[str, Any]] = [{"type": "http.disconnect"}, {"type": "http.request", "body": b'{"number": 2}'}]
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return came.pop()

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    named = {
        "authorization": f"Bearer {token('ani')}",
        "idempotency-key": "key-00008",
        "content-type": "application/json",
    }
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/probe/notes",
        "raw_path": b"/probe/notes",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }
    await web.application("probe", ROUTES, settings, pool)(scope, receive, send)  # type: ignore[arg-type]
    assert said[0]["status"] == 503
    assert await effects(pool) == []


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


async def test_what_nobody_foresaw_is_told_as_a_problem_and_leaves_nothing(
    patient: httpx.AsyncClient, pool: Any
) -> None:
    answer = await patient.post("/probe/breakages", json={"number": 2})
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert answer.headers["connection"] == "close"
    assert "8171014101900001" not in answer.text
    assert await effects(pool) == []
