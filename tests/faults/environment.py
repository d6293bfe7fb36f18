"""Where episodes and whole runs take place: three brokers, PostgreSQL, proxies before them, and the services."""

import asyncio
import os
import secrets
import shutil
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from aiokafka import AIOKafkaConsumer
from uuid_utils.compat import uuid7

from deploy import city
from deploy.local import databases, processes
from deploy.local.kafka import Kafka
from deploy.local.mail import Mail
from deploy.local.postgres import Postgres
from deploy.local.proxy import Proxy
from shared.clock import Clock
from shared.database import open_pool
from shared.events.registration import FunctionAssigned
from shared.messaging import transaction
from shared.migrate import migrate
from shared.people import assignments
from shared.people.functions import ADMIN
from tests.faults import ledger, witness
from tests.faults.crew import Crew
from tests.faults.disk import SmallDisk
from tests.faults.witness import Connection
from tests.tokens import publish_keys

CITY = processes.ROOT / "deploy" / "cities" / "ambon.json"
ROLES = {
    "registration": {"web": 2, "worker": 1, "relay": 2, "clock": 1},
    "curation": {"web": 1, "worker": 2, "relay": 2, "clock": 1},
    "agreements": {"web": 1, "worker": 2, "relay": 2, "clock": 1},
    "notifications": {"web": 1, "worker": 2, "relay": 2, "clock": 1, "sender": 2},
    "ledger": {"worker": 2, "clock": 1, "relay": 1},
}
"""How many processes of each role."""
EPISODE = ("registration", "ledger")
BROKERS = {"group.min.session.timeout.ms": 1000, "offsets.topic.num.partitions": 5}
TIMING = {
    "RELAY_LOST_SECONDS": "3",
    "GROUP_SESSION_SECONDS": "3",
    "RETRY_TRIES": "1000",
    "RETRY_FIRST_SECONDS": "0.3",
    "RETRY_LONGEST_SECONDS": "1",
}
"""Shorter than in production, so that many things can happen in an episode."""
START_SECONDS = 240
"""A server that has not come up by then never will, however busy the machine is."""
STOPPED_LONG = (5, 5, 11)
"""Seconds: longer than the two above, and than a transaction may stand idle."""


