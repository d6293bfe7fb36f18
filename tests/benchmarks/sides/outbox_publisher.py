"""Commits announcements through faststream-outbox: reads a count, publishes as many in one transaction, says when."""

import asyncio
import json
import sys
import time

import asyncpg
from sqlalchemy.ext.asyncio import async_sessionmaker  # type: ignore[import-not-found]

from tests.benchmarks.sides.outbox_table import QUEUE, connect, metadata


def say(word: str) -> None:
    """Answer the harness."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def main() -> None:
    engine, broker = connect()
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        driver: asyncpg.Connection = raw.driver_connection
        rows = await driver.fetch("SELECT key, headers::text, value FROM staged ORDER BY place")
    made = [(r["value"], {**dict(json.loads(r["headers"])), "key": r["key"]}) for r in rows]
    session_of, at = async_sessionmaker(engine, expire_on_commit=False), 0
    say("ready")
    while line := await asyncio.to_thread(sys.stdin.readline):
        async with session_of() as session, session.begin():
            for _ in range(int(line)):
                value, headers = made[at % len(made)]
                await broker.publish(value, queue=QUEUE, headers=headers, session=session)
                at += 1
        say(str(time.monotonic_ns()))


if __name__ == "__main__":
    asyncio.run(main())
