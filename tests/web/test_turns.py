"""A flood of requests from one city, whoever sends them, holds up no other city."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx

from shared import web
from shared.database import transaction as in_cities
from shared.settings import Settings
from tests.tokens import token
from tests.web.conftest import ROUTES, effects

AT_HOME = {"ani": "ambon", "budi": "ambon", "cici": "ternate"}


async def note(client: httpx.AsyncClient, who: str, number: int) -> None:
    headers = {"authorization": f"Bearer {token(who)}", "idempotency-key": str(uuid4())}
    answer = await client.post("/probe/notes", json={"number": number}, headers=headers)
    assert answer.status_code == 200, answer.text


async def test_cities_take_turns(settings: Settings, pool: Any) -> None:
    for who, city in AT_HOME.items():
        async with in_cities(pool, cities=frozenset({city})) as connection:
            await connection.execute(
                """
                INSERT INTO assignments (id, city, subject, function, since)
                VALUES ($1, $2, $3, 'kurator-diskop', now() - interval '1 day')
                """,
                uuid4(),
                city,
                who,
            )
    one_at_once = settings.model_copy(update={"requests_at_once": 1})
    transport = httpx.ASGITransport(web.application("probe", ROUTES, one_at_once, pool))
    async with httpx.AsyncClient(transport=transport, base_url="http://gerai") as client:
        for number, who in enumerate(AT_HOME):
            await note(client, who, 2 * number)
        flood = [("ani", 10), ("ani", 12), ("budi", 14), ("budi", 16), ("cici", 18)]
        await asyncio.gather(*(note(client, who, number) for who, number in flood))
    assert await effects(pool) == [0, 2, 4, 10, 12, 18, 14, 16]
