"""Everything that stands on the topics, by a plain consumer."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import TopicPartition

from deploy.local.plan import list_services
from shared.events.event import Topic
from shared.messaging import batches
from tests.faults import ledger
from tests.faults.environment import Environment
from tests.faults.poison import MARK

batches.go_on_at_bad_names()
OURS = ("gerai.", "public.")


@dataclass(frozen=True, slots=True)
class Record:
    """One record, with what its headers say."""

    topic: str
    key: str
    headers: Mapping[str, bytes | None]

    @property
    def id(self) -> str:
        return (self.headers.get("ce_id") or b"").decode(errors="replace")

    @property
    def sequence(self) -> int:
        return int(self.headers.get("ce_sequence") or 0)


@asynccontextmanager
async def _admin(environment: Environment) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=environment.kafka.bootstrap)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def cluster_id(environment: Environment) -> str:
    """Which log it is."""
    async with _admin(environment) as admin:
        return str((await admin.describe_cluster())["cluster_id"])


async def _places(environment: Environment) -> list[TopicPartition]:
    """All partitions of topics of ours."""
    async with _admin(environment) as admin:
        names = [name for name in await admin.list_topics() if name.startswith(OURS)]
        described = await admin.describe_topics(names)
    return [TopicPartition(each["topic"], part["partition"]) for each in described for part in each["partitions"]]


def readers(environment: Environment) -> dict[str, list[Topic]]:
    """What each service hears, of those whose publishers are all here: others' workers wait for topics to be there."""
    here = {name: service for name, service in list_services().items() if name in environment.services}
    declared = {topic for service in here.values() for topic in service.announces}
    all_heard = {name: service.open().on.topics for name, service in here.items()}
    hears = {name: heard for name, heard in all_heard.items() if declared >= set(heard)}
    heard = ledger.heard("all" if environment.whole else "registration")
    hears["ledger"] = list(dict.fromkeys(event.topic for event in heard))
    return {name: heard for name, heard in hears.items() if heard}


async def ends(reader: AIOKafkaConsumer, wanted: Iterable[Topic]) -> dict[TopicPartition, int]:
    """The offset after the last record of each partition."""
    places = [TopicPartition(topic.name, n) for topic in wanted for n in range(topic.partitions)]
    return dict(await reader.end_offsets(places))


async def read(environment: Environment) -> list[Record]:
    """All records of all topics of ours, in order per partition."""
    async with environment.reader() as reader:
        places = await _places(environment)
        reader.assign(places)
        last = await reader.end_offsets(places)
        found: list[Record] = []
        while any([await reader.position(place) < last[place] for place in places]):
            batches = await reader.getmany(timeout_ms=500)
            found += [_record(each) for batch in batches.values() for each in batch]
    return found


def _record(each: object) -> Record:
    headers = dict(each.headers)  # type: ignore[attr-defined]
    key = each.key  # type: ignore[attr-defined]
    return Record(each.topic, key.decode(errors="replace") if key else "", headers)  # type: ignore[attr-defined]


def mark_of(packed: bytes) -> str | None:
    """Which poison a parked record is, from its headers as they are stored."""
    headers = dict(json.loads(packed))
    return b64decode(headers[MARK]).decode() if headers.get(MARK) else None


def compacted(environment: Environment) -> set[str]:
    """The topics of which only the last record of each key is kept."""
    services = [service for name, service in list_services().items() if name in environment.services]
    return {topic.name for service in services for topic in service.announces if topic.compacted}
