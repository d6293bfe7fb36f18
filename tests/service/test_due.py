"""The role clock: what is due is done once, sees every city, and what it announces is committed with it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import asyncpg
import pytest
from asyncpg.pool import Pool

from shared.database import open_pool
from shared.events.registration import CityConfigured
from shared.messaging import inbox, redrive
from shared.messaging.consumer import Consumer
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.service import WORK, Chapters, Due, Service, do_due
from shared.settings import Settings
from tests.conftest import NewDatabase
from tests.messaging.conftest import until


@pytest.fixture
async def settings(database: NewDatabase, tmp_path: Path) -> Settings:
    databases = await database("probe")
    return Settings(
        mode="test",
        database_url=databases.app_dsn,
        kafka_bootstrap_servers="127.0.0.1:1",
        clock_file=tmp_path / "clock",
    )


@pytest.fixture
async def pool(settings: Settings) -> AsyncIterator["Pool"]:
    pool = await open_pool(settings.database_url)
    async with pool.acquire() as connection:
        for code in ("ambon", "kediri"):
            await assignments.save_city(connection, _city(code))  # type: ignore[arg-type]
    yield pool
    await pool.close()


def _city(code: str) -> CityConfigured:
    return CityConfigured(
        city=code, name=code.title(), region_code="81.71", time_zone="Asia/Jayapura", offices=()
    )  # fmt: skip


async def test_what_is_due_sees_every_city_at_the_moved_time_and_its_announcements_are_kept(
    settings: Settings, pool: "Pool"
) -> None:
    seen: list[tuple[str, datetime]] = []

    async def look(tx: Transaction) -> None:
        seen.append((await tx.connection.fetchval("SELECT current_setting('app.cities')"), tx.now))
        await tx.publish(_city("ambon"))

    (settings.clock_file or Path()).write_text(str(timedelta(days=3).total_seconds()))
    await do_due(Service("probe", open=lambda: Chapters(due=(look,))), settings, pool)
    assert [cities for cities, _ in seen] == ["ambon,kediri"]
    assert seen[0][1] - datetime.now(UTC) > timedelta(days=2, hours=23)
    assert await pool.fetchval("SELECT count(*) FROM outbox") == 1


async def test_two_clocks_do_what_is_due_once(settings: Settings, pool: "Pool") -> None:
    began, go_on, calls = asyncio.Event(), asyncio.Event(), []

    async def slow(tx: Transaction) -> None:
        calls.append(tx.now)
        began.set()
        await go_on.wait()

    service = Service("probe", open=lambda: Chapters(due=(slow,)))
    first = asyncio.create_task(do_due(service, settings, pool))
    await began.wait()
    await do_due(service, settings, pool)
    go_on.set()
    await first
    assert len(calls) == 1


async def _be_slow(tx: Transaction) -> None:
    await tx.connection.execute("SET LOCAL statement_timeout = '10ms'")
    await tx.connection.execute("SELECT pg_sleep(5)")


async def _stumble(tx: Transaction) -> None:
    raise KeyError("a row that nobody foresaw")


@pytest.mark.parametrize("fail", [_be_slow, _stumble])
async def test_one_thing_that_fails_keeps_the_clock_from_nothing_else(
    settings: Settings, pool: "Pool", fail: Due
) -> None:
    done = asyncio.Event()

    async def work(tx: Transaction) -> None:
        done.set()

    clock = asyncio.create_task(
        WORK["clock"](Service("probe", open=lambda: Chapters(due=(fail, work))), settings, pool)
    )
    await asyncio.wait_for(done.wait(), 10)
    assert not clock.done()
    clock.cancel()
    await asyncio.gather(clock, return_exceptions=True)


async def test_the_clock_goes_on_at_once_where_much_is_to_be_tried_again(
    settings: Settings, pool: "Pool", monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [redrive.MOST] * 10

    async def retry(consumer: Consumer) -> int:
        return left.pop() if left else 0

    monkeypatch.setattr(redrive, "retry_due", retry)
    clock = asyncio.create_task(WORK["clock"](Service("probe"), settings, pool))
    await until(lambda: not left, limit=3)
    clock.cancel()
    await asyncio.gather(clock, return_exceptions=True)


async def test_what_is_long_past_is_forgotten_as_fast_as_it_came_and_nothing_else(
    settings: Settings, pool: "Pool"
) -> None:
    """With ten thousand a minute, an inbox that hears more than 166 events a second would grow for ever."""
    for days, count in ((settings.inbox_days + 1, 25_000), (settings.inbox_days - 1, 10)):
        age = f"{days} days"
        heard = (
            "SELECT 'probe', $1::text, n::text, now() - $1::text::interval FROM generate_series(1, $2::integer) AS n"
        )
        await pool.execute(f"INSERT INTO inbox (reader, source, event_id, heard_at) {heard}", age, count)
        answered = heard.replace("now()", "'', now()")
        await pool.execute(
            f"INSERT INTO idempotency (subject, route, key, fingerprint, answered_at) {answered}", age, count
        )
    clock = asyncio.create_task(WORK["clock"](Service("probe"), settings, pool))
    await until(lambda: _are_left(pool, 10))
    clock.cancel()
    await asyncio.gather(clock, return_exceptions=True)


async def test_what_is_long_past_is_found_by_an_index(database: NewDatabase) -> None:
    """Otherwise the clock reads, every minute, all that is kept of a month."""
    databases, plans = await database("probe"), []
    connection = await asyncpg.connect(databases.app_dsn)

    class Explaining:
        async def execute(self, query: str, *arguments: object) -> str:
            plans.append(
                "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN (COSTS OFF) {query}", *arguments))
            )
            return "DELETE 0"

    many = "now() - n * interval '1 minute' FROM generate_series(1, 20000) AS n"
    await connection.execute(
        f"INSERT INTO inbox (reader, source, event_id, heard_at) SELECT 'probe', '', n::text, {many}"
    )
    await connection.execute(
        "INSERT INTO idempotency (subject, route, key, fingerprint, answered_at) "
        f"SELECT 'probe', '', n::text, '', {many}"
    )
    owner = await asyncpg.connect(databases.owner_dsn)
    await owner.execute("ANALYZE")
    await owner.close()
    await inbox.forget(cast("Pool", Explaining()), days=30)
    await connection.close()
    for plan, (table, column) in zip(plans, inbox.KEPT.items(), strict=True):
        assert f"Index Scan using {table}_{column}" in plan, plan


async def _are_left(pool: "Pool", wanted: int) -> bool:
    return all([await pool.fetchval(f"SELECT count(*) FROM {table}") == wanted for table in ("inbox", "idempotency")])
