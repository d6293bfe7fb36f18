"""What a fetch cannot give is told, and takes nothing with it that can be read."""

from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.consumer import fetcher
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
