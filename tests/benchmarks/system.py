"""One broker and one PostgreSQL for all sides of a run, databases and processes of theirs."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import asyncpg
from asyncpg import Connection

from deploy.local import processes
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from shared.events.event import Topic
from shared.messaging import broker
from shared.settings import Settings
from tests.conftest import ServiceDatabase, Templates

Said = dict[str, float]


class Broker(Protocol):
    """What is needed of a broker: Apache Kafka, and in the harness's own test the embedded one."""

    idempotent: bool

    @property
    def bootstrap(self) -> str: ...


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    rounds: int = 5
    warm_up: int = 20_000
    singles: int = 300
    slow_singles: int = 20
    """Of a side that takes half a second for each."""
    drain: int = 100_000
    slow_drain: int = 3_000
    """Of a side that takes a second for a thousand."""
    consumed: int = 50_000
    slow_consumed: int = 4_000
    requests: int = 2_000
    connections: int = 32
    visits: int = 300
    load_seconds: float = 30
    workers: tuple[int, ...] = (1, 2, 4)
    flood: int = 100_000
    history: int = 10_000_000


FULL = Size()
SHORT = Size(
    rounds=3,
    warm_up=5_000,
    singles=100,
    slow_singles=10,
    drain=20_000,
    slow_drain=500,
    consumed=10_000,
    slow_consumed=1_000,
    requests=500,
    visits=50,
    load_seconds=5,
    flood=10_000,
    history=1_000_000,
)
QUICK = Size(1, 20, 5, 2, 200, 20, 200, 20, 20, 4, 5, 0.5, (1, 2), 50, 2_000)


@dataclass
class Running:
    """A process of a side."""

    child: "subprocess.Popen[bytes]"
    log: Path

    @property
    def pid(self) -> int:
        return self.child.pid

    def pause(self) -> None:
        """Stand still, so that work can be laid out for it; for less than ten seconds, or it loses its place."""
        self.child.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.child.send_signal(signal.SIGCONT)

    def check(self) -> None:
        """Raise what it wrote last, if it has ended."""
        if self.child.poll() is not None:
            raise processes.NotStarted(f"{self.log.name} ended.\n{self.log.read_text(errors='replace')[-3000:]}")


@dataclass
class Bench:
    """The surroundings of every row."""

    postgres: Postgres
    broker: Broker
    folder: Path
    size: Size
    templates: Templates
    rivals: bool = True
    """Whether the rivals' environment is there."""

    @asynccontextmanager
    async def database(self, service: str, kept: ServiceDatabase | None = None) -> AsyncIterator[ServiceDatabase]:
        """A new database of a service, or one that is there already and stays."""
        if kept:
            yield kept
            return
        name = f"bench_{service}_{uuid4().hex[:8]}"
        made = await self.templates.copy(service, name)
        try:
            yield made
        finally:
            await self.templates.drop(name)

    @asynccontextmanager
    async def superuser(self, database: ServiceDatabase) -> AsyncIterator[Connection]:
        """The harness's own connection to a database, which meets no row-level security."""
        connection = await asyncpg.connect(self.superuser_dsn(database))
        try:
            yield connection
        finally:
            await connection.close()

    def superuser_dsn(self, database: ServiceDatabase) -> str:
        return self.postgres.dsn(database.app_dsn.rsplit("/", 1)[1])

    def settings(self, database: ServiceDatabase) -> Settings:
        """What a service process is told, for the harness's own use."""
        return self.on_broker(database.app_dsn)

    def on_broker(self, database_url: str) -> Settings:
        """Settings for the broker of this run."""
        return Settings(
            mode="test",
            database_url=database_url,
            kafka_bootstrap_servers=self.broker.bootstrap,
            kafka_idempotent_producer=self.broker.idempotent,
        )

    def environment(self, database: ServiceDatabase, **more: str) -> dict[str, str]:
        """The same for the process itself."""
        return {
            "DATABASE_URL": database.app_dsn,
            "KAFKA_BOOTSTRAP_SERVERS": self.broker.bootstrap,
            "KAFKA_IDEMPOTENT_PRODUCER": str(self.broker.idempotent),
            "PRIVATE_PORT": str(processes.free_port()),
            "REGISTRATION_FIELD_KEY": b64encode(bytes(32)).decode(),
            **more,
        }

    @contextmanager
    def running(self, command: Sequence[str | Path], environment: Mapping[str, str]) -> Iterator[Running]:
        """A process of a side, ended with all its children at the end."""
        log = self.folder / f"{uuid4().hex[:8]}.log"
        variables = {**os.environ, "PYTHONPATH": processes.PYTHONPATH, **environment}
        child = processes.start(command, log=log, env=variables)
        try:
            yield Running(child, log)
        finally:
            processes.kill(child)

    async def ask(self, command: Sequence[str | Path], environment: Mapping[str, str], limit: float = 300) -> Said:
        """Run a process of a side to its end; give the JSON object that it says."""
        with self.running(command, environment) as running:
            await asyncio.to_thread(running.child.wait, limit)
            log = running.log.read_text(errors="replace")
        said = [line for line in log.splitlines() if line.startswith('{"count"')]
        if not said:
            raise processes.NotStarted(f"{running.log.name} ended without a word.\n{log[-3000:]}")
        answer: Said = json.loads(said[-1])
        return answer

    async def new_topic(self, name: str, partitions: int = 4) -> Topic:
        """A topic that nothing else in this run has."""
        topic = Topic(f"gerai.bench.{name}-{uuid4().hex[:8]}.v1", partitions)
        await self.declare(topic)
        return topic

    async def declare(self, *topics: Topic) -> None:
        await broker.declare_topics(self.on_broker(""), topics, replication=1)


def python(module: str, *words: str) -> list[str]:
    """The command that runs a module in the product's own environment."""
    return [sys.executable, "-P", "-m", module, *words]


def wait_until(running: Running, condition: Callable[[], bool], limit: float, what: str) -> None:
    """Come back when the condition holds; raises when the process ends before, or TimeoutError."""

    def holds() -> bool:
        running.check()
        return condition()

    processes.wait_until(holds, limit, what)


async def make_logical(postgres: Postgres) -> None:
    """Give PostgreSQL what Debezium needs, and memory enough to decode a backlog without files; for all sides."""
    connection = await asyncpg.connect(postgres.dsn("postgres"))
    try:
        await connection.execute("ALTER SYSTEM SET wal_level = 'logical'")
        await connection.execute("ALTER SYSTEM SET logical_decoding_work_mem = '512MB'")
        await connection.execute("ALTER SYSTEM SET max_wal_size = '4GB'")
    finally:
        await connection.close()
    postgres.stop()
    postgres.start()


@asynccontextmanager
async def open_bench(size: Size, *, rivals: bool) -> AsyncIterator[Bench]:
    """Start the servers; stop them and forget everything at the end."""
    with tempfile.TemporaryDirectory(prefix="gerai-bench-") as temporary:
        folder = Path(temporary)
        postgres = Postgres(folder / "postgres", processes.free_port(), shared_buffers="512MB")
        kafka = Kafka(folder / "kafka")
        try:
            postgres.start()
            await make_logical(postgres)
            kafka.start()
            yield Bench(postgres, kafka, folder / "sides", size, Templates(postgres), rivals)
        finally:
            kafka.stop()
            postgres.stop("immediate")
