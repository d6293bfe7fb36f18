"""Sends a round of records to the broker so that nothing can overtake what failed.

At most one batch per partition is under way, and a batch is taken or refused whole: a failed record has
no successor of its partition on the broker. (aiokafka's own queue would send the next batch all the same.)
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.structs import TopicPartition

from shared.messaging.outbox import Pending
from shared.settings import Settings

BATCH_BYTES = 900_000
GIVE_UP_MS = 5000


class AnotherLog(Exception):
    """The broker gave an offset that it had given before: what it held is lost."""


@dataclass(frozen=True, slots=True)
class Round:
    """Rows under way, in order, with the partition of each and the broker's answer per partition."""

    rows: Sequence[Pending]
    places: Sequence[TopicPartition]
    answers: dict[TopicPartition, "asyncio.Future[Any]"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows that stand on the broker with nothing failed before them, and the failure if there was one."""

    acknowledged: Sequence[Pending]
    failure: BaseException | None


class Producer:
    """An aiokafka producer used one round at a time."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._partition = DefaultPartitioner()
        self._last: dict[TopicPartition, int] = {}

    async def send(self, rows: Sequence[Pending]) -> Round:
        """Hand over the first rows, as many as fit into one batch per partition, without waiting."""
        taken: list[Pending] = []
        places: list[TopicPartition] = []
        batches: dict[TopicPartition, Any] = {}
        for row in rows:
            place = await self._place(row)
            batch = batches.setdefault(place, self._producer.create_batch())
            if batch.append(key=row.key.encode(), value=row.value, timestamp=None, headers=row.headers) is None:
                break
            taken.append(row)
            places.append(place)
        answers = {
            place: await self._producer.send_batch(batch, place.topic, partition=place.partition)
            for place, batch in batches.items()
            if batch.record_count()
        }
        return Round(taken, places, answers)

    async def _place(self, row: Pending) -> TopicPartition:
        numbers = sorted(await self._producer.partitions_for(row.topic))
        return TopicPartition(row.topic, self._partition(row.key.encode(), numbers, numbers))

    async def outcome(self, round: Round) -> Outcome:
        """Wait for the broker's answers."""
        if round.answers:
            await asyncio.wait(round.answers.values(), timeout=2 * GIVE_UP_MS / 1000)
        failures = {place: self._failure(place, answer) for place, answer in round.answers.items()}
        for count, place in enumerate(round.places):
            if failure := failures[place]:
                return Outcome(round.rows[:count], failure)
        return Outcome(round.rows, None)

    def _failure(self, place: TopicPartition, answer: "asyncio.Future[Any]") -> BaseException | None:
        """Why a batch failed, if it did. An offset that does not grow belongs to another log."""
        if not answer.done():
            return TimeoutError("the broker did not answer")
        if failure := answer.exception():
            return failure
        offset = answer.result().offset
        if offset <= self._last.get(place, -1):
            return AnotherLog(f"{place.topic}[{place.partition}] goes back to offset {offset}")
        self._last[place] = offset
        return None


@asynccontextmanager
async def open_producer(settings: Settings) -> AsyncIterator[Producer]:
    """A started producer; on leaving it is stopped for good, with nothing left under way."""
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap_servers,
        acks="all",
        enable_idempotence=settings.kafka_idempotent_producer,
        linger_ms=0,
        max_batch_size=BATCH_BYTES,
        max_request_size=2 * BATCH_BYTES,
        request_timeout_ms=GIVE_UP_MS,
    )
    async with asyncio.timeout(2 * GIVE_UP_MS / 1000):
        await producer.start()
    try:
        yield Producer(producer)
    finally:
        await _stop(producer)


async def _stop(producer: AIOKafkaProducer) -> None:
    """Stop for good. aiokafka would first wait, without limit, for what the broker has not taken."""
    try:
        async with asyncio.timeout(1):
            await producer.stop()
    except TimeoutError:
        await producer._sender.close()
        await producer.client.close()
