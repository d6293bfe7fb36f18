"""Reads submissions from a topic without a database: by the toolkit, or by a loop that only decodes and validates."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import uuid4

from aiokafka import AIOKafkaConsumer
from aiokafka.consumer import fetcher
from aiokafka.record.memory_records import MemoryRecords
from asyncpg.pool import Pool

from shared import memory, settings
from shared.clock import Clock
from shared.events.event import Topic
from shared.events.registration import ProductSubmitted
from shared.messaging.consumer import Consumer
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction
from shared.messaging.worker import Worker
from shared.service import parking_of

COUNT, TOPIC = int(os.environ["BENCH_COUNT"]), os.environ["BENCH_TOPIC"]


class Watch:
    """Counts from the first batch to the last."""

    def __init__(self) -> None:
        self.count = 0
        self._begun = (0.0, 0.0)
        self.finished = asyncio.Event()

    def begin(self) -> None:
        """Called when there is something to handle; the first time counts."""
        if self._begun == (0.0, 0.0):
            self._begun = (time.perf_counter(), time.process_time())

    def add(self, handled: int) -> None:
        """So many more are done."""
        self.count += handled
        if self.count >= COUNT and not self.finished.is_set():
            seconds, cpu = time.perf_counter() - self._begun[0], time.process_time() - self._begun[1]
            sys.stdout.write(json.dumps({"count": self.count, "seconds": seconds, "cpu": cpu}) + "\n")
            self.finished.set()


class Nothing:
    """A pool and its connection that answer at once: every event is new, nothing is parked, nothing was read."""

    @asynccontextmanager
    async def acquire(self, timeout: float = 0) -> AsyncIterator["Nothing"]:
        yield self

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        yield

    async def fetch(self, query: str, *words: Any) -> list[dict[str, Any]]:
        if "INSERT INTO inbox" in query:
            return [{"source": source, "event_id": id} for source, id in zip(words[1], words[2], strict=True)]
        return []

    async def fetchval(self, query: str, *words: Any) -> bool:
        return "parked" not in query

    async def execute(self, query: str, *words: Any) -> str:
        return ""


async def by_toolkit(watch: Watch) -> None:
    """Worker and consumer as a service runs them."""
    ProductSubmitted.topic = Topic(TOPIC)
    on, read, reader = Subscriptions(), settings.read("curation"), f"bench-{uuid4().hex[:8]}"

    @on(ProductSubmitted)
    async def count(submissions: Sequence[ProductSubmitted], tx: Transaction) -> None:
        watch.add(len(submissions))

    consumer = Consumer(reader, on, parking_of(reader, read), cast("Pool", Nothing()), Clock())
    consume = consumer.consume

    async def timed(records: Sequence[Any], log_id: str) -> None:
        watch.begin()
        await consume(records, log_id)

    consumer.consume = timed  # type: ignore[method-assign]
    memory.collect_less()
    working = asyncio.create_task(Worker(read, consumer).run())
    await watch.finished.wait()
    working.cancel()


async def by_hand(watch: Watch) -> None:
    """The least that a reader must do: take records in bulk, decode headers, validate."""

    class Submission(ProductSubmitted):
        """Needs no city beside the body, so that it can be read from the bytes in one go."""

        city: str = ""

    fetcher.MemoryRecords = MemoryRecords  # as aiokafka itself reads; our worker's module has put its own there
    consumer = AIOKafkaConsumer(
        TOPIC,
        bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        group_id=f"bench-{uuid4().hex[:8]}",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    while watch.count < COUNT:
        for records in (await consumer.getmany(timeout_ms=200, max_records=500)).values():
            watch.begin()
            for record in records:
                {name: octets.decode() for name, octets in record.headers}
                Submission.model_validate_json(record.value)
            watch.add(len(records))
    await consumer.stop()


if __name__ == "__main__":

    async def main() -> None:
        await {"gerai": by_toolkit, "raw": by_hand}[sys.argv[1]](Watch())

    asyncio.run(main())
