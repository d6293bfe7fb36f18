"""Tries parked events again: lane by lane, each lane in the order of its events."""

from collections.abc import Sequence

import structlog

from shared import crash_points, database
from shared.crash_points import CrashPoint
from shared.events.event import Event
from shared.messaging.cloudevents import Envelope
from shared.messaging.consumer import Consumer, count_handled
from shared.messaging.parking import Parked
from shared.messaging.subscriptions import cut

log = structlog.get_logger()

MOST = 1000
"""About so many events are tried before something else is looked after."""
AT_ONCE = 500
"""Most events of a lane in one transaction."""


async def retry_due(consumer: Consumer, *, limit: int = MOST) -> int:
    """Try the lanes whose time has come until about so many events were tried; give how many."""
    tried, met = 0, set[int]()
    while tried < limit and (heads := [id for id in await _list_due(consumer, limit) if id not in met]):
        for id in heads:
            met.add(id)
            tried += await _retry_lane(consumer, id, AT_ONCE)
    return tried


async def _list_due(consumer: Consumer, limit: int) -> list[int]:
    async with database.acquire(consumer.pool) as connection:
        return await consumer.parking.list_due(connection, limit=limit)


async def _retry_lane(consumer: Consumer, head: int, at_once: int) -> int:
    """Handle the beginning of a lane; if that fails half of it, down to its head, which then waits again."""
    locked: list[Parked] = []
    fault = await consumer.attempt(lambda: _handle(consumer, head, at_once, locked))
    if fault is None:
        return len(locked)
    if len(locked) > 1:
        return await _retry_lane(consumer, head, len(locked) // 2)
    log.info("parked event failed again", id=head, reason=type(fault).__name__)
    await consumer.insist(lambda: _postpone(consumer, locked, fault))
    return 1


async def _handle(consumer: Consumer, head: int, at_once: int, locked: list[Parked]) -> None:
    """Handle parked events and take them out in the same transaction."""
    async with consumer.begin([]) as tx:
        locked[:] = await consumer.parking.lock_lane(tx.connection, head, limit=at_once)
        await database.enter_cities(tx.connection, _cities(locked))
        calls = cut(_read(consumer, locked))
        await consumer.parking.delete(tx.connection, [parked.id for parked in locked])
        for call in calls:
            await consumer.subscriptions.call(call, tx)
        crash_points.reach(CrashPoint.WHILE_REDRIVING)
    for call in calls:
        count_handled(call)


def _read(consumer: Consumer, lane: Sequence[Parked]) -> list[tuple[Event, Envelope]]:
    """What is to be handled. Raises Undecodable."""
    read = [(consumer.read(parked.delivery), parked.delivery.envelope) for parked in lane]
    return [(event, envelope) for event, envelope in read if event and envelope]


def _cities(lane: Sequence[Parked]) -> frozenset[str]:
    envelopes = [parked.delivery.envelope for parked in lane]
    return frozenset(envelope.city for envelope in envelopes if envelope and envelope.city)


async def _postpone(consumer: Consumer, locked: Sequence[Parked], fault: Exception) -> None:
    """Note a failed try of a head that is still there."""
    async with database.acquire(consumer.pool) as connection, connection.transaction():
        for head in locked:
            if await consumer.parking.lock_lane(connection, head.id, limit=1):
                await consumer.parking.postpone(connection, head, fault)
