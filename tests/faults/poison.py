"""Records that nobody can read, of every kind that the toolkit's own tests know, and what the operator does then."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.events.registration import ProductWithdrawn
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Envelope
from shared.messaging.decisions import Choice, Decisions
from tests.faults.witness import Connection
from tests.messaging import raw
from tests.messaging.test_poison import POISON

MARK = "poison"
"""A header that says which records are ours."""
TOPIC = ProductWithdrawn.topic.name


@dataclass(frozen=True, slots=True)
class Poison:
    """One such record, and whether its key is that of a product that lives."""

    kind: str
    key: str
    mark: str
    lives: bool


async def put(bootstrap: str, random: Random, living: Sequence[str]) -> Poison:
    """Put one onto the topic of products, however long that takes."""
    lives = bool(living) and random.random() < 0.5
    key = random.choice(living) if lives else str(uuid4())
    poison = Poison(random.choice(sorted(POISON)), key, str(uuid4()), lives)
    event = ProductWithdrawn(city="ambon", product_id=key, revision=1, reason="racun")
    headers, value = cloudevents.encode(event, Envelope(id=poison.mark, source="/gerai/poison", type=event.type))
    record = POISON[poison.kind](key.encode(), value, headers)  # type: ignore[no-untyped-call]
    while not await _sent(bootstrap, record, poison.mark):
        await asyncio.sleep(0.3)
    return poison


async def _sent(bootstrap: str, record: tuple[bytes, bytes | None, list[tuple[str, bytes | None]]], mark: str) -> bool:
    key, value, headers = record
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", request_timeout_ms=4000, max_request_size=2_000_000
    )
    try:
        async with asyncio.timeout(8):
            await producer.start()
            await raw.send(producer, TOPIC, key, value, [*headers, (MARK, mark.encode())])
    except (KafkaError, OSError, TimeoutError):
        return False
    finally:
        await producer.stop()
    return True


async def drop_before_living(connection: Connection, reader: str, poison: Sequence[Poison]) -> None:
    """Give up those that products wait behind, as an operator would."""
    decisions = Decisions(reader)
    lanes = [f"{TOPIC}/{each.key}" for each in poison if each.lives]
    rows = await connection.fetch("SELECT id FROM parked WHERE state = 'stopped' AND lane = ANY ($1)", lanes)
    for row in rows:
        async with connection.transaction():
            await decisions.drop(connection, Choice([row["id"]]), by="operator", why="tidak terbaca")
