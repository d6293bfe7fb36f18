"""Consumers side by side: processes of one group that open a case for each submission on their topic."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from aiokafka.structs import TopicPartition
from asyncpg import Connection

from services.curation.handlers import on
from shared.events.event import Topic
from shared.events.registration import PRODUCTS
from shared.messaging import broker
from shared.settings import Settings
from tests.benchmarks import workload
from tests.benchmarks.measure import Findings, Meter, now
from tests.benchmarks.system import Bench, Running, python
from tests.conftest import ServiceDatabase

GERAI = "Gerai, curation's worker"
PLAIN = "plain FastStream handler"


@dataclass
class Consuming:
    """A group at work, all of it caught up."""

    processes: Sequence[Running]
    topic: Topic
    settings: Settings
    connection: Connection
    group: str
    database: ServiceDatabase
    done: int = 0

    async def cases(self) -> int:
        """How many cases were opened."""
        return int(await self.connection.fetchval("SELECT count(*) FROM cases"))

    async def _may_have(self, wanted: int) -> bool:
        """Ask cheaply first: each case is announced, and announcements are numbered before they are committed."""
        numbered = await self.connection.fetchval("SELECT last_value FROM outbox_id_seq")
        return numbered >= wanted and await self.cases() >= wanted

    async def reach(self, wanted: int, limit: float) -> None:
        """Come back when there are so many cases."""
        deadline = now() + int(limit * 1e9)
        while not await self._may_have(wanted):
            for each in self.processes:
                each.check()
            if now() > deadline:
                raise TimeoutError(
                    f"{await self.cases()} of {wanted} cases\n{self.processes[0].log.read_text()[-2000:]}"
                )
            await asyncio.sleep(0.02)

    async def put(self, count: int) -> None:
        await workload.put(self.settings, self.topic, workload.records(count))

    async def warm_up(self, count: int) -> None:
        """Have them handle some when all have joined."""
        await self._all_joined()
        await self.put(count)
        self.done += count
        await self.reach(self.done, 60)

    async def _all_joined(self, limit: float = 60) -> None:
        deadline = now() + int(limit * 1e9)
        while (joined := await _members(self.settings, self.group)) < len(self.processes):
            if now() > deadline:
                raise TimeoutError(f"{joined} of {len(self.processes)} joined {self.group}")
            await asyncio.sleep(0.2)


async def _members(settings: Settings, group: str) -> int:
    """How many a group has that has come to rest."""
    try:
        async with broker.admin(settings) as admin:
            answers = await admin.describe_consumer_groups([group])
    except broker.AWAY:  # no group has been led here yet
        return 0
    described = [each for answer in answers for each in answer.groups]
    return sum(len(members) for _, _, state, _, _, members, *_ in described if state == "Stable")


@asynccontextmanager
async def gerai(bench: Bench, workers: int = 1, kept: ServiceDatabase | None = None) -> AsyncIterator[Consuming]:
    """Curation's own worker processes, from where the topic ends at this moment."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(bench.database("curation", kept))
        connection = await stack.enter_async_context(bench.superuser(database))
        settings = bench.settings(database)
        await bench.declare(*on.topics)
        await _begin_at(connection, settings, await workload.ends(settings, PRODUCTS))
        environments = [bench.environment(database) for _ in range(workers)]
        command = python("services.curation", "worker")
        processes = [stack.enter_context(bench.running(command, each)) for each in environments]
        group = Consuming(processes, PRODUCTS, settings, connection, "curation", database)
        group.done = await group.cases()
        yield group


async def _begin_at(connection: Connection, settings: Settings, ends: dict[TopicPartition, int]) -> None:
    """What earlier rounds left on the topic is behind this group already."""
    cluster = await broker.cluster_id(settings)
    await connection.executemany(
        """
        INSERT INTO positions (reader, topic, partition, cluster_id, next_offset)
        VALUES ('curation', $1, $2, $3, $4)
        ON CONFLICT (reader, topic, partition) DO UPDATE SET next_offset = excluded.next_offset
        """,
        [(place.topic, place.partition, cluster, offset) for place, offset in ends.items()],
    )


@asynccontextmanager
async def plain(bench: Bench) -> AsyncIterator[Consuming]:
    """One process with the handler that takes one message at a time."""
    async with bench.database("curation") as database, bench.superuser(database) as connection:
        topic = await bench.new_topic("plain")
        environment = {
            "BENCH_DSN": bench.superuser_dsn(database),
            "BENCH_TOPIC": topic.name,
            "BENCH_BOOTSTRAP": bench.broker.bootstrap,
            "BENCH_GROUP": f"plain-{uuid4().hex[:8]}",
        }
        with bench.running(python("tests.benchmarks.sides.plain_handler"), environment) as running:
            group = environment["BENCH_GROUP"]
            yield Consuming([running], topic, bench.settings(database), connection, group, database)


async def consume(bench: Bench, side: str, group: Consuming, count: int, found: Findings) -> None:
    """Note how fast a group handles what was laid out for it while it stood still, and what that cost."""
    await group.warm_up(max(1, count // 10))
    made = workload.records(count)
    meter = Meter(*(each.pid for each in group.processes))
    server = Meter(bench.postgres.child.pid or 0, memory=False)
    for each in group.processes:
        each.pause()
    try:
        await workload.put(group.settings, group.topic, made)
    finally:
        for each in group.processes:
            each.go_on()
    meter.anew()
    server.anew()
    begun = now()
    await group.reach(group.done + count, 300)
    took = (now() - begun) / 1e9
    cpu = meter.cpu
    meter.stop()
    found.note(side, "rate", "events/s", count / took)
    found.note(side, "CPU", "s per 100,000", cpu * 100_000 / count)
    found.note(side, "memory", "MiB", meter.peak / 2**20)
    found.note(side, "CPU of PostgreSQL", "s per 100,000", server.cpu * 100_000 / count)
