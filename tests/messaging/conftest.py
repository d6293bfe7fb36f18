"""A probe with its own database and its own topic, in this process or in others."""

import asyncio
import contextlib
import inspect
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from aiokafka.structs import TopicPartition
from asyncpg.pool import Pool

from deploy.local.kafka import Kafka
from deploy.local.tansu import Tansu
from shared.clock import Clock
from shared.database import LOST, open_pool
from shared.events.event import Event, Topic
from shared.messaging import broker, redrive, transaction
from shared.messaging.consumer import Consumer
from shared.messaging.decisions import Decisions
from shared.messaging.parking import Parking, Retries
from shared.messaging.relay import Relay
from shared.messaging.worker import Worker
from shared.sealing import Seal
from shared.settings import Settings
from tests.conftest import NewDatabase
from tests.messaging import probe, raw
from tests.messaging.probe import Noted, Struck

RETRIES = Retries(tries=1000, first=timedelta(milliseconds=50), longest=timedelta(milliseconds=200))


async def until(condition: Callable[[], object], limit: float = 30) -> None:
    """Return when the condition (or what it is awaited for) holds; fail when it does not within the limit (seconds)."""
    deadline = time.monotonic() + limit
    while True:
        found = condition()
        if await found if inspect.isawaitable(found) else found:
            return
        assert time.monotonic() < deadline, f"not within {limit} s"
        await asyncio.sleep(0.05)


