"""Writes records as no client in Python does: a header's name may be any bytes, said as in Python's names of files."""

from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

Headers = Sequence[tuple[str, bytes | None]]


class AnyName(str):
    """A header's name, for aiokafka's builder in plain Python."""

    def encode(self, *_: str) -> bytes:
        """Its bytes, also those that are no UTF-8."""
        return str.encode(self, errors="surrogateescape")


async def send(
    producer: AIOKafkaProducer, topic: str, key: bytes | None, value: bytes | None, headers: Headers
) -> None:
    """Send one record, to the partition of its key, and wait for the broker's answer."""
    batch = producer.create_batch()
    batch._builder = _DefaultRecordBatchBuilderPy(2, 0, 0, -1, -1, 0, 2_000_000)
    batch.append(key=key, value=value, timestamp=None, headers=[(AnyName(name), octets) for name, octets in headers])
    numbers = sorted(await producer.partitions_for(topic))
    sent = await producer.send_batch(batch, topic, partition=DefaultPartitioner()(key, numbers, numbers))
    await sent
