"""Takes announcements from the outbox to the broker, in order, and keeps them for another time.

One relay is active per shard. It reads in order of id and removes what the broker acknowledged; after a
failed send it removes nothing behind the failure, stops the producer and begins again at the lowest row left.
"""

import asyncio
import contextlib
import sys
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import structlog
from asyncpg import Connection
from asyncpg.pool import Pool

from shared import crash_points, database, metrics
from shared.crash_points import CrashPoint
from shared.events.event import Topic
from shared.messaging import broker, outbox, progress
from shared.messaging.lease import Lease, standstill
from shared.messaging.outbox import CHANNEL, SLOTS, Pending
from shared.messaging.producer import AnotherLog, Outcome, Producer, Round, open_producer
from shared.settings import Settings

log = structlog.get_logger()

LOCK_CLASS = 0x6F7574
"""The advisory locks of relays, one per slot."""
ROUND = 1000
STOP_SECONDS = 3
PINGS = 5
"""How often the lock's connection says that we live, in the time after which the lock of one that does not is lost."""
LOOK_INTO_TOPICS = 10
"""After so many beats it is seen that the broker, still the same cluster, has lost its topics."""
HOUSEKEEPING_SECONDS = 60


class BeginAgain(Exception):
    """The broker did not take a batch, or it stands on another log than before."""


