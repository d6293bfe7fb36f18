"""Poison costs its own parking, not the others' time."""

import time
from uuid import uuid4

from aiokafka import ConsumerRecord

from shared.messaging import cloudevents
from shared.messaging.cloudevents import Envelope
from tests.messaging.conftest import Probe
from tests.messaging.probe import Noted

RECORDS, BATCH, RUNS = 2000, 500, 5


def records(the: Probe, *, poison_every: int | None) -> list[ConsumerRecord]:
    """Fresh records of as many keys; every so many-th cannot be read."""
    found = []
    for offset in range(RECORDS):
        note = Noted(city="ambon", note_id=uuid4(), number=offset)
        headers, value = cloudevents.encode(note, Envelope(id=str(uuid4()), source="/gerai/probe", type=note.type))
        if poison_every and offset % poison_every == 0:
            value = b"{"
        key = note.key.encode()
        found.append(ConsumerRecord(the.topic.name, 0, offset, 0, 0, key, value, None, 36, 0, headers))
    return found


async def seconds(the: Probe, sent: list[ConsumerRecord]) -> float:
    """How long the consumer takes for these, in batches."""
    consumer, begun = the.consumer(), time.perf_counter()
    for start in range(0, len(sent), BATCH):
        await consumer.consume(sent[start : start + BATCH], "a-log")
    return time.perf_counter() - begun


async def test_one_percent_of_poison_leaves_more_than_half_of_the_rate(the: Probe) -> None:
    """By the quickest of some runs in turn: whatever else the machine does makes a run longer, and none shorter."""
    clean, poisoned = list[float](), list[float]()
    for _ in range(RUNS):
        clean.append(await seconds(the, records(the, poison_every=None)))
        poisoned.append(await seconds(the, records(the, poison_every=100)))
    assert min(clean) / min(poisoned) >= 0.5, (clean, poisoned)
    assert await the.parked() == RUNS * RECORDS // 100
