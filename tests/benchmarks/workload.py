"""What is sent: submissions as registration announces them, each of a product of its own."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition
from asyncpg import Connection
from uuid_utils.compat import uuid7

from services.registration.domain import Sheet
from services.registration.domain.sheet import spell_out
from services.registration.forms import SheetForm
from shared.events.event import Topic
from shared.events.registration import ProductSubmitted
from shared.messaging import broker, cloudevents
from shared.messaging.cloudevents import Envelope
from shared.messaging.outbox import Pending, slot_of
from shared.messaging.producer import open_producer
from shared.settings import Settings
from tests.examples import PRODUCT

BUSINESS_ID = UUID("01890000-0000-7000-8000-000000000001")
STAGED = """
DROP TABLE IF EXISTS staged;
CREATE TABLE staged (
    place bigint PRIMARY KEY, slot smallint NOT NULL, key text NOT NULL, headers text NOT NULL, value bytea NOT NULL
)
"""
COMMIT_STAGED = """
INSERT INTO outbox (slot, topic, key, headers, value)
SELECT slot, $1, key, headers, value FROM staged WHERE place > $2 AND place <= $3 ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class Record:
    """One announcement as it goes to the broker, but for its topic."""

    key: str
    headers: list[tuple[str, bytes]]
    value: bytes


def sheet() -> Sheet:
    """A complete product sheet."""
    return spell_out(SheetForm.model_validate(PRODUCT).sheet())


def submissions(count: int) -> list[ProductSubmitted]:
    """Submissions of as many products."""
    described: dict[str, Any] = {**PRODUCT, "city": "ambon", "business_id": BUSINESS_ID, "revision": 1}
    template = ProductSubmitted.model_validate({**described, "product_id": uuid7()})
    return [template.model_copy(update={"product_id": uuid7()}) for _ in range(count)]


def records(count: int) -> list[Record]:
    """The same, encoded as `tx.publish` and the relay would."""
    at, made = datetime.now(UTC), []
    for event in submissions(count):
        id = str(uuid7())
        envelope = Envelope(
            id=id, source="/gerai/registration", type=event.type, time=at, sequence=1, correlation_id=id
        )
        headers, value = cloudevents.encode(event, envelope)
        assert value is not None
        made.append(Record(event.key, headers, value))
    return made


def headers_text(record: Record) -> str:
    """Headers as the outbox stores them."""
    pairs = ",".join(f'["{name}", "{octets.decode()}"]' for name, octets in record.headers)
    return f"[{pairs}]"


async def stage(connection: Connection, made: Sequence[Record]) -> None:
    """Lay records beside the outbox, from where one statement commits as many as are wanted."""
    await connection.execute(STAGED)
    rows = [
        (place, slot_of(record.key), record.key, headers_text(record), record.value)
        for place, record in enumerate(made, 1)
    ]
    await connection.copy_records_to_table("staged", records=rows)
    await connection.execute("ANALYZE staged")


async def put(settings: Settings, topic: Topic, made: Sequence[Record]) -> dict[TopicPartition, int]:
    """Write records to a topic; give the end of each partition."""
    rows = [Pending(n, topic.name, r.key, headers_text(r), r.value) for n, r in enumerate(made)]
    async with open_producer(settings) as producer:
        sent = 0
        while sent < len(rows):
            round = await producer.prepare(rows[sent : sent + 3000])
            outcome = await producer.outcome(await producer.send(round))
            if outcome.failure:
                raise outcome.failure
            sent += len(outcome.acknowledged)
    return await ends(settings, topic)


async def check(bootstrap: str, topic: Topic, made: Sequence[Record], count: int = 50) -> None:
    """Raise AssertionError unless what stands first on a topic is what was made, to the byte."""
    wanted = {record.key: record for record in made}
    reader = AIOKafkaConsumer(topic.name, bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await reader.start()
    try:
        for _ in range(min(count, len(made))):
            async with asyncio.timeout(30):
                found = await reader.getone()
            record = wanted[found.key.decode()]
            assert found.value == record.value, found
            assert set(record.headers) <= set(found.headers), found  # a library may add its own
    finally:
        await reader.stop()


async def ends(settings: Settings, topic: Topic) -> dict[TopicPartition, int]:
    """The next offset of each partition."""
    places = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
    return await broker.end_offsets(settings, places)
