"""Handles what other services announced: one batch is one transaction, in order per key, each event once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from aiokafka import ConsumerRecord
from asyncpg.pool import Pool

from shared import crash_points, database, metrics
from shared.clock import Clock
from shared.crash_points import CrashPoint
from shared.events.event import Event
from shared.messaging import cloudevents, inbox, parking, position, transaction
from shared.messaging.cloudevents import Delivery, Envelope, Undecodable, read_delivery
from shared.messaging.inbox import Identity
from shared.messaging.parking import BEHIND, STOPPED, WAITING, Parking
from shared.messaging.subscriptions import Call, Subscriptions, cut
from shared.messaging.transaction import Transaction

log = structlog.get_logger()

PATIENCE = 20
"""How often a batch is tried again, with the database there, before its events are suspected."""


News = dict[Identity, Delivery]
"""Records that are new to us, each by who it is, in order."""


@dataclass
class Consumer:
    """What one service does with records, whatever brought them."""

    reader: str
    subscriptions: Subscriptions
    parking: Parking
    pool: "Pool"
    clock: Clock
    notify: bool = True

    def __post_init__(self) -> None:
        topics = self.subscriptions.topics
        self._compacted = {topic.name for topic in topics if topic.compacted}
        self._personal = {topic.name for topic in topics if topic.personal}

    async def consume(self, records: Sequence[ConsumerRecord], log_id: str) -> None:
        """Handle or park every record, and move the position past them; wait while the database is away."""
        if not records:
            return
        with metrics.BATCH_SECONDS.time():
            await self._settle([_delivery(record, log_id) for record in records])

    async def _settle(self, batch: Sequence[Delivery]) -> None:
        """Handle a batch; if that fails take its halves, down to one event, which is parked."""
        fault = await self.attempt(lambda: self._handle(batch))
        if fault is None:
            return
        if len(batch) > 1:
            middle = len(batch) // 2
            await self._settle(batch[:middle])
            crash_points.reach(CrashPoint.BETWEEN_HALVES)
            await self._settle(batch[middle:])
            return
        log.warning(
            "event parked",
            record=_label(batch[0]),
            reason=type(fault).__name__,
            correlation_id=batch[0].envelope and batch[0].envelope.correlation_id,
        )
        await self.insist(lambda: self._park(batch[0], fault))

    async def attempt(self, work: Callable[[], Awaitable[None]]) -> Exception | None:
        """Do the work, again while only the database stands in the way; give what else was wrong."""
        fault: Exception | None = None
        tries = 0
        while tries < PATIENCE:
            try:
                await work()
            except (*database.CONTENTION, *database.LOST) as passing:
                fault = passing
                tries += await database.answers(self.pool)
                await database.wait_until_it_answers(self.pool)
                await asyncio.sleep(0.1)
            except Exception as failure:  # noqa: BLE001 — the one place where any failure of a handler is met
                return failure
            else:
                return None
        return fault

    async def insist(self, work: Callable[[], Awaitable[None]]) -> None:
        """Work that only the database can keep from succeeding; anything else stops this worker."""
        if fault := await self.attempt(work):
            raise fault

    async def _handle(self, batch: Sequence[Delivery]) -> None:
        """The order of these steps is the guarantee: inbox, then lanes, then handlers, position, commit."""
        async with self.begin(batch) as tx:
            new = await self._new(tx, batch)
            lanes = await self._lanes(tx, new)
            calls = await self._park_or_pass(tx, new, lanes)
            crash_points.reach(CrashPoint.AFTER_INBOX)
            for call in calls:
                if call is not calls[0]:
                    crash_points.reach(CrashPoint.BETWEEN_HANDLERS)
                await self.subscriptions.call(call, tx)
            await position.save(tx.connection, self.reader, batch[0].log, position.following(batch))
            crash_points.reach(CrashPoint.AFTER_HANDLERS)
        for call in calls:
            count_handled(call)

    async def _new(self, tx: Transaction, batch: Sequence[Delivery]) -> News:
        """Step 1: what was not heard before; of two copies in one batch the first."""
        unique: dict[Identity, Delivery] = {}
        for delivery in batch:
            unique.setdefault(inbox.identity(delivery), delivery)
        fresh = await inbox.insert(tx.connection, self.reader, list(unique))
        metrics.DUPLICATES.inc(len(batch) - len(unique))
        return await self._without_stale(tx, {who: unique[who] for who in unique if who in fresh})

    async def _without_stale(self, tx: Transaction, new: News) -> News:
        """A state older than the one heard already is not news, even where the inbox has forgotten it."""
        states = [(d.topic, _key(d), _sequence(d)) for d in new.values() if self._is_state(d)]
        if not states:
            return new
        highest = await inbox.raise_states(tx.connection, self.reader, states)
        kept = {who: d for who, d in new.items() if not self._is_state(d) or _is_newer(d, highest)}
        metrics.STALE.inc(len(new) - len(kept))
        return kept

    def _is_state(self, delivery: Delivery) -> bool:
        return delivery.topic in self._compacted and _sequence(delivery) > 0

    async def _lanes(self, tx: Transaction, new: News) -> set[str]:
        """Step 2, new statements after the inbox: which keys have something parked before them."""
        if not new or not await self.parking.has_any(tx.connection):
            return set()
        wanted = {lane for delivery in new.values() if (lane := self.parking.lane(delivery))}
        return await self.parking.list_lanes(tx.connection, sorted(wanted))

    async def _park_or_pass(self, tx: Transaction, new: News, lanes: set[str]) -> list[Call]:
        """Park what cannot be read and what has a lane; gather the rest into calls."""
        passed: list[tuple[Event, Envelope]] = []
        for identity, delivery in new.items():
            try:
                event = self.read(delivery)
            except Undecodable as unreadable:
                await self._insert_parked(tx, identity, delivery, STOPPED, unreadable)
                lanes |= {lane} if (lane := self.parking.lane(delivery)) else set()
                continue
            if event is None:
                metrics.SKIPPED.inc()
            elif lanes and self.parking.lane(delivery) in lanes:
                await self._insert_parked(tx, identity, delivery, BEHIND, None)
            elif delivery.envelope:
                passed.append((event, delivery.envelope))
        return cut(passed)

    def read(self, delivery: Delivery) -> Event | None:
        """The event, or None for a type that nobody here listens to. Raises Undecodable."""
        if delivery.unreadable:
            raise delivery.unreadable
        event = delivery.envelope and self.subscriptions.find(delivery.envelope.type)
        return cloudevents.decode(event, delivery) if event else None

    async def _park(self, delivery: Delivery, fault: Exception) -> None:
        """Park one event that failed alone; this transaction, too, begins with the inbox."""
        async with self.begin([delivery]) as tx:
            if new := await self._new(tx, [delivery]):
                lanes = await self._lanes(tx, new)
                state, reason = (BEHIND, None) if lanes else (WAITING, fault)
                await self._insert_parked(tx, *new.popitem(), state, reason)
            await position.save(tx.connection, self.reader, delivery.log, position.following([delivery]))

    async def _insert_parked(
        self, tx: Transaction, identity: Identity, delivery: Delivery, state: str, fault: Exception | None
    ) -> None:
        sealed = delivery.topic in self._personal
        await self.parking.insert(tx.connection, identity, delivery, state, fault, sealed=sealed)

    def begin(self, batch: Iterable[Delivery]) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that may see the cities of these."""
        cities = frozenset(d.envelope.city for d in batch if d.envelope and d.envelope.city)
        return transaction.begin(
            self.pool,
            source=transaction.source_of(self.reader),
            clock=self.clock,
            cities=cities,
            notify=self.notify,
        )

    async def positions(self, log_id: str, partitions: Sequence[position.Partition]) -> dict[position.Partition, int]:
        """Where to begin each partition of this log; absent ones begin at their start."""
        async with database.acquire(self.pool) as connection:
            return await position.list_positions(connection, self.reader, log_id, partitions)

    async def forget_positions(self, partitions: Sequence[position.Partition]) -> None:
        """Begin these anew: what they were counted on is lost."""
        async with database.acquire(self.pool) as connection:
            await position.delete(connection, self.reader, partitions)

    async def measure(self) -> None:
        """Show how many events stand parked in each state."""
        async with database.acquire(self.pool) as connection:
            for state, count in (await parking.count(connection, self.parking.reader)).items():
                metrics.PARKED_NOW.labels(state).set(count)


def _delivery(record: ConsumerRecord, log_id: str) -> Delivery:
    return read_delivery(
        record.topic, record.partition, record.offset, record.key, record.headers, record.value, log_id
    )


def _key(delivery: Delivery) -> str:
    return inbox.key_text(delivery.key or b"")


def _sequence(delivery: Delivery) -> int:
    return delivery.envelope.sequence if delivery.envelope else 0


def _is_newer(delivery: Delivery, highest: dict[tuple[str, str], int]) -> bool:
    place, sequence = (delivery.topic, _key(delivery)), _sequence(delivery)
    newer = sequence > highest.get(place, 0)
    highest[place] = max(sequence, highest.get(place, 0))
    return newer


def _label(delivery: Delivery) -> str:
    name = delivery.envelope.type if delivery.envelope else "unreadable record"
    return f"{name} {delivery.topic}[{delivery.partition}]@{delivery.offset}"


def count_handled(call: Call) -> None:
    """Show what was handled, and how old the oldest of it was."""
    metrics.HANDLED.labels(call.event.type).inc(len(call.heard))
    if times := [envelope.time for _, envelope in call.heard if envelope.time]:
        metrics.EVENT_AGE.observe(max(0.0, (datetime.now(UTC) - min(times)).total_seconds()))