@dataclass
class Probe:
    """The probe's surroundings, and what tests do to it."""

    settings: Settings
    pool: "Pool"
    topic: Topic

    @property
    def bootstrap(self) -> str:
        return self.settings.kafka_bootstrap_servers

    def consumer(self, pool: "Pool | None" = None) -> Consumer:
        return Consumer(self.reader, probe.on, self.parking(), pool or self.pool, Clock())

    def parking(self, personal: Seal | None = None) -> Parking:
        return Parking(self.reader, RETRIES, personal)

    def decisions(self, personal: Seal | None = None) -> Decisions:
        return Decisions(self.reader, personal)

    @property
    def reader(self) -> str:
        """A consumer group that no other test has: the embedded broker is slow to forget members."""
        return f"probe_{self.topic.name.split('.')[2]}"

    def relay(self) -> Relay:
        return Relay(self.settings, [self.topic])

    def worker(self) -> Worker:
        return Worker(self.settings, self.consumer())

    async def announce(self, *events: Event) -> None:
        async with transaction.begin(self.pool, source="/gerai/probe", clock=Clock()) as tx:
            await tx.publish(*events)

    async def effects(self, key: UUID | None = None) -> list[int]:
        rows = await self.pool.fetch("SELECT number FROM effects WHERE note_id = $1 OR $1 IS NULL ORDER BY id", key)
        return [r["number"] for r in rows]

    async def pending(self) -> int:
        return int(await self.pool.fetchval("SELECT count(*) FROM outbox"))

    async def is_drained(self) -> bool:
        """Whether nothing waits to be published."""
        return await self.pending() == 0

    async def has_effects(self, wanted: int) -> bool:
        """Whether there are as many effects as events; never more."""
        found = await self.effects()
        assert len(found) <= wanted, Counter(found).most_common(3)
        return len(found) == wanted

    async def assert_in_order(self, sent: Sequence[Noted]) -> None:
        """Each key's effects are those that were announced, in that order."""
        for key in {note.note_id for note in sent}:
            assert await self.effects(key) == [note.number for note in sent if note.note_id == key]

    async def parked(self) -> int:
        return int(await self.pool.fetchval("SELECT count(*) FROM parked"))

    async def breaks(self, note: Noted) -> None:
        await self.pool.execute("INSERT INTO broken VALUES ($1, $2)", note.note_id, note.number)

    async def mend(self) -> None:
        await self.pool.execute("DELETE FROM broken")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AIOKafkaConsumer]:
        """A consumer that stands at the beginning of every partition of the topic."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, auto_offset_reset="earliest")
        await consumer.start()
        try:
            consumer.assign([TopicPartition(self.topic.name, n) for n in range(self.topic.partitions)])
            yield consumer
        finally:
            await consumer.stop()

    async def records(self) -> list[ConsumerRecord]:
        """Everything on the topic, by partition."""
        found: list[ConsumerRecord] = []
        async with self.reading() as reader:
            ends = await reader.end_offsets(reader.assignment())
            in_vain = 0
            while len(found) < sum(ends.values()):
                batches = await reader.getmany(timeout_ms=200)
                found += [record for batch in batches.values() for record in batch]
                in_vain = 0 if batches else in_vain + 1
                assert in_vain < 50, f"{len(found)} of {sum(ends.values())} records could be read"
        return found

    async def is_on_the_topic(self, notes: Sequence[Noted]) -> None:
        """Come back when each of these was read from it, and none but these; fail when that takes more than 10 s.

        How many there should be is not asked: the embedded broker, having deleted a topic while it was written to, may
        count an offset at which it has nothing (seen: an end of 1, and nothing there for ten seconds).
        """
        missing = {note.key.encode() for note in notes}
        known = frozenset(missing)
        async with self.reading() as reader, asyncio.timeout(10):
            while missing:
                record = await reader.getone()
                assert record.key in known
                missing.discard(record.key)

    async def put(self, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]]) -> None:
        """Write a record that no relay of ours would write."""
        producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap, max_request_size=2_000_000)
        await producer.start()
        try:
            await raw.send(producer, self.topic.name, key, value, headers)
        finally:
            await producer.stop()

    @contextlib.contextmanager
    def process(
        self, role: str, module: str = "tests.messaging.probe", **environment: str
    ) -> Iterator["subprocess.Popen[bytes]"]:
        """The probe in a process of its own, in one role; killed at the end."""
        variables = {
            **os.environ,
            "PROBE_TOPIC": self.topic.name,
            "PROBE_READER": self.reader,
            "MODE": "test",
            "DATABASE_URL": self.settings.database_url,
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap,
            "KAFKA_IDEMPOTENT_PRODUCER": str(self.settings.kafka_idempotent_producer),
            "PRIVATE_PORT": "0",
            **environment,
        }
        process = subprocess.Popen([sys.executable, "-m", module, role], env=variables, stdout=subprocess.DEVNULL)
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait(10)


@asynccontextmanager
async def running(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Let these run beside the test; whatever they raise fails it."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


@asynccontextmanager
async def held(the: Probe, table: str) -> AsyncIterator[None]:
    """Whoever wants to write to the table waits in the middle of its work."""
    async with the.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        await connection.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield


async def retrying(consumer: Consumer) -> None:
    """What the role clock does, more often."""
    while True:
        with contextlib.suppress(*LOST):
            await redrive.retry_due(consumer)
        await asyncio.sleep(0.05)


@pytest.fixture
async def the(
    database: NewDatabase, broker_server: Tansu | Kafka, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Probe]:
    """The probe, with a topic that no other test has."""
    databases = await database("probe")
    owner = await asyncpg.connect(databases.owner_dsn)
    await owner.execute(probe.TABLES)
    await owner.close()
    topic = Topic(f"gerai.probe.{uuid4().hex}.v1")
    monkeypatch.setattr(Noted, "topic", topic)
    monkeypatch.setattr(Struck, "topic", topic)
    settings = Settings(
        mode="test",
        database_url=databases.app_dsn,
        kafka_bootstrap_servers=broker_server.bootstrap,
        kafka_idempotent_producer=broker_server.idempotent,
    )
    await broker.declare_topics(settings, [topic], replication=1)
    pool = await open_pool(settings.database_url)
    yield Probe(settings, pool, topic)
    await pool.close()