class Environment:
    """All of it, in one folder, kept warm from episode to episode."""

    def __init__(self, folder: Path, services: Sequence[str]) -> None:
        self.disk = SmallDisk(folder / "disk")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder = folder
        self.services = services
        self.postgres = Postgres(folder / "postgres", processes.free_port(), hasty=True, max_connections=500)
        self.to_database = Proxy(processes.free_port(), self.postgres.port)
        advertised = [processes.free_port() for _ in range(3)]
        self.kafka = Kafka(folder / "kafka", 3, advertised_ports=advertised, settings=BROKERS)
        self.to_brokers = {n: Proxy(advertised[n - 1], self.kafka.ports[n]) for n in (1, 2, 3)}
        self.mail = Mail(folder / "mail", folder / "logs" / "mail.log", processes.free_port())
        self.clock = folder / "clock"
        self.lost_cluster = False
        """Whether a cluster was lost in this run: what only stood there, and was not of a service's, is gone."""
        self.crew = Crew(folder / "logs", self._variables)
        self._passwords = {
            role: secrets.token_hex(12) for each in services for role in (databases.owner(each), databases.app(each))
        }
        self._keys = publish_keys(folder)
        # Servers are children of the thread that starts them, so it lives as long as they do.
        self._thread = ThreadPoolExecutor(1)
        self._supervising: asyncio.Task[None] | None = None

    @property
    def whole(self) -> bool:
        """Whether all services are here."""
        return self.services != EPISODE

    async def run(self, work: Callable[[], object]) -> None:
        """Do what starts or stops a server."""
        await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def start(self) -> None:
        """Bring all of it up."""
        self.clock.write_text("0")
        await self.run(partial(self.kafka.start, START_SECONDS))
        await self.run(partial(self.postgres.start, START_SECONDS))
        if self.whole:
            await self.run(self.mail.start)
        for proxy in (self.to_database, *self.to_brokers.values()):
            await proxy.start()
        await databases.create_databases(self.postgres.dsn("postgres"), self.services, self._passwords)
        for service in self.services:
            await asyncio.to_thread(migrate, service, self._dsn(service, databases.owner(service)))
            await self._prepare(service)
        if self.whole:
            await self._move_to_small_disk()
        await self._begin_city()
        for service in self.services:
            for role, count in ROLES[service].items():
                self.crew.add(service, role, count)
        self._supervising = asyncio.create_task(self.crew.supervise())
        await self.until_ready()

    async def stop(self) -> None:
        """End all of it."""
        if self._supervising:
            self._supervising.cancel()
        self.crew.stop()
        for proxy in (self.to_database, *self.to_brokers.values()):
            await proxy.stop()
        for number in self.to_brokers:
            with suppress(KeyError):
                await self.run(partial(self.kafka.kill, number))
        await self.run(self.mail.stop)
        await self.run(partial(self.postgres.stop, "immediate"))
        self.disk.unmount()
        self._thread.shutdown()

    async def until_ready(self, limit: float = 90) -> None:
        """Return when every process says that it is ready. Raises TimeoutError."""
        async with asyncio.timeout(limit):
            while not all(await asyncio.gather(*(member.is_ready() for member in self.crew.members))):
                await asyncio.sleep(0.1)

    @asynccontextmanager
    async def connect(self, service: str) -> AsyncIterator[Connection]:
        """A service's database as the superuser, whom nothing is hidden from, and past the proxy."""
        connection = await asyncpg.connect(self.postgres.dsn(databases.name(service)), timeout=5)
        try:
            yield connection
        finally:
            await connection.close(timeout=2)

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[AIOKafkaConsumer]:
        """A plain consumer without a group."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.kafka.bootstrap, auto_offset_reset="earliest")
        await consumer.start()
        try:
            yield consumer
        finally:
            await consumer.stop()

    async def fetch(self, service: str, query: str, *values: Any) -> list[Any]:
        """Rows of a service's database."""
        async with self.connect(service) as connection:
            return await connection.fetch(query, *values)

    async def lose_cluster(self) -> None:
        """All brokers die with all that they held; another cluster comes up at the same addresses."""
        self.lost_cluster = True
        for number in self.to_brokers:
            await self.run(partial(self.kafka.kill, number))
        shutil.rmtree(self.kafka.folder)
        await self.run(partial(self.kafka.start, START_SECONDS))

    async def heal(self) -> None:
        """Put back whatever a fault has left behind."""
        for proxy in (self.to_database, *self.to_brokers.values()):
            await proxy.restore()
        self.disk.free()
        await self.run(partial(self.postgres.start, START_SECONDS))
        await self.run(partial(self.kafka.start, START_SECONDS))
        self.crew.disarm()

    def _dsn(self, service: str, role: str) -> str:
        """The address of a database as services see it, behind the proxy."""
        parts = urlsplit(self.postgres.dsn(databases.name(service), role, self._passwords[role]))
        place = f"{parts.netloc.rpartition(':')[0]}:{self.to_database.listen_port}"
        return parts._replace(netloc=place).geturl()

    async def _prepare(self, service: str) -> None:
        """The tables of the campaign's own, beside the service's."""
        async with self.connect(service) as connection:
            await connection.execute(witness.TABLES)
            if service == "ledger":
                await connection.execute(ledger.TABLES)
                await connection.execute(f"GRANT ALL ON entries, broken TO {databases.app(service)}")

    async def _move_to_small_disk(self) -> None:
        """All tables go where there may be no room left; what the server itself writes stays where it is."""
        self.disk.mount()
        connection = await asyncpg.connect(self.postgres.dsn("postgres"))
        await connection.execute(f"CREATE TABLESPACE small LOCATION '{self.disk.tables}'")
        for service in self.services:
            await connection.execute(f"ALTER DATABASE {databases.name(service)} SET TABLESPACE small")
        await connection.close()

    async def _begin_city(self) -> None:
        """The operator's part: a city, and its first admin."""
        pool = await open_pool(self._dsn("registration", databases.app("registration")), size=1)
        at = Clock().now()
        admin = FunctionAssigned(city="ambon", assignment_id=uuid7(), subject="admin", function=ADMIN, since=at)
        ambon = frozenset({"ambon"})
        async with transaction.begin(pool, source="/gerai/registration", clock=Clock(), cities=ambon) as tx:
            await city.save(tx, city.read(CITY))
            await assignments.record(tx.connection, admin)
            await tx.publish(admin)
        await pool.close()

    def _variables(self, service: str) -> dict[str, str]:
        ours = {
            "MODE": "test",
            "DATABASE_URL": self._dsn(service, databases.app(service)),
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka.bootstrap,
            "KAFKA_IDEMPOTENT_PRODUCER": "true",
            "OIDC_ISSUER": self._keys,
            "CLOCK_FILE": str(self.clock),
            "PARKED_KEY": b64encode(bytes(32)).decode(),
            f"{service.upper()}_FIELD_KEY": b64encode(bytes(32)).decode(),
            "NOTIFICATIONS_SMTP_HOST": "127.0.0.1",
            "NOTIFICATIONS_SMTP_PORT": str(self.mail.port),
            "NOTIFICATIONS_MAIL_GATHER_SECONDS": "1",
            "NOTIFICATIONS_MAIL_FIRST_SECONDS": "1",
            "NOTIFICATIONS_MAIL_LONGEST_SECONDS": "4",
            "NOTIFICATIONS_MAIL_TRY_SECONDS": "4",
            "NOTIFICATIONS_MAIL_LEASE_SECONDS": "8",
            "LEDGER_HEARS": "all" if self.whole else "registration",
            "PYTHONPATH": processes.PYTHONPATH,
        }
        return {**os.environ, **ours, **TIMING}
