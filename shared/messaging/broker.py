"""The Kafka cluster: how to reach it, which one it is, and which topics it should have."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code
from aiokafka.structs import TopicPartition

from shared.events.event import Topic

AWAY = (KafkaError, OSError, TimeoutError)
"""The broker cannot be had."""
MONTH_MS = str(30 * 86400 * 1000)
RETENTION = {"retention.ms": MONTH_MS}
COMPACTION = {"cleanup.policy": "compact", "max.compaction.lag.ms": "86400000", "delete.retention.ms": MONTH_MS}
"""Tombstones stay as long as other events do: a reader that was away so long still hears what it must erase."""


@asynccontextmanager
async def admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """A short-lived admin client. Raises one of AWAY when the broker cannot be had."""
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=5000)
    try:
        async with asyncio.timeout(10):
            await client.start()
            yield client
    finally:
        await client.close()


async def cluster_id(bootstrap: str) -> str:
    """Which log this is: the embedded broker has another one after each start."""
    async with admin(bootstrap) as client:
        return str((await client.describe_cluster())["cluster_id"])


async def declare_topics(bootstrap: str, topics: Sequence[Topic], *, replication: int = -1) -> None:
    """Create the topics that are not there yet; -1 leaves replication to the cluster."""
    async with admin(bootstrap) as client:
        there = set(await client.list_topics())
        missing = [topic for topic in topics if topic.name not in there]
        if missing:
            answer = await client.create_topics([_new_topic(topic, replication) for topic in missing])
            for name, code, *_ in answer.topic_errors:
                if code and for_code(code) is not TopicAlreadyExistsError:
                    raise for_code(code)(name)


def _new_topic(topic: Topic, replication: int) -> NewTopic:
    settings = COMPACTION if topic.compacted else RETENTION
    new = NewTopic(topic.name, topic.partitions, 1, topic_configs=settings)
    new.replication_factor = replication  # the class refuses the protocol's -1, "as the cluster is set"
    return new


async def list_empty(bootstrap: str, names: Sequence[str]) -> list[str]:
    """Which of these topics hold no record and never did, or are not there at all."""
    async with admin(bootstrap) as client:
        described = await client.describe_topics(list(names)) if names else []
    partitions = {
        topic["topic"]: [TopicPartition(topic["topic"], p["partition"]) for p in topic["partitions"]]
        for topic in described
        if not topic["error_code"]
    }
    ends = await end_offsets(bootstrap, [place for places in partitions.values() for place in places])
    return [name for name in names if not any(ends[place] for place in partitions.get(name, []))]


async def end_offsets(bootstrap: str, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
    """The offset that the next record of each partition will have."""
    if not partitions:
        return {}
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, request_timeout_ms=5000)
    try:
        async with asyncio.timeout(10):
            await consumer.start()
            return dict(await consumer.end_offsets(partitions))
    finally:
        await consumer.stop()