class Relay:
    """The relay of one shard: some of the slots that keys are spread over."""

    def __init__(self, settings: Settings, topics: Sequence[Topic], shard: int = 0) -> None:
        self.settings = settings
        self.topics = topics
        self.shard = shard
        self.active = False
        self._ping_seconds = settings.relay_lost_seconds / PINGS
        self._slots = [slot for slot in range(SLOTS) if slot % settings.relay_shards == shard]
        self._compacted = [topic.name for topic in topics if topic.compacted]
        self._cluster: str | None = None
        self._declared: set[str] = set()
        self._filled: set[str] = set()
        self._wake = asyncio.Event()
        self._asked_to_repeat = False
        self._stopping = False

    async def run(self) -> None:
        """Publish for as long as the shard's lock can be held; wait for whatever is away. Never returns."""
        self._stopping = False
        while True:
            try:
                await self._hold_and_publish()
            except (*broker.AWAY, *database.LOST, asyncpg.PostgresError, BeginAgain) as failure:
                metrics.PUBLISH_FAILURES.labels(type(failure).__name__).inc()
                log.warning("relay begins again", shard=self.shard, reason=f"{type(failure).__name__}: {failure}")
            finally:
                self.active = False
            await asyncio.sleep(1)

    async def _hold_and_publish(self) -> None:
        connection = await asyncpg.connect(
            self.settings.database_url,
            timeout=5,
            command_timeout=30,
            server_settings=database.TIME_LIMITS | standstill(self.settings.relay_lost_seconds),
        )
        try:
            if await self._lock(connection):
                await connection.add_listener(CHANNEL, self._told)
                await self._publish(Lease(connection, self._ping_seconds))
        finally:
            with contextlib.suppress(*database.LOST, asyncpg.PostgresError):
                await connection.close(timeout=2)

    def _told(self, connection: object, pid: int, channel: str, payload: object) -> None:
        self._asked_to_repeat |= payload == progress.REPEAT
        self._wake.set()

    async def _lock(self, connection: Connection) -> bool:
        """Hold every slot of the shard: even relays that disagree about the number of shards share no key."""
        lock = "SELECT pg_try_advisory_lock($1, slot) AS held FROM unnest($2::integer[]) AS slot"
        rows = await connection.fetch(lock, LOCK_CLASS, self._slots)
        return all(r["held"] for r in rows)

    async def _publish(self, lease: Lease) -> None:
        """Work while the lease lasts and the log is the same; whichever ends first ends all. Told to stop, finish the
        round that is under way: the next relay would send again what was acknowledged and not removed."""
        keeping = asyncio.create_task(lease.keep())
        publishing = asyncio.create_task(self._meet_and_publish(lease))
        watching = asyncio.create_task(self._watch_the_log())
        tasks = (keeping, publishing, watching)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._stopping = True
            self._wake.set()
            await asyncio.wait({publishing}, timeout=STOP_SECONDS)
            raise
        finally:
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome

    async def _meet_and_publish(self, lease: Lease) -> None:
        await self._meet_the_log(lease)
        async with open_producer(self.settings) as producer:
            self.active = True
            log.info("relay active", shard=self.shard)
            await self._publish_again(lease, producer)
            await self._publish_new(lease, producer)

    async def _meet_the_log(self, lease: Lease) -> None:
        """Learn which log the broker stands on. A new or emptied one gets everything again, before all else:
        topics are declared only when that has been noted, and without topics nobody should write."""
        cluster = await broker.cluster_id(self.settings)
        async with lease.use() as connection:
            known = await progress.knows(connection, cluster, self._slots)
            self._filled = set(await outbox.list_published_topics(connection))
        if not known:
            async with lease.use() as connection:
                await progress.mark_for_republishing(connection, cluster, self._slots)
        elif await self._list_emptied():  # for every shard: the next one to look finds our records there
            async with lease.use() as connection:
                await progress.mark_for_republishing(connection)
        self._declared = set()
        await self._declare(self.topics)
        self._cluster = cluster

    async def _declare(self, topics: Iterable[Topic]) -> None:
        """Those of our own are declared at the start, a retailer's with its first record."""
        new = [topic for topic in dict.fromkeys(topics) if topic.name not in self._declared]
        if new:
            await broker.declare_topics(self.settings, new)
            self._declared |= {topic.name for topic in new}

    async def _watch_the_log(self) -> None:
        """Notice another cluster, or one that lost what it held, even while there is nothing to send."""
        self._cluster = None
        for beat in range(1, sys.maxsize):
            await asyncio.sleep(self._ping_seconds)
            with contextlib.suppress(*broker.AWAY):
                found = await broker.cluster_id(self.settings)
                if self._cluster not in (None, found):
                    raise BeginAgain(f"the broker's cluster is {found} now")
                if self._cluster and beat % LOOK_INTO_TOPICS == 0 and (emptied := await self._list_emptied()):
                    raise BeginAgain(f"the broker lost what it held of {', '.join(emptied)}")

    async def _list_emptied(self) -> list[str]:
        """The topics that we published to and that hold nothing (any more)."""
        return await broker.list_empty(self.settings, sorted(self._filled))

    async def _publish_again(self, lease: Lease, producer: Producer) -> None:
        """Repeat what is kept, in order; how far that came is stored, for a restart to go on from."""
        self._asked_to_repeat = False
        async with lease.use() as connection:
            after = await progress.take_up(connection, self._slots)
        while after is not None:
            async with lease.use() as connection:
                rows = await outbox.list_published(connection, self._slots, after=after, limit=ROUND)
            outcome = await producer.outcome(await producer.send(await self._prepare(producer, rows)))
            await self._begin_again_after(outcome, lease)
            crash_points.reach(CrashPoint.REPUBLISHING)
            metrics.REPUBLISHED.inc(len(outcome.acknowledged))
            before, after = after, outcome.acknowledged[-1].id if outcome.acknowledged else None
            async with lease.use() as connection:
                await progress.advance(connection, self._slots, before, after)

    async def _publish_new(self, lease: Lease, producer: Producer) -> None:
        """Three rounds at once: one is under way, the next is prepared, and one is read as the last is removed."""
        under_way = ready = Round()
        waiting: list[Pending] = []  # read and not sent; the first of them may be prepared
        more = True  # there may be some of which nobody will tell us
        while not (self._asked_to_repeat or self._stopping):
            outcome = await producer.outcome(under_way)
            if not outcome.failure:
                under_way = await producer.send(ready if ready.rows else await self._prepare(producer, waiting))
                waiting = waiting[len(under_way.rows) :]
            limit = 2 * ROUND - len(waiting) if more or self._wake.is_set() else 0
            self._wake.clear()
            async with begun(self._prepare(producer, waiting)) as preparing:
                read = await self._settle_and_read(lease, outcome, [*under_way.rows, *waiting], limit)
                ready = await preparing
            waiting += read
            more = not self.settings.notify or len(read) == limit > 0
            if under_way.rows:
                crash_points.reach(CrashPoint.AFTER_SENDING)
            if waiting:
                crash_points.reach(CrashPoint.AFTER_READING)
            elif not under_way.rows:
                more = not await self._told_of_more()
        await self._settle(lease, await producer.outcome(under_way))
        if not self._stopping:
            raise BeginAgain("asked to publish again")

    async def _told_of_more(self) -> bool:
        """Wait to be woken, for as long as we trust that we shall be."""
        # wait_for would forget, in Python 3.11, that we are told to stop at the moment of being woken.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.settings.relay_poll_seconds):
                return await self._wake.wait()
        return False

    async def _prepare(self, producer: Producer, rows: Sequence[Pending]) -> Round:
        round = rows[:ROUND]
        await self._declare(Topic(name) for name in {row.topic for row in round})
        return await producer.prepare(round)

    async def _settle_and_read(
        self, lease: Lease, outcome: Outcome, known: Sequence[Pending], limit: int
    ) -> Sequence[Pending]:
        await self._settle(lease, outcome)
        skip = [row.id for row in known]
        async with lease.use() as connection:
            return await outbox.list_pending(connection, self._slots, skip=skip, limit=limit) if limit else []

    async def _settle(self, lease: Lease, outcome: Outcome) -> None:
        await self._keep(lease, outcome)
        await self._begin_again_after(outcome, lease)

    async def _begin_again_after(self, outcome: Outcome, lease: Lease) -> None:
        if outcome.failure is None:
            return
        if isinstance(outcome.failure, AnotherLog):
            async with lease.use() as connection:
                await progress.mark_for_republishing(connection)
        raise BeginAgain(f"{type(outcome.failure).__name__}: {outcome.failure}") from outcome.failure

    async def _keep(self, lease: Lease, outcome: Outcome) -> None:
        if not outcome.acknowledged:
            return
        crash_points.reach(CrashPoint.AFTER_ACK)
        async with lease.use() as connection:
            await outbox.keep_published(connection, [row.id for row in outcome.acknowledged], self._compacted)
        self._filled |= {row.topic for row in outcome.acknowledged}
        crash_points.reach(CrashPoint.AFTER_REMOVAL)
        for topic, count in Counter(row.topic for row in outcome.acknowledged).items():
            metrics.PUBLISHED.labels(topic).inc(count)


@asynccontextmanager
async def begun(preparing: Coroutine[Any, Any, Round]) -> AsyncIterator["asyncio.Task[Round]"]:
    """Work that goes on meanwhile, and not after."""
    task = asyncio.create_task(preparing)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def keep_house(pool: Pool, *, published_days: int) -> None:
    """Measure the outbox, and once a minute see to the days of `published`. Never returns.

    Whoever holds the lock and whatever the broker does: an outbox that nobody empties is what has to be seen.
    """
    for second in range(sys.maxsize):
        try:
            async with database.acquire(pool) as connection:
                pending, age = await outbox.measure(connection)
            metrics.PENDING.set(pending)
            metrics.OLDEST_PENDING.set(age)
            if second % HOUSEKEEPING_SECONDS == 0:
                await outbox.keep_days(pool, days=published_days)
        except (*database.LOST, asyncpg.PostgresError) as failure:
            log.info("housekeeping comes later", reason=type(failure).__name__)
        await asyncio.sleep(1)
