"""Relays from faststream-outbox to Kafka, as its documentation shows: a handler under a Kafka publisher."""

import asyncio
import os
from typing import Any

import aiokafka
from aiokafka import AIOKafkaProducer
from faststream import FastStream
from faststream.kafka import KafkaBroker, KafkaResponse

from tests.benchmarks.sides.acks import Acks
from tests.benchmarks.sides.outbox_table import QUEUE, TUNED, connect

acks = Acks()
SETTINGS: dict[str, Any] = (
    {"max_workers": 32, "fetch_batch_size": 500, "terminal_flush_batch_size": 500, "min_fetch_interval": 0.001}
    if TUNED
    else {}
)


class Telling(AIOKafkaProducer):  # type: ignore[misc]
    """Says when the broker has acknowledged."""

    async def send(self, *words: Any, **named: Any) -> Any:
        answer = await super().send(*words, **named)
        answer.add_done_callback(lambda done: acks.add(int(done.exception() is None)))
        return answer


aiokafka.AIOKafkaProducer = Telling  # where FastStream takes it from
engine, outbox = connect()
kafka = KafkaBroker(
    os.environ["BENCH_BOOTSTRAP"],
    acks="all",
    enable_idempotence=True,
    linger_ms=0,
    logger=None,
    apply_types=False,
)


@kafka.publisher(os.environ["BENCH_TOPIC"])
@outbox.subscriber(QUEUE, **SETTINGS)  # type: ignore[untyped-decorator]
async def relay(body: bytes) -> KafkaResponse:
    message = outbox.context.get_local("message")
    headers = {name: text for name, text in message.headers.items() if name.startswith(("ce_", "content-type"))}
    return KafkaResponse(body, key=message.headers["key"].encode(), headers=headers)


if __name__ == "__main__":
    asyncio.run(FastStream(outbox, on_startup=[kafka.connect], logger=None).run())
