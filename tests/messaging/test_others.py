"""What is wrong with one event harms no other, and what is wrong with a connection no event."""

from typing import Any
from uuid import uuid4

import pytest
from asyncpg import Connection

from shared.messaging import position
from tests.messaging.conftest import Probe
from tests.messaging.probe import Noted
from tests.messaging.test_guards import record


async def test_a_key_of_the_same_partition_goes_on_between_two_tries_of_another(the: Probe) -> None:
    ill, *well = [Noted(city="ambon", note_id=uuid4(), number=n) for n in range(3)]
    await the.breaks(ill)
    await the.consumer().consume([record(ill, 0), record(well[0], 1)], "a-log")
    assert (await the.effects(), await the.parked()) == ([1], 1)
    await the.consumer().consume([record(well[1], 2)], "a-log")
    assert (await the.effects(), await the.parked()) == ([1, 2], 1)


async def test_a_connection_that_is_lost_on_the_way_is_no_fault_of_the_event(
    the: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = Noted(city="ambon", note_id=uuid4(), number=1)
    save, lost = position.save, list[Connection]()

    async def lose_one(connection: Connection, *about: Any) -> None:
        if not lost:
            lost.append(connection)
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        await save(connection, *about)

    monkeypatch.setattr(position, "save", lose_one)
    await the.consumer().consume([record(note, 0)], "a-log")
    assert (len(lost), await the.effects(), await the.parked()) == (1, [1], 0)
