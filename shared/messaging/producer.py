"""Sends a round of records to the broker so that nothing can overtake what failed.

At most one batch per partition is under way, and a batch is taken or refused whole: a failed record has
no successor of its partition on the broker. (aiokafka's own queue would send the next batch all the same.)
The next round may be prepared meanwhile.
"""

import asyncio
import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.structs import TopicPartition

from shared.messaging import broker, outbox
from shared.messaging.outbox import Pending
from shared.settings import Settings

BATCH_BYTES = 900_000
GIVE_UP_MS = 5000
OTHERS_TURN = 100
"""After so many records it is seen whether the database has answered, so that it may be asked on."""
SEED, FACTOR, BITS, POSITIVE = 0x9747B28C, 0x5BD1E995, 0xFFFFFFFF, 0x7FFFFFFF


class AnotherLog(Exception):
    """The broker gave an offset that it had given before: what it held is lost."""


@dataclass(frozen=True, slots=True)
class Round:
    """Rows in order with the partition of each, a batch per partition, and once sent the broker's answers to these."""

    rows: Sequence[Pending] = ()
    places: Sequence[TopicPartition] = ()
    batches: Mapping[TopicPartition, Any] = field(default_factory=dict)
    answers: Mapping[TopicPartition, "asyncio.Future[Any]"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows that stand on the broker with nothing failed before them, and the failure if there was one."""

    acknowledged: Sequence[Pending]
    failure: BaseException | None


class Producer:
    """An aiokafka producer used one round at a time."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._last: dict[TopicPartition, int] = {}

    async def prepare(self, rows: Sequence[Pending]) -> Round:
        """Make batches of the first rows, as many as fit into one per partition; nothing is sent."""
        there = {topic: await self._list_places(topic) for topic in {row.topic for row in rows}}
        places: list[TopicPartition] = []
        batches: dict[TopicPartition, Any] = {}
        for row in rows:
            key, candidates = row.key.encode(), there[row.topic]
            place = candidates[(murmur2(key) & POSITIVE) % len(candidates)]
            if place not in batches:
                batches[place] = self._producer.create_batch()
            headers = outbox.read_headers(row.headers)  # here, so that a round's are not all held at once
            if batches[place].append(key=key, value=row.value, timestamp=None, headers=headers) is None:
                break
            places.append(place)
            if len(places) % OTHERS_TURN == 0:
                await asyncio.sleep(0)
        return Round(rows[: len(places)], places, batches)

    async def _list_places(self, topic: str) -> list[TopicPartition]:
        return [TopicPartition(topic, number) for number in sorted(await self._producer.partitions_for(topic))]

    async def send(self, round: Round) -> Round:
        """Hand over what was prepared, without waiting. The outcome of the round before must be known, and good."""
        answers = {
            place: await self._producer.send_batch(batch, place.topic, partition=place.partition)
            for place, batch in round.batches.items()
        }
        return replace(round, answers=answers)

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
        **broker.connection(settings),
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


def murmur2(key: bytes) -> int:
    """The hash by which Kafka's own clients choose a key's partition, in half the time that aiokafka's takes."""
    whole = len(key) & ~3
    hashed = SEED ^ len(key)
    for (word,) in struct.iter_unpack("<I", key[:whole]):
        word = word * FACTOR & BITS
        hashed = (hashed * FACTOR ^ (word ^ word >> 24) * FACTOR) & BITS
    if whole < len(key):
        hashed = (hashed ^ int.from_bytes(key[whole:], "little")) * FACTOR & BITS
    hashed = (hashed ^ hashed >> 13) * FACTOR & BITS
    return hashed ^ hashed >> 15
