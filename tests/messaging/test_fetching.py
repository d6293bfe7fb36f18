"""What a fetch cannot give is told, and takes nothing with it that can be read."""

import asyncio
from asyncio import CancelledError
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.consumer import fetcher
from aiokafka.errors import KafkaConnectionError
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import TopicPartition
from prometheus_client import REGISTRY

from shared.messaging import batches, broker, client
from shared.messaging.client import Client, Records
from shared.messaging.worker import Worker
from tests.conftest import ON_KAFKA
from tests.messaging.conftest import Probe, running, until
from tests.messaging.probe import Noted
from tests.messaging.test_poison import POISON, good

pytestmark = pytest.mark.broker

BAD_NAME = POISON["header-name-not-utf8"]


def partition(the: Probe, key: UUID) -> int:
    """Where a key's records go."""
    numbers = list(range(the.topic.partitions))
    return int(DefaultPartitioner()(str(key).encode(), numbers, numbers))


def key_of(the: Probe, number: int) -> UUID:
    """A new key of this partition."""
    return next(key for key in iter(uuid4, None) if partition(the, key) == number)


async def test_a_fetch_that_fails_is_counted_and_holds_up_its_own_partition_alone(
    the: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was before bad names were read: the whole fetch failed, and what it held of other partitions was lost."""
    monkeypatch.setattr(fetcher, "MemoryRecords", MemoryRecords)
    monkeypatch.setattr(client, "PAUSE", 5)
    ill, *well = [key_of(the, number) for number in range(the.topic.partitions)]
    before = _failures()
    for number in range(40):
        if number == 20:
            await the.put(*BAD_NAME(*good(100, key_of(the, 0))))  # type: ignore[no-untyped-call]
        await the.put(*good(number, [ill, *well][number % 4]))
    settings = the.settings.model_copy(update={"group_session_seconds": 10 if ON_KAFKA else 2})
    async with running(Worker(settings, the.consumer()).run()):
        await until(lambda: _has_all(the, well), limit=60)
        await until(lambda: _failures() >= before + 3, limit=60)
        assert await the.effects(ill) == []
        batches.go_on_at_bad_names()
        await until(lambda: the.has_effects(40), limit=60)
    assert await the.parked() == 1
    for place, key in enumerate([ill, *well]):
        assert await the.effects(key) == list(range(place, 40, 4))


def _failures() -> float:
    return REGISTRY.get_sample_value("consumer_fetch_failures_total", {"reason": "UnicodeDecodeError"}) or 0


async def _has_all(the: Probe, keys: list[UUID]) -> bool:
    return all([len(await the.effects(key)) == 10 for key in keys])


async def test_a_batch_that_went_missing_on_its_way_is_fetched_again(
    the: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, missing, worker = Client._read, [1, 3, 4], the.worker()

    async def lose_some(self: Client, max_records: int | None) -> Records:
        found = await read(self, max_records=2)
        if found and missing and worker.sought:
            missing[0] -= 1
            if not missing[0]:
                missing.pop(0)
                return {}
        return found

    monkeypatch.setattr(Client, "_read", lose_some)
    key = uuid4()
    for number in range(20):
        await the.put(*good(number, key))
    async with running(worker.run()):
        await until(lambda: the.has_effects(20))
    assert missing == []
    assert await the.effects() == list(range(20))


@pytest.mark.kafka
async def test_a_gap_that_is_so_on_the_broker_is_told_and_passed(the: Probe) -> None:
    key = uuid4()
    for number in range(20):
        await the.put(*good(number, key))
    async with broker.admin(the.settings) as admin:
        await admin.delete_records({TopicPartition(the.topic.name, partition(the, key)): RecordsToDelete(12)})
    async with running(the.worker().run()):
        await until(lambda: the.has_effects(8))
    assert await the.effects() == list(range(12, 20))
    assert REGISTRY.get_sample_value("consumer_offset_gaps_total", {"topic": the.topic.name}) == 1


@pytest.mark.kafka
async def test_a_log_that_begins_anew_takes_the_position_with_it(the: Probe) -> None:
    """Otherwise a worker that began later would go on where the old log had ended."""
    key = uuid4()
    for number in range(20):
        await the.put(*good(number, key))
    async with running(the.worker().run()):
        await until(lambda: the.has_effects(20))
        async with broker.admin(the.settings) as admin:
            await admin.delete_topics([the.topic.name])
        await broker.declare_topics(the.settings, [the.topic], replication=1)
        for number in range(20, 25):
            await the.put(*good(number, key))
        await until(lambda: the.has_effects(25), limit=60)
    place = (the.topic.name, partition(the, key))
    log_id = await broker.cluster_id(the.settings)
    assert await the.consumer().positions(log_id, [place]) == {place: 5}


CODECS = ["gzip", "lz4", "snappy", "zstd"]


@pytest.mark.parametrize("codec", CODECS)
async def test_what_another_producer_has_compressed_is_read(the: Probe, codec: str) -> None:
    key, value, headers = good(1, uuid4())
    producer = AIOKafkaProducer(bootstrap_servers=the.bootstrap, compression_type=codec)
    await producer.start()
    await producer.send_and_wait(the.topic.name, value + b" " * 1000, key=key, headers=headers)
    await producer.stop()
    async with running(the.worker().run()):
        await until(lambda: the.has_effects(1))


@pytest.mark.kafka
@pytest.mark.parametrize("codec", CODECS)
async def test_what_the_broker_has_compressed_is_read(the: Probe, codec: str) -> None:
    async with broker.admin(the.settings) as admin:
        topic = ConfigResource(ConfigResourceType.TOPIC, the.topic.name, {"compression.type": codec})
        await admin.alter_configs([topic])
    for number in range(3):
        await the.put(*good(number, uuid4()))
    async with running(the.relay().run(), the.worker().run()):
        await the.announce(*(Noted(city="ambon", note_id=uuid4(), number=n) for n in range(3, 50)))
        await until(lambda: the.has_effects(50))


async def test_a_worker_that_cannot_find_where_to_begin_reads_nothing(
    the: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever that fails with: aiokafka would swallow it and read on from Kafka's own offsets."""

    async def stumble(*places: object) -> None:
        raise KeyError("what nobody foresaw")

    monkeypatch.setattr(broker, "end_offsets", stumble)
    await the.announce(*(Noted(city="ambon", note_id=uuid4(), number=n) for n in range(3)))
    async with running(the.relay().run()):
        await until(the.is_drained)
    with pytest.raises(KeyError):
        async with asyncio.timeout(20):
            await the.worker().run()
    assert await the.pool.fetchval("SELECT count(*) FROM inbox") == 0


async def test_what_aiokafka_cancels_as_it_ends_does_not_end_the_worker(
    the: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen where the brokers went away between joining the group and seeking."""
    stop, end_offsets, failures = AIOKafkaConsumer.stop, broker.end_offsets, [CancelledError(), KafkaConnectionError()]

    async def stop_and_be_cancelled(self: AIOKafkaConsumer) -> None:
        await stop(self)
        if len(failures) == 1:
            raise failures.pop()

    async def be_away_once(*places: Any) -> Any:
        if len(failures) == 2:
            raise failures.pop()
        return await end_offsets(*places)

    monkeypatch.setattr(AIOKafkaConsumer, "stop", stop_and_be_cancelled)
    monkeypatch.setattr(broker, "end_offsets", be_away_once)
    await the.announce(*(Noted(city="ambon", note_id=uuid4(), number=n) for n in range(3)))
    async with running(the.relay().run(), the.worker().run()):
        await until(lambda: the.has_effects(3))
    assert failures == []
