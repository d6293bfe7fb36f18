"""What a publisher announces whose database was restored from a backup: it counts again from where it stood then."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from aiokafka import ConsumerRecord

from shared import database
from shared.messaging import outbox
from tests.messaging.conftest import Probe
from tests.messaging.probe import Noted


@pytest.fixture(autouse=True)
def _of_states(the: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a compacted topic readers keep the newest state of each key."""
    monkeypatch.setattr(Noted, "topic", replace(the.topic, compacted=True))


@asynccontextmanager
async def restored(the: Probe) -> AsyncIterator[None]:
    """What is announced meanwhile, the publisher has forgotten afterwards, and no reader has."""
    backup = await the.pool.fetch("SELECT topic, key, last FROM sequences")
    yield
    await the.pool.execute("DELETE FROM sequences")
    await the.pool.executemany("INSERT INTO sequences (topic, key, last) VALUES ($1, $2, $3)", backup)


async def announce(the: Probe, key: UUID, *numbers: int) -> None:
    """Announce these states of a key one after another, and have them heard."""
    for number in numbers:
        await the.announce(Noted(city="ambon", note_id=key, number=number))
    async with database.acquire(the.pool) as connection:
        rows = await outbox.list_pending(connection, range(outbox.SLOTS), limit=100)
        await connection.execute("DELETE FROM outbox")
    records = [
        ConsumerRecord(r.topic, 0, r.id, 0, 0, r.key.encode(), r.value, None, 0, 0, outbox.read_headers(r.headers))
        for r in rows
    ]
    await the.consumer().consume(records, "a-log")


async def advance(the: Probe, by: int) -> None:
    async with database.transaction(the.pool) as connection:
        await outbox.advance_sequences(connection, by)


async def test_readers_leave_out_what_a_restored_publisher_says_until_its_sequences_are_advanced(the: Probe) -> None:
    old, new = uuid4(), uuid4()
    await announce(the, old, 1)
    async with restored(the):
        await announce(the, old, 2, 3)
        await announce(the, new, 1)
    await announce(the, old, 4)
    await announce(the, new, 2)
    assert (await the.effects(old), await the.effects(new)) == ([1, 2, 3], [1])

    await advance(the, 1000)
    await announce(the, old, 5, 6)
    await announce(the, new, 3, 4)
    assert (await the.effects(old), await the.effects(new)) == ([1, 2, 3, 5, 6], [1, 3, 4])


async def test_what_comes_up_for_the_first_time_since_is_numbered_behind_what_was_forgotten(the: Probe) -> None:
    new = uuid4()
    async with restored(the):
        await announce(the, new, 1, 2, 3)
    await advance(the, 1000)
    await announce(the, new, 4, 5)
    assert await the.effects(new) == [1, 2, 3, 4, 5]


async def test_each_restore_is_counted_on_from(the: Probe) -> None:
    key = uuid4()
    await announce(the, key, 1)
    for _ in range(2):
        await advance(the, 1000)
    await announce(the, key, 2, 3)
    await announce(the, another := uuid4(), 1)
    lasts = await the.pool.fetch("SELECT key, last FROM sequences WHERE key <> ''")
    assert {row["key"]: row["last"] for row in lasts} == {str(key): 2003, str(another): 2001}
