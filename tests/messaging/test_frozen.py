"""A relay that stands still in the middle of what it has to say to its database has lost its lock all the same."""

import signal
from uuid import uuid4

import pytest

from shared.clock import Clock
from shared.messaging import transaction
from tests.messaging.conftest import Probe, running, until
from tests.messaging.probe import Noted

pytestmark = pytest.mark.broker
LOCK = "LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"


def notes(count: int, letters: int = 0) -> list[Noted]:
    """Notes of so many letters each."""
    return [Noted(city="ambon", note_id=uuid4(), number=n, text="x" * letters) for n in range(count)]


@pytest.mark.parametrize("asked_before", [True, pytest.param(False, marks=pytest.mark.slow)])
async def test_a_relay_that_stands_still_while_it_is_answered_has_an_heir(the: Probe, asked_before: bool) -> None:
    """It stops as the database sends it more than the network holds, or waits for what belongs to a first question."""
    heir = the.relay()
    await the.announce(*notes(int(asked_before)))
    with the.process("relay", RELAY_LOST_SECONDS="2") as frozen:
        await until(the.is_drained)  # at once where nothing was announced: the process has only just begun
        async with transaction.begin(the.pool, source="/gerai/probe", clock=Clock()) as tx:
            await tx.connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            if not asked_before:
                await tx.connection.execute(LOCK)
            await tx.publish(*notes(1000, letters=50_000))
            await tx.write_outbox()
            if asked_before:  # now: a read that waits four seconds for a lock begins again, with a first question
                await tx.connection.execute(LOCK)
            await until(lambda: _is_being_read(the), limit=20)
            frozen.send_signal(signal.SIGSTOP)
        async with running(heir.run()):
            await until(lambda: heir.active, limit=10 if asked_before else 45)


async def _is_being_read(the: Probe) -> bool:
    """Whether the relay, and not who keeps its house, waits for the outbox."""
    waiting = "datname = current_database() AND wait_event_type = 'Lock'"
    query = f"SELECT count(*) FROM pg_stat_activity WHERE {waiting} AND query LIKE '%id NOT IN%'"
    return bool(await the.pool.fetchval(query))
