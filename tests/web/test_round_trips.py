"""What the toolkit itself asks of the database, and that it leaves nothing behind in a session that others get next."""

import httpx
import pytest

from shared import database, web
from shared.settings import Settings
from tests.benchmarks import round_trips
from tests.tokens import token
from tests.web.conftest import ROUTES, post

KEPT = """
SELECT pg_backend_pid() AS session,
       concat(current_setting('app.cities', true), current_setting('app.subject', true)) AS said,
       (SELECT string_agg(name, ',') FROM pg_settings WHERE source = 'session' AND name <> 'jit') AS set,
       (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory') AS locks,
       ARRAY(SELECT pg_listening_channels()) AS channels
"""
"""What a session may keep when a transaction has ended; asyncpg sets `jit` anew while it looks up types."""


@pytest.mark.parametrize(("method", "path", "asked"), [("POST", "announcements", 4), ("GET", "cities", 3)])
async def test_a_request_asks_to_begin_to_enter_to_tell_and_to_commit(
    settings: Settings, method: str, path: str, asked: int
) -> None:
    async with round_trips.counted(settings.database_url) as (dsn, counter):
        pool = await database.open_pool(dsn)
        transport = httpx.ASGITransport(web.application("probe", ROUTES, settings, pool))
        async with httpx.AsyncClient(transport=transport, base_url="http://gerai") as client:
            for key in ("key-00020", "key-00021"):  # the first one connects and prepares
                counter.asked = 0
                headers = {"authorization": f"Bearer {token('ani')}", "idempotency-key": key}
                answer = await client.request(method, f"/probe/{path}", json={"number": 2}, headers=headers)
                assert answer.status_code == 200
        assert counter.asked == asked
        await pool.close()


async def test_a_session_keeps_nothing_of_what_was_asked_in_it(settings: Settings) -> None:
    pool = await database.open_pool(settings.database_url, size=1)
    transport = httpx.ASGITransport(web.application("probe", ROUTES, settings, pool), raise_app_exceptions=False)
    headers = {"authorization": f"Bearer {token('ani')}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://gerai", headers=headers) as client:
        session = await pool.fetchval("SELECT pg_backend_pid()")
        async with database.transaction(pool, cities=frozenset({"ambon"})) as connection:
            await connection.execute("SELECT pg_advisory_xact_lock(1)")
        await post(client, 2, "key-00022")
        await post(client, 3, "key-00023")
        await client.post("/probe/breakages", json={"number": 2}, headers={"idempotency-key": "key-00024"})
    assert dict((await pool.fetch(KEPT))[0]) == {
        "session": session,
        "said": "",
        "set": None,
        "locks": 0,
        "channels": [],
    }
    await pool.close()
