"""Relays side by side: each a process that takes what was committed to its outbox to a topic of its own."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from urllib.parse import unquote, urlsplit

import asyncpg
from asyncpg import Connection

from deploy.local import processes
from shared.events.event import Topic
from shared.messaging.outbox import CHANNEL
from tests.benchmarks import rivals, workload
from tests.benchmarks.measure import now
from tests.benchmarks.system import Bench, Running, python
from tests.benchmarks.workload import Record
from tests.conftest import ServiceDatabase

GERAI = "Gerai"
DEBEZIUM = "Debezium, as it comes"
TUNED = "Debezium, tuned"
SMALL = "Debezium, tuned, heap of 256 MiB"
OUTBOX = "faststream-outbox, as it comes"
OUTBOX_TUNED = "faststream-outbox, tuned"


class Acks:
    """What a side said of acknowledgements, read while it goes on."""

    def __init__(self, file: Path) -> None:
        self.file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        self._told: list[tuple[int, int]] = []
        self._at = 0

    def read(self) -> None:
        with self.file.open("rb") as told:
            told.seek(self._at)
            whole, _, _ = told.read().rpartition(b"\n")
        if whole:
            self._at += len(whole) + 1
            self._told += [(int(at), int(count)) for at, count in (line.split() for line in whole.splitlines())]

    @property
    def count(self) -> int:
        """How many the broker has acknowledged."""
        self.read()
        return self._told[-1][1] if self._told else 0

    async def reach(self, count: int, running: Running, limit: float) -> int:
        """When (shared clock) the count was reached; raises TimeoutError when it is not within the limit."""
        deadline = now() + int(limit * 1e9)
        while self.count < count:
            running.check()
            if now() > deadline:
                raise TimeoutError(f"{self.count} of {count} acknowledged. {running.log.read_text()[-2000:]}")
            await asyncio.sleep(0.004)
        return self.when(count)

    def when(self, count: int) -> int:
        """When the count was reached, as far as it has been read."""
        return self._told[bisect_left(self._told, count, key=lambda line: line[1])][0]


@dataclass
class Relaying(ABC):
    """A relay at work, and the means to commit announcements for it."""

    running: Running
    acks: Acks
    topic: Topic
    rest: float
    """After so many seconds without a sign nothing is under way; more than Debezium waits as it comes."""

    @abstractmethod
    async def commit(self, count: int) -> int:
        """Commit so many announcements in one transaction; give when (shared clock) the commit was confirmed."""

    async def relay(self, count: int, limit: float = 300) -> int:
        """Commit so many and wait for the broker's acknowledgement of the last; give the nanoseconds between."""
        wanted = self.acks.count + count
        committed = await self.commit(count)
        return await self.acks.reach(wanted, self.running, limit) - committed

    async def until_it_relays(self, limit: float = 60) -> None:
        """Commit announcements until the first is acknowledged, and come back when nothing is under way."""
        deadline = now() + int(limit * 1e9)
        while self.acks.count == 0:
            self.running.check()
            if now() > deadline:
                raise TimeoutError(self.running.log.read_text(errors="replace")[-3000:])
            await self.commit(1)
            await asyncio.sleep(self.rest)
        before = -1
        while self.acks.count != before:
            before = self.acks.count
            await asyncio.sleep(2 * self.rest)


@dataclass
class FromTable(Relaying):
    """A relay that reads the product's own table `outbox`."""

    connection: Connection
    staged: int
    wakes: bool
    """Whether commits tell the relay, as the product's do."""
    at: int = 0

    async def commit(self, count: int) -> int:
        if self.at + count > self.staged:
            self.at = 0
        async with self.connection.transaction():
            await self.connection.execute(workload.COMMIT_STAGED, self.topic.name, self.at, self.at + count)
            if self.wakes:
                await self.connection.execute("SELECT pg_notify($1, '')", CHANNEL)
        self.at += count
        return now()


@dataclass
class FromPublisher(Relaying):
    """A relay whose library writes its table itself, in a process beside it."""

    publisher: asyncio.subprocess.Process

    async def commit(self, count: int) -> int:
        assert self.publisher.stdin is not None
        assert self.publisher.stdout is not None
        self.publisher.stdin.write(b"%d\n" % count)
        answer = await self.publisher.stdout.readline()
        if not answer:
            raise processes.NotStarted("the publisher ended")
        return int(answer)


OpenRelay = Callable[[Bench, Sequence[Record]], AbstractAsyncContextManager[Relaying]]


@asynccontextmanager
async def gerai(bench: Bench, made: Sequence[Record], kept: ServiceDatabase | None = None) -> AsyncIterator[Relaying]:
    """Registration's relay, alone in its process."""
    async with bench.database("registration", kept) as database, bench.superuser(database) as connection:
        await workload.stage(connection, made)
        topic = await bench.new_topic("gerai")
        acks = Acks(bench.folder / f"{topic.name}.acks")
        environment = bench.environment(database, BENCH_ACKS=str(acks.file))
        with bench.running(python("tests.benchmarks.sides.gerai_relay"), environment) as running:
            yield FromTable(running, acks, topic, 0.2, connection, len(made), wakes=True)


def debezium(*, tuned: bool, memory: str | None = None) -> OpenRelay:
    """Debezium's embedded engine with its outbox event router, on the same table; `memory` bounds its heap."""

    @asynccontextmanager
    async def opened(bench: Bench, made: Sequence[Record]) -> AsyncIterator[Relaying]:
        async with bench.database("registration") as database, bench.superuser(database) as connection:
            await workload.stage(connection, made)
            topic = await bench.new_topic("debezium")
            acks = Acks(bench.folder / f"{topic.name}.acks")
            slot = f"bench_{topic.name.rsplit('-', 1)[1].split('.')[0]}"
            engine = _properties(bench.folder / f"{slot}.engine", _engine(bench.superuser_dsn(database), slot, tuned))
            producer = _properties(bench.folder / f"{slot}.producer", _producer(bench.broker.bootstrap))
            command = rivals.debezium(engine, producer, acks.file, memory=memory)
            try:
                with bench.running(command, {}) as running:
                    yield FromTable(running, acks, topic, 0.6, connection, len(made), wakes=False)
            finally:
                await _drop(connection, slot)

    return opened


async def _drop(connection: Connection, slot: str) -> None:
    """A slot that stays keeps the log for ever."""
    for _ in range(100):
        with suppress(asyncpg.ObjectInUseError):
            await connection.execute(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1", slot
            )
            return
        await asyncio.sleep(0.1)


def _engine(dsn: str, slot: str, tuned: bool) -> dict[str, object]:
    """The documented settings of the connector and the outbox event router."""
    at = urlsplit(dsn)
    settings: dict[str, object] = {
        "name": slot,
        "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
        "database.hostname": "127.0.0.1",
        "database.port": at.port,
        "database.user": unquote(at.username or ""),
        "database.password": unquote(at.password or ""),
        "database.dbname": at.path.removeprefix("/"),
        "topic.prefix": slot,
        "plugin.name": "pgoutput",
        "slot.name": slot,
        "publication.name": slot,
        "publication.autocreate.mode": "filtered",
        "table.include.list": "public.outbox",
        "snapshot.mode": "no_data",
        "offset.storage": "org.apache.kafka.connect.storage.MemoryOffsetBackingStore",
        "transforms": "outbox",
        "transforms.outbox.type": "io.debezium.transforms.outbox.EventRouter",
        "transforms.outbox.table.field.event.id": "id",
        "transforms.outbox.table.field.event.key": "key",
        "transforms.outbox.table.field.event.payload": "value",
        "transforms.outbox.route.by.field": "topic",
        "transforms.outbox.route.topic.replacement": "${routedByValue}",
        "transforms.outbox.table.fields.additional.placement": "headers:header:headers",
    }
    if tuned:
        settings |= {"poll.interval.ms": 1, "max.batch.size": 8192, "max.queue.size": 32768}
    return settings


def _producer(bootstrap: str) -> dict[str, object]:
    """As safe as the product's, without waiting for company, and with batches as large."""
    return {
        "bootstrap.servers": bootstrap,
        "acks": "all",
        "enable.idempotence": "true",
        "linger.ms": 0,
        "batch.size": 900_000,
        "buffer.memory": 67_108_864,
        "max.request.size": 1_800_000,
    }


def _properties(file: Path, settings: dict[str, object]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    return file


def outbox(*, tuned: bool) -> OpenRelay:
    """faststream-outbox, its table written by its own publisher."""

    @asynccontextmanager
    async def opened(bench: Bench, made: Sequence[Record]) -> AsyncIterator[Relaying]:
        async with bench.database("registration") as database, bench.superuser(database) as connection:
            await workload.stage(connection, made[: bench.size.warm_up])
            topic = await bench.new_topic("outbox")
            acks = Acks(bench.folder / f"{topic.name}.acks")
            environment = {
                "BENCH_DSN": bench.superuser_dsn(database),
                "BENCH_TOPIC": topic.name,
                "BENCH_BOOTSTRAP": bench.broker.bootstrap,
                "BENCH_ACKS": str(acks.file),
                "BENCH_TUNED": "yes" if tuned else "",
                "PYTHONPATH": processes.PYTHONPATH,
            }
            publisher = await asyncio.create_subprocess_exec(
                *rivals.python("tests.benchmarks.sides.outbox_publisher"), stdin=PIPE, stdout=PIPE, env=environment
            )
            try:
                assert publisher.stdout is not None
                await publisher.stdout.readline()  # its table is there
                with bench.running(rivals.python("tests.benchmarks.sides.outbox_relay"), environment) as running:
                    yield FromPublisher(running, acks, topic, 0.6, publisher)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    publisher.kill()
                await publisher.wait()

    return opened


def sides(bench: Bench) -> dict[str, OpenRelay]:
    """Every relay of this run, in the order in which each round takes them."""
    if not bench.rivals:
        return {GERAI: gerai}
    return {
        GERAI: gerai,
        TUNED: debezium(tuned=True),
        DEBEZIUM: debezium(tuned=False),
        OUTBOX: outbox(tuned=False),
        OUTBOX_TUNED: outbox(tuned=True),
    }
